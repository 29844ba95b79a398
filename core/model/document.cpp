// SPDX-License-Identifier: Apache-2.0
// Rows to documents, and values from and to parsed JSON. Reading text is in document_reader.cpp.
#include "model/document.hpp"

#include <charconv>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "model/canonical.hpp"

namespace tandem::model {
namespace {

/// A JSON string, escaped as RFC 8785 asks.
void write_string(std::string_view s, std::string& out) {
  static constexpr char digits[] = "0123456789abcdef";
  out += '"';
  std::size_t written = 0;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const auto u = static_cast<unsigned char>(s[i]);
    if (u >= 0x20 && u != '"' && u != '\\') continue;
    out.append(s, written, i - written);
    written = i + 1;
    out += '\\';
    if (u == '"' || u == '\\') {
      out += s[i];
    } else if (u == '\n' || u == '\t' || u == '\r' || u == '\b' || u == '\f') {
      out += u == '\n' ? 'n' : u == '\t' ? 't' : u == '\r' ? 'r' : u == '\b' ? 'b' : 'f';
    } else {
      out += "u00";
      out += digits[u >> 4];
      out += digits[u & 15];
    }
  }
  out.append(s, written);
  out += '"';
}

template <typename Number>
void write_number(Number number, std::string& out) {
  char buffer[40];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
  out.append(buffer, end);
}

void write_value(const Value& value, std::string& out) {
  switch (value.kind) {
    case TANDEM_VALUE_ABSENT:
    case TANDEM_VALUE_NULL:
      out += "null";
      return;
    case TANDEM_VALUE_BOOL:
      out += value.as.i != 0 ? "true" : "false";
      return;
    case TANDEM_VALUE_INT:
    case TANDEM_VALUE_INSTANT:
      write_number(value.as.i, out);
      return;
    case TANDEM_VALUE_DOUBLE:
      write_number(value.as.d, out);
      return;
    case TANDEM_VALUE_DATE:
      out += '"' + format_date(value.as.i) + '"';
      return;
    case TANDEM_VALUE_ID:
      out += '"' + to_id(value).text() + '"';
      return;
    case TANDEM_VALUE_JSON:
      out += view(value);
      return;
    case TANDEM_VALUE_BYTES:
      out += '"' + hex(view(value)) + '"';
      return;
    default:
      write_string(view(value), out);
  }
}

}  // namespace

Value from_json(const Field& field, const Json& json, Arena& arena) {
  const bool structured = field.type == Type::json || field.type == Type::set;
  if (json.is_null()) return null();
  if (structured) {
    const std::string written = dump_json(json, field.name);
    return canonical(field, bytes(TANDEM_VALUE_JSON, written), arena);
  }
  if (json.is_string()) return canonical(field, text(json.get_ref<const std::string&>()), arena);
  if (json.is_boolean()) return canonical(field, boolean(json.get<bool>()), arena);
  const bool too_large = json.is_number_unsigned() && json.get<std::uint64_t>() > INT64_MAX;
  if (!json.is_number_integer() || too_large || field.type == Type::decimal) refuse_kind(field);
  return canonical(field, integer(json.get<std::int64_t>()), arena);
}

void write_document(const EntityInfo& entity, const Row& row, std::string& out) {
  out += '{';
  bool first = true;
  for (std::size_t i = 0; i < row.size() && i < entity.size(); ++i) {
    if (!given(row[i])) continue;
    if (!first) out += ',';
    first = false;
    out += '"';
    out += entity.field(i).name;
    out += "\":";
    write_value(row[i], out);
  }
  out += '}';
}

Json to_json(const Field& field, const Value& value) {
  if (!has(value)) return nullptr;
  switch (value.kind) {
    case TANDEM_VALUE_BOOL:
      return value.as.i != 0;
    case TANDEM_VALUE_INT:
    case TANDEM_VALUE_INSTANT:
      return value.as.i;
    case TANDEM_VALUE_DOUBLE:
      return value.as.d;
    case TANDEM_VALUE_JSON:
      return parse_json(view(value), field.name);
    default:
      return to_text(field.type, value);
  }
}

Json to_json(const EntityInfo& entity, const Row& row) {
  Json out = Json::object();
  for (std::size_t i = 0; i < row.size() && i < entity.size(); ++i) {
    if (given(row[i])) out[std::string(entity.field(i).name)] = to_json(entity.field(i), row[i]);
  }
  return out;
}

std::string to_text(Type type, const Value& value) {
  if (!has(value)) return {};
  switch (value.kind) {
    case TANDEM_VALUE_BOOL:
      return value.as.i != 0 ? "true" : "false";
    case TANDEM_VALUE_INSTANT:
      return format_instant(value.as.i);
    case TANDEM_VALUE_DATE:
      return format_date(value.as.i);
    case TANDEM_VALUE_INT:
      return type == Type::instant ? format_instant(value.as.i) : std::to_string(value.as.i);
    case TANDEM_VALUE_DOUBLE: {
      std::string out;
      write_number(value.as.d, out);
      return out;
    }
    case TANDEM_VALUE_ID:
      return to_id(value).text();
    case TANDEM_VALUE_BYTES:
      return hex(view(value));
    default:
      return std::string(view(value));
  }
}

}  // namespace tandem::model
