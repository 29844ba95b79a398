// SPDX-License-Identifier: Apache-2.0
#include "csv.hpp"

#include <algorithm>

#include "bytes.hpp"

namespace tandem::files {

std::string CsvField::text() const {
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

bool CsvScanner::next() {
  while (end_.offset < content_.size()) {
    start_ = end_;
    fields_.clear();
    problem_ = nullptr;
    const std::size_t line_end = find_byte(content_, '\n', start_.offset);
    if (!has_quote_before(line_end)) {
      split_plain(line_end);
      if (fields_.size() == 1 && fields_[0].raw.empty()) continue;  // a blank line
    } else if (!split_quoted()) {
      give_up(line_end, problem_);
    }
    if (!problem_ && !is_text(raw())) problem_ = "not valid UTF-8 text";
    return true;
  }
  return false;
}

bool CsvScanner::has_quote_before(std::size_t line_end) {
  if (!quote_known_ || next_quote_ < start_.offset) {
    next_quote_ = find_byte(content_, '"', start_.offset);
    quote_known_ = true;
  }
  return next_quote_ < line_end;
}

void CsvScanner::split_plain(std::size_t line_end) {
  end_ = Position{std::min(line_end + 1, content_.size()), start_.line + 1};
  std::size_t size = line_end - start_.offset;
  if (size > 0 && content_[line_end - 1] == '\r') --size;
  const std::string_view line = content_.substr(start_.offset, size);
  std::size_t from = 0;
  for (;;) {
    const std::size_t to = find_byte(line, delimiter_, from);
    fields_.push_back(CsvField{line.substr(from, to - from), false, false});
    if (to == line.size()) return;
    from = to + 1;
  }
}

/// Splits a record that holds quotes; false with a problem when they do not fit.
bool CsvScanner::split_quoted() {
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

bool CsvScanner::read_quoted_field(std::size_t& at) {
  const std::size_t open = at;
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
  fields_.push_back(CsvField{content_.substr(open, at - open), true, doubled});
  const bool ends = at == content_.size() || content_[at] == delimiter_ || content_[at] == '\n' ||
                    (content_[at] == '\r' && (at + 1 == content_.size() || content_[at + 1] == '\n'));
  if (!ends) problem_ = "text follows a closing quote";
  return ends;
}

void CsvScanner::read_plain_field(std::size_t& at) {
  const std::size_t from = at;
  while (at < content_.size() && content_[at] != delimiter_ && content_[at] != '\n') ++at;
  const bool line_ends = at == content_.size() || content_[at] == '\n';
  if (line_ends && at > from && content_[at - 1] == '\r') --at;
  fields_.push_back(CsvField{content_.substr(from, at - from), false, false});
}

void CsvScanner::give_up(std::size_t line_end, const char* why) {
  fields_.clear();
  problem_ = why;
  end_ = Position{std::min(line_end + 1, content_.size()), start_.line + 1};
}

std::string csv_field(std::string_view text, char delimiter) {
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

std::string_view line_end_of(std::string_view record) {
  if (record.empty() || record.back() != '\n') return {};
  const bool crlf = record.size() >= 2 && record[record.size() - 2] == '\r';
  return record.substr(record.size() - (crlf ? 2 : 1));
}

}  // namespace tandem::files
