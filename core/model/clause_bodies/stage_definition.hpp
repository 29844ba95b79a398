// SPDX-License-Identifier: Apache-2.0
// What a lead must show to enter a stage.
#pragma once

#include "model/catalogue.hpp"
#include "model/entities/leads.hpp"

namespace tandem::model {

// clang-format off
inline constexpr Field kStageDefinitionBody[] = {
    {.name = "stage", .type = Type::choice, .flags = kRequired, .choices = kStages, .doc = "the stage that is defined"},
    {.name = "predicate", .type = Type::json, .flags = kRequired, .doc = "condition over leads; a lead that does not fulfil it does not enter the stage"},
};
// clang-format on
void check_stage_definition(const Catalogue& catalogue, const Json& body);

}  // namespace tandem::model
