// SPDX-License-Identifier: Apache-2.0
#include "stand_in.hpp"

#include <tandem/cpp/json.hpp>

#include "../engine/date.hpp"
#include "../engine/text.hpp"
#include "seed.hpp"

namespace tandem::sandbox::salesforce {
namespace {

constexpr int oldest_version = 31;
constexpr int newest_version = 68;
constexpr std::size_t longest_uri = 16384;

// "//services/data" is what one client sends.
std::string single_slashes(std::string_view path) {
  std::string out;
  for (const char c : path) {
    if (c != '/' || out.empty() || out.back() != '/') out.push_back(c);
  }
  return out;
}

Response version_list() {
  Json list = Json::array();
  for (int version = oldest_version; version <= newest_version; ++version) {
    static constexpr const char* seasons[] = {"Spring", "Summer", "Winter"};
    const int year = 14 + (version - 29) / 3 + ((version - 29) % 3 == 2 ? 1 : 0);
    Json entry;
    entry["label"] = concat({seasons[(version - 29) % 3], " '", std::to_string(year)});
    entry["url"] = concat({"/services/data/v", std::to_string(version), ".0"});
    entry["version"] = concat({std::to_string(version), ".0"});
    list.push_back(entry);
  }
  return Response::json(200, dump(list));
}

// "v60.0" → 60; 0 for anything else.
int read_version(std::string_view text) {
  if (text.size() < 4 || text[0] != 'v' || text.substr(text.size() - 2) != ".0") return 0;
  const auto digits = text.substr(1, text.size() - 3);
  if (digits.size() > 3 || digits.find_first_not_of("0123456789") != std::string_view::npos) return 0;
  return std::atoi(std::string(digits).c_str());
}

bool writes(const std::string& method) { return method == "POST" || method == "PATCH" || method == "PUT"; }

Response resource_list(int version) {
  Json body;
  for (const char* name : {"sobjects", "query", "queryAll", "composite", "limits"}) {
    body[name] = concat({"/services/data/v", std::to_string(version), ".0/", name});
  }
  return Response::json(200, dump(body));
}

}  // namespace

bool flag(const std::string& text) { return same_ignoring_case(text, "true"); }

WriteOptions Call::write_options() const {
  WriteOptions options;
  options.version = version;
  options.auto_assign = !same_ignoring_case(request.header("sforce-auto-assign"), "false");
  options.save_duplicates =
      lower(request.header("sforce-duplicate-rule-header")).find("allowsave=true") != std::string::npos;
  options.update_only = flag(request.query("updateOnly"));
  return options;
}

Json Call::body() const {
  if (request.body.empty()) {
    fail("JSON_PARSER_ERROR", "The HTTP entity body is required, but this request has no entity body.");
  }
  Json body = read_json<Json>(request.body);
  if (body.is_discarded())
    fail("JSON_PARSER_ERROR", "Unexpected character in the request body at [line:1, column:1]");
  return body;
}

Response data_resource(Call& call) {
  const auto& path = call.path;
  if (path.empty()) return resource_list(call.version);
  const std::string& first = path[0];
  if (same_ignoring_case(first, "query") || same_ignoring_case(first, "queryAll"))
    return query_resource(call);
  if (first == "limits" && path.size() == 1) return limits_resource(call);
  if (first == "composite") {
    if (path.size() >= 2 && path[1] == "sobjects") return collections_resource(call);
    if (path.size() == 3 && path[1] == "tree") return tree_resource(call);
    return composite_resource(call);
  }
  if (first == "sobjects") {
    if (path.size() == 1) return describe_global(call);
    if (path.size() == 3 && call.request.method == "GET") {
      if (path[2] == "describe") return describe_object(call);
      if (path[2] == "updated") return updated_resource(call);
      if (path[2] == "deleted") return deleted_resource(call);
    }
    return record_resource(call);
  }
  if (first == "actions") fail("NOT_FOUND", "Invalid Action Type", {}, 404);  // also convertLead
  fail("NOT_FOUND", "The requested resource does not exist", {}, 404);
}

StandIn::StandIn(Settings settings, const Clock& clock) : org_(std::move(settings), clock), oauth_(org_) {
  seed_org(org_);
}

Response StandIn::handle(const Request& request) {
  org_.settle();
  const auto fault = faults_.take(request);
  Response answered;
  if (fault && !fault->after) {
    if (fault->answer) {
      answered = *fault->answer;
    } else {
      answered = fault->wire == Wire::closed ? Response{} : answer(request);
    }
  } else {
    answered = answer(request);
    if (fault && fault->answer) answered = *fault->answer;
  }
  if (fault) {
    answered.wire = fault->wire;
    answered.delay_ms = fault->delay_ms;
  }
  answered.set_header("Date", http_date_text(org_.now()));
  log_.add(request, answered, org_.now_ms(), starts_with(request.path(), "/services/oauth2/"));
  return answered;
}

Response StandIn::answer(const Request& request) {
  try {
    if (request.target.size() > longest_uri)
      return error_response(414, "URI_TOO_LONG", "The URI is longer than 16384 bytes");
    std::size_t heads = request.target.size();
    for (const auto& [name, value] : request.headers) heads += name.size() + value.size() + 4;
    if (heads > longest_uri) {
      return error_response(431, "REQUEST_HEADER_FIELDS_TOO_LARGE",
                            "URI and headers are longer than 16384 bytes");
    }
    const std::string path = single_slashes(request.path());
    if (starts_with(path, "/services/oauth2/") || starts_with(path, "/id/")) return oauth_.handle(request);
    if (path == "/services/data" || path == "/services/data/") return version_list();
    if (starts_with(path, "/services/data/")) return data(request, path);
    return error_response(404, "NOT_FOUND", "The requested resource does not exist");
  } catch (const ApiFailure& failure) {
    return error_response(failure.error());
  } catch (const nlohmann::json::exception&) {
    org_.abandon();
    return error_response(400, "JSON_PARSER_ERROR", "The request body has not the shape that is needed");
  }
}

Response StandIn::data(const Request& request, const std::string& path) {
  auto parts = split(path, '/');  // "", services, data, vNN.0, …
  if (parts.back().empty()) parts.pop_back();
  const int version = read_version(parts.at(3));
  if (version > 0 && version < oldest_version) {
    return error_response(410, "UNSUPPORTED_API_VERSION", "This API version has been retired");
  }
  if (version < oldest_version || version > newest_version) {
    return error_response(404, "NOT_FOUND", "The requested resource does not exist");
  }
  const Session* session = oauth_.find(request);
  if (session == nullptr) return error_response(401, "INVALID_SESSION_ID", "Session expired or invalid");
  const std::int64_t now = org_.now();
  if (usage_.used(now) >= org_.settings().daily_limit) {
    return error_response(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
  }
  usage_.count(now);
  const std::string& type = request.header("content-type");
  Response answered;
  if (writes(request.method) && !starts_with(lower(type), "application/json")) {
    answered = error_response(415, "UNSUPPORTED_MEDIA_TYPE",
                              concat({"Content type ", type.empty() ? "(none)" : type, " is not supported"}));
  } else {
    Call call{org_, cursors_, usage_, session->number, version, request, {}};
    for (std::size_t i = 4; i < parts.size(); ++i) call.path.push_back(percent_decode(parts[i], false));
    try {
      answered = data_resource(call);
    } catch (const ApiFailure& failure) {
      answered = error_response(failure.error());
    }
  }
  answered.set_header("Sforce-Limit-Info", concat({"api-usage=", std::to_string(usage_.used(now)), "/",
                                                   std::to_string(org_.settings().daily_limit)}));
  return answered;
}

}  // namespace tandem::sandbox::salesforce
