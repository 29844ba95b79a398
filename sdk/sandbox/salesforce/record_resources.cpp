// SPDX-License-Identifier: Apache-2.0
// sobjects/X and what stands below it.
#include "../engine/date.hpp"
#include "../engine/text.hpp"
#include "record_json.hpp"
#include "resources.hpp"
#include "soql_evaluator.hpp"

namespace tandem::sandbox::salesforce {
namespace {

[[noreturn]] void not_allowed(std::string_view allowed) {
  fail("METHOD_NOT_ALLOWED", concat({"HTTP Method not allowed. Allowed are ", allowed}), {}, 405);
}

std::string etag_of(const Row& row) { return concat({"\"", std::to_string(row.stamp), "--gzip\""}); }

// ETags exist for Account alone; the dates for every record. True: 304.
bool check_conditions(Call& call, const Table& table, const Row& row) {
  const bool reading = call.request.method == "GET";
  const auto failed = [&]() -> bool {
    if (reading) return true;
    fail("PRECONDITION_FAILED", "The precondition given in a request header was not met", {}, 412);
  };
  const auto date = [&](const char* name) {
    const std::string& text = call.request.header(name);
    auto parsed = parse_http_date(text);
    if (!text.empty() && !parsed && !reading) {
      fail("INVALID_HEADER_VALUE", concat({"The value of the header ", name, " is no HTTP date"}));
    }
    return parsed;
  };
  const auto modified_since = date("if-modified-since");
  if (modified_since && row.modified <= *modified_since) return failed();
  const auto unmodified_since = date("if-unmodified-since");
  if (unmodified_since && row.modified > *unmodified_since) {
    if (reading)
      fail("PRECONDITION_FAILED", "The precondition given in a request header was not met", {}, 412);
    return failed();
  }
  if (table.object().name != "Account") return false;
  const std::string& match = call.request.header("if-match");
  if (!match.empty() && match != "*" && match.find(etag_of(row)) == std::string::npos) {
    fail("PRECONDITION_FAILED", "The precondition given in a request header was not met", {}, 412);
  }
  const std::string& none_match = call.request.header("if-none-match");
  return !none_match.empty() && none_match.find(etag_of(row)) != std::string::npos ? failed() : false;
}

Response read_record(Call& call, Place place) {
  if (check_conditions(call, *place.table, place.row())) {
    Response unchanged;
    unchanged.status = 304;
    return unchanged;
  }
  const Object& object = place.table->object();
  std::vector<Column> columns;
  if (call.request.has_query("fields")) {
    for (const auto& name : split(call.request.query("fields"), ',')) {
      const Field* field = object.find(trimmed(name));
      if (field == nullptr) {
        fail("INVALID_FIELD", concat({"No such column '", name, "' on sobject of type ", object.name}));
      }
      columns.push_back({field, nullptr, field->name});
    }
    columns.insert(columns.begin(), {&object.field("Id"), nullptr, "Id"});
    for (std::size_t i = 1; i < columns.size(); ++i) {
      if (columns[i].name == "Id") columns.erase(columns.begin() + static_cast<std::ptrdiff_t>(i--));
    }
  } else {
    for (const auto& field : object.fields) {
      if (!field.hidden) columns.push_back({&field, nullptr, field.name});
    }
  }
  std::string body;
  append_record(body, call.org, *place.table, place.number, columns, call.version);
  Response answer = Response::json(200, std::move(body));
  answer.set_header("Last-Modified", http_date_text(place.row().modified));
  if (object.name == "Account") answer.set_header("ETag", etag_of(place.row()));
  return answer;
}

Response created(Call& call, const Table& table, const std::string& id, bool with_created) {
  Json body;
  body["id"] = id;
  body["success"] = true;
  body["errors"] = Json::array();
  if (with_created) body["created"] = true;
  Response answer = Response::json(201, dump(body));
  answer.set_header("Location", concat({"/services/data/v", std::to_string(call.version), ".0/sobjects/",
                                        table.object().name, "/", id}));
  return answer;
}

Response no_content() {
  Response answer;
  answer.status = 204;
  return answer;
}

Response ambiguous(Call& call, const Table& table, const Json& ids) {
  Json urls = Json::array();
  for (const auto& id : ids) {
    urls.push_back(concat({"/services/data/v", std::to_string(call.version), ".0/sobjects/",
                           table.object().name, "/", id.get<std::string>()}));
  }
  return Response::json(300, dump(urls));
}

Response upsert(Call& call, Table& table, const std::string& field, const std::string& value) {
  const auto found = find_by_external_id(call.org, table, field, value);
  if (found.size() == 1) check_conditions(call, table, table.at(found[0]));
  try {
    const Upserted done = upsert_record(call.org, table, field, value, call.body(), call.write_options());
    if (done.created) return created(call, table, done.id, true);
    if (call.version <= 45) return no_content();
    Json body;
    body["id"] = done.id;
    body["success"] = true;
    body["errors"] = Json::array();
    body["created"] = false;
    return Response::json(200, dump(body));
  } catch (const ApiFailure& failure) {
    if (failure.error().status == 300) return ambiguous(call, table, failure.error().extra["matches"]);
    throw;
  }
}

Response by_id(Call& call, const std::string& id) {
  const std::string& method = call.request.method;
  if (method != "GET" && method != "HEAD" && method != "PATCH" && method != "DELETE") {
    not_allowed("DELETE,GET,HEAD,PATCH");
  }
  Table& table = method == "GET" || method == "HEAD" ? call.org.table(call.path[1])
                                                     : writable_table(call.org, call.path[1]);
  const Place place = live_record(call.org, table, id);
  if (method == "GET" || method == "HEAD") return read_record(call, place);
  if (method == "DELETE") {
    delete_record(call.org, place);
    return no_content();
  }
  check_conditions(call, table, place.row());
  update_record(call.org, place, call.body(), call.write_options());
  return no_content();
}

Response by_external_id(Call& call, const std::string& field, const std::string& value) {
  const std::string& method = call.request.method;
  if (method == "PATCH") return upsert(call, writable_table(call.org, call.path[1]), field, value);
  if (method != "GET" && method != "DELETE") not_allowed("DELETE,GET,HEAD,PATCH");
  Table& table = call.org.table(call.path[1]);
  const auto found = find_by_external_id(call.org, table, field, value);
  if (found.empty()) fail("NOT_FOUND", "The requested resource does not exist", {}, 404);
  if (found.size() > 1) {
    Json ids = Json::array();
    for (const Number number : found) ids.push_back(call.org.id_of(table, number));
    return ambiguous(call, table, ids);
  }
  if (method == "GET") return read_record(call, {&table, found[0]});
  delete_record(call.org, {&writable_table(call.org, call.path[1]), found[0]});
  return no_content();
}

}  // namespace

Response record_resource(Call& call) {
  const auto& path = call.path;
  const std::string& method = call.request.method;
  if (path.size() == 2) {
    if (method == "GET") return object_info(call);
    if (method != "POST") not_allowed("GET,HEAD,POST");
    Table& table = writable_table(call.org, path[1]);
    return created(call, table, create_record(call.org, table, call.body(), call.write_options()), false);
  }
  if (path.size() == 3 && method == "POST" && same_ignoring_case(path[2], "Id")) {
    Table& table = writable_table(call.org, path[1]);
    return created(call, table, create_record(call.org, table, call.body(), call.write_options()), true);
  }
  if (path.size() == 3) return by_id(call, path[2]);
  if (path.size() == 4) return by_external_id(call, path[2], path[3]);
  fail("NOT_FOUND", "The requested resource does not exist", {}, 404);
}

}  // namespace tandem::sandbox::salesforce
