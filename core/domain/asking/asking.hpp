// SPDX-License-Identifier: Apache-2.0
// What the guards of requests, feedback, voices, signals and ideas share.
#pragma once

#include <string>
#include <string_view>

#include "domain/guards.hpp"

namespace tandem::domain {

/// A confirmed person; unlike `confirmed_person`, the system does not pass: these are people's words.
Who named_person(Change& change, std::string_view verb);
/// The same, of this side.
Who named_person_of(Change& change, std::string_view verb, Side side);
/// The side of the argument `to_side`, else the other one of marketing and sales.
std::string side_asked(const Json& args, const Who& who);
/// Invalid argument unless the text says something.
std::string required_text(const Json& args, const char* name, std::string_view advice);
/// Invalid argument where something would happen before what it follows from.
void require_after(Instant at, Instant earliest, std::string_view what);

}  // namespace tandem::domain
