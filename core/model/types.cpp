// SPDX-License-Identifier: Apache-2.0
// What each field type is called, how SQLite stores it and which kind of value carries it.
#include <array>

#include "base/error.hpp"
#include "base/text.hpp"
#include "model/catalogue.hpp"

namespace tandem::model {
namespace {

struct TypeFacts {
  std::string_view name;
  std::string_view sql;
  std::uint16_t kind;
};

// In the order of the enumeration.
constexpr std::array<TypeFacts, 19> kTypes = {{
    {"id", "BLOB", TANDEM_VALUE_ID},
    {"ref", "BLOB", TANDEM_VALUE_ID},
    {"text", "TEXT", TANDEM_VALUE_TEXT},
    {"email", "TEXT", TANDEM_VALUE_TEXT},
    {"phone", "TEXT", TANDEM_VALUE_TEXT},
    {"zone", "TEXT", TANDEM_VALUE_TEXT},
    {"currency", "TEXT", TANDEM_VALUE_TEXT},
    {"country", "TEXT", TANDEM_VALUE_TEXT},
    {"integer", "INTEGER", TANDEM_VALUE_INT},
    {"minor", "INTEGER", TANDEM_VALUE_INT},
    {"decimal", "TEXT", TANDEM_VALUE_DECIMAL},
    {"ppm", "INTEGER", TANDEM_VALUE_INT},
    {"boolean", "INTEGER", TANDEM_VALUE_BOOL},
    {"date", "INTEGER", TANDEM_VALUE_DATE},
    {"instant", "INTEGER", TANDEM_VALUE_INSTANT},
    {"duration", "INTEGER", TANDEM_VALUE_INT},
    {"choice", "TEXT", TANDEM_VALUE_ENUM},
    {"set", "TEXT", TANDEM_VALUE_JSON},
    {"json", "TEXT", TANDEM_VALUE_JSON},
}};
static_assert(kTypes[static_cast<std::size_t>(Type::json)].name == "json");
static_assert(kTypes[static_cast<std::size_t>(Type::choice)].name == "choice");

const TypeFacts& facts(Type type) { return kTypes.at(static_cast<std::size_t>(type)); }

constexpr std::array<std::string_view, 6> kSideNames = {"none",       "marketing", "sales",
                                                        "leadership", "shared",    "external"};
constexpr std::array<std::string_view, 4> kSetByNames = {"host", "verb", "derived", "sync"};

}  // namespace

std::string_view type_name(Type type) { return facts(type).name; }
std::string_view sql_type(Type type) { return facts(type).sql; }
std::uint16_t value_kind(Type type) { return facts(type).kind; }

std::string_view side_name(Side side) { return kSideNames.at(static_cast<std::size_t>(side)); }

Side parse_side(std::string_view name) {
  for (std::size_t i = 0; i < kSideNames.size(); ++i) {
    if (kSideNames[i] == name) return static_cast<Side>(i);
  }
  throw Error(TANDEM_INVALID_ARGUMENT, "no side '" + escape_controls(cut(name, 40)) + "'",
              "sides are marketing, sales, leadership, shared and external");
}

std::string_view set_by_name(SetBy set_by) { return kSetByNames.at(static_cast<std::size_t>(set_by)); }

}  // namespace tandem::model
