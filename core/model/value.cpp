// SPDX-License-Identifier: Apache-2.0
#include "model/value.hpp"

#include <algorithm>

namespace tandem::model {

bool same(const Value& a, const Value& b) {
  if (a.kind != b.kind) return false;
  if (a.kind <= TANDEM_VALUE_NULL) return true;
  if (is_bytes(a)) return view(a) == view(b);
  if (a.kind == TANDEM_VALUE_DOUBLE) return a.as.d == b.as.d;
  return a.as.i == b.as.i;
}

std::string_view Arena::keep(std::string_view bytes) {
  if (bytes.empty()) return std::string_view("");
  if (blocks_.empty() || blocks_.back().size - blocks_.back().used < bytes.size()) {
    const std::size_t last = blocks_.empty() ? 256 : blocks_.back().size;
    const std::size_t size = std::max<std::size_t>(bytes.size(), last * 2);
    blocks_.push_back({std::make_unique_for_overwrite<char[]>(size), size, 0});
  }
  Block& block = blocks_.back();
  char* at = block.data.get() + block.used;
  std::memcpy(at, bytes.data(), bytes.size());
  block.used += bytes.size();
  return {at, bytes.size()};
}

void Arena::clear() {
  // The newest block is the largest: a row that is used again soon needs no other.
  if (blocks_.size() > 1) blocks_.erase(blocks_.begin(), blocks_.end() - 1);
  if (!blocks_.empty()) blocks_.front().used = 0;
}

Row& Row::operator=(const Row& other) {
  if (this == &other) return *this;
  reset(other.size());
  for (std::size_t i = 0; i < other.size(); ++i) set(i, other[i]);
  return *this;
}

void Row::set(std::size_t i, const Value& value) {
  values_[i] = value;
  if (is_bytes(value)) {
    const std::string_view kept = arena_.keep(view(value));
    values_[i].as.s = kept.data();
  }
}

void Row::reset(std::size_t fields) {
  arena_.clear();
  values_.assign(fields, absent());
}

}  // namespace tandem::model
