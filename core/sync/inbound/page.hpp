// SPDX-License-Identifier: Apache-2.0
// Rows of one pulled page that are new or changed, copied while the adapter's call runs. An unchanged
// row is hashed and probed, and leaves no trace.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/value.hpp"
#include "sync/ledger.hpp"
#include "sync/remote.hpp"

namespace tandem::sync {

/// Text storage for a whole page in large blocks; a cleared page is reused.
class PageText {
 public:
  std::string_view keep(std::string_view bytes);
  void clear();

 private:
  static constexpr std::size_t kBlock = 256 * 1024;
  struct Block {
    std::unique_ptr<char[]> data;
    std::size_t size = 0, used = 0;
  };
  std::vector<Block> blocks_;
  std::size_t at_ = 0;
};

struct PulledRow {
  std::uint32_t kind = TANDEM_ROW_LIVE;
  std::string_view id, version, modified_by, extra;
  std::int64_t modified_at = INT64_MIN;
  RowHash hash{};
  std::size_t first = 0;  ///< index of its first value in the page
};

class Page {
 public:
  void clear(std::size_t fields);
  void add(const tandem_row& row, const RowHash& hash);
  /// A row kept elsewhere (parked, fetched again).
  void add(PulledRow row, const std::vector<tandem_value>& values);
  const std::vector<PulledRow>& rows() const { return rows_; }
  const tandem_value* values(const PulledRow& row) const { return values_.data() + row.first; }
  std::size_t fields() const { return fields_; }
  PageText& text() { return text_; }

 private:
  void copy(const tandem_value* values, std::size_t count);
  std::size_t fields_ = 0;
  std::vector<PulledRow> rows_;
  std::vector<tandem_value> values_;
  PageText text_;
};

/// Hashes the raw requested values and the row's kind, before any mapping.
class RowHasher {
 public:
  explicit RowHasher(std::uint64_t seed) : seed_(seed) {}
  RowHash hash(const tandem_row& row);

 private:
  std::uint64_t seed_;
  std::string buffer_;
};

inline std::string_view view(const tandem_str& s) { return {s.data == nullptr ? "" : s.data, s.size}; }

}  // namespace tandem::sync
