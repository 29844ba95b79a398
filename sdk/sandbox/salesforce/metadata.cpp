// SPDX-License-Identifier: Apache-2.0
#include "metadata.hpp"

#include <algorithm>

#include "../engine/text.hpp"
#include "errors.hpp"

namespace tandem::sandbox::salesforce {
namespace {

// Words at blanks outside parentheses.
std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words(1);
  int depth = 0;
  for (const char c : line) {
    depth += c == '(' ? 1 : 0;
    depth -= c == ')' ? 1 : 0;
    if (c == ' ' && depth == 0) {
      if (!words.back().empty()) words.emplace_back();
    } else {
      words.back().push_back(c);
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

std::string with_blanks(std::string text) {
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

// "LastName" reads "Last Name", "Period_Start__c" reads "Period Start".
std::string label_of(std::string_view name) {
  if (name.size() > 3 && name.substr(name.size() - 3) == "__c") name.remove_suffix(3);
  std::string label;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool upper = name[i] >= 'A' && name[i] <= 'Z';
    if (upper && i > 0 && name[i - 1] >= 'a' && name[i - 1] <= 'z') label.push_back(' ');
    label.push_back(name[i] == '_' ? ' ' : name[i]);
  }
  return label;
}

void read_type(Field& field, const std::string& word) {
  const auto open = word.find('(');
  const std::string type = word.substr(0, open);
  const std::string inside = open == std::string::npos ? "" : word.substr(open + 1, word.size() - open - 2);
  const auto sized = [&](Type kind, const char* wire) {
    field.type = kind;
    field.wire_type = wire;
    field.length = inside.empty() ? 255 : std::stoi(inside);
  };
  const auto numbered = [&](const char* wire) {
    field.type = Type::number;
    field.wire_type = wire;
    const auto parts = split(inside.empty() ? std::string("18,2") : inside, ',');
    field.precision = std::stoi(parts.at(0));
    field.scale = parts.size() > 1 ? std::stoi(parts[1]) : 0;
  };
  if (type == "text") return sized(Type::text, "string");
  if (type == "longtext") return sized(Type::long_text, "textarea");
  if (type == "email") return sized(Type::email, "email");
  if (type == "phone") return sized(Type::phone, "phone");
  if (type == "url") return sized(Type::url, "url");
  if (type == "number") return numbered("double");
  if (type == "currency") return numbered("currency");
  if (type == "percent") return numbered("percent");
  if (type == "picklist") {
    field.type = Type::picklist;
    field.wire_type = "picklist";
    field.length = 255;
    field.values = split(inside, '|');
  } else if (type == "reference") {
    field.type = Type::reference;
    field.wire_type = "reference";
    field.length = 18;
    field.targets = split(inside, '|');
  } else if (type == "boolean") {
    field.type = Type::boolean;
    field.wire_type = "boolean";
    field.default_value = "false";
  } else if (type == "int") {
    field.type = Type::integer;
    field.wire_type = "int";
    field.precision = 9;
  } else if (type == "date") {
    field.type = Type::date;
    field.wire_type = "date";
  } else if (type == "datetime") {
    field.type = Type::datetime;
    field.wire_type = "datetime";
  } else {
    fail("INVALID_TYPE", concat({"unknown field type: ", word}));
  }
}

void read_flag(Field& field, const std::string& flag) {
  if (flag == "required") field.required = true;
  if (flag == "ro") field.createable = field.updateable = false;
  if (flag == "create") field.updateable = false;
  if (flag == "unique") field.unique = true;
  if (flag == "external") field.external_id = true;
  if (flag == "cased") field.case_sensitive = true;
  if (flag == "restricted") field.restricted = true;
  if (flag == "secret") field.hidden = true;
  if (flag == "auto") {
    field.auto_number = true;
    field.createable = field.updateable = false;
  }
  if (starts_with(flag, "rel=")) field.relationship = flag.substr(4);
  if (starts_with(flag, "default=")) field.default_value = with_blanks(flag.substr(8));
}

Field read_field(std::string_view line) {
  const auto words = words_of(line);
  if (words.size() < 2) fail("INVALID_TYPE", "a field is described as: Name type [flag ...]");
  Field field;
  field.name = words[0];
  field.label = label_of(field.name);
  read_type(field, words[1]);
  for (std::size_t i = 2; i < words.size(); ++i) read_flag(field, words[i]);
  if (field.type == Type::reference && field.relationship.empty() && field.custom()) {
    field.relationship = field.name;
    field.relationship.back() = 'r';
  }
  return field;
}

bool has_word(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

void add_system_fields(Object& object) {
  struct Entry {
    const char* line;
    System system;
  };
  static constexpr Entry entries[] = {
      {"Id text(18) ro", System::id},
      {"IsDeleted boolean ro", System::is_deleted},
      {"CreatedDate datetime ro", System::created},
      {"CreatedById reference(User) ro rel=CreatedBy", System::created_by},
      {"LastModifiedDate datetime ro", System::modified},
      {"LastModifiedById reference(User) ro rel=LastModifiedBy", System::modified_by},
      {"SystemModstamp datetime ro", System::stamp},
  };
  for (const auto& entry : entries) {
    if (!object.writable && entry.system == System::is_deleted) continue;
    Field field = read_field(entry.line);
    field.system = entry.system;
    if (entry.system == System::id) {
      field.type = Type::id;
      field.wire_type = "id";
      field.label = "Record ID";
    }
    object.fields.push_back(std::move(field));
  }
}

Object read_object(const std::vector<std::string>& words) {
  Object object;
  object.name = words.at(1);
  object.prefix = words.at(2);
  const auto labels = split(words.at(3), '|');
  object.label = with_blanks(labels.at(0));
  object.plural = with_blanks(labels.at(1));
  object.writable = !has_word(words, "readonly");
  object.replicateable = !has_word(words, "unreplicated");
  object.custom = object.name.size() > 3 && object.name.substr(object.name.size() - 3) == "__c";
  add_system_fields(object);
  return object;
}

}  // namespace

const Field* Object::find(std::string_view name_) const {
  for (const auto& candidate : fields) {
    if (!candidate.hidden && same_ignoring_case(candidate.name, name_)) return &candidate;
  }
  return nullptr;
}

const Field* Object::find_relationship(std::string_view name_) const {
  for (const auto& candidate : fields) {
    if (!candidate.hidden && !candidate.relationship.empty() &&
        same_ignoring_case(candidate.relationship, name_)) {
      return &candidate;
    }
  }
  return nullptr;
}

const Field& Object::field(std::string_view name_) const {
  for (const auto& candidate : fields) {
    if (same_ignoring_case(candidate.name, name_)) return candidate;
  }
  fail("INVALID_FIELD", concat({"No such column '", name_, "' on entity '", name, "'"}));
}

bool Object::has(std::string_view name_) const {
  return std::any_of(fields.begin(), fields.end(),
                     [&](const Field& f) { return same_ignoring_case(f.name, name_); });
}

Metadata::Metadata(bool with_tandem) {
  bool taken = false;
  for (const auto& line : split(metadata_table(), '\n')) {
    const auto words = words_of(line);
    if (words.empty()) continue;
    if (words[0] == "=") {
      taken = with_tandem || !has_word(words, "tandem");
      if (taken) objects_.push_back(read_object(words));
    } else if (taken && (with_tandem || !has_word(words, "tandem"))) {
      Field field = read_field(line);
      field.slot = objects_.back().next_slot++;
      objects_.back().fields.push_back(std::move(field));
    }
  }
  for (auto& each : objects_) {  // targets that this org does not have
    for (auto& field : each.fields) {
      auto& targets = field.targets;
      targets.erase(std::remove_if(targets.begin(), targets.end(),
                                   [&](const std::string& target) { return find(target) == nullptr; }),
                    targets.end());
    }
  }
}

const Object* Metadata::find(std::string_view name) const {
  for (const auto& candidate : objects_) {
    if (same_ignoring_case(candidate.name, name)) return &candidate;
  }
  return nullptr;
}

const Object* Metadata::find_by_prefix(std::string_view prefix) const {
  for (const auto& candidate : objects_) {
    if (candidate.prefix == prefix) return &candidate;
  }
  return nullptr;
}

Object& Metadata::object(std::string_view name) {
  for (auto& candidate : objects_) {
    if (same_ignoring_case(candidate.name, name)) return candidate;
  }
  fail("INVALID_TYPE", concat({"no such object: ", name}));
}

Field& Metadata::field(Object& object, std::string_view name) {
  for (auto& candidate : object.fields) {
    if (same_ignoring_case(candidate.name, name)) return candidate;
  }
  fail("INVALID_FIELD", concat({"no such field: ", name}));
}

void Metadata::add_field(std::string_view object_name, std::string_view line) {
  Object& owner = object(object_name);
  Field added = read_field(line);
  if (owner.has(added.name)) fail("DUPLICATE_DEVELOPER_NAME", concat({"the field exists: ", added.name}));
  added.slot = owner.next_slot++;
  owner.fields.push_back(std::move(added));
}

void Metadata::drop_field(std::string_view object_name, std::string_view name) {
  Object& owner = object(object_name);
  const Field& gone = field(owner, name);
  owner.fields.erase(owner.fields.begin() + (&gone - owner.fields.data()));
}

void Metadata::rename_field(std::string_view object_name, std::string_view name, std::string_view to) {
  Field& renamed = field(object(object_name), name);
  renamed.name = to;
  renamed.label = label_of(to);
}

void Metadata::retype_field(std::string_view object_name, std::string_view name, std::string_view line) {
  Field& old = field(object(object_name), name);
  Field typed = read_field(concat({name, " ", line}));
  typed.slot = old.slot;
  typed.name = old.name;
  old = std::move(typed);
}

void Metadata::hide_field(std::string_view object_name, std::string_view name, bool hidden) {
  field(object(object_name), name).hidden = hidden;
}

}  // namespace tandem::sandbox::salesforce
