// SPDX-License-Identifier: Apache-2.0
// What was asked and answered, for tests to look at. Never holds an Authorization header or a token request.
#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <string>

#include "message.hpp"

namespace tandem::sandbox {

struct LoggedRequest {
  std::uint64_t number = 0;
  std::int64_t at_ms = 0;
  std::string method;
  std::string target;
  std::map<std::string, std::string> headers;
  std::string body;  // cut
  int status = 0;
};

class RequestLog {
 public:
  void add(const Request& request, const Response& answer, std::int64_t now_ms, bool secret);
  void clear();
  const std::deque<LoggedRequest>& entries() const { return entries_; }
  std::uint64_t count() const { return count_; }

 private:
  std::deque<LoggedRequest> entries_;
  std::uint64_t count_ = 0;
};

}  // namespace tandem::sandbox
