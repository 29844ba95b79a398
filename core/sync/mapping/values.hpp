// SPDX-License-Identifier: Apache-2.0
// Between what a remote shows and the kinds of Tandem's fields.
#pragma once

#include <string>
#include <string_view>

#include "model/document.hpp"

namespace tandem::sync {

using model::Arena;
using model::Field;
using model::Value;

/// The text a person would type for a raw value; empty for null.
std::string plain_text(const Value& value);
/// The same without a copy where the value is text already.
std::string_view plain_view(const Value& value, std::string& scratch);

/// Brings a raw value to the kind of `field` and to its canonical form; blank text is null. Invalid
/// argument where it cannot be read as that type (the message never repeats the value).
Value coerce(const Field& field, const Value& value, Arena& arena);

/// Raw values as JSON and back, kinds kept: for parked rows and attempts.
Json pack(const Value* values, std::size_t count);
void unpack(const Json& packed, std::vector<Value>& out, Arena& arena);

}  // namespace tandem::sync
