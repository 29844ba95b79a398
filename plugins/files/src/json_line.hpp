// SPDX-License-Identifier: Apache-2.0
// One JSON object a line, as views of the line: numbers keep their digits, and a member can be
// replaced without touching a byte of the others.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::files {

enum class JsonKind { text, number, boolean, null, nested };

struct JsonMember {
  std::string_view raw_name;  ///< between the quotes
  bool name_escaped = false;
  std::string_view raw;  ///< the value as in the line, quotes included
  JsonKind kind = JsonKind::null;
  bool escaped = false;  ///< a text with escapes
};

/// A checked object (RFC 8259). No NUL and no lone surrogate in its texts, nesting up to 64.
class JsonObject {
 public:
  /// False with `problem` when the line is no such object. Views live as long as `line`.
  bool parse(std::string_view line);

  const std::vector<JsonMember>& members() const { return members_; }
  const char* problem() const { return problem_; }
  /// Members of this name: 0, 1 or many; `found` is the first.
  std::size_t count(std::string_view name, const JsonMember*& found) const;

 private:
  std::vector<JsonMember> members_;
  const char* problem_ = nullptr;
};

/// Text between the quotes of a checked JSON string, escapes resolved.
std::string json_unescape(std::string_view inner);
/// The text as a JSON string with quotes.
std::string json_string(std::string_view text);
bool is_json_number(std::string_view text);
/// One JSON document and nothing else.
bool is_json(std::string_view text);

}  // namespace tandem::files
