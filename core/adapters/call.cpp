// SPDX-License-Identifier: Apache-2.0
#include "adapters/call.hpp"

#include <algorithm>
#include <utility>

#include "base/time.hpp"

namespace tandem::adapters {
namespace {

std::string copy(tandem_str text, std::size_t most) {
  if (text.data == nullptr) return {};
  return std::string(text.data, std::min(text.size, most));
}

Failure read_info(tandem_status status, const tandem_error_info* info) {
  Failure failure;
  failure.status = status;
  failure.error_class = class_of_status(status);
  if (info == nullptr) return failure;
  if (TANDEM_HAS(info, tandem_error_info, error_class) && info->error_class > TANDEM_CLASS_NONE &&
      info->error_class <= TANDEM_CLASS_RESET) {
    failure.error_class = info->error_class;
  }
  if (TANDEM_HAS(info, tandem_error_info, message)) failure.message = copy(info->message, 4000);
  if (TANDEM_HAS(info, tandem_error_info, remote_code)) failure.remote_code = copy(info->remote_code, 200);
  if (TANDEM_HAS(info, tandem_error_info, native_code)) failure.native_code = info->native_code;
  if (TANDEM_HAS(info, tandem_error_info, retry_after_ms)) {
    failure.retry_after_ms = std::max<std::int64_t>(0, info->retry_after_ms);
  }
  return failure;
}

tandem_status api_fail(tandem_call* call, tandem_status status, const tandem_error_info* info) noexcept {
  // Success is no failure: an adapter that says so has lost its way.
  const tandem_status kept = status == TANDEM_OK ? TANDEM_ADAPTER_FAILURE : status;
  if (call == nullptr) return kept;
  try {
    return Call::of(call).fail(read_info(kept, info));
  } catch (...) {
    return TANDEM_OUT_OF_MEMORY;
  }
}

int32_t api_cancelled(tandem_call* call) noexcept {
  try {
    return call != nullptr && Call::of(call).cancelled() ? 1 : 0;
  } catch (...) {
    return 1;
  }
}

int64_t api_deadline(tandem_call* call) noexcept { return call == nullptr ? 0 : Call::of(call).deadline(); }

}  // namespace

tandem_error_class class_of_status(tandem_status status) {
  switch (status) {
    case TANDEM_UNAUTHENTICATED:
      return TANDEM_CLASS_AUTH;
    case TANDEM_FORBIDDEN:
      return TANDEM_CLASS_DENIED;
    case TANDEM_RATE_LIMITED:
      return TANDEM_CLASS_THROTTLED;
    case TANDEM_BUSY:
      return TANDEM_CLASS_LOCKED;
    case TANDEM_TIMEOUT:
    case TANDEM_UNAVAILABLE:
    case TANDEM_CANCELLED:
      return TANDEM_CLASS_TRANSIENT;
    case TANDEM_CONFLICT:
      return TANDEM_CLASS_CONFLICT;
    case TANDEM_NOT_FOUND:
      return TANDEM_CLASS_NOT_FOUND;
    case TANDEM_ALREADY_EXISTS:
      return TANDEM_CLASS_DUPLICATE;
    case TANDEM_INVALID_ARGUMENT:
      return TANDEM_CLASS_INVALID;
    default:
      return TANDEM_CLASS_CONTRACT;
  }
}

std::string_view advice_of_class(tandem_error_class error_class) {
  switch (error_class) {
    case TANDEM_CLASS_TRANSIENT:
      return "the next sync tries again; check the network if it stays";
    case TANDEM_CLASS_THROTTLED:
      return "wait for the time given, or raise the remote's limit";
    case TANDEM_CLASS_LOCKED:
      return "the next sync tries again";
    case TANDEM_CLASS_AUTH:
      return "check the connection's credentials and sign in again";
    case TANDEM_CLASS_DENIED:
      return "give the connection's account the right it lacks";
    case TANDEM_CLASS_UNKNOWN:
      return "the next sync finds out what became of it";
    case TANDEM_CLASS_CONTRACT:
      return "report it to the adapter's publisher";
    case TANDEM_CLASS_RESET:
      return "the next sync reads everything once";
    default:
      return {};
  }
}

const tandem_call_api* Call::api() {
  static constexpr tandem_call_api kApi = {sizeof(tandem_call_api), 0, api_fail, api_cancelled, api_deadline};
  return &kApi;
}

tandem_status Call::fail(Failure failure) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const tandem_status status = failure.status;
  if (!failure_) failure_ = std::move(failure);
  return status;
}

bool Call::cancelled() {
  if (!cancelled_ && guard_.cancelled && guard_.cancelled()) cancelled_ = true;
  return cancelled_;
}

std::int64_t Call::time_left_ms(std::int64_t most) {
  if (deadline_ == 0) return most;
  return std::clamp<std::int64_t>((deadline_ - clock_.now()) / 1000, 1, most);
}

tandem_status Call::check() {
  Failure failure;
  failure.error_class = TANDEM_CLASS_TRANSIENT;
  if (cancelled()) {
    failure.status = TANDEM_CANCELLED;
    failure.message = "the caller asked to stop";
    return fail(std::move(failure));
  }
  if (past_deadline()) {
    failure.status = TANDEM_TIMEOUT;
    failure.message = "the time allowed for the call has passed";
    return fail(std::move(failure));
  }
  return TANDEM_OK;
}

void Call::heartbeat() {
  if (!guard_.heartbeat) return;
  const Instant now = clock_.monotonic();
  if (last_beat_ != INT64_MIN && now - last_beat_ < kSecond / 10) return;
  last_beat_ = now;
  guard_.heartbeat();
}

std::optional<Failure> Call::failure() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return failure_;
}

}  // namespace tandem::adapters
