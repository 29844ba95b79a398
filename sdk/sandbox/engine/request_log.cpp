// SPDX-License-Identifier: Apache-2.0
#include "request_log.hpp"

namespace tandem::sandbox {
namespace {
constexpr std::size_t kept_entries = 5000;
constexpr std::size_t kept_body = 16384;
}  // namespace

void RequestLog::add(const Request& request, const Response& answer, std::int64_t now_ms, bool secret) {
  LoggedRequest entry;
  entry.number = ++count_;
  entry.at_ms = now_ms;
  entry.method = request.method;
  entry.target = request.target;
  entry.headers = request.headers;
  entry.headers.erase("authorization");
  if (!secret) entry.body = request.body.substr(0, kept_body);
  entry.status = answer.wire == Wire::closed ? 0 : answer.status;
  entries_.push_back(std::move(entry));
  if (entries_.size() > kept_entries) entries_.pop_front();
}

void RequestLog::clear() {
  entries_.clear();
  count_ = 0;
}

}  // namespace tandem::sandbox
