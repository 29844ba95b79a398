// SPDX-License-Identifier: Apache-2.0
// What the guards of requests, feedback, voices, signals and ideas share.
#pragma once

#include <string>
#include <string_view>

#include "domain/step.hpp"

namespace tandem::domain {

/// The side of the argument `to_side`, else the other one of marketing and sales.
std::string side_asked(const Json& args, const Who& who);
/// Invalid argument unless the text says something.
std::string required_text(const Json& args, const char* name, std::string_view advice);

}  // namespace tandem::domain
