// SPDX-License-Identifier: Apache-2.0
/// @file call.hpp The running operation as the adapter sees it.
#pragma once

#include <cstdint>

#include "failure.hpp"
#include "values.hpp"

namespace tandem::adapter {

/// Handed to every operation; valid until it returns.
class Call {
 public:
  Call(tandem_call* call, const tandem_call_api* api) : call_(call), api_(api) {}

  /// True when the caller asked to stop; sticky. Poll it between pages and items.
  bool cancelled() const { return api_->cancelled(call_) != 0; }
  /// Throws when the caller asked to stop.
  void stop_if_cancelled() const {
    if (cancelled()) throw Failure(TANDEM_CANCELLED, TANDEM_CLASS_NONE, "cancelled by the caller");
  }
  /// Instant (µs since 1970 UTC) after which the host gives up, or 0 for none.
  std::int64_t deadline() const { return api_->deadline(call_); }

  /// What the C functions of the host take.
  tandem_call* raw() const { return call_; }

  /// Records why the call fails; the barrier does this for exceptions. The first reason is kept.
  tandem_status fail(tandem_status status, tandem_error_class error_class, std::string_view message,
                     std::string_view remote_code = {}, std::int64_t native_code = 0,
                     std::int64_t retry_after_ms = 0) const noexcept {
    const tandem_error_info info{sizeof(tandem_error_info), error_class, str(message),
                                 str(remote_code),          native_code, retry_after_ms};
    return api_->fail(call_, status, &info);
  }

 private:
  tandem_call* call_;
  const tandem_call_api* api_;
};

}  // namespace tandem::adapter
