// SPDX-License-Identifier: Apache-2.0
#include "domain/document_split.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

namespace tandem::domain {
namespace {

[[noreturn]] void refuse(std::string message) {
  throw Refusal(TANDEM_INVALID_ARGUMENT, "bad_document", std::move(message),
                "send one JSON array, or one document a line");
}

/// Position of the comma or bracket that ends the element which starts at `from`.
std::size_t element_end(std::string_view text, std::size_t from) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = from; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\') ++i;
      if (c == '"') quoted = false;
      continue;
    }
    switch (c) {
      case '"':
        quoted = true;
        break;
      case '{':
      case '[':
        ++depth;
        break;
      case '}':
        --depth;
        break;
      case ']':
        if (depth <= 0) return i;
        --depth;
        break;
      case ',':
        if (depth <= 0) return i;
        break;
      default:
        break;
    }
  }
  refuse("the array of documents is not closed");
}

void split_array(std::string_view text, const DocumentSink& sink) {
  std::size_t at = 1;
  for (std::size_t index = 0;; ++index) {
    const std::size_t end = element_end(text, at);
    const auto element = trim(text.substr(at, end - at));
    const bool last = text[end] == ']';
    if (!(element.empty() && last && index == 0)) sink(index, element);
    at = end + 1;
    if (last) break;
  }
  if (!trim(text.substr(at)).empty()) refuse("something follows the array of documents");
}

void split_lines(std::string_view text, const DocumentSink& sink) {
  std::size_t index = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const auto line = trim(text.substr(0, end));
    if (!line.empty()) sink(index++, line);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

}  // namespace

void split_documents(std::string_view documents, const DocumentSink& sink) {
  const auto text = trim(documents);
  if (!text.empty() && text.front() == '[') return split_array(text, sink);
  split_lines(text, sink);
}

}  // namespace tandem::domain
