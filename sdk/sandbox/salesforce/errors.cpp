// SPDX-License-Identifier: Apache-2.0
#include "errors.hpp"

namespace tandem::sandbox::salesforce {
namespace {

void add_extra(Json& body, const ApiError& error) {
  if (!error.extra.is_object()) return;
  for (const auto& [key, value] : error.extra.items()) body[key] = value;
}

}  // namespace

void fail(std::string code, std::string message, std::vector<std::string> fields, int status) {
  throw ApiFailure(ApiError{std::move(code), std::move(message), std::move(fields), status, nullptr});
}

Json error_body(const ApiError& error) {
  Json body;
  body["message"] = error.message;
  body["errorCode"] = error.code;
  if (!error.fields.empty()) body["fields"] = error.fields;
  add_extra(body, error);
  return Json::array({body});
}

Json row_error(const ApiError& error) {
  Json body;
  body["statusCode"] = error.code;
  body["message"] = error.message;
  body["fields"] = error.fields;
  add_extra(body, error);
  return body;
}

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Response error_response(const ApiError& error) {
  return Response::json(error.status, dump(error_body(error)));
}

Response error_response(int status, std::string code, std::string message) {
  return error_response(ApiError{std::move(code), std::move(message), {}, status, nullptr});
}

}  // namespace tandem::sandbox::salesforce
