// SPDX-License-Identifier: Apache-2.0
#include "model/clause_bodies/checks.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "model/entities/leads.hpp"
#include "model/predicate.hpp"

namespace tandem::model {

void refuse_body(std::string_view kind, std::string_view what, std::string advice) {
  throw Error(TANDEM_INVALID_ARGUMENT, concat({"the body of a ", kind, " clause: ", what}),
              std::move(advice));
}

void check_between(std::string_view kind, const Json& body, const char* name, std::int64_t low,
                   std::int64_t high) {
  const auto found = body.find(name);
  if (found == body.end() || found->is_null()) return;
  const std::int64_t value = found->get<std::int64_t>();
  if (value >= low && value <= high) return;
  refuse_body(kind, concat({name, " lies outside its bounds"}),
              concat({"give a number from ", std::to_string(low), " to ", std::to_string(high)}));
}

void check_lead_condition(const Catalogue& catalogue, std::string_view kind, const std::string& path,
                          const Json& condition) {
  try {
    Predicate::parse(catalogue, catalogue.entity(kLead), condition);
  } catch (const Error& e) {
    refuse_body(kind, concat({path, ": ", e.message()}), e.advice());
  }
}

}  // namespace tandem::model
