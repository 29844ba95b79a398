// SPDX-License-Identifier: Apache-2.0
// cancel.h: asking a long call to stop.
#include <tandem/cancel.h>

#include "capi/barrier.hpp"
#include "capi/check.hpp"
#include "capi/handles.hpp"

using namespace tandem;

tandem_status tandem_cancel_create(tandem_cancel** out, tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    capi::require_out(out, "out");
    *out = new tandem_cancel();
  });
}

// Nothing but a lock-free store: a signal handler may call it.
void tandem_cancel_request(tandem_cancel* cancel) noexcept {
  static_assert(std::atomic<bool>::is_always_lock_free);
  if (cancel != nullptr) cancel->requested->store(true, std::memory_order_relaxed);
}

void tandem_cancel_release(tandem_cancel* cancel) noexcept { delete cancel; }
