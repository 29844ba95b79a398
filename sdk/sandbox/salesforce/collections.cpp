// SPDX-License-Identifier: Apache-2.0
// composite/sobjects: up to 200 records in one call, each with its own outcome.
#include <functional>
#include <set>

#include "../engine/text.hpp"
#include "ids.hpp"
#include "record_json.hpp"
#include "resources.hpp"
#include "soql_evaluator.hpp"

namespace tandem::sandbox::salesforce {
namespace {

constexpr std::size_t most_written = 200;
constexpr std::size_t most_read = 2000;
constexpr std::size_t most_chunks = 10;

Json success(const std::string& id) {
  Json row;
  if (!id.empty()) row["id"] = id;
  row["success"] = true;
  row["errors"] = Json::array();
  return row;
}

Json failure(const ApiError& error, const std::string& id) {
  Json row;
  if (!id.empty()) row["id"] = id;
  row["success"] = false;
  row["errors"] = Json::array({row_error(error)});
  return row;
}

// Carries out each row by itself; with all_or_none one failure takes everything back.
Json each_row(Org& org, std::size_t count, bool all_or_none, const std::function<Json(std::size_t)>& write) {
  Json rows = Json::array();
  bool failed = false;
  if (all_or_none) org.begin();
  for (std::size_t i = 0; i < count; ++i) {
    try {
      rows.push_back(write(i));
    } catch (const ApiFailure& problem) {
      failed = true;
      rows.push_back(failure(problem.error(), ""));
    }
  }
  if (!all_or_none) return rows;
  if (!failed) {
    org.commit();
    return rows;
  }
  org.roll_back();
  for (auto& row : rows) {
    if (!row.at("success").get<bool>()) continue;
    row = failure(
        {"ALL_OR_NONE_OPERATION_ROLLED_BACK",
         "Record rolled back because not all records were valid and the request was using AllOrNone header"},
        "");
  }
  return rows;
}

std::string type_of(const Json& record) {
  if (record.is_object()) {
    const auto attributes = record.find("attributes");
    if (attributes != record.end() && attributes->is_object()) return attributes->value("type", "");
  }
  return {};
}

const Json& records_of(const Json& body) {
  const auto records = body.is_object() ? body.find("records") : body.end();
  if (!body.is_object() || records == body.end() || !records->is_array()) {
    fail("JSON_PARSER_ERROR", "The request must hold a list called records");
  }
  if (records->size() > most_written) {
    fail("EXCEEDED_MAX_SIZE_REQUEST", "record list cannot have more than 200 records");
  }
  return *records;
}

void check_chunks(const Json& records) {
  std::size_t chunks = 0;
  std::string last = "\n";
  for (const auto& record : records) {
    const std::string type = type_of(record);
    chunks += same_ignoring_case(type, last) ? 0 : 1;
    last = type;
  }
  if (chunks > most_chunks) {
    fail("LIMIT_EXCEEDED", "record list cannot have more than 10 chunks of objects");
  }
}

Table& table_of(Org& org, const Json& record) {
  const std::string type = type_of(record);
  if (type.empty()) fail("INVALID_FIELD", "Type information is missing: attributes.type", {"attributes"});
  if (org.metadata().find(type) == nullptr) {
    fail("INVALID_TYPE", concat({"sObject type '", type, "' is not supported."}));
  }
  return writable_table(org, type);
}

// The record without its id, which the caller gets beside it. Some clients write "Id", some "id".
Json without_id(const Json& record, std::string& id) {
  Json rest = Json::object();
  for (const auto& [key, value] : record.items()) {
    if (same_ignoring_case(key, "id")) {
      if (value.is_string()) id = value.get<std::string>();
    } else {
      rest[key] = value;
    }
  }
  return rest;
}

Json create_all(Call& call, const Json& records, bool all_or_none) {
  check_chunks(records);
  return each_row(call.org, records.size(), all_or_none, [&](std::size_t i) {
    Table& table = table_of(call.org, records[i]);
    return success(create_record(call.org, table, records[i], call.write_options()));
  });
}

Json update_all(Call& call, const Json& records, bool all_or_none) {
  check_chunks(records);
  std::set<std::string> seen;
  return each_row(call.org, records.size(), all_or_none, [&](std::size_t i) {
    Table& table = table_of(call.org, records[i]);
    std::string id;
    const Json fields = without_id(records[i], id);
    if (id.empty()) fail("MISSING_ARGUMENT", "Id not specified in an update call");
    const Place place = live_record(call.org, table, id);
    const std::string full = call.org.id_of(table, place.number);
    if (!seen.insert(full).second) fail("DUPLICATE_VALUE", concat({"duplicate id in list: ", full}), {"Id"});
    update_record(call.org, place, fields, call.write_options());
    return success(full);
  });
}

Json upsert_all(Call& call, const Json& records, bool all_or_none) {
  Table& table = writable_table(call.org, call.path.at(2));
  const std::string field_name = call.path.at(3);
  const Field* field = table.object().find(field_name);
  if (field == nullptr || (!field->external_id && field->system != System::id)) {
    fail("NOT_FOUND",
         concat({"Provided external ID field does not exist or is not accessible: ", field_name}), {}, 404);
  }
  std::set<std::string> seen;
  return each_row(call.org, records.size(), all_or_none, [&](std::size_t i) {
    const Json& record = records[i];
    const std::string type = type_of(record);
    if (type.empty()) fail("INVALID_FIELD", "Type information is missing: attributes.type", {"attributes"});
    if (!same_ignoring_case(type, table.object().name)) {
      fail("INVALID_TYPE", concat({"The type ", type, " does not match the type of the URI"}));
    }
    Json fields = Json::object();
    std::string value;
    bool has_id = false;
    for (const auto& [key, held] : record.items()) {
      if (same_ignoring_case(key, field->name)) {
        value = held.is_string() ? held.get<std::string>() : "";
      } else if (same_ignoring_case(key, "id") && field->system != System::id) {
        has_id = true;
      } else {
        fields[key] = held;
      }
    }
    if (has_id) fail("INVALID_FIELD", "The Id field should not be specified in the sobject data.", {"Id"});
    if (value.empty() && field->system != System::id) {
      fail("MISSING_ARGUMENT", concat({field->name, " not specified"}), {field->name});
    }
    if (!value.empty() && !seen.insert(field->case_sensitive ? value : lower(value)).second) {
      fail("DUPLICATE_VALUE", concat({"Duplicate external id specified: ", value}), {field->name});
    }
    Upserted done;
    if (value.empty()) {
      done = {create_record(call.org, table, fields, call.write_options()), true};
    } else {
      done = upsert_record(call.org, table, field->name, value, fields, call.write_options());
    }
    Json row = success(done.id);
    row["created"] = done.created;
    return row;
  });
}

Json delete_all(Call& call) {
  const auto ids = split(call.request.query("ids"), ',');
  if (ids.size() == 1 && ids[0].empty()) fail("MISSING_ARGUMENT", "The parameter ids is missing");
  if (ids.size() > most_written)
    fail("EXCEEDED_MAX_SIZE_REQUEST", "record list cannot have more than 200 records");
  return each_row(call.org, ids.size(), flag(call.request.query("allOrNone")), [&](std::size_t i) {
    const auto fifteen = normal_id(ids[i]);
    if (!fifteen) fail("MALFORMED_ID", concat({"malformed id ", ids[i]}));
    const Object* object = call.org.metadata().find_by_prefix(std::string_view(*fifteen).substr(0, 3));
    if (object == nullptr) fail("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id");
    const Place place = call.org.locate(ids[i]);
    if (place.table == nullptr) fail("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id");
    writable_table(call.org, object->name);
    if (place.row().deleted) fail("ENTITY_IS_DELETED", "entity is deleted");
    delete_record(call.org, place);
    return success(with_checksum(*fifteen));
  });
}

Response read_all(Call& call) {
  Table& table = call.org.table(call.path.at(2));
  std::vector<std::string> ids;
  std::vector<std::string> names;
  if (call.request.method == "POST") {
    const Json body = call.body();
    ids = body.value("ids", std::vector<std::string>());
    names = body.value("fields", std::vector<std::string>());
  } else {
    ids = split(call.request.query("ids"), ',');
    names = split(call.request.query("fields"), ',');
  }
  if (ids.size() > most_read)
    fail("EXCEEDED_MAX_SIZE_REQUEST", "record list cannot have more than 2000 records");
  std::vector<Column> columns;
  for (const auto& name : names) {
    const Field* field = table.object().find(trimmed(name));
    if (field == nullptr) {
      fail("INVALID_FIELD", concat({"No such column '", name, "' on sobject of type ", table.object().name}));
    }
    columns.push_back({field, nullptr, field->name});
  }
  std::string out = "[";
  for (const auto& id : ids) {
    if (!normal_id(id)) fail("MALFORMED_ID", concat({"malformed id ", id}));
    if (out.size() > 1) out.push_back(',');
    const Place place = call.org.locate(id);
    if (place.table != &table || place.row().deleted) {
      out.append("null");
    } else {
      append_record(out, call.org, table, place.number, columns, call.version);
    }
  }
  out.push_back(']');
  return Response::json(200, std::move(out));
}

}  // namespace

Response collections_resource(Call& call) {
  const std::string& method = call.request.method;
  const std::size_t depth = call.path.size();
  if (depth == 3 && (method == "GET" || method == "POST")) return read_all(call);
  if (depth == 2 && method == "DELETE") return Response::json(200, dump(delete_all(call)));
  if (!(depth == 2 && (method == "POST" || method == "PATCH")) && !(depth == 4 && method == "PATCH")) {
    fail("METHOD_NOT_ALLOWED", "HTTP Method not allowed. Allowed are DELETE,PATCH,POST", {}, 405);
  }
  const Json body = call.body();
  const Json& records = records_of(body);
  const auto all = body.find("allOrNone");
  const bool all_or_none = all != body.end() && all->is_boolean() && all->get<bool>();
  if (depth == 4) return Response::json(200, dump(upsert_all(call, records, all_or_none)));
  return Response::json(200, dump(method == "POST" ? create_all(call, records, all_or_none)
                                                   : update_all(call, records, all_or_none)));
}

}  // namespace tandem::sandbox::salesforce
