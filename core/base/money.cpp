// SPDX-License-Identifier: Apache-2.0
#include "base/money.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "base/error.hpp"

namespace tandem {
namespace {

__extension__ typedef __int128 Wide;

std::int64_t narrow(Wide value) {
  if (value > INT64_MAX || value < INT64_MIN) {
    throw Error(TANDEM_INVALID_ARGUMENT, "a number is too large for 64 bits");
  }
  return static_cast<std::int64_t>(value);
}

/// A decimal number as sign, digits without leading zeros, and the power of ten of the last digit.
struct Digits {
  bool negative = false;
  std::string digits;
  int exponent = 0;
};

std::optional<Digits> scan(std::string_view text) {
  Digits out;
  std::size_t i = 0;
  if (i < text.size() && (text[i] == '-' || text[i] == '+')) out.negative = text[i++] == '-';
  bool seen = false, point = false;
  for (; i < text.size(); ++i) {
    if (text[i] >= '0' && text[i] <= '9') {
      seen = true;
      if (!out.digits.empty() || text[i] != '0') out.digits += text[i];
      if (point) --out.exponent;
    } else if (text[i] == '.' && !point) {
      point = true;
    } else {
      break;
    }
  }
  if (!seen || out.digits.size() > 60) return std::nullopt;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    int sign = 1, value = 0;
    if (++i < text.size() && (text[i] == '-' || text[i] == '+')) sign = text[i++] == '-' ? -1 : 1;
    if (i == text.size() || text.size() - i > 3) return std::nullopt;
    for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) value = value * 10 + text[i] - '0';
    out.exponent += sign * value;
  }
  if (i != text.size() || out.exponent > 400 || out.exponent < -400) return std::nullopt;
  while (!out.digits.empty() && out.digits.back() == '0') {
    out.digits.pop_back();
    ++out.exponent;
  }
  if (out.digits.empty()) out.negative = false, out.exponent = 0;
  return out;
}

struct Currency {
  std::string_view code;
  int digits;
};
// ISO 4217: codes whose minor digits are not 2, then the rest of the list.
constexpr std::array<Currency, 26> kOtherDigits = {{
    {"BHD", 3}, {"BIF", 0}, {"CLF", 4}, {"CLP", 0}, {"DJF", 0}, {"GNF", 0}, {"IQD", 3},
    {"ISK", 0}, {"JOD", 3}, {"JPY", 0}, {"KMF", 0}, {"KRW", 0}, {"KWD", 3}, {"LYD", 3},
    {"OMR", 3}, {"PYG", 0}, {"RWF", 0}, {"TND", 3}, {"UGX", 0}, {"UYI", 0}, {"UYW", 4},
    {"VND", 0}, {"VUV", 0}, {"XAF", 0}, {"XOF", 0}, {"XPF", 0},
}};
// Sorted, four characters a code. The last line of codes is retired: deals of past years still bear them.
constexpr std::string_view kTwoDigits =
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF "
    "CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD "
    "GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL "
    "MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR "
    "PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP "
    "TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG "
    "ANG BGN CUC HRK SLL ZWL ";

}  // namespace

Fraction Fraction::make(std::int64_t num, std::int64_t den) {
  if (den == 0) throw Error(TANDEM_INVALID_ARGUMENT, "a fraction has denominator zero");
  const std::int64_t divisor = std::gcd(num, den);
  const Wide sign = den < 0 ? -1 : 1;
  return {narrow(sign * num / (divisor == 0 ? 1 : divisor)),
          narrow(sign * den / (divisor == 0 ? 1 : divisor))};
}

std::int64_t scale_round(std::int64_t value, std::int64_t num, std::int64_t den) {
  if (den == 0) throw Error(TANDEM_INVALID_ARGUMENT, "division by zero");
  Wide product = static_cast<Wide>(value) * num;
  Wide divisor = den;
  if (divisor < 0) product = -product, divisor = -divisor;
  const Wide half = divisor / 2;
  return narrow(product >= 0 ? (product + half) / divisor : -((-product + half) / divisor));
}

