// SPDX-License-Identifier: Apache-2.0
/// @file push.hpp A batch of writes, and the verdict on each of its items.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "../../adapter/capabilities.h"
#include "failure.hpp"
#include "values.hpp"

namespace tandem::adapter {

/// One write, viewed in the host's memory for the call.
class PushItem {
 public:
  PushItem(const tandem_push_item* raw, std::uint32_t key) : raw_(raw), key_(key) {}
  std::uint32_t key() const { return key_; }
  bool is_create() const { return raw_->op == TANDEM_PUSH_CREATE; }
  bool is_update() const { return raw_->op == TANDEM_PUSH_UPDATE; }
  bool is_delete() const { return raw_->op == TANDEM_PUSH_DELETE; }
  std::uint32_t op() const { return raw_->op; }
  std::string_view id() const { return view(raw_->id); }
  std::string_view idem_key() const { return view(raw_->idem_key); }
  std::string_view version() const { return view(raw_->version); }
  /// Absent means: leave the field alone.
  tandem_value value(std::size_t field) const {
    return field < raw_->value_count ? raw_->values[field] : absent_value();
  }

 private:
  const tandem_push_item* raw_;
  std::uint32_t key_;
};

class PushBatch {
 public:
  explicit PushBatch(const tandem_push_batch& raw) : raw_(&raw) {}
  std::string_view type() const { return view(raw_->type); }
  TextList fields() const { return TextList(raw_->fields, raw_->field_count); }
  std::size_t size() const { return raw_->item_count; }
  PushItem operator[](std::size_t i) const {
    const char* first = reinterpret_cast<const char*>(raw_->items);
    return PushItem(reinterpret_cast<const tandem_push_item*>(first + i * raw_->item_size),
                    static_cast<std::uint32_t>(i));
  }

 private:
  const tandem_push_batch* raw_;
};

struct PushResult {
  tandem_error_class error_class = TANDEM_CLASS_NONE;  ///< none: applied
  std::string id;       ///< remote id after a create; the other record for duplicate or merged
  std::string version;  ///< after the write, where the remote tells
  std::string field;    ///< the refused field
  std::string message;
  std::string remote_code;
  std::int64_t retry_after_ms = 0;
};

/// Takes one verdict an item, in any order. An item without a verdict counts as unknown.
class ResultWriter {
 public:
  ResultWriter(const tandem_result_sink& sink, std::size_t item_count) : sink_(sink), given_(item_count) {}
  ResultWriter(const ResultWriter&) = delete;
  ResultWriter& operator=(const ResultWriter&) = delete;

  void applied(std::uint32_t key, std::string_view id, std::string_view version = {}) {
    PushResult result;
    result.id = id;
    result.version = version;
    put(key, result);
  }
  void refused(std::uint32_t key, tandem_error_class error_class, std::string message,
               std::string field = {}) {
    PushResult result;
    result.error_class = error_class;
    result.message = std::move(message);
    result.field = std::move(field);
    put(key, result);
  }
  void put(std::uint32_t key, const PushResult& result) {
    if (key >= given_.size() || given_[key]) {
      throw Failure(TANDEM_ADAPTER_FAILURE, TANDEM_CLASS_CONTRACT, "a push item was answered twice");
    }
    given_[key] = true;
    tandem_push_result raw{};
    raw.struct_size = sizeof(raw);
    raw.key = key;
    raw.error_class = result.error_class;
    raw.id = str(result.id);
    raw.version = str(result.version);
    raw.field = str(result.field);
    raw.message = str(result.message);
    raw.remote_code = str(result.remote_code);
    raw.retry_after_ms = result.retry_after_ms;
    detail::continue_or_stop(sink_.put(sink_.context, &raw));
  }
  bool answered(std::uint32_t key) const { return key < given_.size() && given_[key]; }

 private:
  const tandem_result_sink& sink_;
  std::vector<bool> given_;
};

}  // namespace tandem::adapter
