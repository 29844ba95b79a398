// SPDX-License-Identifier: Apache-2.0
// What the checks of several kinds of clause body share.
#pragma once

#include <string>
#include <string_view>

#include "model/catalogue.hpp"

namespace tandem::model {

/// Invalid argument: "the body of a <kind> clause: <what>".
[[noreturn]] void refuse_body(std::string_view kind, const std::string& what, const std::string& advice);
/// A list of at least one {code, label}, each code once: the reasons that people may give for a no.
void check_coded_reasons(std::string_view kind, const char* field, const Json& body);
/// The duration, where given, is more than nothing.
void check_positive(std::string_view kind, const char* field, const Json& body);

}  // namespace tandem::model
