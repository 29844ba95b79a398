// SPDX-License-Identifier: Apache-2.0
// Rows made on the spot, as cheap as an adapter can be: what is left is the ABI and the engine.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace synthetic {

inline constexpr const char* kFields[] = {"given_name", "family_name", "email",  "phone",  "company",
                                          "title",      "country",     "source", "created"};
inline constexpr std::size_t kFieldCount = sizeof(kFields) / sizeof(kFields[0]);

/// Text of one row, rebuilt in place; the views live until the next `make`.
class Maker {
 public:
  void make(std::uint64_t n, std::uint64_t round) {
    id_.assign("R").append(padded(n));
    given_.assign("Given").append(padded(n % 977));
    family_.assign("Family").append(padded(n * 7 % 9973));
    email_.assign("buyer").append(padded(n)).append("@example.test");
    phone_.assign("+4930").append(padded(n * 31 % 99999999));
    company_.assign("Company ").append(padded(n % 4999));
    title_.assign(round == 0 ? "Head of Purchasing" : "Head of Buying");
  }
  std::string_view id() const { return id_; }
  std::string_view field(std::size_t i) const {
    const std::string_view all[] = {
        given_, family_, email_, phone_, company_, title_, "DE", "paid_search", "2026-03-04T16:00:00Z"};
    return all[i];
  }

 private:
  static std::string_view padded(std::uint64_t n) {
    static thread_local char digits[24];
    return {digits, static_cast<std::size_t>(
                        std::snprintf(digits, sizeof digits, "%09llu", static_cast<unsigned long long>(n)))};
  }
  std::string id_, given_, family_, email_, phone_, company_, title_;
};

}  // namespace synthetic
