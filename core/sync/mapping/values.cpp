// SPDX-License-Identifier: Apache-2.0
#include "sync/mapping/values.hpp"

#include <charconv>
#include <cstdio>

#include "base/error.hpp"
#include "base/money.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

namespace tandem::sync {
namespace {

using model::Type;

[[noreturn]] void unreadable(const Field& field) {
  throw Error(TANDEM_INVALID_ARGUMENT,
              "the remote's value for '" + std::string(field.name) + "' is not a " +
                  std::string(model::type_name(field.type)),
              "correct it at the remote or give the field a transform");
}

std::string double_text(double d) {
  char buffer[40];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, d).ptr;
  return {buffer, end};
}

std::int64_t whole(const Field& field, const Value& value) {
  if (value.kind == TANDEM_VALUE_INT || value.kind == TANDEM_VALUE_BOOL) return value.as.i;
  std::string scratch;
  const auto parsed = decimal_to_minor(trim(plain_view(value, scratch)), 0);
  if (!parsed || parsed->lossy) unreadable(field);
  return parsed->minor;
}

bool truth(const Field& field, const Value& value) {
  if (value.kind == TANDEM_VALUE_BOOL || value.kind == TANDEM_VALUE_INT) return value.as.i != 0;
  std::string scratch;
  const std::string word = ascii_lower(trim(plain_view(value, scratch)));
  if (word == "true" || word == "1" || word == "yes" || word == "y" || word == "t") return true;
  if (word == "false" || word == "0" || word == "no" || word == "n" || word == "f") return false;
  unreadable(field);
}

std::int64_t to_instant(const Field& field, const Value& value) {
  if (value.kind == TANDEM_VALUE_INSTANT) return value.as.i;
  if (value.kind == TANDEM_VALUE_DATE) return value.as.i * kDay;
  std::string scratch;
  const std::string_view text = trim(plain_view(value, scratch));
  if (const auto instant = parse_instant(text)) return *instant;
  if (const auto day = parse_date(text)) return *day * kDay;
  unreadable(field);
}

std::int64_t to_date(const Field& field, const Value& value) {
  if (value.kind == TANDEM_VALUE_DATE) return value.as.i;
  if (value.kind == TANDEM_VALUE_INSTANT) return date_in_zone(value.as.i, "UTC");
  std::string scratch;
  const std::string_view text = trim(plain_view(value, scratch));
  if (const auto day = parse_date(text.substr(0, std::min<std::size_t>(text.size(), 10)))) return *day;
  unreadable(field);
}

Value to_id(const Field& field, const Value& value, Arena& arena) {
  if (value.kind == TANDEM_VALUE_ID) return value;
  std::string scratch;
  const auto id = Id::parse(trim(plain_view(value, scratch)));
  if (!id) unreadable(field);
  return model::bytes(TANDEM_VALUE_ID, arena.keep(id->view()));
}

bool is_blank(const Value& value) {
  return model::is_bytes(value) && value.kind != TANDEM_VALUE_ID && trim(model::view(value)).empty();
}

}  // namespace

std::string plain_text(const Value& value) {
  switch (value.kind) {
    case TANDEM_VALUE_BOOL:
      return value.as.i != 0 ? "true" : "false";
    case TANDEM_VALUE_INT:
      return std::to_string(value.as.i);
    case TANDEM_VALUE_DOUBLE:
      return double_text(value.as.d);
    case TANDEM_VALUE_DATE:
      return format_date(value.as.i);
    case TANDEM_VALUE_INSTANT:
      return format_instant(value.as.i);
    case TANDEM_VALUE_ID:
      return Id::from_view(model::view(value)).text();
    default:
      return std::string(model::view(value));
  }
}

std::string_view plain_view(const Value& value, std::string& scratch) {
  if (model::is_bytes(value) && value.kind != TANDEM_VALUE_ID) return model::view(value);
  scratch = plain_text(value);
  return scratch;
}

Value coerce(const Field& field, const Value& value, Arena& arena) {
  if (!model::has(value)) return value;
  if (is_blank(value)) return model::null();
  Value typed;
  switch (field.type) {
    case Type::integer:
    case Type::minor:
    case Type::ppm:
    case Type::duration:
      typed = model::integer(whole(field, value));
      break;
    case Type::boolean:
      typed = model::boolean(truth(field, value));
      break;
    case Type::date:
      typed = model::date(to_date(field, value));
      break;
    case Type::instant:
      typed = model::instant(to_instant(field, value));
      break;
    case Type::id:
    case Type::ref:
      typed = to_id(field, value, arena);
      break;
    default: {
      std::string scratch;
      std::string_view text = plain_view(value, scratch);
      if (field.type == Type::set && value.kind == TANDEM_VALUE_ID) {  // one reference is a set of one
        scratch = Json::array({text}).dump();
        text = scratch;
      }
      typed = model::bytes(model::value_kind(field.type), scratch.empty() ? text : arena.keep(text));
    }
  }
  return model::canonical(field, typed, arena);
}

Json pack(const Value* values, std::size_t count) {
  Json packed = Json::array();
  for (std::size_t i = 0; i < count; ++i) {
    const Value& v = values[i];
    Json item = Json::array({v.kind});
    if (v.kind == TANDEM_VALUE_DOUBLE) {
      item.push_back(double_text(v.as.d));
    } else if (v.kind == TANDEM_VALUE_BYTES || v.kind == TANDEM_VALUE_ID) {
      item.push_back(hex(model::view(v)));
    } else if (model::is_bytes(v)) {
      item.push_back(std::string(model::view(v)));
    } else if (model::has(v)) {
      item.push_back(v.as.i);
    }
    packed.push_back(std::move(item));
  }
  return packed;
}

void unpack(const Json& packed, std::vector<Value>& out, Arena& arena) {
  out.clear();
  for (const Json& item : packed) {
    const auto kind = item.at(0).get<std::uint16_t>();
    Value v{kind, 0, 0, {0}};
    if (item.size() > 1 && item[1].is_string()) {
      std::string text = item[1].get<std::string>();
      if (kind == TANDEM_VALUE_DOUBLE) {
        std::from_chars(text.data(), text.data() + text.size(), v.as.d);
      } else {
        if (kind == TANDEM_VALUE_BYTES || kind == TANDEM_VALUE_ID) {
          std::string raw;
          for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
            raw.push_back(static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16)));
          }
          text = std::move(raw);
        }
        v = model::bytes(kind, arena.keep(text));
      }
    } else if (item.size() > 1) {
      v.as.i = item[1].get<std::int64_t>();
    }
    out.push_back(v);
  }
}

}  // namespace tandem::sync
