// SPDX-License-Identifier: Apache-2.0
#include "adapters/service_barrier.hpp"

namespace tandem::adapters {
namespace {

void write(void* context, int32_t level, tandem_str line) noexcept {
  if (context == nullptr) return;
  const int32_t known = level < TANDEM_LOG_DEBUG || level > TANDEM_LOG_ERROR ? TANDEM_LOG_ERROR : level;
  Host::of(context).log(known, view(line));
}

}  // namespace

const tandem_host_log* log_table() {
  static constexpr tandem_host_log kTable = {sizeof(tandem_host_log), 0, write};
  return &kTable;
}

}  // namespace tandem::adapters
