// SPDX-License-Identifier: Apache-2.0
#include "ids.hpp"

#include <algorithm>

namespace tandem::salesforce {
namespace {

constexpr std::size_t kShort = 15, kLong = 18, kGroup = 5;
constexpr std::string_view kCheck = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_plain(char c) { return is_upper(c) || is_lower(c) || (c >= '0' && c <= '9'); }
char upper(char c) { return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c; }
char lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

std::string with_check(std::string_view fifteen) {
  std::string id(fifteen);
  for (std::size_t group = 0; group < kShort; group += kGroup) {
    std::size_t bits = 0;
    for (std::size_t i = 0; i < kGroup; ++i) {
      if (is_upper(fifteen[group + i])) bits |= std::size_t{1} << i;
    }
    id += kCheck[bits];
  }
  return id;
}

/// Eighteen characters mean the same in any case; ours is the one the check characters describe.
std::string restored(std::string_view eighteen) {
  std::string id(eighteen.substr(0, kShort));
  for (std::size_t group = 0; group < kShort; group += kGroup) {
    const std::size_t bits = kCheck.find(upper(eighteen[kShort + group / kGroup]));
    if (bits == std::string_view::npos) return std::string(eighteen);
    for (std::size_t i = 0; i < kGroup; ++i) {
      char& c = id[group + i];
      c = (bits >> i & 1U) != 0 ? upper(c) : lower(c);
    }
  }
  return with_check(id);
}

}  // namespace

bool is_record_id(std::string_view text) {
  return (text.size() == kShort || text.size() == kLong) && std::all_of(text.begin(), text.end(), is_plain);
}

std::string long_id(std::string_view id) {
  if (!is_record_id(id)) return std::string(id);
  return id.size() == kShort ? with_check(id) : restored(id);
}

std::string id_in_message(std::string_view message) {
  for (std::size_t at = message.find("id:"); at != std::string_view::npos; at = message.find("id:", at + 1)) {
    std::size_t begin = at + 3;
    while (begin < message.size() && message[begin] == ' ') ++begin;
    std::size_t end = begin;
    while (end < message.size() && is_plain(message[end])) ++end;
    const std::string_view found = message.substr(begin, end - begin);
    if (is_record_id(found)) return long_id(found);
  }
  return {};
}

}  // namespace tandem::salesforce
