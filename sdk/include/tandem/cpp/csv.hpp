// SPDX-License-Identifier: Apache-2.0
/// @file csv.hpp Comma-separated values (RFC 4180) as views of a text: quoted fields may hold delimiters,
/// doubled quotes and line ends; lines end in LF or CRLF; a quote inside an unquoted field is an ordinary
/// character. A record whose quotes do not fit is given up at its first line end, so that one stray quote
/// costs one line.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "utf8.hpp"

namespace tandem::csv {

inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Offset of `c` at or after `from`, or the text's size.
inline std::size_t find_byte(std::string_view text, char c, std::size_t from) {
  if (from >= text.size()) return text.size();
  const void* hit = std::memchr(text.data() + from, c, text.size() - from);
  return hit ? static_cast<std::size_t>(static_cast<const char*>(hit) - text.data()) : text.size();
}

/// A place in a text: byte offset, and the number of the line that begins or goes on there.
struct Position {
  std::size_t offset = 0;
  std::uint64_t line = 1;
};

/// Where the first record may begin: behind a byte order mark.
inline Position beginning(std::string_view content) {
  return Position{content.substr(0, kByteOrderMark.size()) == kByteOrderMark ? kByteOrderMark.size() : 0, 1};
}

struct Field {
  std::string_view raw;  ///< as in the text, quotes included
  bool quoted = false;
  bool doubled = false;  ///< holds doubled quotes

  /// The value without quotes; exact unless `doubled`.
  std::string_view inner() const { return quoted ? raw.substr(1, raw.size() - 2) : raw; }
  std::string text() const {
    std::string out(inner());
    if (!doubled) return out;
    std::size_t to = 0;
    for (std::size_t from = 0; from < out.size(); ++from) {
      out[to++] = out[from];
      if (out[from] == '"') ++from;  // its twin
    }
    out.resize(to);
    return out;
  }
};

/// Walks over the records of a text; blank lines are passed over.
class Scanner {
 public:
  Scanner(std::string_view content, char delimiter, Position from)
      : content_(content), delimiter_(delimiter), start_(from), end_(from) {}

  bool next() {
    while (end_.offset < content_.size()) {
      start_ = end_;
      fields_.clear();
      problem_ = nullptr;
      const std::size_t line_end = find_byte(content_, '\n', start_.offset);
      if (!has_quote_before(line_end)) {
        split_plain(line_end);
        if (fields_.size() == 1 && fields_[0].raw.empty()) continue;  // a blank line
      } else if (!split_quoted()) {
        give_up(line_end);
      }
      if (!problem_ && !utf8::is_text(raw())) problem_ = "not valid UTF-8 text";
      return true;
    }
    return false;
  }

  /// The record's bytes with its line end.
  std::string_view raw() const { return content_.substr(start_.offset, end_.offset - start_.offset); }
  /// None where the quotes do not fit.
  const std::vector<Field>& fields() const { return fields_; }
  /// Why the record cannot be read, or null.
  const char* problem() const { return problem_; }
  /// The line of the quote that does not fit.
  std::uint64_t problem_line() const {
    const std::string_view before = content_.substr(start_.offset, problem_at_ - start_.offset);
    return start_.line + static_cast<std::uint64_t>(std::count(before.begin(), before.end(), '\n'));
  }
  Position start() const { return start_; }
  Position end() const { return end_; }

 private:
  bool has_quote_before(std::size_t line_end) {
    if (!quote_known_ || next_quote_ < start_.offset) {
      next_quote_ = find_byte(content_, '"', start_.offset);
      quote_known_ = true;
    }
    return next_quote_ < line_end;
  }

  void split_plain(std::size_t line_end) {
    end_ = Position{std::min(line_end + 1, content_.size()), start_.line + 1};
    std::size_t size = line_end - start_.offset;
    if (size > 0 && content_[line_end - 1] == '\r') --size;
    const std::string_view line = content_.substr(start_.offset, size);
    std::size_t from = 0;
    for (;;) {
      const std::size_t to = find_byte(line, delimiter_, from);
      fields_.push_back(Field{line.substr(from, to - from), false, false});
      if (to == line.size()) return;
      from = to + 1;
    }
  }

  /// Splits a record that holds quotes; false with a problem when they do not fit.
  bool split_quoted() {
    std::size_t at = start_.offset;
    for (;;) {
      if (at < content_.size() && content_[at] == '"') {
        if (!read_quoted_field(at)) return false;
      } else {
        read_plain_field(at);
      }
      if (at < content_.size() && content_[at] == delimiter_) {
        ++at;
        continue;
      }
      if (at < content_.size() && content_[at] == '\r') ++at;
      if (at < content_.size()) ++at;  // the line feed
      break;
    }
    const std::string_view record = content_.substr(start_.offset, at - start_.offset);
    const auto lines = static_cast<std::uint64_t>(std::count(record.begin(), record.end(), '\n'));
    end_ = Position{at, start_.line + std::max<std::uint64_t>(lines, 1)};
    return true;
  }

  bool read_quoted_field(std::size_t& at) {
    const std::size_t open = problem_at_ = at;
    bool doubled = false;
    std::size_t close = find_byte(content_, '"', open + 1);
    while (close + 1 < content_.size() && content_[close + 1] == '"') {
      doubled = true;
      close = find_byte(content_, '"', close + 2);
    }
    if (close == content_.size()) {
      problem_ = "a quote is never closed";
      return false;
    }
    at = close + 1;
    fields_.push_back(Field{content_.substr(open, at - open), true, doubled});
    const bool ends = at == content_.size() || content_[at] == delimiter_ || content_[at] == '\n' ||
                      (content_[at] == '\r' && (at + 1 == content_.size() || content_[at + 1] == '\n'));
    if (!ends) problem_ = "text follows a closing quote";
    return ends;
  }

  void read_plain_field(std::size_t& at) {
    const std::size_t from = at;
    while (at < content_.size() && content_[at] != delimiter_ && content_[at] != '\n') ++at;
    const bool line_ends = at == content_.size() || content_[at] == '\n';
    if (line_ends && at > from && content_[at - 1] == '\r') --at;
    fields_.push_back(Field{content_.substr(from, at - from), false, false});
  }

  void give_up(std::size_t line_end) {
    fields_.clear();
    end_ = Position{std::min(line_end + 1, content_.size()), start_.line + 1};
  }

  std::string_view content_;
  char delimiter_;
  Position start_, end_;
  std::vector<Field> fields_;
  const char* problem_ = nullptr;
  std::size_t problem_at_ = 0;
  std::size_t next_quote_ = 0;
  bool quote_known_ = false;
};

/// The text as a field, quoted where it must be.
inline std::string field_text(std::string_view text, char delimiter) {
  const char special[] = {delimiter, '"', '\r', '\n'};
  const bool plain = text.find_first_of(std::string_view(special, sizeof(special))) == text.npos &&
                     (text.empty() || (text.front() != ' ' && text.back() != ' ')) &&
                     text.substr(0, kByteOrderMark.size()) != kByteOrderMark;
  if (plain) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out += '"';
}

/// The line end that closes `record`, or nothing.
inline std::string_view line_end_of(std::string_view record) {
  if (record.empty() || record.back() != '\n') return {};
  const bool crlf = record.size() >= 2 && record[record.size() - 2] == '\r';
  return record.substr(record.size() - (crlf ? 2 : 1));
}

}  // namespace tandem::csv
