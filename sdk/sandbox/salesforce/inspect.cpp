// SPDX-License-Identifier: Apache-2.0
// The inspection interface: what tests and operators see and arrange. README.md lists the routes.
#include "../engine/date.hpp"

#include <tandem/cpp/json.hpp>

#include "../engine/text.hpp"
#include "arranged.hpp"
#include "record_json.hpp"
#include "soql.hpp"
#include "soql_evaluator.hpp"
#include "stand_in.hpp"

namespace tandem::sandbox::salesforce {
namespace {

Json done() {
  Json body;
  body["done"] = true;
  return body;
}

Json logged(const LoggedRequest& entry) {
  Json body;
  body["number"] = entry.number;
  body["at"] = datetime_text(entry.at_ms / 1000);
  body["method"] = entry.method;
  const auto mark = entry.target.find('?');
  body["path"] = entry.target.substr(0, mark);
  body["query"] = mark == std::string::npos ? "" : percent_decode(entry.target.substr(mark + 1), true);
  body["status"] = entry.status;
  body["headers"] = entry.headers;
  body["body"] = entry.body;
  return body;
}

// {"object", "add": "Score__c number(18,0)"} or {"object", "field", and one of "drop": true, "rename":
// "New__c", "retype": "text(20)", "hide": true|false}
Json change_field(Org& org, const Json& body) {
  const std::string object = body.at("object");
  const std::string field = body.value("field", "");
  org.change_metadata([&](Metadata& metadata) {
    if (body.contains("add")) metadata.add_field(object, body["add"].get<std::string>());
    if (body.value("drop", false)) metadata.drop_field(object, field);
    if (body.contains("retype")) metadata.retype_field(object, field, body["retype"].get<std::string>());
    if (body.contains("hide")) metadata.hide_field(object, field, body["hide"].get<bool>());
    if (body.contains("rename")) metadata.rename_field(object, field, body["rename"].get<std::string>());
  });
  return done();
}

Json change_settings(Org& org, const Json& body) {
  Settings& settings = org.settings();
  settings.token_life = body.value("token_life", settings.token_life);
  settings.rotate_refresh_tokens = body.value("rotate_refresh_tokens", settings.rotate_refresh_tokens);
  settings.password_login = body.value("password_login", settings.password_login);
  settings.my_domain = body.value("my_domain", settings.my_domain);
  settings.assignment_rule = body.value("assignment_rule", settings.assignment_rule);
  settings.small_pages = body.value("small_pages", settings.small_pages);
  settings.late_commit = body.value("late_commit", settings.late_commit);
  settings.daily_limit = body.value("daily_limit", settings.daily_limit);
  settings.open_cursors = body.value("open_cursors", settings.open_cursors);
  settings.public_key_pem = body.value("public_key_pem", settings.public_key_pem);
  if (body.value("another_org", false)) org.become_another_org();
  Json result = done();
  result["org_id"] = org.org_id();
  return result;
}

// All records, also deleted ones, with every field; `where` is a SOQL condition.
Response records(Org& org, const std::string& object, const Request& request) {
  std::string statement = concat({"SELECT FIELDS(ALL) FROM ", object});
  if (request.has_query("where")) statement.append(" WHERE ").append(request.query("where"));
  const std::string limit = request.query("limit");
  statement.append(" ORDER BY Id LIMIT ").append(limit.empty() ? "200" : limit);
  const Query query = parse_soql(statement, org.now());
  const Evaluator evaluator(org, query, request.query("deleted") != "false");
  const auto numbers = evaluator.run();
  std::string out = concat({"{\"total\":", std::to_string(numbers.size()), ",\"records\":["});
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i > 0) out.push_back(',');
    append_record(out, org, evaluator.table(), numbers[i], evaluator.columns(), 60);
  }
  out.append("]}");
  return Response::json(200, std::move(out));
}

}  // namespace

Response StandIn::inspect(const Request& request) {
  org_.settle();
  try {
    return inspected(request);
  } catch (const ApiFailure& failure) {
    return error_response(failure.error());
  } catch (const nlohmann::json::exception&) {
    return error_response(400, "INVALID_INPUT", "The request has not the shape README.md describes");
  }
}

Response StandIn::inspected(const Request& request) {
  const auto path = request.path();
  if (request.method == "GET") {
    Json body;
    if (starts_with(path, "/records/")) return records(org_, std::string(path.substr(9)), request);
    if (path == "/requests") {
      body = Json::array();
      const std::uint64_t since = std::strtoull(request.query("since").c_str(), nullptr, 10);
      for (const auto& entry : log_.entries()) {
        if (entry.number > since) body.push_back(logged(entry));
      }
    } else if (path == "/calls") {
      body["requests"] = log_.count();
      body["api_calls"] = usage_.used(org_.now());
    } else if (path == "/clock") {
      body["now"] = datetime_text(org_.now());
    } else if (path == "/org") {
      body["org_id"] = org_.org_id();
      body["user_id"] = org_.user_id(org_.running_user());
      body["open_faults"] = faults_.size();
    } else {
      fail("NOT_FOUND", concat({"no such route: ", path}), {}, 404);
    }
    return Response::json(200, dump(body));
  }
  if (request.method == "DELETE" && (path == "/faults" || path == "/rules")) {
    path == "/faults" ? faults_.clear() : org_.rules.clear();
    return Response::json(200, dump(done()));
  }
  if (request.method != "POST") fail("METHOD_NOT_ALLOWED", "GET, POST and DELETE are understood", {}, 405);
  Json body = request.body.empty() ? Json::object() : read_json<Json>(request.body);
  return arrange(path, body);
}

Response StandIn::arrange(std::string_view what, const Json& body) {
  Json result = done();
  if (what == "/faults") {
    for (const auto& each : body.is_array() ? body : Json::array({body})) faults_.add(read_fault(each));
  } else if (what == "/rules") {
    for (const auto& each : body.is_array() ? body : Json::array({body}))
      org_.rules.push_back(read_rule(each));
  } else if (what == "/clock") {
    org_.advance(body.at("advance_seconds").get<std::int64_t>());
    org_.settle();
    result["now"] = datetime_text(org_.now());
  } else if (what == "/convert") {
    result = convert_lead(org_, body);
  } else if (what == "/merge") {
    result = merge_records(org_, body);
  } else if (what == "/undelete") {
    result = undelete_records(org_, body);
  } else if (what == "/purge") {
    result = purge_records(org_, body);
  } else if (what == "/change") {
    result = change_record(org_, body);
  } else if (what == "/lock") {
    result = lock_record(org_, body);
  } else if (what == "/fields") {
    result = change_field(org_, body);
  } else if (what == "/org") {
    result = change_settings(org_, body);
  } else if (what == "/expire-tokens") {
    oauth_.expire_all();
    if (body.value("refresh_tokens", false)) oauth_.revoke_refresh_tokens();
  } else if (what == "/expire-cursors") {
    cursors_.clear();
  } else if (what == "/reset-counters") {
    log_.clear();
    usage_ = Usage{};
  } else {
    fail("NOT_FOUND", concat({"no such route: ", what}), {}, 404);
  }
  return Response::json(200, dump(result));
}

}  // namespace tandem::sandbox::salesforce
