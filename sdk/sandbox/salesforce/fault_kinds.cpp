// SPDX-License-Identifier: Apache-2.0
// The troubles Salesforce has, by name.
#include "../engine/text.hpp"
#include "stand_in.hpp"

namespace tandem::sandbox::salesforce {
namespace {

struct Kind {
  std::string_view name;
  int status;
  std::string_view code;  // empty: no JSON
  std::string_view message;
};

constexpr Kind kinds[] = {
    {"invalid_session", 401, "INVALID_SESSION_ID", "Session expired or invalid"},
    {"session_not_valid_for_rest", 401, "INVALID_SESSION_ID",
     "This session is not valid for use with the REST API"},
    {"not_attached_to_agent", 401, "INVALID_SESSION_ID", "Connected app is not attached to Agent"},
    {"api_disabled", 403, "API_DISABLED_FOR_ORG", "API is not enabled for this Organization or Partner"},
    {"no_access", 403, "INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id"},
    {"request_limit", 403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."},
    {"concurrent_limit", 403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded."},
    {"edge_no_route", 420, "", "<html><body>no route for this host</body></html>"},
    {"too_many_requests", 429, "TOO_MANY_REQUESTS", "Too many requests"},
    {"unknown_exception", 500, "UNKNOWN_EXCEPTION",
     "An unexpected error occurred. Please include this ErrorId if you contact support: 1-1 (1)"},
    {"bad_gateway", 502, "", "<html><body>Bad Gateway</body></html>"},
    {"unavailable", 503, "SERVER_UNAVAILABLE", "Server is currently unavailable"},
    {"maintenance", 503, "ORG_IN_MAINTENANCE", "The organization is in maintenance"},
    {"html", 200, "", "<!DOCTYPE html><html><body>We are down for maintenance.</body></html>"},
    {"empty", 503, "", ""},
    {"lock", 400, "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record"},
    {"query_timeout", 400, "QUERY_TIMEOUT", "Your query request was running for too long."},
    {"invalid_query_locator", 400, "INVALID_QUERY_LOCATOR", "invalid query locator"},
};

Response answer_of(const Kind& kind) {
  if (!kind.code.empty())
    return error_response(kind.status, std::string(kind.code), std::string(kind.message));
  Response answer;
  answer.status = kind.status;
  answer.set_header("Content-Type", "text/html; charset=UTF-8");
  answer.body = kind.message;
  return answer;
}

Response custom_answer(const Json& description) {
  Response answer = Response::json(description.at("status").get<int>(), "");
  const Json body = description.value("body", Json());
  if (body.is_string()) answer.body = body.get<std::string>();
  if (body.is_structured()) answer.body = dump(body);
  const Json headers = description.value("headers", Json::object());
  for (const auto& [name, value] : headers.items()) {
    answer.set_header(name, value.get<std::string>());
  }
  return answer;
}

}  // namespace

Fault read_fault(const Json& description) {
  Fault fault;
  fault.method = description.value("method", "");
  fault.path = description.value("path", "");
  fault.contains = description.value("contains", "");
  fault.times = description.value("times", std::int64_t{1});
  fault.skip = description.value("skip", std::int64_t{0});
  fault.delay_ms = description.value("delay_ms", std::int64_t{0});
  fault.after = description.value("after_commit", false);
  const std::string name = description.value("kind", "");
  if (name == "lost_answer") {  // carried out, and nobody hears of it
    fault.after = true;
    fault.wire = Wire::closed;
  } else if (name == "closed") {
    fault.wire = Wire::closed;
  } else if (name == "truncated") {
    fault.after = true;
    fault.wire = Wire::cut_length;
  } else if (name == "truncated_chunked") {
    fault.after = true;
    fault.wire = Wire::cut_chunked;
  } else if (name == "answer") {
    fault.answer = custom_answer(description);
  } else if (name != "delay") {
    for (const auto& kind : kinds) {
      if (kind.name == name) fault.answer = answer_of(kind);
    }
    if (!fault.answer) fail("INVALID_INPUT", concat({"unknown kind of fault: ", name}));
  }
  if (fault.answer && description.contains("retry_after")) {
    const Json& after = description["retry_after"];
    fault.answer->set_header("Retry-After", after.is_string() ? after.get<std::string>() : dump(after));
  }
  return fault;
}

RecordRule read_rule(const Json& description) {
  RecordRule rule;
  rule.object = description.at("object").get<std::string>();
  rule.field = description.value("field", "");
  rule.value = description.value("value", "");
  rule.times = description.value("times", std::int64_t{-1});
  rule.matches_id = description.value("matches_id", "");
  rule.allow_save = description.value("allow_save", true);
  rule.error.fields = description.value("fields", std::vector<std::string>());
  if (rule.matches_id.empty()) {
    rule.error.code = description.value("error", "FIELD_CUSTOM_VALIDATION_EXCEPTION");
    rule.error.message = description.value("message", "The record breaks a rule of this org");
    return rule;
  }
  rule.error.code = "DUPLICATES_DETECTED";
  rule.error.message = description.value("message", "Use one of these records?");
  Json record;
  record["record"]["Id"] = rule.matches_id;
  Json result;
  result["allowSave"] = rule.allow_save;
  result["duplicateRule"] = concat({"Standard_", rule.object, "_Duplicate_Rule"});
  result["matchResults"] =
      Json::array({Json{{"entityType", rule.object}, {"matchRecords", Json::array({record})}}});
  rule.error.extra["duplicateResult"] = result;
  return rule;
}

}  // namespace tandem::sandbox::salesforce
