// SPDX-License-Identifier: Apache-2.0
#include "message.hpp"

#include "text.hpp"

namespace tandem::sandbox {

std::string_view Request::path() const {
  const std::string_view all(target);
  return all.substr(0, all.find('?'));
}

std::string_view Request::query_text() const {
  const std::string_view all(target);
  const auto mark = all.find('?');
  return mark == std::string_view::npos ? std::string_view() : all.substr(mark + 1);
}

std::string Request::query(std::string_view name) const {
  for (const auto& [key, value] : parse_form(query_text())) {
    if (key == name) return value;
  }
  return {};
}

bool Request::has_query(std::string_view name) const {
  for (const auto& [key, value] : parse_form(query_text())) {
    if (key == name) return true;
  }
  return false;
}

const std::string& Request::header(const std::string& name) const {
  static const std::string none;
  const auto found = headers.find(name);
  return found == headers.end() ? none : found->second;
}

Response Response::json(int status, std::string body) {
  Response answer;
  answer.status = status;
  answer.headers.emplace_back("Content-Type", "application/json;charset=UTF-8");
  answer.body = std::move(body);
  return answer;
}

void Response::set_header(std::string name, std::string value) {
  for (auto& [key, held] : headers) {
    if (same_ignoring_case(key, name)) {
      held = std::move(value);
      return;
    }
  }
  headers.emplace_back(std::move(name), std::move(value));
}

const std::string* Response::find_header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (same_ignoring_case(key, name)) return &value;
  }
  return nullptr;
}

}  // namespace tandem::sandbox
