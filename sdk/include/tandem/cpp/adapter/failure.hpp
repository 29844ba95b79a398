// SPDX-License-Identifier: Apache-2.0
/// @file failure.hpp How an adapter says that an operation failed.
#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <utility>

#include "../../adapter/call.h"

namespace tandem::adapter {

/// Thrown by an operation that failed as a whole. The class tells the engine what to do, the message
/// (one line, no secrets, no personal data) tells a person what to do next.
class Failure : public std::exception {
 public:
  Failure(tandem_status status, tandem_error_class error_class, std::string message)
      : status_(status), error_class_(error_class), message_(std::move(message)) {}

  /// The remote's own code, HTTP status or errno, and how long it asked us to wait.
  Failure& remote_code(std::string code) {
    remote_code_ = std::move(code);
    return *this;
  }
  Failure& native_code(std::int64_t code) {
    native_code_ = code;
    return *this;
  }
  Failure& retry_after_ms(std::int64_t milliseconds) {
    retry_after_ms_ = milliseconds;
    return *this;
  }

  tandem_status status() const noexcept { return status_; }
  tandem_error_class error_class() const noexcept { return error_class_; }
  const std::string& message() const noexcept { return message_; }
  const std::string& remote_code() const noexcept { return remote_code_; }
  std::int64_t native_code() const noexcept { return native_code_; }
  std::int64_t retry_after_ms() const noexcept { return retry_after_ms_; }
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  tandem_status status_;
  tandem_error_class error_class_;
  std::string message_;
  std::string remote_code_;
  std::int64_t native_code_ = 0;
  std::int64_t retry_after_ms_ = 0;
};

/// A host function or sink answered with this status and has recorded the reason itself; the status
/// goes back to the host as it is. Adapters rarely catch it.
class HostStopped : public std::exception {
 public:
  explicit HostStopped(tandem_status status) : status_(status) {}
  tandem_status status() const noexcept { return status_; }
  const char* what() const noexcept override { return "the host stopped the call"; }

 private:
  tandem_status status_;
};

namespace detail {
inline void continue_or_stop(tandem_status status) {
  if (status != TANDEM_OK) throw HostStopped(status);
}
}  // namespace detail

}  // namespace tandem::adapter
