// SPDX-License-Identifier: Apache-2.0
// Calls into adapter code. The ABI forbids exceptions, but an adapter that breaks the rule must not
// take the process with it.
#pragma once

#include <exception>
#include <string>

namespace tandem::adapters {

/// Calls `function` as one that may throw. Its own type says noexcept, and a compiler that believes
/// it would end the process instead of unwinding into our handler.
template <typename R, typename... P, typename... A>
R call_plainly(R (*function)(P...) noexcept, A... arguments) {
  R (*volatile plain)(P...) = function;
  return plain(arguments...);
}

/// For use inside catch (...).
inline std::string current_exception_text() {
  try {
    throw;
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "not a standard exception";
  }
}

}  // namespace tandem::adapters
