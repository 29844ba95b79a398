// SPDX-License-Identifier: Apache-2.0
// Reading a time as people write it.
#include <chrono>
#include <cstdlib>

#include "input.hpp"

namespace tandem::cli {
namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;

/// Takes characters off the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}
  bool done() const { return text_.empty(); }
  bool take(char c) {
    if (text_.empty() || text_[0] != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool take_digit(int& digit) {
    if (text_.empty() || text_[0] < '0' || text_[0] > '9') return false;
    digit = text_[0] - '0';
    text_.remove_prefix(1);
    return true;
  }
  /// Exactly `count` digits.
  bool take_number(int count, int& number) {
    number = 0;
    for (int digit = 0; count > 0; --count) {
      if (!take_digit(digit)) return false;
      number = number * 10 + digit;
    }
    return true;
  }

 private:
  std::string_view text_;
};

bool read_date(Scanner& in, std::int64_t& seconds) {
  int year = 0, month = 0, day = 0;
  if (!in.take_number(4, year) || !in.take('-') || !in.take_number(2, month) || !in.take('-') ||
      !in.take_number(2, day)) {
    return false;
  }
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return false;
  seconds = std::int64_t{std::chrono::sys_days{date}.time_since_epoch().count()} * 86'400;
  return true;
}

/// HH:MM[:SS[.ffffff]], added to `seconds` and `micros`.
bool read_time(Scanner& in, std::int64_t& seconds, std::int64_t& micros) {
  int hour = 0, minute = 0, second = 0;
  if (!in.take_number(2, hour) || !in.take(':') || !in.take_number(2, minute)) return false;
  if (in.take(':')) {
    if (!in.take_number(2, second)) return false;
    std::int64_t scale = kMicrosPerSecond / 10;
    if (in.take('.')) {
      int digit = 0;
      if (!in.take_digit(digit)) return false;
      do {
        micros += digit * scale;
        scale /= 10;
      } while (in.take_digit(digit));
    }
  }
  if (hour > 23 || minute > 59 || second > 59) return false;
  seconds += hour * 3600 + minute * 60 + second;
  return true;
}

bool read_zone(Scanner& in, std::int64_t& seconds) {
  if (in.done() || in.take('Z')) return true;
  const bool east = in.take('+');
  if (!east && !in.take('-')) return false;
  int hour = 0, minute = 0;
  if (!in.take_number(2, hour)) return false;
  in.take(':');
  if (!in.done() && !in.take_number(2, minute)) return false;
  if (hour > 14 || minute > 59) return false;
  seconds -= (east ? 1 : -1) * (hour * 3600 + minute * 60);
  return true;
}

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
  Scanner in(text);
  std::int64_t seconds = 0, micros = 0;
  if (!read_date(in, seconds)) return std::nullopt;
  if (in.take('T') || in.take(' ')) {
    if (!read_time(in, seconds, micros) || !read_zone(in, seconds)) return std::nullopt;
  }
  if (!in.done()) return std::nullopt;
  return seconds * kMicrosPerSecond + micros;
}

std::int64_t instant_argument(std::string_view text) {
  if (const auto at = parse_instant(text)) return *at;
  throw Problem(TANDEM_INVALID_ARGUMENT, "'" + std::string(text) + "' is not a time",
                "write 2026-03-01T10:00:00Z, with an offset such as +02:00, or microseconds since 1970");
}

}  // namespace tandem::cli
