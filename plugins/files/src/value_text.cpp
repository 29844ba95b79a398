// SPDX-License-Identifier: Apache-2.0
#include "value_text.hpp"

#include <cmath>
#include <tandem/cpp/adapter/value_text.hpp>
#include <tandem/cpp/utf8.hpp>

#include "json_line.hpp"

namespace tandem::files {
namespace {

using adapter::view;

[[noreturn]] void refuse(std::string_view field, const char* why) {
  throw FieldRefused{std::string(field), why};
}

void check_day(std::string_view field, std::int64_t days) {
  if (days < -719528 || days > 2932896) refuse(field, "the date lies outside the years 0 to 9999");
}

void check_text(std::string_view field, std::string_view text) {
  if (!utf8::is_text(text)) refuse(field, "not valid UTF-8 text, or it holds a NUL");
}

void check(std::string_view field, const tandem_value& value) {
  switch (value.kind) {
    case TANDEM_VALUE_NULL:
    case TANDEM_VALUE_BOOL:
    case TANDEM_VALUE_INT:
      return;
    case TANDEM_VALUE_DOUBLE:
      if (!std::isfinite(value.as.d)) refuse(field, "infinite numbers cannot stand in a file");
      return;
    case TANDEM_VALUE_DATE:
      return check_day(field, value.as.i);
    case TANDEM_VALUE_INSTANT:
      return check_day(field, times::day_of_instant(value.as.i));
    case TANDEM_VALUE_ID:
      if (view(value).size() != 16) refuse(field, "an id has sixteen bytes");
      return;
    case TANDEM_VALUE_DECIMAL:
    case TANDEM_VALUE_TEXT:
    case TANDEM_VALUE_ENUM:
    case TANDEM_VALUE_REF:
    case TANDEM_VALUE_JSON:
      return check_text(field, view(value));
    default:
      refuse(field, "bytes cannot stand in a file of text");
  }
}

}  // namespace

std::string cell_text(std::string_view field, const tandem_value& value) {
  check(field, value);
  return adapter::value_text(value);
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
      const std::string digits = cell_text(field, value);
      return is_json_number(digits) ? digits : json_string(digits);
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
