// SPDX-License-Identifier: Apache-2.0
// Errors as Salesforce words them: an array of {message, errorCode, fields}; in collections the code is
// called statusCode.
#pragma once
#include <exception>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "../engine/message.hpp"

namespace tandem::sandbox::salesforce {

using Json = nlohmann::ordered_json;

struct ApiError {
  std::string code;
  std::string message;
  std::vector<std::string> fields = {};
  int status = 400;
  Json extra = nullptr;  // members beside the usual ones, such as duplicateResult
};

class ApiFailure final : public std::exception {
 public:
  explicit ApiFailure(ApiError error) : error_(std::move(error)) {}
  const ApiError& error() const { return error_; }
  const char* what() const noexcept override { return error_.message.c_str(); }

 private:
  ApiError error_;
};

[[noreturn]] void fail(std::string code, std::string message, std::vector<std::string> fields = {},
                       int status = 400);

Json error_body(const ApiError& error);  // the array
Json row_error(const ApiError& error);   // one element of "errors" in a collection
Response error_response(const ApiError& error);
Response error_response(int status, std::string code, std::string message);

// Text of arbitrary bytes: what is not UTF-8 is replaced, never thrown about.
std::string dump(const Json& json);

}  // namespace tandem::sandbox::salesforce
