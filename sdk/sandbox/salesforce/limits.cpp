// SPDX-License-Identifier: Apache-2.0
// The calls of the last 24 hours and the limits resource.
#include <initializer_list>

#include "resources.hpp"

namespace tandem::sandbox::salesforce {

void Usage::count(std::int64_t now) {
  const std::int64_t minute = now / 60;
  if (minutes.empty() || minutes.back().first != minute) minutes.emplace_back(minute, 0);
  ++minutes.back().second;
  ++counted;
}

std::uint64_t Usage::used(std::int64_t now) {
  while (!minutes.empty() && minutes.front().first <= now / 60 - 24 * 60) {
    counted -= minutes.front().second;
    minutes.pop_front();
  }
  return counted;
}

Response limits_resource(Call& call) {
  const std::uint64_t most = call.org.settings().daily_limit;
  const std::uint64_t used = call.usage.used(call.org.now());
  Json body;
  const auto entry = [&](const char* name, std::uint64_t maximum, std::uint64_t remaining) {
    body[name]["Max"] = maximum;
    body[name]["Remaining"] = remaining;
  };
  entry("DailyApiRequests", most, used < most ? most - used : 0);
  entry("DailyBulkApiBatches", 15000, 15000);
  entry("DailyBulkV2QueryJobs", 10000, 10000);
  entry("DailyBulkV2QueryFileStorageMB", 976562, 976562);
  entry("ConcurrentAsyncGetReportInstances", 200, 200);
  entry("DataStorageMB", 1024, 1000);
  return Response::json(200, dump(body));
}

}  // namespace tandem::sandbox::salesforce
