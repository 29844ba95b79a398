// SPDX-License-Identifier: Apache-2.0
/// @file store.hpp The store, and asking a long call to stop.
#pragma once

#include <string_view>

#include "../../cancel.h"
#include "../../query.h"
#include "../../store.h"
#include "../../sync.h"
#include "error.hpp"

namespace tandem {
inline namespace client {

inline void release_store(tandem_store* store) { tandem_store_release(store); }
inline void release_cancel(tandem_cancel* cancel) { tandem_cancel_release(cancel); }

inline tandem_store_options store_options() { return TANDEM_STORE_OPTIONS_INIT; }
inline tandem_write_options write_options() { return TANDEM_WRITE_OPTIONS_INIT; }
inline tandem_bulk_options bulk_options() { return TANDEM_BULK_OPTIONS_INIT; }
inline tandem_sync_options sync_options() { return TANDEM_SYNC_OPTIONS_INIT; }

class Cancel {
 public:
  explicit Cancel(tandem_cancel* raw) : handle_(raw) {}
  static Result<Cancel> create() { return detail::made<Cancel, tandem_cancel>(tandem_cancel_create); }
  void request() const { tandem_cancel_request(raw()); }
  tandem_cancel* raw() const { return handle_.get(); }

 private:
  Handle<tandem_cancel, release_cancel> handle_;
};

/// What tandem_version, tandem_library_info … say of the library that runs.
inline Result<Text> library_info() { return detail::text(tandem_library_info); }

class Store {
 public:
  explicit Store(tandem_store* raw) : handle_(raw) {}

  /// Makes a store; `workspace` as tandem_store_create has it.
  static Result<Store> create(std::string_view path, std::string_view workspace = {},
                              const tandem_store_options& options = store_options()) {
    return detail::made<Store, tandem_store>([&](tandem_store** out, tandem_error** error) {
      return tandem_store_create(str(path), &options, str(workspace), nullptr, out, error);
    });
  }
  static Result<Store> open(std::string_view path, const tandem_store_options& options = store_options()) {
    return detail::made<Store, tandem_store>([&](tandem_store** out, tandem_error** error) {
      return tandem_store_open(str(path), &options, out, error);
    });
  }

  Result<Text> info() const {
    return detail::text([&](auto** out, auto** error) { return tandem_store_info(raw(), out, error); });
  }
  Result<Text> verify() const {
    return detail::text([&](auto** out, auto** error) { return tandem_store_verify(raw(), out, error); });
  }
  Result<Text> catalogue() const {
    return detail::text([&](auto** out, auto** error) { return tandem_catalogue(raw(), out, error); });
  }
  Result<void> backup(std::string_view to) const {
    return detail::done([&](auto** error) { return tandem_store_backup(raw(), str(to), error); });
  }
  /// `now` 0: the store's clock.
  Result<Text> tick(std::int64_t now = 0) const {
    return detail::text([&](auto** out, auto** error) { return tandem_tick(raw(), now, out, error); });
  }
  /// The newest seq, once it is greater than `after_seq`.
  Result<std::int64_t> journal_wait(std::int64_t after_seq, std::int64_t timeout_ms,
                                    const Cancel* cancel = nullptr) const {
    std::int64_t last = 0;
    const auto waited = detail::done([&](auto** error) {
      return tandem_journal_wait(raw(), after_seq, timeout_ms, cancel == nullptr ? nullptr : cancel->raw(),
                                 &last, error);
    });
    if (!waited) return waited.error();
    return last;
  }
  Result<Text> load_adapters(std::string_view folders) const {
    return detail::text(
        [&](auto** out, auto** error) { return tandem_adapters_load(raw(), str(folders), out, error); });
  }

  tandem_store* raw() const { return handle_.get(); }

 private:
  Handle<tandem_store, release_store> handle_;
};

}  // namespace client
}  // namespace tandem
