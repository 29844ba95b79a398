// SPDX-License-Identifier: Apache-2.0
// Reading a time as people write it.
#include <chrono>
#include <cstdlib>
#include <tandem/cpp/times.hpp>

#include "input.hpp"

namespace tandem::cli {
namespace {

constexpr int kMostHours = 14;  // the furthest zone east

bool is_integer(std::string_view text) {
  if (!text.empty() && text[0] == '-') text.remove_prefix(1);
  return !text.empty() && text.size() <= 18 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::optional<std::int64_t> parse_instant(std::string_view text) {
  if (text == "now") {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
  }
  if (is_integer(text)) return std::strtoll(std::string(text).c_str(), nullptr, 10);
  times::Reader in(text);
  std::int64_t days = 0, clock = 0, offset = 0;
  if (!in.date(days)) return std::nullopt;
  if (in.take('T') || in.take(' ')) {
    if (!in.clock(clock)) return std::nullopt;
    if (!in.done() && !in.offset(offset, kMostHours)) return std::nullopt;
  }
  if (!in.done()) return std::nullopt;
  return days * times::kDay + clock - offset;
}

std::int64_t instant_argument(std::string_view text) {
  if (const auto at = parse_instant(text)) return *at;
  throw Problem(TANDEM_INVALID_ARGUMENT, "'" + std::string(text) + "' is not a time",
                "write 2026-03-01T10:00:00Z, with an offset such as +02:00, or microseconds since 1970");
}

}  // namespace tandem::cli
