// SPDX-License-Identifier: Apache-2.0
// Several requests in one: composite, composite/batch and composite/tree.
#include <map>
#include <tandem/cpp/json.hpp>

#include "../engine/text.hpp"
#include "resources.hpp"

namespace tandem::sandbox::salesforce {
namespace {

constexpr std::size_t most_parts = 25;
constexpr std::size_t most_heavy_parts = 5;  // queries and collections
constexpr std::size_t most_tree_records = 200;
constexpr int deepest_tree = 5;

// "a.b[0].c" inside the answer with reference id a.
std::string referenced(const std::map<std::string, Json>& answers, const std::string& expression) {
  const auto dot = expression.find('.');
  const auto answer = answers.find(expression.substr(0, dot));
  const Json* at = answer == answers.end() || dot == std::string::npos ? nullptr : &answer->second;
  for (const auto& step :
       at == nullptr ? std::vector<std::string>() : split(expression.substr(dot + 1), '.')) {
    const auto open = step.find('[');
    const std::string name = step.substr(0, open);
    if (at != nullptr && !name.empty()) at = at->is_object() && at->contains(name) ? &at->at(name) : nullptr;
    if (at != nullptr && open != std::string::npos) {
      const std::size_t index = std::strtoul(step.c_str() + open + 1, nullptr, 10);
      at = at->is_array() && index < at->size() ? &(*at)[index] : nullptr;
    }
  }
  if (at == nullptr || at->is_structured()) {
    fail("PROCESSING_HALTED", concat({"Invalid reference specified. No value for ", expression, " found."}));
  }
  return at->is_string() ? at->get<std::string>() : dump(*at);
}

std::string resolve_text(const std::map<std::string, Json>& answers, const std::string& text) {
  std::string out;
  std::size_t start = 0;
  while (true) {
    const auto open = text.find("@{", start);
    const auto close = open == std::string::npos ? open : text.find('}', open);
    out.append(text, start, close == std::string::npos ? std::string::npos : open - start);
    if (close == std::string::npos) return out;
    out.append(referenced(answers, text.substr(open + 2, close - open - 2)));
    start = close + 1;
  }
}

void resolve(const std::map<std::string, Json>& answers, Json& json) {
  if (json.is_string()) {
    json = resolve_text(answers, json.get<std::string>());
  } else if (json.is_structured()) {
    for (auto& part : json) resolve(answers, part);
  }
}

Response carry_out(Call& outer, const Request& request) {
  const auto parts = split(request.path(), '/');  // "", services, data, vNN.0, …
  try {
    if (parts.size() < 5 || parts[1] != "services" || parts[2] != "data" || parts[3].size() < 4) {
      fail("NOT_FOUND", "The requested resource does not exist", {}, 404);
    }
    Call call{outer.org, outer.cursors, outer.usage, outer.session, std::atoi(parts[3].c_str() + 1), request,
              {}};
    if (call.version != outer.version) {
      fail("VERSION_MISMATCH", "The version of a part must be that of the whole request", {}, 409);
    }
    for (std::size_t i = 4; i < parts.size(); ++i) call.path.push_back(percent_decode(parts[i], false));
    if (call.path[0] == "composite" && (call.path.size() < 2 || call.path[1] != "sobjects")) {
      fail("NOT_FOUND", "The requested resource does not exist", {}, 404);
    }
    return data_resource(call);
  } catch (const ApiFailure& failure) {
    return error_response(failure.error());
  }
}

bool heavy(const std::string& url) {
  return url.find("/query") != std::string::npos || url.find("/composite/sobjects") != std::string::npos;
}

Json json_body(const Response& answer) {
  if (answer.body.empty()) return nullptr;
  Json body = read_json<Json>(answer.body);
  return body.is_discarded() ? Json(answer.body) : body;
}

Json composite_part(const std::string& reference, const Response& answer) {
  Json part;
  part["body"] = json_body(answer);
  part["httpHeaders"] = Json::object();
  if (const auto* location = answer.find_header("Location")) part["httpHeaders"]["Location"] = *location;
  part["httpStatusCode"] = answer.status;
  part["referenceId"] = reference;
  return part;
}

Response composite(Call& call) {
  const Json body = call.body();
  const Json requests = body.value("compositeRequest", Json());
  if (!requests.is_array() || requests.empty()) fail("JSON_PARSER_ERROR", "compositeRequest is missing");
  if (requests.size() > most_parts) {
    fail("LIMIT_EXCEEDED", "The limit of 25 subrequests of a composite request was exceeded");
  }
  std::size_t heavy_parts = 0;
  std::map<std::string, Json> answers;
  for (const auto& part : requests) {
    const std::string reference = part.value("referenceId", "");
    if (reference.empty() || part.value("method", "").empty() || part.value("url", "").empty()) {
      fail("JSON_PARSER_ERROR", "A subrequest needs method, url and referenceId");
    }
    if (!answers.emplace(reference, nullptr).second) {
      fail("INVALID_INPUT", concat({"Duplicate ReferenceId provided: ", reference}));
    }
    heavy_parts += heavy(part.value("url", "")) ? 1 : 0;
  }
  if (heavy_parts > most_heavy_parts) {
    fail("LIMIT_EXCEEDED", "Only 5 subrequests of a composite request can be queries or collections");
  }
  answers.clear();
  const bool all_or_none = body.value("allOrNone", false);
  bool failed = false;
  Json parts = Json::array();
  if (all_or_none) call.org.begin();
  for (const auto& part : requests) {
    const std::string reference = part["referenceId"];
    Response answer;
    try {
      if (failed && all_or_none)
        fail("PROCESSING_HALTED",
             "The transaction was rolled back since another operation in the same transaction failed.");
      Request request;
      request.method = part["method"];
      request.target = resolve_text(answers, part["url"]);
      request.headers = {{"content-type", "application/json"}};
      const Json headers = part.value("httpHeaders", Json::object());
      for (const auto& [name, value] : headers.items()) {
        if (value.is_string()) request.headers[lower(name)] = value.get<std::string>();
      }
      Json sent = part.value("body", Json());
      resolve(answers, sent);
      if (!sent.is_null()) request.body = dump(sent);
      answer = carry_out(call, request);
    } catch (const ApiFailure& failure) {
      answer = error_response(failure.error());
    }
    failed = failed || answer.status >= 400;
    if (answer.status < 400) answers[reference] = json_body(answer);
    parts.push_back(composite_part(reference, answer));
  }
  if (all_or_none && failed) {
    call.org.roll_back();
    for (auto& part : parts) {
      if (part["httpStatusCode"].get<int>() >= 400) continue;
      part["httpStatusCode"] = 400;
      part["httpHeaders"] = Json::object();
      part["body"] = error_body(
          {"PROCESSING_HALTED",
           "The transaction was rolled back since another operation in the same transaction failed."});
    }
  } else if (all_or_none) {
    call.org.commit();
  }
  Json whole;
  whole["compositeResponse"] = parts;
  return Response::json(200, dump(whole));
}

Response batch(Call& call) {
  const Json body = call.body();
  const Json requests = body.value("batchRequests", Json());
  if (!requests.is_array()) fail("JSON_PARSER_ERROR", "batchRequests is missing");
  if (requests.size() > most_parts)
    fail("LIMIT_EXCEEDED", "The limit of 25 subrequests of a batch was exceeded");
  Json whole;
  whole["hasErrors"] = false;
  whole["results"] = Json::array();
  const bool halt = body.value("haltOnError", false);
  for (const auto& part : requests) {
    Response answer;
    if (halt && whole["hasErrors"].get<bool>()) {
      answer = error_response(412, "BATCH_PROCESSING_HALTED", "Batch processing halted per request");
    } else {
      Request request;
      request.method = part.value("method", "");
      std::string url = part.value("url", "");
      if (!starts_with(url, "/services/data/")) url.insert(0, "/services/data/");
      request.target = url;
      request.headers = {{"content-type", "application/json"}};
      if (part.contains("richInput")) request.body = dump(part["richInput"]);
      answer = carry_out(call, request);
    }
    if (answer.status >= 400) whole["hasErrors"] = true;
    Json result;
    result["statusCode"] = answer.status;
    result["result"] = json_body(answer);
    whole["results"].push_back(result);
  }
  return Response::json(200, dump(whole));
}

class Tree {
 public:
  explicit Tree(Call& call) : call_(call) {}

