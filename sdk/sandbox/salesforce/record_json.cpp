// SPDX-License-Identifier: Apache-2.0
#include "record_json.hpp"

#include "../engine/text.hpp"
#include "values.hpp"

namespace tandem::sandbox::salesforce {
namespace {

void append_attributes(std::string& out, std::string_view type, std::string_view object, std::string_view id,
                       int version) {
  out.append("{\"attributes\":{\"type\":\"").append(type);
  out.append("\",\"url\":\"/services/data/v").append(std::to_string(version)).append(".0/sobjects/");
  out.append(object).append("/").append(id).append("\"}");
}

void append_named(std::string& out, std::string_view name) { out.append(",\"").append(name).append("\":"); }

void append_text(std::string& out, const Column& column, std::optional<std::string_view> text) {
  if (!text) {
    out.append("null");
  } else if (column.field != nullptr) {
    append_value(out, *column.field, *text);
  } else if (column.name == "IsActive") {
    out.append(*text);
  } else {
    append_json(out, *text);
  }
}

void append_related(std::string& out, const Org& org, const Table& table, Number number,
                    const std::vector<Column>& columns, std::size_t first, int version) {
  const Field* reference = columns[first].reference;
  append_named(out, reference->relationship);
  std::string id_buffer;
  const auto id = field_text(org, table, number, *reference, id_buffer);
  const Place place = id ? org.locate(*id) : Place{};
  if (place.table == nullptr) {
    out.append("null");
    return;
  }
  const std::string& object = place.table->object().name;
  append_attributes(out, reference->targets.size() > 1 ? "Name" : std::string_view(object), object, *id,
                    version);
  std::string buffer;
  for (std::size_t i = first; i < columns.size(); ++i) {
    if (columns[i].reference != reference) continue;
    append_named(out, columns[i].name);
    append_text(out, columns[i], column_text(org, table, number, columns[i], buffer));
  }
  out.push_back('}');
}

}  // namespace

void append_record(std::string& out, const Org& org, const Table& table, Number number,
                   const std::vector<Column>& columns, int version) {
  std::string id;
  org.append_id_of(id, table, number);
  append_attributes(out, table.object().name, table.object().name, id, version);
  std::string buffer;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Column& column = columns[i];
    if (column.reference == nullptr) {
      append_named(out, column.name);
      append_text(out, column, field_text(org, table, number, *column.field, buffer));
      continue;
    }
    bool first = true;
    for (std::size_t k = 0; k < i; ++k) first = first && columns[k].reference != column.reference;
    if (first) append_related(out, org, table, number, columns, i, version);
  }
  out.push_back('}');
}

}  // namespace tandem::sandbox::salesforce
