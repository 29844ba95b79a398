// SPDX-License-Identifier: Apache-2.0
#include "soql.hpp"

#include <algorithm>
#include <tandem/cpp/times.hpp>

namespace tandem::salesforce {
namespace {

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

void append_list(std::string& out, const std::vector<std::string>& items, std::string_view between) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i != 0) out += between;
    out += items[i];
  }
}

}  // namespace

std::string soql_text(std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out = "'";
  for (const char c : text) {
    switch (c) {
      case '\'':
        out += "\\'";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += "\\u00";
          out += kHex[static_cast<unsigned char>(c) >> 4];
          out += kHex[static_cast<unsigned char>(c) & 15];
        } else {
          out += c;
        }
    }
  }
  return out += '\'';
}

std::string soql_instant(std::int64_t microseconds) {
  const std::int64_t fraction = microseconds - times::day_of_instant(microseconds) * times::kDay;
  return times::instant_text(microseconds, fraction % times::kSecond >= 1'000 ? 3 : 0);
}

std::string url_encoded(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size() * 3 / 2);
  for (const char c : text) {
    if (is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
    } else {
      out += '%';
      out += kHex[static_cast<unsigned char>(c) >> 4];
      out += kHex[static_cast<unsigned char>(c) & 15];
    }
  }
  return out;
}

bool is_object_name(std::string_view name) {
  return !name.empty() && name.size() <= 80 && is_letter(name.front()) &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
}

bool is_field_path(std::string_view name) {
  while (true) {
    const std::size_t dot = name.find('.');
    if (!is_object_name(name.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    name.remove_prefix(dot + 1);
  }
}

std::string select(const std::vector<std::string>& fields, std::string_view type,
                   const std::vector<std::string>& conditions, std::string_view order) {
  std::string query = "SELECT ";
  append_list(query, fields, ",");
  query.append(" FROM ").append(type);
  if (!conditions.empty()) {
    query += " WHERE ";
    append_list(query, conditions, " AND ");
  }
  if (!order.empty()) query.append(" ORDER BY ").append(order);
  return query;
}

std::vector<std::string> in_lists(std::string_view field, const std::vector<std::string>& values,
                                  std::size_t used) {
  const std::size_t room = used + 1'000 < kLongestAddress ? kLongestAddress - used : 1'000;
  std::vector<std::string> lists;
  std::size_t size = 0;
  for (const std::string& value : values) {
    const std::string item = soql_text(value);
    const std::size_t bytes = url_encoded(item).size() + 3;  // and its comma
    if (lists.empty() || size + bytes > room) {
      if (!lists.empty()) lists.back() += ')';
      lists.push_back(std::string(field) + " IN (");
      size = field.size() + 20;
    } else {
      lists.back() += ',';
    }
    lists.back() += item;
    size += bytes;
  }
  if (!lists.empty()) lists.back() += ')';
  return lists;
}

}  // namespace tandem::salesforce
