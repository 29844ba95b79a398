// SPDX-License-Identifier: Apache-2.0
#include "capi/barrier.hpp"

#include <cxxabi.h>

#include <atomic>
#include <new>
#include <system_error>
#include <typeinfo>

#include "capi/counted.hpp"
#include "capi/memory_error.hpp"
#include "capi/text_handle.hpp"

namespace tandem::capi {
namespace {

std::atomic<std::int64_t> live{0};

tandem_status write_error(tandem_error** error, Error from) noexcept {
  const tandem_status status = from.status();
  if (error == nullptr) return status;
  try {
    *error = new tandem_error(std::move(from));
    return status;
  } catch (...) {
    *error = memory_error();
    return TANDEM_OUT_OF_MEMORY;
  }
}

// The text of foreign exceptions may quote what was parsed, personal data among it: the type's name
// is all that goes out.
std::string type_in_flight() {
  const std::type_info* type = abi::__cxa_current_exception_type();
  return type == nullptr ? "unknown" : type->name();
}

Error translate_foreign() {
  try {
    throw;
  } catch (const std::system_error& e) {
    return Error(TANDEM_UNAVAILABLE, "the operating system refused: " + e.code().message(),
                 "look at the file's folder, its owner and the disk's free space")
        .native("errno", e.code().value());
  } catch (...) {
    return Error(TANDEM_INTERNAL, "unexpected fault in Tandem", "report it with the details of this error")
        .with("exception", type_in_flight());
  }
}

}  // namespace

Counted::Counted() noexcept { live.fetch_add(1, std::memory_order_relaxed); }
Counted::~Counted() { live.fetch_sub(1, std::memory_order_relaxed); }
std::int64_t live_objects() noexcept { return live.load(std::memory_order_relaxed); }

tandem_status report_exception(tandem_error** error) noexcept {
  try {
    throw;
  } catch (const Error& e) {
    try {
      return write_error(error, e);
    } catch (...) {
    }
  } catch (const std::bad_alloc&) {
  } catch (...) {
    try {
      return write_error(error, translate_foreign());
    } catch (...) {
    }
  }
  if (error != nullptr) *error = memory_error();
  return TANDEM_OUT_OF_MEMORY;
}

}  // namespace tandem::capi
