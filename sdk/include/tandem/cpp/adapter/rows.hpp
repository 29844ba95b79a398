// SPDX-License-Identifier: Apache-2.0
/// @file rows.hpp Dense rows, handed to the host in batches.
#pragma once

#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <string_view>
#include <vector>

#include "../../adapter/capabilities.h"
#include "failure.hpp"
#include "values.hpp"

namespace tandem::adapter {

/// Says that a text lives until the operation returns, so that it need not be copied.
struct Borrowed {};
constexpr Borrowed borrowed{};

namespace detail {

/// Text that lives until the batch is handed over. Blocks never move, so views stay good.
class TextArena {
 public:
  std::string_view keep(std::string_view text) {
    if (text.empty()) return {};
    if (block_ == blocks_.size() || blocks_[block_].size - used_ < text.size()) next_block(text.size());
    char* place = blocks_[block_].data.get() + used_;
    std::memcpy(place, text.data(), text.size());
    used_ += text.size();
    return {place, text.size()};
  }
  void clear() { block_ = used_ = 0; }

 private:
  struct Block {
    std::unique_ptr<char[]> data;
    std::size_t size;
  };
  void next_block(std::size_t least) {
    if (block_ < blocks_.size()) ++block_;
    while (block_ < blocks_.size() && blocks_[block_].size < least) ++block_;
    if (block_ == blocks_.size()) {
      const std::size_t size = least > kBlock ? least : kBlock;
      blocks_.push_back(Block{std::unique_ptr<char[]>(new char[size]), size});
    }
    used_ = 0;
  }
  static constexpr std::size_t kBlock = 64 * 1024;
  std::vector<Block> blocks_;
  std::size_t block_ = 0;
  std::size_t used_ = 0;
};

}  // namespace detail

class RowWriter;

/// One row under construction: fields by position in the request's list, absent until set. Good until
/// the next row is begun. Texts are copied unless `borrowed` is given.
class RowBuilder {
 public:
  RowBuilder(RowWriter& writer, std::size_t index) : writer_(&writer), index_(index) {}
  inline RowBuilder& version(std::string_view mark);
  inline RowBuilder& modified_at(std::int64_t microseconds);
  inline RowBuilder& modified_by(std::string_view user);
  /// Any value. Its bytes are copied; with `borrowed` they must live until the operation returns.
  inline RowBuilder& set(std::size_t field, const tandem_value& value);
  inline RowBuilder& set(std::size_t field, const tandem_value& value, Borrowed);
  RowBuilder& text(std::size_t field, std::string_view s) { return set(field, text_value(s)); }
  RowBuilder& text(std::size_t field, std::string_view s, Borrowed) {
    return set(field, text_value(s), borrowed);
  }
  RowBuilder& null(std::size_t field) { return set(field, null_value(), borrowed); }

 private:
  RowWriter* writer_;
  std::size_t index_;
};

/// Collects rows and gives them to the host's sink batch by batch. The framework flushes the last.
class RowWriter {
 public:
  explicit RowWriter(const tandem_row_sink& sink, std::size_t field_count, std::size_t batch = 256)
      : sink_(sink), fields_(field_count), batch_(batch), rows_(batch), values_(batch * field_count) {}
  RowWriter(const RowWriter&) = delete;
  RowWriter& operator=(const RowWriter&) = delete;

  RowBuilder live(std::string_view id) { return begin(TANDEM_ROW_LIVE, id, {}, true); }
  RowBuilder live(std::string_view id, Borrowed) { return begin(TANDEM_ROW_LIVE, id, {}, false); }
  RowBuilder deleted(std::string_view id) { return begin(TANDEM_ROW_DELETED, id, {}, true); }
  RowBuilder purged(std::string_view id) { return begin(TANDEM_ROW_PURGED, id, {}, true); }
  RowBuilder hidden(std::string_view id) { return begin(TANDEM_ROW_HIDDEN, id, {}, true); }
  RowBuilder merged(std::string_view id, std::string_view into) {
    return begin(TANDEM_ROW_MERGED, id, into, true);
  }
  RowBuilder converted(std::string_view id, std::string_view into) {
    return begin(TANDEM_ROW_CONVERTED, id, into, true);
  }
  /// A row that could not be read: the host puts it in quarantine with the reason.
  RowBuilder broken(std::string_view id, std::string_view why) {
    return begin(TANDEM_ROW_BROKEN, id, why, true);
  }

