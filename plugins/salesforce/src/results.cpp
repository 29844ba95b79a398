// SPDX-License-Identifier: Apache-2.0
#include "results.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tandem/cpp/adapter/value_text.hpp>
#include <tandem/cpp/json.hpp>

#include "ids.hpp"
#include "soql.hpp"

namespace tandem::salesforce {
namespace {

using Json = nlohmann::json;

bool is_number(std::string_view text) {
  if (!text.empty() && text.front() == '-') text.remove_prefix(1);
  const std::size_t dot = text.find('.');
  const std::string_view whole = text.substr(0, dot);
  const auto digits = [](std::string_view part) {
    return !part.empty() &&
           std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  if (!digits(whole) || (whole.size() > 1 && whole.front() == '0')) return false;
  return dot == std::string_view::npos || digits(text.substr(dot + 1));
}

std::string plain_text(const tandem_value& value) {
  return value.kind == TANDEM_VALUE_INSTANT ? soql_instant(value.as.i) : adapter::value_text(value);
}

bool wants_number(Kind kind) { return kind == Kind::integer || kind == Kind::decimal; }

RecordResult parse_result(const Json& json) {
  RecordResult result;
  const auto success = json.find("success");
  if (success == json.end() || !success->is_boolean()) return result;
  result.success = success->get<bool>();
  if (const auto id = json.find("id"); id != json.end() && id->is_string()) {
    result.id = long_id(id->get_ref<const std::string&>());
  }
  if (result.success) return result;
  if (const auto errors = json.find("errors"); errors != json.end())
    result.error = parse_error(errors->dump());
  return result;
}

}  // namespace

std::vector<RecordResult> parse_results(std::string_view body) {
  const Json document = read_json<Json>(body);
  if (!document.is_array()) throw unreadable("no list of results came", true);
  std::vector<RecordResult> results;
  for (const Json& item : document) {
    results.push_back(item.is_object() ? parse_result(item) : RecordResult{});
  }
  return results;
}

void append_text(std::string& out, std::string_view text) {
  out += Json(std::string(text)).dump(-1, ' ', false, Json::error_handler_t::replace);
}

void append_value(std::string& out, const tandem_value& value, Kind kind) {
  if (adapter::is_null(value) || adapter::is_absent(value)) {
    out += "null";
    return;
  }
  const std::string text = plain_text(value);
  if (value.kind == TANDEM_VALUE_BOOL && kind == Kind::boolean) {
    out += text;
  } else if (wants_number(kind) && is_number(text)) {
    out += text;
  } else if (kind == Kind::date && value.kind == TANDEM_VALUE_INSTANT) {
    append_text(out, text.substr(0, 10));
  } else if (kind == Kind::boolean && (text == "true" || text == "false")) {
    out += text;
  } else {
    append_text(out, text);
  }
}

}  // namespace tandem::salesforce
