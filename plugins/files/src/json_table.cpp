// SPDX-License-Identifier: Apache-2.0
#include "json_table.hpp"

#include <algorithm>
#include <tandem/cpp/csv.hpp>

#include "value_text.hpp"

namespace tandem::files {
namespace {

std::string_view inner(const JsonMember& text) { return text.raw.substr(1, text.raw.size() - 2); }

const char* schema_type(JsonKind kind) {
  switch (kind) {
    case JsonKind::number:
      return "decimal";
    case JsonKind::boolean:
      return "boolean";
    case JsonKind::nested:
      return "json";
    default:
      return "text";
  }
}

/// The member as a value; `decoded` keeps a text with escapes.
Cell to_cell(const JsonMember& member, std::string& decoded) {
  switch (member.kind) {
    case JsonKind::null:
      return {adapter::null_value(), true};
    case JsonKind::boolean:
      return {adapter::bool_value(member.raw == "true"), true};
    case JsonKind::number:
      return {adapter::decimal_value(member.raw), true};
    case JsonKind::nested:
      return {adapter::json_value(member.raw), true};
    case JsonKind::text:
      break;
  }
  if (!member.escaped) return {adapter::text_value(inner(member)), true};
  decoded = json_unescape(inner(member));
  return {adapter::text_value(decoded), false};
}

}  // namespace

class JsonTable::Reader : public RecordReader {
 public:
  Reader(const JsonTable& table, const std::vector<std::string_view>& fields, csv::Position from)
      : table_(table), end_(from) {
    for (const std::string_view field : fields) fields_.emplace_back(field);
    decoded_.resize(fields_.size());
    found_.resize(fields_.size());
  }

  bool next() override {
    const std::string_view content = table_.content_;
    problem_.clear();
    while (end_.offset < content.size()) {
      start_ = end_;
      const std::size_t line_end = csv::find_byte(content, '\n', start_.offset);
      end_ = csv::Position{std::min(line_end + 1, content.size()), start_.line + 1};
      if (raw().find_first_not_of(" \t\r\n") == std::string_view::npos) continue;
      if (!object_.parse(raw())) {
        problem_ = object_.problem();
      } else {
        find_members();
      }
      return true;
    }
    return false;
  }

  Cell cell(std::size_t field) override {
    if (!found_[field]) return {adapter::null_value(), true};
    return to_cell(*found_[field], decoded_[field]);
  }
  Cell key() const override { return key_; }
  std::string_view raw() const override {
    return table_.content_.substr(start_.offset, end_.offset - start_.offset);
  }
  csv::Position start() const override { return start_; }
  csv::Position end() const override { return end_; }

 private:
  void find_members() {
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      if (object_.count(fields_[i], found_[i]) > 1) problem_ = "member '" + fields_[i] + "' stands twice";
    }
    const JsonMember* member = nullptr;
    const std::size_t hits = object_.count(table_.key_field_, member);
    if (hits > 1) problem_ = "the key stands twice";
    if (!problem_.empty()) return;
    if (member && member->kind == JsonKind::text) {
      key_ = to_cell(*member, decoded_key_);
    } else if (member && member->kind == JsonKind::number) {
      key_ = {adapter::text_value(member->raw), true};
    } else {
      problem_ = hits == 0 || member->kind == JsonKind::null ? "the key is empty"
                                                             : "the key is neither text nor number";
      return;
    }
    if (key_.value.size == 0) problem_ = "the key is empty";
  }

  const JsonTable& table_;
  csv::Position start_, end_;
  JsonObject object_;
  std::vector<std::string> fields_;
  std::vector<const JsonMember*> found_;
  std::vector<std::string> decoded_;
  std::string decoded_key_;
  Cell key_{adapter::null_value(), true};
};

JsonTable::JsonTable(std::string_view content, std::string_view key_field)
    : content_(content), key_field_(key_field) {
  if (content.substr(0, csv::kByteOrderMark.size()) == csv::kByteOrderMark)
    first_.offset = csv::kByteOrderMark.size();
  const std::size_t line_end = csv::find_byte(content, '\n', 0);
  if (line_end > 0 && line_end < content.size() && content[line_end - 1] == '\r') line_end_ = "\r\n";
}

std::vector<Column> JsonTable::columns() const {
  constexpr int sample = 10'000;
  std::vector<Column> all;
  std::vector<bool> typed;
  Reader reader(*this, {}, first_);
  JsonObject object;
  for (int i = 0; i < sample && reader.next(); ++i) {
    if (!object.parse(reader.raw())) continue;
    for (const JsonMember& member : object.members()) {
      const std::string name = json_unescape(member.raw_name);
      auto known = std::find_if(all.begin(), all.end(), [&](const Column& c) { return c.name == name; });
      if (known == all.end()) {
        all.push_back(Column{name, "text"});
        typed.push_back(false);
        known = all.end() - 1;
      }
      if (member.kind == JsonKind::null) continue;
      const auto at = static_cast<std::size_t>(known - all.begin());
      const char* type = schema_type(member.kind);
      // Kinds that change from line to line: JSON is what holds them all.
      known->type = !typed[at] || known->type == type ? type : "json";
      typed[at] = true;
    }
  }
  return all;
}

std::unique_ptr<RecordReader> JsonTable::read(const std::vector<std::string_view>& fields,
                                              csv::Position from) const {
  return std::make_unique<Reader>(*this, fields, from);
}

std::string JsonTable::changed(std::string_view record, const std::vector<Assignment>& values) const {
  std::string out(record);
  for (const Assignment& assignment : values) {
    JsonObject object;
    object.parse(out);
    const JsonMember* member = nullptr;
    if (object.count(assignment.field, member) > 1) {
      throw FieldRefused{std::string(assignment.field), "the member stands twice in its line"};
    }
    const std::string text = json_text(assignment.field, assignment.value);
    if (!member) {
      if (text == "null") continue;
      const std::size_t brace = out.rfind('}');
      std::string added = object.members().empty() ? "" : ",";
      added += json_string(assignment.field) + ":" + text;
      out.insert(brace, added);
      continue;
    }
    const bool same_text =
        member->kind == JsonKind::text && text.front() == '"' &&
        json_unescape(inner(*member)) == json_unescape(std::string_view(text).substr(1, text.size() - 2));
    if (same_text || member->raw == text) continue;
    out.replace(static_cast<std::size_t>(member->raw.data() - out.data()), member->raw.size(), text);
  }
  return out;
}

std::string JsonTable::made(const std::vector<Assignment>& values) const {
  std::string out = "{";
  for (const Assignment& assignment : values) {
    if (assignment.value.kind == TANDEM_VALUE_NULL) continue;
    if (out.size() > 1) out += ',';
    out += json_string(assignment.field) + ":" + json_text(assignment.field, assignment.value);
  }
  return out.append("}").append(line_end_);
}

}  // namespace tandem::files
