// SPDX-License-Identifier: Apache-2.0
// The one exception barrier. Every exported function that can fail has its whole body inside.
#pragma once

#include <tandem/library.h>

#include <utility>

namespace tandem::capi {

/// Turns the exception in flight into a status and, where wanted, an error object. Call in a handler.
tandem_status report_exception(tandem_error** error) noexcept;

/// Runs `body` and lets nothing escape. `error` is written on failure only.
template <typename Body>
tandem_status guarded(tandem_error** error, Body&& body) noexcept {
  try {
    std::forward<Body>(body)();
    return TANDEM_OK;
  } catch (...) {
    return report_exception(error);
  }
}

/// For functions that answer a plain value: `fallback` where `body` would have thrown.
template <typename Body, typename Value>
Value guarded_value(Value fallback, Body&& body) noexcept {
  try {
    return std::forward<Body>(body)();
  } catch (...) {
    return fallback;
  }
}

}  // namespace tandem::capi
