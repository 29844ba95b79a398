// SPDX-License-Identifier: Apache-2.0
#include "adapters/service_barrier.hpp"

namespace tandem::adapters {
namespace {

// No answer is possible here, and weak numbers would be worse than a stop: an exception of the
// source ends the process (noexcept), which the machine's own source never causes.
void fill(void* context, void* bytes, size_t size) noexcept {
  if (context == nullptr || bytes == nullptr) return;
  Host::of(context).random().fill(bytes, size);
}

}  // namespace

const tandem_host_random* random_table() {
  static constexpr tandem_host_random kTable = {sizeof(tandem_host_random), 0, fill};
  return &kTable;
}

}  // namespace tandem::adapters
