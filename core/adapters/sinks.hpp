// SPDX-License-Identifier: Apache-2.0
// The host's ends of the sinks that an adapter fills while an operation runs. Nothing throws into
// the adapter: what the engine throws is kept and thrown again once the adapter has returned.
#pragma once

#include <tandem/adapter/capabilities.h>

#include <exception>
#include <string>
#include <vector>

#include "sync/remote.hpp"

namespace tandem::adapters {

/// A breach of the ABI's rules that a sink saw; the first one counts.
class Breach {
 public:
  tandem_status note(const char* what) noexcept {
    if (what_ == nullptr) what_ = what;
    return TANDEM_ADAPTER_FAILURE;
  }
  const char* what() const { return what_; }

 private:
  const char* what_ = nullptr;  // always a literal
};

class RowReceiver {
 public:
  RowReceiver(const sync::RowSink& sink, std::size_t fields, Breach& breach)
      : sink_(sink), fields_(fields), breach_(breach), abi_{sizeof(tandem_row_sink), 0, this, emit} {}
  const tandem_row_sink* abi() const { return &abi_; }
  void close() { closed_ = true; }
  /// Throws again what the engine's sink threw.
  void rethrow() const {
    if (thrown_) std::rethrow_exception(thrown_);
  }

 private:
  static tandem_status emit(void* context, const tandem_row* rows, size_t count, size_t row_size) noexcept;
  tandem_status receive(const tandem_row* rows, std::size_t count, std::size_t row_size) noexcept;
  const char* fault_of(const tandem_row& row) const noexcept;

  const sync::RowSink& sink_;
  std::size_t fields_;
  Breach& breach_;
  bool closed_ = false;
  std::exception_ptr thrown_;
  tandem_row_sink abi_;
};

class PageReceiver {
 public:
  PageReceiver(RowReceiver& rows, std::string_view cursor, Breach& breach)
      : rows_(rows), cursor_(cursor), breach_(breach), abi_{sizeof(tandem_page_sink), 0, this, set} {}
  const tandem_page_sink* abi() const { return &abi_; }
  bool complete() const { return given_; }
  sync::PageEnd take() { return std::move(end_); }

 private:
  static tandem_status set(void* context, const tandem_page_end* end) noexcept;
  tandem_status receive(const tandem_page_end& end);

  RowReceiver& rows_;
  std::string_view cursor_;
  Breach& breach_;
  bool given_ = false;
  sync::PageEnd end_;
  tandem_page_sink abi_;
};

class JsonReceiver {
 public:
  explicit JsonReceiver(Breach& breach) : breach_(breach), abi_{sizeof(tandem_json_sink), 0, this, put} {}
  const tandem_json_sink* abi() const { return &abi_; }
  bool complete() const { return given_; }
  const std::string& text() const { return text_; }

 private:
  static tandem_status put(void* context, tandem_str json) noexcept;

  Breach& breach_;
  bool given_ = false;
  std::string text_;
  tandem_json_sink abi_;
};

class ResultReceiver {
 public:
  ResultReceiver(std::size_t items, Breach& breach)
      : results_(items), breach_(breach), abi_{sizeof(tandem_result_sink), 0, this, put} {}
  const tandem_result_sink* abi() const { return &abi_; }
  bool any() const { return answered_ > 0; }
  std::vector<sync::PushResult>& results() { return results_; }

 private:
  static tandem_status put(void* context, const tandem_push_result* result) noexcept;
  tandem_status receive(const tandem_push_result& result);

  std::vector<sync::PushResult> results_;
  std::size_t answered_ = 0;
  Breach& breach_;
  tandem_result_sink abi_;
};

}  // namespace tandem::adapters