  void add(const Json& record, const std::string& object, const std::string& parent_field,
           const std::string& parent, int depth) {
    if (depth > deepest_tree) fail("LIMIT_EXCEEDED", "A tree cannot be deeper than 5 levels");
    if (++count_ > most_tree_records) fail("LIMIT_EXCEEDED", "A tree cannot have more than 200 records");
    const Json attributes = record.value("attributes", Json::object());
    const std::string reference = attributes.value("referenceId", "");
    const std::string type = attributes.value("type", object);
    if (reference.empty()) fail("INVALID_INPUT", "Include a reference ID for each record in the request.");
    Json fields = Json::object();
    std::vector<const Json*> below;
    for (const auto& [key, value] : record.items()) {
      if (value.is_object() && value.contains("records")) {
        below.push_back(&value["records"]);
      } else {
        fields[key] = value;
      }
    }
    if (!parent_field.empty()) fields[parent_field] = parent;
    std::string id;
    try {
      Table& table = writable_table(call_.org, type);
      id = create_record(call_.org, table, fields, call_.write_options());
      Json row;
      row["referenceId"] = reference;
      row["id"] = id;
      results.push_back(row);
    } catch (const ApiFailure& failure) {
      Json row;
      row["referenceId"] = reference;
      row["errors"] = Json::array({row_error(failure.error())});
      errors.push_back(row);
      return;
    }
    for (const Json* children : below) {
      for (const auto& child : *children) {
        const std::string child_type = child.value("attributes", Json::object()).value("type", "");
        add(child, child_type, parent_of(child_type, type), id, depth + 1);
      }
    }
  }

