// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "adapters/service_barrier.hpp"

namespace tandem::adapters {
namespace {

constexpr std::int64_t kSliceMs = 50;  // how soon a sleeper sees cancel and deadline

int64_t now(void* context) noexcept {
  try {
    return context == nullptr ? 0 : Host::of(context).clock().now();
  } catch (...) {
    return 0;
  }
}

tandem_status sleep(void* context, tandem_call* handle, int64_t milliseconds) noexcept {
  return serve(context, handle, [&](Host& host, Call& call) -> tandem_status {
    std::int64_t left = milliseconds;
    while (true) {
      const tandem_status may = call.check();
      if (may != TANDEM_OK || left <= 0) return may;
      const std::int64_t slice = std::min(left, call.time_left_ms(kSliceMs));
      host.clock().sleep_ms(slice);
      call.heartbeat();
      left -= slice;
    }
  });
}

}  // namespace

const tandem_host_clock* clock_table() {
  static constexpr tandem_host_clock kTable = {sizeof(tandem_host_clock), 0, now, sleep};
  return &kTable;
}

}  // namespace tandem::adapters
