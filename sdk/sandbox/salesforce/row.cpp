// SPDX-License-Identifier: Apache-2.0
#include "row.hpp"

#include <cstring>

namespace tandem::sandbox::salesforce {
namespace {

struct Head {
  std::uint16_t slot;
  std::uint32_t size;
};
constexpr std::size_t head_size = 6;

Head read_head(const char* at) {
  Head head{};
  std::memcpy(&head.slot, at, 2);
  std::memcpy(&head.size, at + 2, 4);
  return head;
}

}  // namespace

std::optional<std::string_view> Row::get(std::uint16_t slot) const {
  const char* at = packed.data();
  const char* end = at + packed.size();
  while (at < end) {
    const Head head = read_head(at);
    if (head.slot == slot) return std::string_view(at + head_size, head.size);
    at += head_size + head.size;
  }
  return std::nullopt;
}

void Row::append_new(std::uint16_t slot, std::string_view text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  char head[head_size];
  std::memcpy(head, &slot, 2);
  std::memcpy(head + 2, &size, 4);
  packed.append(head, head_size);
  packed.append(text);
}

void Row::set(std::uint16_t slot, std::string_view text) {
  if (const auto held = get(slot)) {
    const auto start = static_cast<std::size_t>(held->data() - packed.data()) - head_size;
    packed.erase(start, head_size + held->size());
  }
  if (!text.empty()) append_new(slot, text);
}

}  // namespace tandem::sandbox::salesforce
