// SPDX-License-Identifier: Apache-2.0
// Every service function that takes a call goes through here: nothing throws into adapter code.
#pragma once

#include <exception>
#include <new>
#include <string_view>
#include <utility>

#include "adapters/host.hpp"
#include "base/error.hpp"

namespace tandem::adapters {

inline std::string_view view(tandem_str text) { return {text.data == nullptr ? "" : text.data, text.size}; }

inline Failure failure_of(const Error& error) {
  Failure failure;
  failure.status = error.status();
  failure.error_class = class_of_status(error.status());
  failure.message = error.message();
  failure.advice = error.advice();
  failure.native_code = error.native_code;
  return failure;
}

template <typename Work>
tandem_status serve(void* context, tandem_call* handle, Work work) noexcept {
  if (context == nullptr) return TANDEM_INVALID_ARGUMENT;
  Host& host = Host::of(context);
  // A call kept from an earlier operation, or none at all: its memory must not be touched.
  if (!host.runs(handle)) return TANDEM_INVALID_STATE;
  Call& call = Call::of(handle);
  try {
    try {
      return work(host, call);
    } catch (const Error& error) {
      return call.fail(failure_of(error));
    } catch (const std::bad_alloc&) {
      throw;
    } catch (const std::exception& error) {
      Failure failure;
      failure.status = TANDEM_INTERNAL;
      failure.error_class = TANDEM_CLASS_CONTRACT;
      failure.message = error.what();
      return call.fail(std::move(failure));
    }
  } catch (...) {
    return TANDEM_OUT_OF_MEMORY;
  }
}

}  // namespace tandem::adapters
