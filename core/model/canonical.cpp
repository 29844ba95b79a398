// SPDX-License-Identifier: Apache-2.0
#include "model/canonical.hpp"

#include <algorithm>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/money.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "model/document.hpp"

namespace tandem::model {
namespace {

constexpr Days kFirstDay = -719'528;  // 0000-01-01
constexpr Days kLastDay = 2'932'896;  // 9999-12-31

std::string_view expected(Type type) {
  switch (type) {
    case Type::id:
    case Type::ref:
      return "must be an id";
    case Type::boolean:
      return "must be true or false";
    case Type::integer:
    case Type::minor:
    case Type::ppm:
    case Type::duration:
      return "must be a whole number within ±2^53−1";
    case Type::date:
      return "must be a date";
    case Type::instant:
      return "must be an instant";
    case Type::decimal:
      return "must be a decimal as text";
    case Type::set:
      return "must be a list of texts";
    default:
      return "must be text";
  }
}

std::string form(Type type) {
  switch (type) {
    case Type::id:
    case Type::ref:
      return "give the id as text of 36 characters, as `tandem get` prints it";
    case Type::minor:
      return "give money as a whole number of minor units: 12.50 EUR is 1250";
    case Type::ppm:
      return "give a share in parts per million: 25 % is 250000";
    case Type::duration:
      return "give a duration in whole seconds";
    case Type::date:
      return "write YYYY-MM-DD, a day that exists";
    case Type::instant:
      return "give microseconds since 1970 UTC, or ISO 8601 with an offset: 2026-03-04T16:00:00Z";
    case Type::decimal:
      return "write \"12.5\" in quotes, with a point and without grouping";
    default:
      return "look the field's type up with `tandem catalogue`";
  }
}

bool control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

std::string_view checked_text(const Field& field, const Value& value, Trust trust) {
  if (value.kind != TANDEM_VALUE_TEXT && value.kind != TANDEM_VALUE_ENUM && value.kind != TANDEM_VALUE_REF) {
    refuse_kind(field);
  }
  const std::string_view s = view(value);
  if (trust == Trust::none && !s.empty() && !valid_text(s)) {
    refuse(field, "is not valid UTF-8 text", "send UTF-8 without NUL characters");
  }
  return s;
}

/// Line ends become \n; other control characters but the tab go. NUL is an error, not a blank.
std::string_view clean_text(const Field& field, std::string_view s, Scratch& scratch) {
  if (std::none_of(s.begin(), s.end(), control)) return s;
  scratch.text.clear();
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] == 0) refuse(field, "holds a NUL character", "send UTF-8 without NUL characters");
    const bool line_end = s[i] == '\r' && (i + 1 == s.size() || s[i + 1] != '\n');
    if (line_end) {
      scratch.text += '\n';
    } else if (!control(s[i]) || s[i] == '\n' || s[i] == '\t') {
      scratch.text += s[i];
    }
  }
  return scratch.text;
}

/// One line: no control characters at all, no blanks around it.
std::string_view one_line(const Field& field, const Value& value, Trust trust) {
  const std::string_view s = trim(checked_text(field, value, trust));
  if (std::any_of(s.begin(), s.end(), control)) {
    refuse(field, "holds control characters", "write it on one line");
  }
  return s;
}

