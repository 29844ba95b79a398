// SPDX-License-Identifier: Apache-2.0
#include "sync/inbound/page.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>

namespace tandem::sync {

std::string_view PageText::keep(std::string_view bytes) {
  if (bytes.empty()) return std::string_view("");
  while (at_ < blocks_.size() && blocks_[at_].size - blocks_[at_].used < bytes.size()) ++at_;
  if (at_ == blocks_.size()) {
    const std::size_t size = std::max(kBlock, bytes.size());
    blocks_.push_back({std::unique_ptr<char[]>(new char[size]), size, 0});
  }
  Block& block = blocks_[at_];
  char* to = block.data.get() + block.used;
  std::memcpy(to, bytes.data(), bytes.size());
  block.used += bytes.size();
  return {to, bytes.size()};
}

void PageText::clear() {
  for (Block& block : blocks_) block.used = 0;
  at_ = 0;
}

void Page::clear(std::size_t fields) {
  fields_ = fields;
  rows_.clear();
  values_.clear();
  text_.clear();
}

void Page::copy(const tandem_value* values, std::size_t count) {
  for (std::size_t i = 0; i < fields_; ++i) {
    tandem_value value = i < count ? values[i] : model::absent();
    if (model::is_bytes(value)) value.as.s = text_.keep(model::view(value)).data();
    values_.push_back(value);
  }
}

void Page::add(const tandem_row& row, const RowHash& hash) {
  PulledRow kept;
  kept.kind = row.kind;
  kept.id = text_.keep(view(row.id));
  kept.version = text_.keep(view(row.version));
  kept.modified_by = text_.keep(view(row.modified_by));
  kept.extra = text_.keep(view(row.extra));
  kept.modified_at = row.modified_at;
  kept.hash = hash;
  kept.first = values_.size();
  copy(row.values, row.values == nullptr ? 0 : row.value_count);
  rows_.push_back(kept);
}

void Page::add(PulledRow row, const std::vector<tandem_value>& values) {
  row.id = text_.keep(row.id);
  row.version = text_.keep(row.version);
  row.modified_by = text_.keep(row.modified_by);
  row.extra = text_.keep(row.extra);
  row.first = values_.size();
  copy(values.data(), values.size());
  rows_.push_back(row);
}

RowHash RowHasher::hash(const tandem_row& row) {
  buffer_.clear();
  const auto put = [this](const void* bytes, std::size_t size) {
    buffer_.append(static_cast<const char*>(bytes), size);
  };
  put(&row.kind, sizeof row.kind);
  for (std::uint32_t i = 0; i < row.value_count && row.values != nullptr; ++i) {
    const tandem_value& value = row.values[i];
    put(&value.kind, sizeof value.kind);
    if (model::is_bytes(value)) {
      put(&value.size, sizeof value.size);
      put(value.as.s, value.size);
    } else if (model::has(value)) {
      put(&value.as.i, sizeof value.as.i);
    }
  }
  const std::string_view extra = view(row.extra);
  put(extra.data(), extra.size());
  const XXH128_hash_t digest = XXH3_128bits_withSeed(buffer_.data(), buffer_.size(), seed_);
  return {digest.low64, digest.high64};
}

}  // namespace tandem::sync
