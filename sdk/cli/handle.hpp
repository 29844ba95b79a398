// SPDX-License-Identifier: Apache-2.0
// Owners of the library's handles, and calls that turn a failed status into a Problem.
#pragma once

#include <tandem/tandem.h>
#include <tandem/cpp/json.hpp>

#include <memory>
#include <string>
#include <string_view>

#include "problem.hpp"

namespace tandem::cli {

struct Release {
  void operator()(tandem_store* handle) const noexcept { tandem_store_release(handle); }
  void operator()(tandem_session* handle) const noexcept { tandem_session_release(handle); }
  void operator()(tandem_cursor* handle) const noexcept { tandem_cursor_release(handle); }
  void operator()(tandem_cancel* handle) const noexcept { tandem_cancel_release(handle); }
  void operator()(tandem_text* handle) const noexcept { tandem_text_release(handle); }
};
template <typename T>
using Owner = std::unique_ptr<T, Release>;

inline tandem_str str(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view to_view(tandem_str text) {
  return text.size == 0 ? std::string_view() : std::string_view(text.data, text.size);
}
inline std::string to_string(tandem_str text) { return std::string(to_view(text)); }

/// `function(error)` calls the library.
template <typename Function>
void call(Function function) {
  tandem_error* error = nullptr;
  const tandem_status status = function(&error);
  if (status != TANDEM_OK) throw Problem(status, error);
}

/// `function(out, error)` calls the library for a handle of type T.
template <typename T, typename Function>
Owner<T> call_for(Function function) {
  T* out = nullptr;
  call([&](tandem_error** error) { return function(&out, error); });
  return Owner<T>(out);
}

template <typename Function>
std::string call_for_text(Function function) {
  return to_string(tandem_text_view(call_for<tandem_text>(function).get()));
}

/// What the library answers: a stored document may lie some levels deep in it.
inline Json own_json(std::string_view text) { return read_json<Json>(text, 2 * json_levels); }

template <typename Function>
Json call_for_json(Function function) {
  const Owner<tandem_text> text = call_for<tandem_text>(function);
  return own_json(to_view(tandem_text_view(text.get())));
}

}  // namespace tandem::cli