Value email(const Field& field, std::string_view s, Scratch& scratch) {
  if (s.empty()) return null();
  const auto sign = s.rfind('@');
  const bool blank = s.find_first_of(" \t<>(),;:\"[]\\") != std::string_view::npos;
  if (blank || sign == std::string_view::npos || sign == 0 || sign + 1 == s.size() || s.find('@') != sign) {
    refuse(field, "is not a mail address", "write it as name@example.com, one address");
  }
  if (std::none_of(s.begin(), s.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) return text(s);
  scratch.text = ascii_lower(s);
  return text(scratch.text);
}

Value phone(const Field& field, std::string_view s, Scratch& scratch) {
  if (s.empty()) return null();
  scratch.text.clear();
  for (const char c : s) {
    if (c >= '0' && c <= '9') {
      scratch.text += c;
    } else if (c == '+' && scratch.text.empty()) {
      scratch.text += c;
    } else if (std::string_view(" -./()").find(c) == std::string_view::npos && (c & 0x80) == 0) {
      refuse(field, "is not a telephone number",
             "write digits, a plus in front, and at most blanks, dots, hyphens and brackets between");
    }
  }
  if (scratch.text.empty() || scratch.text == "+") {
    refuse(field, "is not a telephone number", "write at least one digit");
  }
  return text(scratch.text);
}

Value upper(std::string_view s, Scratch& scratch) {
  scratch.text.assign(s);
  for (char& c : scratch.text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text(scratch.text);
}

Value currency(const Field& field, std::string_view s, Scratch& scratch) {
  if (minor_digits(s)) return text(s);
  const Value code = upper(s, scratch);
  if (minor_digits(view(code))) return code;
  refuse(field, "is not a currency", "use the code of ISO 4217, such as EUR or BRL");
}

Value country(std::string_view s, Scratch& scratch) {
  if (s.empty()) return null();
  const bool code = s.size() == 2 && std::all_of(s.begin(), s.end(), [](char c) {
                      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
                    });
  return code ? upper(s, scratch) : text(s);
}

Value zone(const Field& field, std::string_view s) {
  if (!zone_exists(std::string(s))) {
    refuse(field, "is not a time zone", "use an IANA name such as Europe/Berlin");
  }
  return text(s);
}

Value choice(const Field& field, std::string_view s) {
  std::string all;
  for (std::size_t i = 0; i < field.choices.size(); ++i) {
    if (field.choices[i] != s) continue;
    Value out = bytes(TANDEM_VALUE_ENUM, field.choices[i]);
    out.aux = static_cast<std::uint16_t>(i + 1);
    return out;
  }
  for (const std::string_view name : field.choices) {
    if (!all.empty()) all += ", ";
    all += name;
  }
  refuse(field, "is none of its choices", "use one of: " + all);
}

Value reference(const Field& field, const Value& value, Scratch& scratch) {
  if (value.kind == TANDEM_VALUE_ID) {
    if (value.size != 16) refuse_kind(field);
    return value;
  }
  if (value.kind != TANDEM_VALUE_TEXT && value.kind != TANDEM_VALUE_REF) refuse_kind(field);
  const auto parsed = Id::parse(view(value));
  if (!parsed) refuse_kind(field);
  scratch.id = *parsed;
  return id(scratch.id);
}

Value whole(const Field& field, const Value& value, std::uint16_t kind) {
  if (value.as.i > kMaxInteger || value.as.i < -kMaxInteger) refuse_kind(field);
  return scalar(kind, value.as.i);
}

Value civil_date(const Field& field, const Value& value) {
  std::int64_t days = value.as.i;
  if (value.kind == TANDEM_VALUE_TEXT) {
    const auto parsed = parse_date(view(value));
    if (!parsed) refuse_kind(field);
    days = *parsed;
  } else if (value.kind != TANDEM_VALUE_DATE) {
    refuse_kind(field);
  }
  if (days < kFirstDay || days > kLastDay) refuse_kind(field);
  return date(days);
}

Value moment(const Field& field, const Value& value) {
  if (value.kind == TANDEM_VALUE_TEXT) {
    const auto parsed = parse_instant(view(value));
    if (!parsed) refuse_kind(field);
    return whole(field, instant(*parsed), TANDEM_VALUE_INSTANT);
  }
  if (value.kind != TANDEM_VALUE_INSTANT && value.kind != TANDEM_VALUE_INT) refuse_kind(field);
  return whole(field, value, TANDEM_VALUE_INSTANT);
}

Value decimal(const Field& field, const Value& value, Scratch& scratch) {
  if (value.kind == TANDEM_VALUE_INT) {
    scratch.text = std::to_string(value.as.i);
    return bytes(TANDEM_VALUE_DECIMAL, scratch.text);
  }
  if (value.kind != TANDEM_VALUE_DECIMAL && value.kind != TANDEM_VALUE_TEXT) refuse_kind(field);
  auto number = canonical_decimal(view(value));
  if (!number) refuse_kind(field);
  scratch.text = std::move(*number);
  return bytes(TANDEM_VALUE_DECIMAL, scratch.text);
}

Json parsed(const Field& field, const Value& value) {
  if (value.kind != TANDEM_VALUE_JSON && value.kind != TANDEM_VALUE_TEXT) refuse_kind(field);
  return parse_json(view(value), field.name);
}

Value set(const Field& field, const Value& value, Scratch& scratch) {
  const Json list = parsed(field, value);
  if (!list.is_array()) refuse_kind(field);
  std::vector<std::string> items;
  for (const Json& item : list) {
    if (!item.is_string()) refuse_kind(field);
    const std::string_view clean = clean_text(field, item.get_ref<const std::string&>(), scratch);
    items.emplace_back(clean);
  }
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
  scratch.text = dump_json(Json(items), field.name);
  return bytes(TANDEM_VALUE_JSON, scratch.text);
}

bool has_nul(const Json& json) {
  if (json.is_string()) return json.get_ref<const std::string&>().find('\0') != std::string::npos;
  if (!json.is_structured()) return false;
  for (const auto& [key, item] : json.items()) {
    if (key.find('\0') != std::string::npos || has_nul(item)) return true;
  }
  return false;
}

Value json_document(const Field& field, const Value& value, Scratch& scratch) {
  const Json json = parsed(field, value);
  if (has_nul(json)) refuse(field, "holds a NUL character", "leave out \\u0000");
  scratch.text = dump_json(json, field.name);
  return bytes(TANDEM_VALUE_JSON, scratch.text);
}

}  // namespace

void refuse(const Field& field, std::string_view what, std::string advice) {
  throw Error(TANDEM_INVALID_ARGUMENT, std::string(field.name) + " " + std::string(what), std::move(advice));
}

void refuse_kind(const Field& field) { refuse(field, expected(field.type), form(field.type)); }

Value canonical_view(const Field& field, const Value& value, Trust trust, Scratch& scratch) {
  if (!has(value)) return value;
  switch (field.type) {
    case Type::id:
    case Type::ref:
      return reference(field, value, scratch);
    case Type::text:
      return text(clean_text(field, checked_text(field, value, trust), scratch));
    case Type::email:
      return email(field, one_line(field, value, trust), scratch);
    case Type::phone:
      return phone(field, one_line(field, value, trust), scratch);
    case Type::zone:
      return zone(field, one_line(field, value, trust));
    case Type::currency:
      return currency(field, one_line(field, value, trust), scratch);
    case Type::country:
      return country(one_line(field, value, trust), scratch);
    case Type::integer:
    case Type::minor:
    case Type::ppm:
    case Type::duration:
      if (value.kind != TANDEM_VALUE_INT) refuse_kind(field);
      return whole(field, value, TANDEM_VALUE_INT);
    case Type::decimal:
      return decimal(field, value, scratch);
    case Type::boolean:
      if (value.kind != TANDEM_VALUE_BOOL) refuse_kind(field);
      return boolean(value.as.i != 0);
    case Type::date:
      return civil_date(field, value);
    case Type::instant:
      return moment(field, value);
    case Type::choice:
      return choice(field, checked_text(field, value, trust));
    case Type::set:
      return set(field, value, scratch);
    case Type::json:
      return json_document(field, value, scratch);
  }
  refuse_kind(field);
}

Value canonical(const Field& field, const Value& value, Arena& arena) {
  Scratch scratch;
  Value out = canonical_view(field, value, Trust::none, scratch);
  if (is_bytes(out)) out.as.s = arena.keep(view(out)).data();
  return out;
}

}  // namespace tandem::model