std::optional<int> minor_digits(std::string_view currency) {
  if (currency.size() != 3) return std::nullopt;
  for (const auto& other : kOtherDigits) {
    if (other.code == currency) return other.digits;
  }
  for (std::size_t i = 0; i < kTwoDigits.size(); i += 4) {
    if (kTwoDigits.substr(i, 3) == currency) return 2;
  }
  return std::nullopt;
}

std::optional<ParsedDecimal> decimal_to_minor(std::string_view text, int digits) {
  const auto number = scan(text);
  if (!number) return std::nullopt;
  const int shift = number->exponent + digits;  // power of ten of the last digit in minor units
  std::string whole = number->digits;
  ParsedDecimal out;
  if (shift < 0) {
    const auto surplus = std::min(std::size_t{0U - static_cast<unsigned>(shift)}, whole.size() + 1);
    whole.insert(0, surplus, '0');
    const char next = whole[whole.size() - surplus];
    out.lossy = true;  // trailing zeros are gone already, so a surplus digit is never zero
    whole.erase(whole.size() - surplus);
    if (number->digits.empty()) out.lossy = false;
    const bool up = next >= '5' && static_cast<int>(number->digits.size()) >= -shift;
    whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size()));
    if (whole.size() > 19) return std::nullopt;
    Wide value = 0;
    for (const char c : whole) value = value * 10 + (c - '0');
    if (up) ++value;
    if (value > INT64_MAX) return std::nullopt;
    out.minor = static_cast<std::int64_t>(number->negative ? -value : value);
    return out;
  }
  if (whole.size() + static_cast<std::size_t>(shift) > 19 && !whole.empty()) return std::nullopt;
  Wide value = 0;
  for (const char c : whole) value = value * 10 + (c - '0');
  for (int i = 0; i < shift && value != 0; ++i) value *= 10;
  if (value > INT64_MAX) return std::nullopt;
  out.minor = static_cast<std::int64_t>(number->negative ? -value : value);
  return out;
}

std::string minor_to_decimal(std::int64_t minor, int digits) {
  const bool negative = minor < 0;
  std::string text = std::to_string(minor);
  if (negative) text.erase(0, 1);
  const auto places = static_cast<std::size_t>(digits);
  if (text.size() <= places) text.insert(0, places + 1 - text.size(), '0');
  if (places > 0) text.insert(text.size() - places, ".");
  return negative ? "-" + text : text;
}

std::optional<std::string> canonical_decimal(std::string_view text) {
  const auto number = scan(text);
  if (!number) return std::nullopt;
  if (number->digits.empty()) return "0";
  std::string out = number->digits;
  if (number->exponent >= 0) {
    out.append(static_cast<std::size_t>(number->exponent), '0');
  } else {
    const auto places = static_cast<std::size_t>(-number->exponent);
    if (out.size() <= places) out.insert(0, places + 1 - out.size(), '0');
    out.insert(out.size() - places, ".");
  }
  return number->negative ? "-" + out : out;
}

std::vector<std::int64_t> largest_remainder(std::int64_t total, const std::vector<std::int64_t>& weights) {
  Wide sum = 0;
  for (const std::int64_t w : weights) {
    if (w < 0) throw Error(TANDEM_INVALID_ARGUMENT, "a share is negative");
    sum += w;
  }
  if (sum == 0 || total < 0) throw Error(TANDEM_INVALID_ARGUMENT, "nothing to share by");
  std::vector<std::int64_t> parts;
  std::vector<std::pair<Wide, std::size_t>> rest;
  std::int64_t given = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const Wide exact = static_cast<Wide>(total) * weights[i];
    parts.push_back(narrow(exact / sum));
    given += parts.back();
    rest.emplace_back(exact % sum, i);
  }
  std::stable_sort(rest.begin(), rest.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  for (std::size_t i = 0; given < total; ++i, ++given) ++parts[rest[i].second];
  return parts;
}

}  // namespace tandem