  Json results = Json::array();
  Json errors = Json::array();

 private:
  std::string parent_of(const std::string& child, const std::string& parent) const {
    const Object* object = call_.org.metadata().find(child);
    if (object != nullptr) {
      for (const auto& field : object->fields) {
        if (field.createable && field.targets.size() == 1 && same_ignoring_case(field.targets[0], parent))
          return field.name;
      }
    }
    fail("INVALID_INPUT", concat({child, " is no child of ", parent}));
  }

  Call& call_;
  std::size_t count_ = 0;
};

}  // namespace

Response composite_resource(Call& call) {
  if (call.request.method != "POST")
    fail("METHOD_NOT_ALLOWED", "HTTP Method not allowed. Allowed are POST", {}, 405);
  if (call.path.size() == 1) return composite(call);
  if (call.path.size() == 2 && call.path[1] == "batch") return batch(call);
  fail("NOT_FOUND", "The requested resource does not exist", {}, 404);
}

Response tree_resource(Call& call) {
  if (call.request.method != "POST")
    fail("METHOD_NOT_ALLOWED", "HTTP Method not allowed. Allowed are POST", {}, 405);
  const Json body = call.body();
  const Json records = body.value("records", Json());
  if (!records.is_array()) fail("JSON_PARSER_ERROR", "The request must hold a list called records");
  Tree tree(call);
  call.org.begin();
  try {
    for (const auto& record : records) tree.add(record, call.path.at(2), "", "", 1);
  } catch (const ApiFailure&) {
    call.org.roll_back();
    throw;
  }
  Json whole;
  whole["hasErrors"] = !tree.errors.empty();
  whole["results"] = tree.errors.empty() ? tree.results : tree.errors;
  if (tree.errors.empty()) {
    call.org.commit();
  } else {
    call.org.roll_back();
  }
  return Response::json(tree.errors.empty() ? 201 : 400, dump(whole));
}

}  // namespace tandem::sandbox::salesforce
