// SPDX-License-Identifier: Apache-2.0
#include "model/clause_bodies/stage_definition.hpp"

#include "model/clause_bodies/checks.hpp"

namespace tandem::model {

void check_stage_definition(const Catalogue& catalogue, const Json& body) {
  check_lead_condition(catalogue, "stage_definition", "predicate", body.at("predicate"));
}

}  // namespace tandem::model
