// SPDX-License-Identifier: Apache-2.0
/// @file answers.hpp The answers of verify and schema as plain structs, and their JSON form.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::adapter {

/// Who we are at the remote.
struct Identity {
  std::string org;  ///< never changes for one organisation or folder
  std::string user;
  std::vector<std::string> rights;
  std::optional<std::int64_t> server_time;  ///< µs since 1970 UTC
  std::string note;
};

/// One field of a remote type.
struct FieldInfo {
  std::string name;
  std::string type = "text";  ///< text, integer, decimal, boolean, date, instant, enum, reference, json
  bool required = false;
  bool writable = true;
  bool create_only = false;
  std::vector<std::string> values;  ///< of an enum
  std::string reference;            ///< remote type that a reference points to
  std::uint32_t max_length = 0;     ///< 0: no limit
};

/// What can be done with a type.
struct Traits {
  std::string create;  ///< "upsert_by_key", "client_id", "probe" or empty
  std::string key_field;
  std::string deletes = "none";  ///< "feed", "scan", "none"
  bool conditional_write = false;
  bool consistent_get = false;
  bool write = false;
  bool remove = false;  ///< trait "delete"
  std::uint32_t batch_items = 1;
};

struct TypeInfo {
  std::string name;
  std::string label;
  std::vector<FieldInfo> fields;
  Traits traits;
};

namespace detail {

inline void append_json(std::string& out, std::string_view text) {
  static constexpr char hex[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += hex[byte >> 4];
      out += hex[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}
inline void append_json(std::string& out, bool b) { out += b ? "true" : "false"; }
inline void append_json(std::string& out, const std::vector<std::string>& list) {
  out += '[';
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i) out += ',';
    append_json(out, std::string_view(list[i]));
  }
  out += ']';
}
/// Writes `"name":value`, with a comma unless it is the object's first member.
template <class Value>
void append_member(std::string& out, std::string_view name, const Value& value) {
  if (out.back() != '{') out += ',';
  append_json(out, name);
  out += ':';
  append_json(out, value);
}
inline void append_member(std::string& out, std::string_view name, const std::string& value) {
  append_member(out, name, std::string_view(value));
}
inline void append_number(std::string& out, std::string_view name, std::int64_t value) {
  if (out.back() != '{') out += ',';
  append_json(out, name);
  out += ':';
  out += std::to_string(value);
}

inline std::string to_json(const Identity& identity) {
  std::string out = "{";
  append_member(out, "org", identity.org);
  append_member(out, "user", identity.user);
  append_member(out, "rights", identity.rights);
  if (identity.server_time) {
    append_number(out, "server_time", *identity.server_time);
  } else {
    out += ",\"server_time\":null";
  }
  append_member(out, "note", identity.note);
  return out += '}';
}

inline void append_json(std::string& out, const FieldInfo& field) {
  out += '{';
  append_member(out, "name", field.name);
  append_member(out, "type", field.type);
  append_member(out, "required", field.required);
  append_member(out, "writable", field.writable);
  append_member(out, "create_only", field.create_only);
  if (!field.values.empty()) append_member(out, "values", field.values);
  if (!field.reference.empty()) append_member(out, "reference", field.reference);
  if (field.max_length) append_number(out, "max_length", field.max_length);
  out += '}';
}

inline void append_json(std::string& out, const Traits& traits) {
  out += '{';
  if (!traits.create.empty()) append_member(out, "create", traits.create);
  if (!traits.key_field.empty()) append_member(out, "key_field", traits.key_field);
  append_member(out, "deletes", traits.deletes);
  append_member(out, "conditional_write", traits.conditional_write);
  append_member(out, "consistent_get", traits.consistent_get);
  append_member(out, "write", traits.write);
  append_member(out, "delete", traits.remove);
  append_number(out, "batch_items", traits.batch_items);
  out += '}';
}

inline std::string to_json(const std::vector<TypeInfo>& types) {
  std::string out = "{\"types\":[";
  for (std::size_t i = 0; i < types.size(); ++i) {
    out += i ? ",{" : "{";
    append_member(out, "name", types[i].name);
    append_member(out, "label", types[i].label.empty() ? types[i].name : types[i].label);
    out += ",\"fields\":[";
    for (std::size_t f = 0; f < types[i].fields.size(); ++f) {
      if (f) out += ',';
      append_json(out, types[i].fields[f]);
    }
    out += "],\"traits\":";
    append_json(out, types[i].traits);
    out += '}';
  }
  return out += "]}";
}

}  // namespace detail
}  // namespace tandem::adapter
