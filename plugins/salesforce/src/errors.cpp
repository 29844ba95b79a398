// SPDX-License-Identifier: Apache-2.0
#include "errors.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tandem/cpp/json.hpp>
#include <tandem/cpp/times.hpp>

#include "describe.hpp"
#include "ids.hpp"
#include "json_member.hpp"
#include "soql.hpp"

namespace tandem::salesforce {
namespace {

using adapter::Failure;
using Json = nlohmann::json;

struct Known {
  std::string_view code;
  tandem_error_class error_class;
  std::string_view says;
};

// A code that ends in '*' stands for all that begin so. The first that fits counts.
constexpr Known kKnown[] = {
    {"UNABLE_TO_LOCK_ROW", TANDEM_CLASS_LOCKED, "somebody else holds the record or its parent"},
    {"ENTITY_IS_LOCKED", TANDEM_CLASS_LOCKED, "an approval holds the record"},
    // A duplicate only where it names our key: see record_class.
    {"DUPLICATE_VALUE", TANDEM_CLASS_INVALID, "another record has this value in a unique field"},
    {"DUPLICATES_DETECTED", TANDEM_CLASS_INVALID,
     "Salesforce's duplicate rule refuses it: merge or relate it there"},
    {"DUPLICATE_EXTERNAL_ID", TANDEM_CLASS_DUPLICATE, "several records carry this external id"},
    {"CANNOT_UPDATE_CONVERTED_LEAD", TANDEM_CLASS_TERMINAL, "a converted lead can no longer be changed"},
    {"ENTITY_IS_DELETED", TANDEM_CLASS_GONE, "the record is in the recycle bin"},
    {"NOT_FOUND", TANDEM_CLASS_NOT_FOUND, "there is no such record, or the user may not see it"},
    {"INVALID_CROSS_REFERENCE_KEY", TANDEM_CLASS_INVALID, "an id is of another type or out of sight"},
    {"MALFORMED_ID", TANDEM_CLASS_INVALID, "an id is malformed"},
    {"REQUIRED_FIELD_MISSING", TANDEM_CLASS_INVALID, "a required field is empty"},
    {"STRING_TOO_LONG", TANDEM_CLASS_INVALID, "a text is longer than the field"},
    {"NUMBER_OUTSIDE_VALID_RANGE", TANDEM_CLASS_INVALID, "a number does not fit the field"},
    {"INVALID_EMAIL_ADDRESS", TANDEM_CLASS_INVALID, "an e-mail address is malformed"},
    {"INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", TANDEM_CLASS_INVALID, "a value is not in the picklist"},
    {"INVALID_FIELD_FOR_INSERT_UPDATE", TANDEM_CLASS_INVALID, "a field is read-only"},
    {"INVALID_FIELD*", TANDEM_CLASS_INVALID, "a field does not exist, or the user may not see it"},
    {"INVALID_TYPE*", TANDEM_CLASS_INVALID, "a value has the wrong type"},
    {"FIELD_CUSTOM_VALIDATION_EXCEPTION", TANDEM_CLASS_INVALID, "a validation rule refuses it"},
    {"FIELD_*", TANDEM_CLASS_INVALID, "a field refuses its value"},
    {"JSON_PARSER_ERROR", TANDEM_CLASS_INVALID, "a value has the wrong type"},
    {"CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", TANDEM_CLASS_INVALID,
     "a trigger of the organisation refuses it"},
    {"CANNOT_EXECUTE_FLOW_TRIGGER", TANDEM_CLASS_INVALID, "a flow of the organisation refuses it"},
    {"APEX_ERROR", TANDEM_CLASS_INVALID, "code of the organisation refuses it"},
    {"INSUFFICIENT_ACCESS*", TANDEM_CLASS_DENIED, "the user has no right to this record"},
    {"TRANSFER_REQUIRES_READ", TANDEM_CLASS_DENIED, "the new owner may not read such records"},
    {"INACTIVE_OWNER_OR_USER", TANDEM_CLASS_INVALID, "the owner is not an active user"},
    {"DELETE_FAILED", TANDEM_CLASS_TERMINAL, "other records depend on it"},
    {"DEPENDENCY_EXISTS", TANDEM_CLASS_TERMINAL, "other records depend on it"},
    {"REQUEST_LIMIT_EXCEEDED", TANDEM_CLASS_THROTTLED, "the organisation's API limit is used up"},
    {"ALL_OR_NONE_OPERATION_ROLLED_BACK", TANDEM_CLASS_TRANSIENT, "rolled back with another record"},
    {"PROCESSING_HALTED", TANDEM_CLASS_TRANSIENT, "rolled back with another record"},
    {"STORAGE_LIMIT_EXCEEDED", TANDEM_CLASS_DENIED, "the organisation's storage is full"},
    {"LIMIT_EXCEEDED", TANDEM_CLASS_DENIED, "a limit of the organisation is used up"},
    {"TXN_SECURITY_*", TANDEM_CLASS_DENIED, "a security policy of the organisation refuses it"},
    {"API_*", TANDEM_CLASS_DENIED, "the API is not switched on for this user or edition"},
    {"QUERY_TIMEOUT", TANDEM_CLASS_TRANSIENT, "the query took too long"},
    {"SERVER_UNAVAILABLE", TANDEM_CLASS_UNKNOWN, "Salesforce was not available"},
    {"UNKNOWN_EXCEPTION", TANDEM_CLASS_UNKNOWN, "Salesforce failed"},
    {"ORG_IN_MAINTENANCE", TANDEM_CLASS_UNKNOWN, "the organisation is in maintenance"},
    {"INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE", TANDEM_CLASS_TRANSIENT,
     "the organisation is in maintenance"},
};

const Known* known(std::string_view code) {
  for (const Known& entry : kKnown) {
    const bool open = entry.code.back() == '*';
    const std::string_view wanted = entry.code.substr(0, entry.code.size() - (open ? 1 : 0));
    if (open ? code.substr(0, wanted.size()) == wanted : code == wanted) return &entry;
  }
  return nullptr;
}

/// Only what looks like a code or a name of a field may be shown.
std::string shown(std::string_view text) {
  return is_field_path(text) ? std::string(text) : std::string("?");
}

/// duplicateResult.matchResults[].matchRecords[].record.Id, the first there is.
std::string matched_id(const Json& error) {
  const Json* at = &error;
  for (const char* step : {"duplicateResult", "matchResults", "matchRecords", "record"}) {
    if (!at->is_object() || !at->contains(step)) return {};
    at = &(*at)[step];
    if (at->is_array()) {
      if (at->empty()) return {};
      at = &at->front();
    }
  }
  const std::string id = at->is_object() ? text_at(*at, "Id") : std::string();
  return is_record_id(id) ? long_id(id) : std::string();
}

/// "duplicate value found: Field__c duplicates value on record with id: …"
std::string field_in_message(std::string_view message) {
  constexpr std::string_view before = "duplicate value found: ";
  const std::size_t at = message.find(before);
  if (at == std::string_view::npos) return {};
  message.remove_prefix(at + before.size());
  const std::string_view name = message.substr(0, message.find(' '));
  return is_field_path(name) ? std::string(name) : std::string();
}

/// The field that an error is about, where it is not the record's own id.
std::string_view other_field(const RemoteError& error) {
  for (const std::string& field : error.fields) {
    if (field != "Id" && field != "id") return field;
  }
  return {};
}

bool names_key(const RemoteError& error, std::string_view key) {
  const auto& fields = error.fields;
  if (std::find(fields.begin(), fields.end(), kKeyField) != fields.end()) return true;
  const std::string_view message = error.message;
  return message.find(kKeyField) != std::string_view::npos ||
         (!key.empty() && message.find(key) != std::string_view::npos);
}

bool tells_of_absence(tandem_error_class error_class) {
  return error_class == TANDEM_CLASS_NOT_FOUND || error_class == TANDEM_CLASS_GONE;
}

std::string with_fields(const RemoteError& error) {
  std::string text = shown(error.code);
  if (error.fields.empty()) return text;
  text += " (";
  for (std::size_t i = 0; i < error.fields.size(); ++i) {
    if (i != 0) text += ", ";
    text += shown(error.fields[i]);
  }
  return text += ')';
}

/// "CODE (fields): what that means".
std::string describe(const RemoteError& error) {
  std::string text = with_fields(error);
  if (const Known* entry = known(error.code)) text.append(": ").append(entry->says);
  return text;
}

tandem_status status_of(tandem_error_class error_class) {
  switch (error_class) {
    case TANDEM_CLASS_AUTH:
      return TANDEM_UNAUTHENTICATED;
    case TANDEM_CLASS_DENIED:
      return TANDEM_FORBIDDEN;
    case TANDEM_CLASS_THROTTLED:
      return TANDEM_RATE_LIMITED;
    case TANDEM_CLASS_INVALID:
      return TANDEM_INVALID_ARGUMENT;
    case TANDEM_CLASS_NOT_FOUND:
    case TANDEM_CLASS_GONE:
      return TANDEM_NOT_FOUND;
    case TANDEM_CLASS_LOCKED:
      return TANDEM_BUSY;
    case TANDEM_CLASS_CONTRACT:
      return TANDEM_ADAPTER_FAILURE;
    default:
      return TANDEM_UNAVAILABLE;
  }
}

Failure failure(tandem_error_class error_class, std::string message) {
  return Failure(status_of(error_class), error_class, std::move(message));
}

/// What a code about one record means where it refuses a whole call.
tandem_error_class class_of_call(tandem_error_class record) {
  return tells_of_absence(record) ? TANDEM_CLASS_DENIED : record;
}

/// The class that the HTTP status alone gives; `told`: with an error of Salesforce's own.
tandem_error_class status_class(const Answer& answer, bool told) {
  switch (answer.status) {
    case 400:
    case 405:
    case 409:
    case 412:
    case 413:
    case 414:
    case 415:
    case 428:
    case 431:
      return TANDEM_CLASS_INVALID;
    case 401:
      return TANDEM_CLASS_AUTH;
    case 403:
      return TANDEM_CLASS_DENIED;
    case 404:
      return told ? TANDEM_CLASS_DENIED : TANDEM_CLASS_TRANSIENT;  // not told: an edge or a proxy answered
    case 410:
      return TANDEM_CLASS_DENIED;
    case 420:
      return TANDEM_CLASS_TRANSIENT;  // the edge has no route: nothing has reached the organisation
    case 429:
      return TANDEM_CLASS_THROTTLED;
    default:
      break;
  }
  if (answer.status >= 500) return answer.writes ? TANDEM_CLASS_UNKNOWN : TANDEM_CLASS_TRANSIENT;
  return answer.writes ? TANDEM_CLASS_UNKNOWN : TANDEM_CLASS_CONTRACT;
}

std::string session_advice(std::string_view body) {
  if (body.find("not valid for use with the REST API") != std::string_view::npos) {
    return "the session is not allowed to use the REST API: lower the session security level that the app's "
           "policies or the user's profile ask for";
  }
  if (body.find("Connected app is not attached") != std::string_view::npos) {
    return "the app is not attached to the agent it speaks for: attach it in Setup";
  }
  return "Salesforce ends every session at once: look at the app's policies, IP restrictions and the user's "
         "login hours";
}

std::string status_text(const Answer& answer, bool told) {
  switch (answer.status) {
    case 401:
      return session_advice(answer.body);
    case 403:
      return "access is refused: give the run-as user the permission set that the README describes";
    case 404:
      return told ? "an object, a field or the API version is not there, or the run-as user may not see it: "
                    "create it as the README says, give the permission set access, or change the mapping"
                  : "nothing is at this address: check url, and whether a proxy stands in between";
    case 410:
      return "this API version is retired: set api_version to a newer one";
    case 420:
      return "Salesforce's edge has no route to the organisation: check url if it lasts";
    case 429:
      return "too many requests";
    case 503:
      return "Salesforce is in maintenance or overloaded";
    default:
      return "Salesforce answered with HTTP status " + std::to_string(answer.status);
  }
}

}  // namespace

std::optional<RemoteError> parse_error(std::string_view body) {
  const Json document = read_json<Json>(body);
  const Json* error = &document;
  if (document.is_array()) {
    if (document.empty()) return std::nullopt;
    error = &document.front();
  }
  if (!error->is_object()) return std::nullopt;
  RemoteError found;
  found.code = text_at(*error, "errorCode");
  if (found.code.empty()) found.code = text_at(*error, "statusCode");
  if (found.code.empty()) return std::nullopt;
  found.message = text_at(*error, "message");
  if (const auto fields = error->find("fields"); fields != error->end() && fields->is_array()) {
    for (const Json& field : *fields) {
      if (field.is_string()) found.fields.push_back(field.get<std::string>());
    }
  }
  found.other_id = matched_id(*error);
  if (found.code == "DUPLICATE_VALUE") {
    if (found.other_id.empty()) found.other_id = id_in_message(found.message);
    std::string field = found.fields.empty() ? field_in_message(found.message) : std::string();
    if (!field.empty()) found.fields.push_back(std::move(field));
  }
  return found;
}

tandem_error_class record_class(const RemoteError& error, const Sent& sent) {
  const Known* entry = known(error.code);
  if (!entry) return TANDEM_CLASS_INVALID;
  if (error.code == "DUPLICATE_VALUE" && names_key(error, sent.key)) return TANDEM_CLASS_DUPLICATE;
  const bool other = sent.create || !other_field(error).empty();
  return tells_of_absence(entry->error_class) && other ? TANDEM_CLASS_INVALID : entry->error_class;
}

adapter::PushResult record_verdict(const RemoteError& error, const Sent& sent) {
  adapter::PushResult verdict;
  verdict.error_class = record_class(error, sent);
  verdict.remote_code = shown(error.code);
  const Known* entry = known(error.code);
  const bool referenced =
      entry && tells_of_absence(entry->error_class) && !tells_of_absence(verdict.error_class);
  verdict.message = referenced ? with_fields(error) + ": a record it refers to is deleted, or out of sight"
                               : describe(error);
  const std::string_view field = other_field(error);
  if (!error.fields.empty()) verdict.field = shown(field.empty() ? error.fields.front() : field);
  verdict.id = error.other_id;
  return verdict;
}

adapter::Failure call_failure(const Answer& answer) {
  const std::optional<RemoteError> error = answer.html ? std::nullopt : parse_error(answer.body);
  tandem_error_class error_class = status_class(answer, error.has_value());
  std::string text = status_text(answer, error.has_value());
  if (error) {
    const Known* entry = known(error->code);
    const bool in_doubt = answer.status >= 500;  // there the status says more than the code
    // Sessions and addresses that are not there have advice of their own; else the code tells more.
    const bool coded = entry && answer.status != 401 && answer.status != 404;
    if (coded && !in_doubt) error_class = class_of_call(entry->error_class);
    text = coded ? describe(*error) : with_fields(*error) + ": " + text;
  }
  if (error_class == TANDEM_CLASS_UNKNOWN && !answer.writes) error_class = TANDEM_CLASS_TRANSIENT;
  Failure made = failure(error_class, std::move(text));
  made.native_code(answer.status);
  if (error) made.remote_code(shown(error->code));
  made.retry_after_ms(retry_after_ms(answer.retry_after, answer.server_time));
  return made;
}

adapter::Failure unreadable(const std::string& what, bool writes) {
  return failure(writes ? TANDEM_CLASS_UNKNOWN : TANDEM_CLASS_CONTRACT, "the answer makes no sense: " + what);
}

adapter::Failure web_page(bool writes) {
  return failure(writes ? TANDEM_CLASS_UNKNOWN : TANDEM_CLASS_TRANSIENT,
                 "a web page came where data was expected: check url, and whether a proxy or a maintenance "
                 "page stands in between");
}

bool session_ended(int status, std::string_view body) {
  if (status != 401) return false;
  return body.find("not valid for use with the REST API") == std::string_view::npos &&
         body.find("Connected app is not attached") == std::string_view::npos;
}

bool is_code(std::string_view body, std::string_view code) {
  const auto error = parse_error(body);
  return error && error->code == code;
}

std::int64_t retry_after_ms(std::string_view header, std::optional<std::int64_t> server_time) {
  if (header.empty()) return 0;
  const bool seconds = header.size() <= 7 &&
                       std::all_of(header.begin(), header.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (seconds) return std::stoll(std::string(header)) * 1000;
  const auto at = times::read_http_date(header);
  if (!at || !server_time || *at <= *server_time) return 0;
  return (*at - *server_time) / 1000;
}

}  // namespace tandem::salesforce
