// SPDX-License-Identifier: Apache-2.0
// Tryton's JSON values, with their {"__class__": …} tags, and the values of the adapter ABI.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <tandem/cpp/adapter/rows.hpp>

namespace tandem::tryton {

using Json = nlohmann::json;

/// The id of a record that Tryton sent; 0 where it has none.
inline std::int64_t id_of(const Json& record) { return record.value("id", std::int64_t{0}); }

enum class Kind {
  inferred,  ///< of a dotted field: as the JSON value looks
  text,
  choice,
  integer,
  numeric,   ///< exact, tagged Decimal
  floating,  ///< a JSON number
  boolean,   ///< 0 and 1 on SQLite
  date,
  instant,
  many2one,   ///< an id
  reference,  ///< "model,id"
  list,       ///< ids of x2many
  other,
};

/// Of a field type that fields_get tells.
Kind kind_of(std::string_view tryton_type);
/// Its name in an adapter's schema.
const char* schema_type(Kind kind);

/// Puts a Tryton value into a row.
void put_value(adapter::RowBuilder& row, std::size_t position, const Json& value, Kind kind);

/// A value on its way to Tryton; nothing where it cannot be one of this kind.
std::optional<Json> write_value(const tandem_value& value, Kind kind);

/// Microseconds since 1970 UTC of a tagged datetime; nothing for anything else.
std::optional<std::int64_t> read_instant(const Json& value);
Json instant_json(std::int64_t microseconds);
/// Days since 1970 of a tagged date.
std::optional<std::int64_t> read_date(const Json& value);

bool truthy(const Json& value);

}  // namespace tandem::tryton
