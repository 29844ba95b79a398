// SPDX-License-Identifier: Apache-2.0
// Between JSON documents and rows, and the canonical form of every value.
#pragma once

#include <string>
#include <string_view>

#include "model/catalogue.hpp"

namespace tandem::model {

/// Puts one value in canonical form (trimmed mail in lower case, decimal without idle zeros, sorted
/// set, Unicode text without control characters …) or throws invalid argument naming the field. The
/// result's text lives in `arena`. Null passes; absent passes.
Value canonical(const Field& field, const Value& value, Arena& arena);

/// Reads a record document into a row: absent = keep, null = clear, unknown key = error with the
/// nearest name. Values come out in canonical form. `id` may be given; the other common fields are
/// refused. Hot: parsed by simdjson, fields found in the order they usually stand in.
void read_document(const EntityInfo& entity, std::string_view json, Row& out);
/// The same from a parsed document (verb arguments, mapped rows).
Value from_json(const Field& field, const Json& json, Arena& arena);

/// One row as a JSON document, appended to `out`; null fields are written as null.
void write_document(const EntityInfo& entity, const Row& row, std::string& out);
Json to_json(const Field& field, const Value& value);
Json to_json(const EntityInfo& entity, const Row& row);
/// A value as a person reads it in a table or a CSV file; empty for null.
std::string to_text(Type type, const Value& value);

}  // namespace tandem::model
