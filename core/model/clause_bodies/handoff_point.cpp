// SPDX-License-Identifier: Apache-2.0
#include "model/clause_bodies/handoff_point.hpp"

#include "base/error.hpp"
#include "model/clause_bodies/checks.hpp"

namespace tandem::model {

void check_handoff_point(const Catalogue& catalogue, const Json& body) {
  constexpr std::string_view kind = "handoff_point";
  if (body.at("from_side") == body.at("to_side")) {
    refuse_body(kind, "from_side and to_side are the same", "a hand-off passes to the other side");
  }
  check_between(kind, body, "accept_window_s", 1, kTenYears);
  check_between(kind, body, "dispute_window_s", 0, kTenYears);  // 0 allows no return after acceptance
  if (!body.contains("required_fields") || body.at("required_fields").is_null()) return;
  const EntityInfo& lead = catalogue.entity(kLead);
  for (const Json& name : body.at("required_fields")) {
    try {
      lead.position(name.get_ref<const std::string&>());
    } catch (const Error& e) {
      refuse_body(kind, "required_fields: " + e.message(), e.advice());
    }
  }
}

}  // namespace tandem::model
