// SPDX-License-Identifier: Apache-2.0
#include "base/json.hpp"

#include <algorithm>
#include <tandem/cpp/json.hpp>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"

namespace tandem {
namespace {

/// Refuses too deep a nesting; answers how many members the text's objects have.
std::size_t check_depth(std::string_view text, std::string_view what) {
  const json_outline outline = outline_json(text);
  if (outline.nests_within) return outline.members;
  throw Error(TANDEM_INVALID_ARGUMENT, std::string(what) + " is nested too deeply",
              "nest at most " + std::to_string(json_levels) + " levels");
}

std::size_t count_members(const Json& json) {
  std::size_t members = json.is_object() ? json.size() : 0;
  if (json.is_structured()) {
    for (const Json& item : json) members += count_members(item);
  }
  return members;
}

Json parse(std::string_view text, std::string_view what) {
  try {
    return Json::parse(text.begin(), text.end());
  } catch (const Json::parse_error& e) {
    throw Error(TANDEM_INVALID_ARGUMENT,
                std::string(what) + " is not valid JSON (byte " + std::to_string(e.byte) + ")",
                "check it with any JSON tool");
  } catch (const Json::out_of_range&) {
    throw Error(TANDEM_INVALID_ARGUMENT, std::string(what) + " holds a number that is too large",
                "write large numbers as text");
  }
}

// RFC 8785 §3.2.3 orders keys by UTF-16 code units, which differs from bytes beyond the BMP.
std::u16string utf16(std::string_view text) {
  std::u16string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1U : lead < 0xE0 ? 2U : lead < 0xF0 ? 3U : 4U;
    char32_t code = length == 1 ? lead : lead & (0xFFU >> (length + 1));
    for (std::size_t k = 1; k < length && i + k < text.size(); ++k) {
      code = (code << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
    }
    i += length;
    if (code < 0x10000) {
      out += static_cast<char16_t>(code);
    } else {
      code -= 0x10000;
      out += static_cast<char16_t>(0xD800 + (code >> 10));
      out += static_cast<char16_t>(0xDC00 + (code & 0x3FF));
    }
  }
  return out;
}

bool safe_integer(const Json& value) {
  constexpr std::int64_t most = 9'007'199'254'740'991;  // every JSON reader keeps integers up to here exact
  if (value.is_number_unsigned()) return value.get<std::uint64_t>() <= static_cast<std::uint64_t>(most);
  return value.get<std::int64_t>() >= -most && value.get<std::int64_t>() <= most;
}

void write_canonical(const Json& value, std::string& out) {
  if (value.is_object()) {
    std::vector<std::pair<std::u16string, std::string>> keys;
    for (const auto& [key, ignored] : value.items()) keys.emplace_back(utf16(key), key);
    std::sort(keys.begin(), keys.end());
    out += '{';
    bool first = true;
    for (const auto& [order, key] : keys) {
      if (!first) out += ',';
      first = false;
      out += dump_json(key, "a key");
      out += ':';
      write_canonical(value.at(key), out);
    }
    out += '}';
  } else if (value.is_array()) {
    out += '[';
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (i > 0) out += ',';
      write_canonical(value[i], out);
    }
    out += ']';
  } else if (value.is_number_float()) {
    throw Error(TANDEM_INVALID_ARGUMENT, "signed content holds a fraction", "write decimals as text");
  } else {
    if (value.is_number() && !safe_integer(value)) {
      throw Error(TANDEM_INVALID_ARGUMENT, "signed content holds a number beyond ±2^53−1",
                  "write larger numbers as text");
    }
    out += dump_json(value, "signed content");
  }
}

}  // namespace

Json parse_json(std::string_view text, std::string_view what) {
  require_text(text, what);
  const std::size_t members = check_depth(text, what);
  Json json = parse(text, what);
  // A key that stands twice in one object was kept once; readers disagree about which one counts.
  if (count_members(json) != members) {
    throw Error(TANDEM_INVALID_ARGUMENT, std::string(what) + " has a key twice in one object",
                "name every key once");
  }
  return json;
}

std::string dump_json(const Json& document, std::string_view what) {
  try {
    return document.dump();
  } catch (const Json::type_error&) {
    throw Error(TANDEM_INVALID_ARGUMENT, std::string(what) + " is not valid UTF-8 text",
                "send UTF-8 without NUL characters");
  }
}

std::string canonical_json(const Json& document) {
  std::string out;
  write_canonical(document, out);
  return out;
}

}  // namespace tandem
