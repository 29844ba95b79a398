// SPDX-License-Identifier: Apache-2.0
// What several kinds of clause ask of their bodies beyond the fields' descriptors.
#pragma once

#include <string>
#include <string_view>

#include "model/catalogue.hpp"

namespace tandem::model {

/// No promise runs longer than ten years, in seconds: instants reckoned from it stay in range.
inline constexpr std::int64_t kTenYears = 10LL * 366 * 86'400;

/// Invalid argument naming the kind of clause.
[[noreturn]] void refuse_body(std::string_view kind, std::string_view what, std::string advice);
/// A list of at least one {code, label}, each code once: the reasons that people may give for a no.
void check_coded_reasons(std::string_view kind, const char* field, const Json& body);
/// Where the body has this number, it lies between the bounds.
void check_between(std::string_view kind, const Json& body, const char* name, std::int64_t low,
                   std::int64_t high);
/// The condition is one over leads; `path` names it in the refusal.
void check_lead_condition(const Catalogue& catalogue, std::string_view kind, const std::string& path,
                          const Json& condition);

}  // namespace tandem::model
