// SPDX-License-Identifier: Apache-2.0
#include "value_text.hpp"

#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "bytes.hpp"
#include "json_line.hpp"

namespace tandem::files {
namespace {

using adapter::view;

[[noreturn]] void refuse(std::string_view field, const char* why) {
  throw FieldRefused{std::string(field), why};
}

std::string number_text(std::string_view field, double d) {
  if (!std::isfinite(d)) refuse(field, "infinite numbers cannot stand in a file");
  char buffer[64];
  return std::string(buffer, std::to_chars(buffer, buffer + sizeof(buffer), d).ptr);
}

std::string date_text(std::string_view field, std::int64_t days) {
  if (days < -719528 || days > 2932896) refuse(field, "the date lies outside the years 0 to 9999");
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(days))};
  char buffer[48];
  std::snprintf(buffer, sizeof(buffer), "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return buffer;
}

std::string instant_text(std::string_view field, std::int64_t at, std::uint16_t grain) {
  constexpr std::int64_t day = 86'400'000'000;
  std::int64_t days = at / day;
  if (at % day < 0) --days;
  const std::int64_t in_day = at - days * day;
  const auto seconds = static_cast<int>(in_day / 1'000'000);
  const auto micros = static_cast<int>(in_day % 1'000'000);
  char buffer[64];
  std::snprintf(buffer, sizeof(buffer), "T%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  std::string out = date_text(field, days) + buffer;
  if (grain == TANDEM_GRAIN_MICROSECOND && micros % 1000 != 0) {
    std::snprintf(buffer, sizeof(buffer), ".%06d", micros);
    out += buffer;
  } else if (grain <= TANDEM_GRAIN_MILLISECOND && micros != 0) {
    std::snprintf(buffer, sizeof(buffer), ".%03d", micros / 1000);
    out += buffer;
  }
  return out + "Z";
}

std::string id_text(std::string_view field, std::string_view bytes) {
  static constexpr char hex[] = "0123456789abcdef";
  if (bytes.size() != 16) refuse(field, "an id has sixteen bytes");
  std::string out;
  for (std::size_t i = 0; i < 16; ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    out += hex[byte >> 4];
    out += hex[byte & 15];
  }
  return out;
}

std::string checked_text(std::string_view field, std::string_view text) {
  if (!is_text(text)) refuse(field, "not valid UTF-8 text, or it holds a NUL");
  return std::string(text);
}

}  // namespace

std::string cell_text(std::string_view field, const tandem_value& value) {
  switch (value.kind) {
    case TANDEM_VALUE_NULL:
      return {};
    case TANDEM_VALUE_BOOL:
      return value.as.i ? "true" : "false";
    case TANDEM_VALUE_INT:
      return std::to_string(value.as.i);
    case TANDEM_VALUE_DOUBLE:
      return number_text(field, value.as.d);
    case TANDEM_VALUE_DATE:
      return date_text(field, value.as.i);
    case TANDEM_VALUE_INSTANT:
      return instant_text(field, value.as.i, value.aux);
    case TANDEM_VALUE_ID:
      return id_text(field, view(value));
    case TANDEM_VALUE_DECIMAL:
    case TANDEM_VALUE_TEXT:
    case TANDEM_VALUE_ENUM:
    case TANDEM_VALUE_REF:
    case TANDEM_VALUE_JSON:
      return checked_text(field, view(value));
    default:
      refuse(field, "bytes cannot stand in a file of text");
  }
}

std::string json_text(std::string_view field, const tandem_value& value) {
  switch (value.kind) {
    case TANDEM_VALUE_NULL:
      return "null";
    case TANDEM_VALUE_BOOL:
    case TANDEM_VALUE_INT:
    case TANDEM_VALUE_DOUBLE:
      return cell_text(field, value);
    case TANDEM_VALUE_DECIMAL: {
      const std::string_view digits = view(value);
      return is_json_number(digits) ? std::string(digits) : json_string(checked_text(field, digits));
    }
    case TANDEM_VALUE_JSON: {
      std::string document(view(value));
      if (!is_json(document)) refuse(field, "not a JSON document");
      for (char& c : document) {
        if (c == '\n' || c == '\r') c = ' ';  // white space only: a string holds none unescaped
      }
      return document;
    }
    default:
      return json_string(cell_text(field, value));
  }
}

}  // namespace tandem::files