  std::size_t field_count() const { return fields_; }
  /// Rows begun so far.
  std::uint64_t count() const { return total_; }

  void flush() {
    if (used_ == 0) return;
    const std::size_t count = used_;
    used_ = 0;
    detail::continue_or_stop(sink_.emit(sink_.context, rows_.data(), count, sizeof(tandem_row)));
    arena_.clear();
  }

 private:
  friend class RowBuilder;

  RowBuilder begin(std::uint32_t kind, std::string_view id, std::string_view extra, bool copy_id) {
    if (used_ == batch_) flush();  // before anything of this row enters the arena, which flush clears
    const std::size_t index = used_;
    tandem_value* values = fields_ ? values_.data() + index * fields_ : nullptr;
    for (std::size_t i = 0; i < fields_; ++i) values[i] = absent_value();
    rows_[index] = tandem_row{kind,
                              static_cast<std::uint32_t>(fields_),
                              str(copy_id ? arena_.keep(id) : id),
                              tandem_str{nullptr, 0},
                              std::numeric_limits<std::int64_t>::min(),
                              tandem_str{nullptr, 0},
                              values,
                              str(arena_.keep(extra))};
    ++used_;
    ++total_;
    return RowBuilder(*this, index);
  }

  const tandem_row_sink& sink_;
  std::size_t fields_;
  std::size_t batch_;
  std::vector<tandem_row> rows_;
  std::vector<tandem_value> values_;
  detail::TextArena arena_;
  std::size_t used_ = 0;
  std::uint64_t total_ = 0;
};

inline RowBuilder& RowBuilder::version(std::string_view mark) {
  writer_->rows_[index_].version = str(writer_->arena_.keep(mark));
  return *this;
}
inline RowBuilder& RowBuilder::modified_at(std::int64_t microseconds) {
  writer_->rows_[index_].modified_at = microseconds;
  return *this;
}
inline RowBuilder& RowBuilder::modified_by(std::string_view user) {
  writer_->rows_[index_].modified_by = str(writer_->arena_.keep(user));
  return *this;
}
inline RowBuilder& RowBuilder::set(std::size_t field, const tandem_value& value) {
  if (!has_bytes(value)) return set(field, value, borrowed);
  tandem_value kept = value;
  kept.as.s = writer_->arena_.keep(view(value)).data();
  return set(field, kept, borrowed);
}
inline RowBuilder& RowBuilder::set(std::size_t field, const tandem_value& value, Borrowed) {
  if (field >= writer_->fields_) {
    throw Failure(TANDEM_ADAPTER_FAILURE, TANDEM_CLASS_CONTRACT, "a row was given a field nobody asked for");
  }
  writer_->values_[index_ * writer_->fields_ + field] = value;
  return *this;
}

/// What one pull asks for.
struct PullRequest {
  bool full = false;  ///< everything there is; else what changed since the cursor
  std::string_view type;
  std::string_view stream;
  std::string_view cursor;
  TextList fields;
  std::uint32_t page_size = 0;  ///< a wish; 0 for none
};

/// How the page ended; the framework hands it over after the last row.
struct PageEnd {
  bool more = false;
  std::string cursor;
  bool complete = false;
  std::uint32_t granularity = TANDEM_GRAIN_MICROSECOND;
  std::int64_t server_time = std::numeric_limits<std::int64_t>::min();
  std::uint32_t calls_used = 0;
};

}  // namespace tandem::adapter
