// SPDX-License-Identifier: Apache-2.0
#include "adapters/service_barrier.hpp"

namespace tandem::adapters {
namespace {

int32_t has(void* context, tandem_str name) noexcept {
  return context != nullptr && Host::of(context).secrets().has(view(name)) ? 1 : 0;
}

void forget_session(void* context, tandem_str name) noexcept {
  if (context == nullptr) return;
  try {
    Host::of(context).secrets().forget_session(view(name));
  } catch (...) {
    // Only memory can be short here; the secret then goes with the instance.
  }
}

}  // namespace

const tandem_host_secrets* secrets_table() {
  static constexpr tandem_host_secrets kTable = {sizeof(tandem_host_secrets), 0, has, forget_session};
  return &kTable;
}

}  // namespace tandem::adapters
