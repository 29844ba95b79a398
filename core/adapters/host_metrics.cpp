// SPDX-License-Identifier: Apache-2.0
#include "adapters/service_barrier.hpp"

namespace tandem::adapters {
namespace {

void count(void* context, tandem_str name, int64_t delta) noexcept {
  if (context == nullptr) return;
  try {
    Host::of(context).metrics().count(view(name), delta);
  } catch (...) {
    // A counter lost for want of memory fails no sync.
  }
}

}  // namespace

const tandem_host_metrics* metrics_table() {
  static constexpr tandem_host_metrics kTable = {sizeof(tandem_host_metrics), 0, count};
  return &kTable;
}

}  // namespace tandem::adapters
