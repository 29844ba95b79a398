// SPDX-License-Identifier: Apache-2.0
#include "values.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "../engine/date.hpp"
#include "../engine/text.hpp"
#include "ids.hpp"

namespace tandem::sandbox::salesforce {
namespace {

const char* json_token(const Json& value) {
  if (value.is_string()) return "VALUE_STRING";
  if (value.is_boolean()) return value.get<bool>() ? "VALUE_TRUE" : "VALUE_FALSE";
  if (value.is_number_integer()) return "VALUE_NUMBER_INT";
  if (value.is_number()) return "VALUE_NUMBER_FLOAT";
  if (value.is_array()) return "START_ARRAY";
  if (value.is_object()) return "START_OBJECT";
  return "VALUE_NULL";
}

[[noreturn]] void cannot_read(const Field& field, const Json& value) {
  fail("JSON_PARSER_ERROR",
       concat({"Cannot deserialize instance of ", field.wire_type, " from ", json_token(value), " value ",
               value.is_string() ? value.get<std::string>() : dump(value),
               " or request may be missing a required field at [line:1, column:1]"}));
}

// Salesforce counts UTF-16 units.
std::size_t utf16_length(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xc0U) != 0x80U) units += byte >= 0xf0U ? 2 : 1;
  }
  return units;
}

std::string kept_string(const Field& field, const Json& value) {
  if (!value.is_string()) cannot_read(field, value);
  std::string text(trimmed(value.get_ref<const std::string&>()));
  if (field.length > 0 && utf16_length(text) > static_cast<std::size_t>(field.length)) {
    fail("STRING_TOO_LONG",
         concat({field.label, ": data value too large: ", text.substr(0, 255),
                 " (max length=", std::to_string(field.length), ")"}),
         {field.name});
  }
  if (field.type == Type::email && !text.empty() && !looks_like_email(text)) {
    fail("INVALID_EMAIL_ADDRESS", concat({field.label, ": invalid email address: ", text}), {field.name});
  }
  if (field.type == Type::picklist && field.restricted && !text.empty() &&
      std::find(field.values.begin(), field.values.end(), text) == field.values.end()) {
    fail("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
         concat({field.label, ": bad value for restricted picklist field: ", text}), {field.name});
  }
  return text;
}

std::string kept_number(const Field& field, const Json& value) {
  double number = 0;
  if (value.is_number()) {
    number = value.get<double>();
  } else if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    if (trimmed(text).empty()) return {};
    char* end = nullptr;
    number = std::strtod(text.c_str(), &end);
    if (end == nullptr || *end != '\0') cannot_read(field, value);
  } else {
    cannot_read(field, value);
  }
  if (field.type == Type::integer && number != std::floor(number)) cannot_read(field, value);
  const double limit = std::pow(10.0, field.precision - field.scale);
  if (!std::isfinite(number) || std::fabs(number) >= limit) {
    fail("NUMBER_OUTSIDE_VALID_RANGE",
         concat({field.label, ": value outside of valid range on numeric field: ", dump(value)}),
         {field.name});
  }
  return number_text(number, field.type == Type::integer ? -1 : field.scale);
}

std::string kept_boolean(const Field& field, const Json& value) {
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  if (value.is_string() && same_ignoring_case(value.get_ref<const std::string&>(), "true")) return "true";
  if (value.is_string() && same_ignoring_case(value.get_ref<const std::string&>(), "false")) return "false";
  if (value.is_null()) {
    fail("INVALID_TYPE_ON_FIELD_IN_RECORD", concat({field.label, ": value not of required type: ", "null"}),
         {field.name});
  }
  cannot_read(field, value);
}

std::string kept_time(const Field& field, const Json& value) {
  if (!value.is_string()) cannot_read(field, value);
  const auto& text = value.get_ref<const std::string&>();
  if (text.empty()) return {};
  auto seconds = parse_datetime(text, false);
  if (!seconds) seconds = parse_date(text);
  if (!seconds) cannot_read(field, value);
  return field.type == Type::date ? date_text(*seconds) : datetime_text(*seconds);
}

std::string kept_reference(const Object& object, const Field& field, const Json& value) {
  if (!value.is_string()) cannot_read(field, value);
  const auto& text = value.get_ref<const std::string&>();
  if (text.empty()) return {};
  const auto fifteen = normal_id(text);
  if (!fifteen) {
    fail("MALFORMED_ID", concat({field.label, ": id value of incorrect type: ", text}), {field.name});
  }
  static_cast<void>(object);
  return with_checksum(*fifteen);
}

}  // namespace

bool looks_like_email(std::string_view text) {
  const auto at = text.find('@');
  if (at == std::string_view::npos || at == 0 || text.find('@', at + 1) != std::string_view::npos)
    return false;
  const auto domain = text.substr(at + 1);
  const auto dot = domain.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 2 > domain.size() - 1) return false;
  return text.find_first_of(" \t,;<>()\"") == std::string_view::npos &&
         domain.find("..") == std::string_view::npos;
}

std::string number_text(double value, int scale) {
  std::array<char, 64> text{};
  if (scale < 0) {
    std::snprintf(text.data(), text.size(), "%.0f", value);
    return text.data();
  }
  const auto factor = static_cast<double>(std::pow(10.0L, scale));
  // Half up, with a little help for what binary fractions cannot hold (1.005).
  const double rounded = std::copysign(std::floor(std::fabs(value) * factor + 0.5 + 1e-9), value) / factor;
  std::snprintf(text.data(), text.size(), "%.*f", scale, rounded == 0 ? 0.0 : rounded);
  std::string out = text.data();
  if (out.find('.') == std::string::npos) return out + ".0";
  while (out.back() == '0' && out[out.size() - 2] != '.') out.pop_back();
  return out;
}

std::string kept_text(const Object& object, const Field& field, const Json& value) {
  if (field.type == Type::boolean) return kept_boolean(field, value);
  if (value.is_null()) return {};
  switch (field.type) {
    case Type::number:
    case Type::integer:
      return kept_number(field, value);
    case Type::date:
    case Type::datetime:
      return kept_time(field, value);
    case Type::reference:
      return kept_reference(object, field, value);
    default:
      return kept_string(field, value);
  }
}

void append_value(std::string& out, const Field& field, std::string_view kept) {
  switch (field.type) {
    case Type::boolean:
    case Type::number:
    case Type::integer:
      out.append(kept);
      break;
    case Type::id:
    case Type::date:
    case Type::datetime:
    case Type::reference:
      out.push_back('"');
      out.append(kept);
      out.push_back('"');
      break;
    default:
      append_json(out, kept);
  }
}

}  // namespace tandem::sandbox::salesforce
