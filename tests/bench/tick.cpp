// SPDX-License-Identifier: Apache-2.0
// Row 16: a tick costs by what is due. A hundred clocks fall due among as many as SIZE; best of five ticks.
#include "measure.hpp"

namespace bench {
namespace {

constexpr int kTicks = 5, kDue = 100, kChunk = 50'000;
constexpr std::int64_t kStart = 1'772'640'000'000'000, kDay = 86'400'000'000, kFar = 1000 * kDay;

/// The first leads wait since one of five days, all others begin to wait long after the last tick.
std::int64_t captured_at(int n) { return n < kTicks * kDue ? kStart + n / kDue * kDay : kStart + kFar + n; }

void fill(tandem_session* session, int size) {
  tandem_error* error = nullptr;
  for (int from = 0; from < size; from += kChunk) {
    std::string lines;
    for (int i = from; i < std::min(from + kChunk, size); ++i) {
      lines += R"({"email":"buyer)" + std::to_string(i) + R"(@example.test","captured_at":)" +
               std::to_string(captured_at(i)) + "}\n";
    }
    must(tandem_record_put_many(session, str("lead"), str(lines), nullptr, nullptr, &error), error,
         "put_many");
  }
}

}  // namespace

int tick(const std::string& variant, int size, const std::string& folder) {
  const Store store(folder + "/tick.db");
  fill(store.session, size);
  std::int64_t best = INT64_MAX;
  tandem_error* error = nullptr;
  for (int i = 0; i < kTicks; ++i) {
    const auto start = cpu_us();
    measured([&] {
      must(tandem_tick(store.store, kStart + i * kDay + kDay / 2, nullptr, &error), error, "tick");
    });
    best = std::min(best, cpu_us() - start);
  }
  print("tick", variant.c_str(), size, best);
  return 0;
}

}  // namespace bench
