// SPDX-License-Identifier: Apache-2.0
#include "json_line.hpp"

#include <tandem/cpp/utf8.hpp>

namespace tandem::files {
namespace {

constexpr int kDepth = 64;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The four digits at `at`, or -1.
int hex4(std::string_view s, std::size_t at) {
  if (s.size() < at + 4) return -1;
  int code = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    const int digit = hex_digit(s[i]);
    if (digit < 0) return -1;
    code = code * 16 + digit;
  }
  return code;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Walks over JSON; each function stands behind what it read, or answers false.
class Walker {
 public:
  explicit Walker(std::string_view s) : s_(s) {}

  void skip_space() {
    while (at_ < s_.size() && (s_[at_] == ' ' || s_[at_] == '\t' || s_[at_] == '\r' || s_[at_] == '\n')) {
      ++at_;
    }
  }
  bool take(char c) {
    if (at_ >= s_.size() || s_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool done() const { return at_ == s_.size(); }
  std::size_t at() const { return at_; }

  bool string(bool& escaped) {
    escaped = false;
    if (!take('"')) return false;
    while (at_ < s_.size()) {
      const char c = s_[at_++];
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c != '\\') continue;
      escaped = true;
      if (!escape()) return false;
    }
    return false;
  }

  bool number() {
    take('-');
    if (take('0')) {
      // a leading zero stands alone
    } else if (!digits()) {
      return false;
    }
    if (take('.') && !digits()) return false;
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      if (!digits()) return false;
    }
    return true;
  }

  bool value(JsonMember& member, int depth) {
    if (at_ >= s_.size()) return false;
    const std::size_t from = at_;
    bool good = false;
    switch (s_[at_]) {
      case '"':
        member.kind = JsonKind::text;
        good = string(member.escaped);
        break;
      case '{':
      case '[':
        member.kind = JsonKind::nested;
        good = nested(depth);
        break;
      case 't':
      case 'f':
        member.kind = JsonKind::boolean;
        good = word("true") || word("false");
        break;
      case 'n':
        member.kind = JsonKind::null;
        good = word("null");
        break;
      default:
        member.kind = JsonKind::number;
        good = number();
    }
    member.raw = s_.substr(from, at_ - from);
    return good;
  }

  /// The members of an object, its opening brace taken already.
  template <class Each>
  bool members(int depth, Each&& each) {
    skip_space();
    if (take('}')) return true;
    for (;;) {
      JsonMember member;
      skip_space();
      const std::size_t from = at_ + 1;
      if (!string(member.name_escaped)) return false;
      member.raw_name = s_.substr(from, at_ - 1 - from);
      skip_space();
      if (!take(':')) return false;
      skip_space();
      if (!value(member, depth)) return false;
      each(member);
      skip_space();
      if (take('}')) return true;
      if (!take(',')) return false;
    }
  }

 private:
  bool digits() {
    const std::size_t from = at_;
    while (at_ < s_.size() && is_digit(s_[at_])) ++at_;
    return at_ > from;
  }
  bool word(std::string_view text) {
    if (s_.substr(at_, text.size()) != text) return false;
    at_ += text.size();
    return true;
  }
  bool escape() {
    if (at_ >= s_.size()) return false;
    const char c = s_[at_++];
    if (c != 'u') return std::string_view("\"\\/bfnrt").find(c) != std::string_view::npos;
    const int code = hex4(s_, at_);
    if (code <= 0 || (code >= 0xDC00 && code <= 0xDFFF)) return false;  // NUL, second half alone
    at_ += 4;
    if (code < 0xD800 || code > 0xDBFF) return true;
    if (s_.substr(at_, 2) != "\\u") return false;
    const int low = hex4(s_, at_ + 2);
    if (low < 0xDC00 || low > 0xDFFF) return false;
    at_ += 6;
    return true;
  }
  bool nested(int depth) {
    if (depth >= kDepth) return false;
    if (take('{')) return members(depth + 1, [](const JsonMember&) {});
    take('[');
    skip_space();
    if (take(']')) return true;
    for (;;) {
      JsonMember element;
      skip_space();
      if (!value(element, depth + 1)) return false;
      skip_space();
      if (take(']')) return true;
      if (!take(',')) return false;
    }
  }

  std::string_view s_;
  std::size_t at_ = 0;
};

}  // namespace

bool JsonObject::parse(std::string_view line) {
  members_.clear();
  problem_ = nullptr;
  if (!utf8::is_text(line)) {
    problem_ = "not valid UTF-8 text";
    return false;
  }
  Walker walker(line);
  walker.skip_space();
  const bool good =
      walker.take('{') && walker.members(0, [&](const JsonMember& member) { members_.push_back(member); });
  walker.skip_space();
  if (good && walker.done()) return true;
  members_.clear();
  problem_ = "not a JSON object";
  return false;
}

std::size_t JsonObject::count(std::string_view name, const JsonMember*& found) const {
  std::size_t hits = 0;
  found = nullptr;
  for (const JsonMember& member : members_) {
    const bool same = member.name_escaped ? json_unescape(member.raw_name) == name : member.raw_name == name;
    if (same && ++hits == 1) found = &member;
  }
  return hits;
}

std::string json_unescape(std::string_view inner) {
  static constexpr std::string_view codes = "bfnrt";
  static constexpr std::string_view meant = "\b\f\n\r\t";
  std::string out;
  out.reserve(inner.size());
  for (std::size_t i = 0; i < inner.size(); ++i) {
    if (inner[i] != '\\') {
      out += inner[i];
      continue;
    }
    const char c = inner[++i];
    if (c == 'u') {
      auto code = static_cast<std::uint32_t>(hex4(inner, i + 1));
      i += 4;
      if (code >= 0xD800 && code <= 0xDBFF) {
        const auto low = static_cast<std::uint32_t>(hex4(inner, i + 3));
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        i += 6;
      }
      utf8::append(out, code);
      continue;
    }
    const std::size_t known = codes.find(c);
    out += known == codes.npos ? c : meant[known];
  }
  return out;
}

std::string json_string(std::string_view text) {
  static constexpr char hex[] = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (byte < 0x20) {
      out += "\\u00";
      out += hex[byte >> 4];
      out += hex[byte & 15];
    } else {
      out += c;
    }
  }
  return out += '"';
}

bool is_json_number(std::string_view text) {
  Walker walker(text);
  return walker.number() && walker.done();
}

bool is_json(std::string_view text) {
  if (!utf8::is_text(text)) return false;
  Walker walker(text);
  JsonMember value;
  walker.skip_space();
  if (!walker.value(value, 0)) return false;
  walker.skip_space();
  return walker.done();
}

}  // namespace tandem::files
