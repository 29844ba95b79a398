// SPDX-License-Identifier: Apache-2.0
#include "key_index.hpp"

#include "bytes.hpp"

namespace tandem::files {

std::uint64_t KeyIndex::add(std::string_view key, std::uint64_t line, bool stays) {
  if (used_ * 2 >= slots_.size()) grow();
  const std::uint64_t mark = content_mark(key);
  Slot& slot = place(key, mark);
  if (slot.line) return slot.line;
  if (!stays) key = copies_.emplace_back(key);
  slot = Slot{key, line, mark};
  ++used_;
  return 0;
}

void KeyIndex::clear() {
  slots_.clear();
  copies_.clear();
  used_ = 0;
}

KeyIndex::Slot& KeyIndex::place(std::string_view key, std::uint64_t mark) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = static_cast<std::size_t>(mark) & mask;
  while (slots_[at].line && (slots_[at].mark != mark || slots_[at].key != key)) at = (at + 1) & mask;
  return slots_[at];
}

void KeyIndex::grow() {
  std::vector<Slot> old(slots_.empty() ? 1024 : slots_.size() * 2);
  old.swap(slots_);
  for (const Slot& slot : old) {
    if (slot.line) place(slot.key, slot.mark) = slot;
  }
}

}  // namespace tandem::files
