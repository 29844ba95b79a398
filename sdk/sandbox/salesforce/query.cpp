// SPDX-License-Identifier: Apache-2.0
// query, queryAll and the pages of a cursor.
#include <algorithm>

#include "../engine/text.hpp"
#include "record_json.hpp"
#include "resources.hpp"
#include "soql.hpp"
#include "soql_evaluator.hpp"

namespace tandem::sandbox::salesforce {
namespace {

constexpr std::size_t largest_page = 2000;
constexpr std::size_t smallest_page = 200;

// "batchSize=500" of Sforce-Query-Options is a hint.
std::size_t page_size(Call& call) {
  std::size_t size = largest_page;
  for (const auto& option : split(call.request.header("sforce-query-options"), ',')) {
    const auto mark = option.find('=');
    if (mark == std::string::npos || !same_ignoring_case(trimmed(option.substr(0, mark)), "batchSize"))
      continue;
    const long asked = std::strtol(option.c_str() + mark + 1, nullptr, 10);
    size = std::clamp(static_cast<std::size_t>(std::max(asked, 0L)), smallest_page, largest_page);
  }
  if (call.org.settings().small_pages) size = 1 + call.org.random().below(size);
  return size;
}

std::string page(Call& call, const Cursor& cursor, const Evaluator& evaluator, std::size_t from, bool& done) {
  const std::size_t end = std::min(cursor.numbers.size(), from + page_size(call));
  done = end == cursor.numbers.size();
  std::string out;
  out.reserve((end - from) * 600 + 200);
  out.append("{\"totalSize\":").append(std::to_string(cursor.numbers.size()));
  out.append(",\"done\":").append(done ? "true" : "false");
  if (!done) {
    out.append(",\"nextRecordsUrl\":\"/services/data/v").append(std::to_string(call.version)).append(".0/");
    out.append(cursor.with_deleted ? "queryAll/" : "query/").append(cursor.locator).append("-");
    out.append(std::to_string(end)).append("\"");
  }
  out.append(",\"records\":[");
  for (std::size_t i = from; i < end; ++i) {
    if (i > from) out.push_back(',');
    append_record(out, call.org, evaluator.table(), cursor.numbers[i], evaluator.columns(), call.version);
  }
  out.append("]}");
  return out;
}

Response next_page(Call& call, const std::string& locator) {
  const auto dash = locator.rfind('-');
  const std::string name = locator.substr(0, dash);
  const auto cursor = std::find_if(call.cursors.begin(), call.cursors.end(),
                                   [&](const Cursor& held) { return held.locator == name; });
  if (dash == std::string::npos || cursor == call.cursors.end()) {
    fail("INVALID_QUERY_LOCATOR", "invalid query locator");
  }
  if (cursor->session != call.session) fail("INVALID_SESSION_ID", "Session expired or invalid", {}, 401);
  const std::string position = locator.substr(dash + 1);
  const bool digits = !position.empty() && position.size() < 10 &&
                      position.find_first_not_of("0123456789") == std::string::npos;
  const std::size_t from = digits ? std::strtoul(position.c_str(), nullptr, 10) : cursor->numbers.size();
  if (from >= cursor->numbers.size()) fail("INVALID_QUERY_LOCATOR", "invalid query locator");
  const Query query = parse_soql(cursor->statement, call.org.now());
  const Evaluator evaluator(call.org, query, cursor->with_deleted);
  bool done = false;
  return Response::json(200, page(call, *cursor, evaluator, from, done));
}

// What `sf` asks for with columns=true.
Response column_metadata(const Evaluator& evaluator) {
  Json body;
  body["columnMetadata"] = Json::array();
  for (const auto& column : evaluator.columns()) {
    Json entry;
    entry["aggregate"] = false;
    entry["columnName"] = column.name;
    entry["displayName"] = column.name;
    entry["booleanType"] = column.field != nullptr && column.field->type == Type::boolean;
    entry["numberType"] = column.field != nullptr && column.field->numeric();
    entry["textType"] =
        column.field == nullptr || (column.field->type != Type::boolean && !column.field->numeric());
    entry["custom"] = column.field != nullptr && column.field->custom();
    entry["insertable"] = column.field != nullptr && column.field->createable;
    entry["updatable"] = column.field != nullptr && column.field->updateable;
    entry["foreignKeyName"] =
        column.reference == nullptr ? Json(nullptr) : Json(column.reference->relationship);
    entry["joinColumns"] = Json::array();
    body["columnMetadata"].push_back(entry);
  }
  body["entityName"] = evaluator.table().object().name;
  body["groupBy"] = false;
  body["idSelected"] = true;
  body["keyPrefix"] = evaluator.table().object().prefix;
  return Response::json(200, dump(body));
}

}  // namespace

Response query_resource(Call& call) {
  if (call.request.method != "GET")
    fail("METHOD_NOT_ALLOWED", "HTTP Method not allowed. Allowed are HEAD,GET", {}, 405);
  if (call.path.size() == 2) return next_page(call, call.path[1]);
  if (call.path.size() > 2) fail("NOT_FOUND", "The requested resource does not exist", {}, 404);
  const bool with_deleted = same_ignoring_case(call.path[0], "queryAll");
  const Query query = parse_soql(call.request.query("q"), call.org.now());
  const bool all_fields = query.all_fields == "ALL" || query.all_fields == "CUSTOM";
  if (all_fields && (query.limit < 0 || query.limit > 200)) {
    fail("MALFORMED_QUERY", "The SOQL FIELDS function must have a LIMIT of at most 200");
  }
  const Evaluator evaluator(call.org, query, with_deleted);
  if (flag(call.request.query("columns"))) return column_metadata(evaluator);
  Cursor cursor;
  cursor.numbers = evaluator.run();
  if (query.count) {
    return Response::json(200, concat({"{\"totalSize\":", std::to_string(cursor.numbers.size()),
                                       ",\"done\":true,\"records\":[]}"}));
  }
  cursor.statement = query.text;
  cursor.with_deleted = with_deleted;
  cursor.session = call.session;
  cursor.locator = concat({"01g", call.org.org_part(), call.org.random().letters(12)});
  bool done = false;
  std::string body = page(call, cursor, evaluator, 0, done);
  if (!done) {
    call.cursors.push_back(std::move(cursor));
    if (call.cursors.size() > call.org.settings().open_cursors) call.cursors.pop_front();
  }
  return Response::json(200, std::move(body));
}

}  // namespace tandem::sandbox::salesforce
