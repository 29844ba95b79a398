// SPDX-License-Identifier: Apache-2.0
// The host's side of tandem_call: keeps the first error, answers cancel and deadline.
#pragma once

#include <tandem/adapter/call.h>

#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/services.hpp"
#include "sync/remote.hpp"

namespace tandem::adapters {

struct Failure {
  tandem_status status = TANDEM_ADAPTER_FAILURE;
  tandem_error_class error_class = TANDEM_CLASS_UNKNOWN;
  std::string message;
  std::string advice;
  std::string remote_code;
  std::int64_t native_code = 0;
  std::int64_t retry_after_ms = 0;
};

/// What an adapter most likely meant when it returned a status and no class.
tandem_error_class class_of_status(tandem_status status);
/// What to do next, for a person; empty where only the message can tell.
std::string_view advice_of_class(tandem_error_class error_class);

/// One running operation of an instance.
class Call {
 public:
  /// `deadline` is an instant of the guard's clock, or 0.
  Call(const sync::CallGuard& guard, Clock& clock, Instant deadline)
      : guard_(guard), clock_(clock), deadline_(deadline) {}
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  tandem_call* handle() { return reinterpret_cast<tandem_call*>(this); }
  static Call& of(tandem_call* handle) { return *reinterpret_cast<Call*>(handle); }
  static const tandem_call_api* api();

  /// Keeps the failure if it is the first; returns its status.
  tandem_status fail(Failure failure);
  bool cancelled();
  Instant deadline() const { return deadline_; }
  bool past_deadline() { return deadline_ != 0 && clock_.now() >= deadline_; }
  /// Time left in milliseconds, at most `most`; at least 1.
  std::int64_t time_left_ms(std::int64_t most);
  /// Records and returns cancelled or timeout when the call has to end, else TANDEM_OK.
  tandem_status check();
  /// Tells the guard that the call is alive, at most ten times a second.
  void heartbeat();
  std::optional<Failure> failure() const;

 private:
  const sync::CallGuard& guard_;
  Clock& clock_;
  Instant deadline_;
  Instant last_beat_ = INT64_MIN;
  bool cancelled_ = false;
  mutable std::mutex mutex_;  // adapters may fail from any thread
  std::optional<Failure> failure_;
};

}  // namespace tandem::adapters
