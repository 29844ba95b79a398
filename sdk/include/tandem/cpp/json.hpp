// SPDX-License-Identifier: Apache-2.0
/// @file json.hpp
/// Reading JSON that a stranger wrote. nlohmann/json walks nested values by recursion when it copies,
/// compares or writes them, so that 100 kB of opening brackets in a remote's answer can end the host: whoever
/// reads JSON from outside reads it through here. Needs no library itself. Since 0.1.
#pragma once

#include <cstddef>
#include <string_view>

namespace tandem {

/// No document that Tandem or a remote means seriously nests deeper.
inline constexpr int json_levels = 64;

/// What one pass over a JSON text tells; nothing of whether it is JSON at all.
struct json_outline {
  bool nests_within = true;  ///< no array or object nests deeper than was allowed; else the pass ended there
  std::size_t members = 0;   ///< of all its objects together, by their colons
};

/// One pass, no memory.
inline json_outline outline_json(std::string_view text, int levels = json_levels) noexcept {
  json_outline outline;
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\') {
        ++i;
      } else if (c == '"') {
        quoted = false;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      if (++depth > levels) {
        outline.nests_within = false;
        return outline;
      }
    } else if (c == '}' || c == ']') {
      --depth;
    } else if (c == ':') {
      ++outline.members;
    }
  }
  return outline;
}

/// The document, or a discarded value (`is_discarded()`) where the text is no JSON or nests too deeply.
/// `Json` is any nlohmann::basic_json.
template <typename Json>
Json read_json(std::string_view text, int levels = json_levels) {
  if (!outline_json(text, levels).nests_within) return Json(Json::value_t::discarded);
  return Json::parse(text.begin(), text.end(), nullptr, false);
}

}  // namespace tandem
