// SPDX-License-Identifier: Apache-2.0
/// @file error.hpp Why a call failed, as a value; and the result type that carries it.
#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "../../library.h"

namespace tandem {
inline namespace client {

inline std::string_view view(tandem_str s) {
  return s.size == 0 ? std::string_view() : std::string_view(s.data, s.size);
}
inline tandem_str str(std::string_view s) { return tandem_str{s.data(), s.size()}; }

namespace detail {

template <typename T, void (*Release)(T*)>
struct Releaser {
  void operator()(T* handle) const noexcept { Release(handle); }
};

}  // namespace detail

/// Owns a C handle. `get()` is the way out to the C functions.
template <typename T, void (*Release)(T*)>
using Handle = std::unique_ptr<T, detail::Releaser<T, Release>>;

inline void release_text(tandem_text* text) { tandem_text_release(text); }
inline void release_error(tandem_error* error) { tandem_error_release(error); }

/// Owned text of the library.
class Text {
 public:
  Text() = default;
  explicit Text(tandem_text* text) : handle_(text) {}
  std::string_view view() const { return tandem::view(tandem_text_view(handle_.get())); }
  std::string string() const { return std::string(view()); }

 private:
  Handle<tandem_text, release_text> handle_;
};

/// Why a call failed. Copies share the error object.
class Error {
 public:
  Error(tandem_status status, tandem_error* error) : status_(status), handle_(error, tandem_error_release) {}

  tandem_status status() const { return status_; }
  const char* status_name() const { return tandem_status_name(status_); }
  std::string_view message() const { return view(tandem_error_message(raw())); }
  std::string_view advice() const { return view(tandem_error_advice(raw())); }
  std::string_view origin() const { return view(tandem_error_origin(raw())); }
  std::string_view record() const { return view(tandem_error_record(raw())); }
  bool retryable() const { return tandem_error_retryable(raw()) != 0; }
  std::int64_t retry_after_ms() const { return tandem_error_retry_after_ms(raw()); }
  const tandem_error* raw() const { return handle_.get(); }

 private:
  tandem_status status_;
  std::shared_ptr<tandem_error> handle_;
};

/// What the throwing façade throws.
class Exception : public std::exception {
 public:
  explicit Exception(Error error)
      : error_(std::move(error)),
        what_(std::string(error_.status_name()) + ": " + std::string(error_.message())) {}
  const char* what() const noexcept override { return what_.c_str(); }
  const Error& error() const { return error_; }

 private:
  Error error_;
  std::string what_;
};

/// A value or an error. Look before you take: value() of a failure throws Exception.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}
  Result(Error error) : error_(std::move(error)) {}

  bool ok() const { return value_.has_value(); }
  explicit operator bool() const { return ok(); }
  tandem_status status() const { return error_ ? error_->status() : TANDEM_OK; }
  const Error& error() const { return *error_; }

  T& operator*() { return *value_; }
  const T& operator*() const { return *value_; }
  T* operator->() { return &*value_; }
  const T* operator->() const { return &*value_; }
  /// The throwing façade: the value, or an Exception.
  T value() && {
    if (!ok()) throw Exception(*error_);
    return std::move(*value_);
  }

 private:
  std::optional<T> value_;
  std::optional<Error> error_;
};

/// Success, or an error.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  bool ok() const { return !error_; }
  explicit operator bool() const { return ok(); }
  tandem_status status() const { return error_ ? error_->status() : TANDEM_OK; }
  const Error& error() const { return *error_; }
  void value() const {
    if (error_) throw Exception(*error_);
  }

 private:
  std::optional<Error> error_;
};

namespace detail {

/// Calls `call(&error)` and answers its outcome.
template <typename Call>
Result<void> done(Call&& call) {
  tandem_error* error = nullptr;
  const tandem_status status = call(&error);
  if (status != TANDEM_OK) return Error(status, error);
  return {};
}

/// The same for a call that makes a `Raw`, taken over by `Owner`.
template <typename Owner, typename Raw, typename Call>
Result<Owner> made(Call&& call) {
  Raw* raw = nullptr;
  tandem_error* error = nullptr;
  const tandem_status status = call(&raw, &error);
  if (status != TANDEM_OK) return Error(status, error);
  return Owner(raw);
}

template <typename Call>
Result<Text> text(Call&& call) {
  return made<Text, tandem_text>(std::forward<Call>(call));
}

}  // namespace detail
}  // namespace client
}  // namespace tandem
