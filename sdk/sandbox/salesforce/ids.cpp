// SPDX-License-Identifier: Apache-2.0
#include "ids.hpp"

#include <array>

namespace tandem::sandbox::salesforce {
namespace {

constexpr std::string_view base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view check_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

bool upper(char c) { return c >= 'A' && c <= 'Z'; }
bool lower_letter(char c) { return c >= 'a' && c <= 'z'; }
bool digit(char c) { return c >= '0' && c <= '9'; }

char check_character(const char* five) {
  unsigned bits = 0;
  for (unsigned i = 0; i < 5; ++i) bits |= upper(five[i]) ? 1U << i : 0U;
  return check_alphabet[bits];
}

}  // namespace

std::string with_checksum(std::string_view fifteen) {
  std::string id(fifteen);
  for (std::size_t group = 0; group < 3; ++group) id.push_back(check_character(fifteen.data() + group * 5));
  return id;
}

std::optional<std::string> normal_id(std::string_view text) {
  if (text.size() != 15 && text.size() != 18) return std::nullopt;
  for (const char c : text) {
    if (!upper(c) && !lower_letter(c) && !digit(c)) return std::nullopt;
  }
  std::string id(text.substr(0, 15));
  if (text.size() == 15) return id;
  for (std::size_t group = 0; group < 3; ++group) {
    char check = text[15 + group];
    if (lower_letter(check)) check = static_cast<char>(check - 32);
    const auto bits = check_alphabet.find(check);
    if (bits == std::string_view::npos) return std::nullopt;
    for (std::size_t i = 0; i < 5; ++i) {
      char& c = id[group * 5 + i];
      const bool wants_upper = ((bits >> i) & 1U) != 0;
      if (digit(c) && wants_upper) return std::nullopt;
      if (wants_upper && lower_letter(c)) c = static_cast<char>(c - 32);
      if (!wants_upper && upper(c)) c = static_cast<char>(c + 32);
    }
  }
  return id;
}

void append_id(std::string& out, std::string_view prefix, std::string_view org_part, std::uint64_t number) {
  std::array<char, 18> id{};
  for (std::size_t i = 0; i < 3; ++i) {
    id[i] = prefix[i];
    id[i + 3] = org_part[i];
  }
  for (std::size_t i = 14; i >= 6; --i) {
    id[i] = base62[number % 62];
    number /= 62;
  }
  for (std::size_t group = 0; group < 3; ++group) id[15 + group] = check_character(id.data() + group * 5);
  out.append(id.data(), id.size());
}

std::string make_id(std::string_view prefix, std::string_view org_part, std::uint64_t number) {
  std::string id;
  append_id(id, prefix, org_part, number);
  return id;
}

std::uint64_t number_of(std::string_view fifteen) {
  std::uint64_t number = 0;
  for (const char c : fifteen.substr(6, 9)) number = number * 62 + base62.find(c);
  return number;
}

}  // namespace tandem::sandbox::salesforce
