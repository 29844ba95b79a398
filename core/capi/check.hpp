// SPDX-License-Identifier: Apache-2.0
// What every function checks of its arguments before it does anything.
#pragma once

#include <tandem/abi.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/json.hpp"

namespace tandem::capi {

[[noreturn]] void refuse_null(std::string_view what);

/// A handle or a pointer that must be there.
template <typename T>
T& require(T* pointer, std::string_view what) {
  if (pointer == nullptr) refuse_null(what);
  return *pointer;
}

/// An out-parameter that must be there; it is null until the call has succeeded.
template <typename T>
void require_out(T** out, std::string_view what) {
  if (out == nullptr) refuse_null(what);
  *out = nullptr;
}

/// Valid UTF-8 without NUL, or invalid argument naming `what`.
std::string_view text(tandem_str given, std::string_view what);
/// The same, and not empty.
std::string_view required_text(tandem_str given, std::string_view what);
/// A JSON object; the empty text stands for {}.
Json object(tandem_str given, std::string_view what);

/// Copies an option struct of whatever age: what an older caller's struct lacks reads as zero; what a
/// newer caller's struct has beyond ours must be zero.
void copy_options(void* ours, std::size_t our_size, const void* given, std::string_view what);

/// Writes defaults into a struct of whatever age, never past its end.
template <typename Options>
void init_options(Options* out, std::size_t size, const Options& defaults) {
  if (out == nullptr || size < sizeof(std::uint32_t)) return;
  std::memset(static_cast<void*>(out), 0, size);
  std::memcpy(static_cast<void*>(out), &defaults, std::min(size, sizeof defaults));
  const auto stated = static_cast<std::uint32_t>(size);
  std::memcpy(static_cast<void*>(out), &stated, sizeof stated);
}

template <typename Options>
Options options(const Options* given, std::string_view what) {
  Options ours{};
  if (given != nullptr) copy_options(&ours, sizeof ours, given, what);
  ours.struct_size = sizeof ours;
  return ours;
}

}  // namespace tandem::capi
