// SPDX-License-Identifier: Apache-2.0
// Seeded random numbers (SplitMix64): the same seed gives the same org, tokens and late rows.
#pragma once
#include <cstdint>
#include <string>

namespace tandem::sandbox {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31U);
  }
  // 0 … limit - 1; limit must not be 0.
  std::uint64_t below(std::uint64_t limit) { return next() % limit; }

  std::string letters(std::size_t count) {
    static constexpr char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    std::string text(count, '0');
    for (char& letter : text) letter = alphabet[below(62)];
    return text;
  }

 private:
  std::uint64_t state_;
};

}  // namespace tandem::sandbox
