// SPDX-License-Identifier: Apache-2.0
#include "adapters/sinks.hpp"

#include <string_view>
#include <utility>

namespace tandem::adapters {
namespace {

constexpr std::size_t kLargestAnswer = 64 * 1024 * 1024;
constexpr std::size_t kLargestCursor = 64 * 1024;
constexpr std::size_t kLongestText = 4000;

bool holds_bytes(std::uint16_t kind) {
  constexpr std::uint32_t kByteKinds = (1U << TANDEM_VALUE_DECIMAL) | (1U << TANDEM_VALUE_TEXT) |
                                       (1U << TANDEM_VALUE_ENUM) | (1U << TANDEM_VALUE_REF) |
                                       (1U << TANDEM_VALUE_ID) | (1U << TANDEM_VALUE_JSON) |
                                       (1U << TANDEM_VALUE_BYTES);
  return ((kByteKinds >> kind) & 1U) != 0;
}

bool sound(tandem_str text) { return text.data != nullptr || text.size == 0; }

std::string copy(tandem_str text) {
  return text.data == nullptr ? std::string() : std::string(text.data, std::min(text.size, kLongestText));
}

}  // namespace

tandem_status RowReceiver::emit(void* context, const tandem_row* rows, size_t count,
                                size_t row_size) noexcept {
  return context == nullptr ? TANDEM_INVALID_ARGUMENT
                            : static_cast<RowReceiver*>(context)->receive(rows, count, row_size);
}

const char* RowReceiver::fault_of(const tandem_row& row) const noexcept {
  if (row.kind > TANDEM_ROW_BROKEN) return "a row has an unknown kind";
  if (!sound(row.id) || !sound(row.version) || !sound(row.modified_by) || !sound(row.extra)) {
    return "a row has a text without bytes";
  }
  if (row.id.size == 0 && row.kind != TANDEM_ROW_BROKEN) return "a row has no id";
  const bool all = row.value_count == fields_;
  if (!all && (row.kind == TANDEM_ROW_LIVE || row.value_count != 0)) {
    return "a row has another number of values than fields were asked for";
  }
  if (row.value_count > 0 && row.values == nullptr) return "a row has no values";
  for (std::uint32_t i = 0; i < row.value_count; ++i) {
    const tandem_value& value = row.values[i];
    if (value.kind > TANDEM_VALUE_BYTES) return "a value has an unknown kind";
    if (value.size > 0 && holds_bytes(value.kind) && value.as.s == nullptr) return "a value has no bytes";
  }
  return nullptr;
}

tandem_status RowReceiver::receive(const tandem_row* rows, std::size_t count, std::size_t row_size) noexcept {
  if (thrown_) return TANDEM_CANCELLED;
  if (breach_.what() != nullptr) return TANDEM_ADAPTER_FAILURE;
  if (closed_) return breach_.note("rows came after the page's end");
  if (count == 0) return TANDEM_OK;
  if (rows == nullptr || row_size < sizeof(tandem_row) || row_size % alignof(tandem_row) != 0) {
    return breach_.note("rows came with a wrong row size");
  }
  const char* at = reinterpret_cast<const char*>(rows);
  try {
    for (std::size_t i = 0; i < count; ++i, at += row_size) {
      const auto& row = *reinterpret_cast<const tandem_row*>(at);
      const char* fault = fault_of(row);
      if (fault != nullptr) return breach_.note(fault);
      sink_(row);
    }
    return TANDEM_OK;
  } catch (...) {
    thrown_ = std::current_exception();
    return TANDEM_CANCELLED;
  }
}

tandem_status PageReceiver::set(void* context, const tandem_page_end* end) noexcept {
  if (context == nullptr || end == nullptr) return TANDEM_INVALID_ARGUMENT;
  try {
    return static_cast<PageReceiver*>(context)->receive(*end);
  } catch (...) {
    return TANDEM_OUT_OF_MEMORY;
  }
}

tandem_status PageReceiver::receive(const tandem_page_end& end) {
  if (given_) return breach_.note("the page's end was told twice");
  if (!TANDEM_HAS(&end, tandem_page_end, calls_used)) return breach_.note("the page's end is too short");
  if (!sound(end.cursor) || end.cursor.size > kLargestCursor)
    return breach_.note("the page's cursor is malformed");
  if (end.granularity > TANDEM_GRAIN_DAY) return breach_.note("the page's granularity is unknown");
  const std::string_view cursor =
      end.cursor.data == nullptr ? std::string_view() : std::string_view(end.cursor.data, end.cursor.size);
  if (end.more != 0 && cursor == cursor_)
    return breach_.note("more is promised, but the cursor stays the same");
  end_.more = end.more != 0;
  end_.complete = end.complete != 0;
  end_.cursor = std::string(cursor);
  end_.granularity = end.granularity;
  end_.server_time = end.server_time;
  end_.calls_used = end.calls_used;
  given_ = true;
  rows_.close();
  return TANDEM_OK;
}

tandem_status JsonReceiver::put(void* context, tandem_str json) noexcept {
  if (context == nullptr) return TANDEM_INVALID_ARGUMENT;
  auto& self = *static_cast<JsonReceiver*>(context);
  if (self.given_) return self.breach_.note("an answer was given twice");
  if (!sound(json) || json.size > kLargestAnswer)
    return self.breach_.note("an answer is malformed or too large");
  try {
    self.text_.assign(json.data == nullptr ? "" : json.data, json.size);
    self.given_ = true;
    return TANDEM_OK;
  } catch (...) {
    return TANDEM_OUT_OF_MEMORY;
  }
}

tandem_status ResultReceiver::put(void* context, const tandem_push_result* result) noexcept {
  if (context == nullptr || result == nullptr) return TANDEM_INVALID_ARGUMENT;
  try {
    return static_cast<ResultReceiver*>(context)->receive(*result);
  } catch (...) {
    return TANDEM_OUT_OF_MEMORY;
  }
}

tandem_status ResultReceiver::receive(const tandem_push_result& result) {
  if (!TANDEM_HAS(&result, tandem_push_result, retry_after_ms)) return breach_.note("a result is too short");
  if (result.key >= results_.size()) return breach_.note("a result names an item that was not in the batch");
  sync::PushResult& kept = results_[result.key];
  if (kept.answered) return breach_.note("an item has two results");
  if (result.error_class < TANDEM_CLASS_NONE || result.error_class > TANDEM_CLASS_RESET) {
    return breach_.note("a result has an unknown class");
  }
  for (const tandem_str text :
       {result.id, result.version, result.field, result.message, result.remote_code}) {
    if (!sound(text)) return breach_.note("a result has a text without bytes");
  }
  kept.error_class = result.error_class;
  kept.id = copy(result.id);
  kept.version = copy(result.version);
  kept.field = copy(result.field);
  kept.message = copy(result.message);
  kept.remote_code = copy(result.remote_code);
  kept.retry_after_ms = result.retry_after_ms;
  kept.answered = true;
  ++answered_;
  return TANDEM_OK;
}

}  // namespace tandem::adapters
