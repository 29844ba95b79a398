// SPDX-License-Identifier: Apache-2.0
// Body of a judging_policy clause: when a goal is green, amber or red (model F4).
#pragma once

#include "base/error.hpp"
#include "model/catalogue.hpp"

namespace tandem::model {

inline constexpr Field kJudgingPolicyBody[] = {
    {.name = "green_ppm", .type = Type::ppm, .flags = kRequired, .doc = "least pace of a green goal"},
    {.name = "amber_ppm",
     .type = Type::ppm,
     .flags = kRequired,
     .doc = "least pace of an amber goal; below it is red"},
};

inline void check_judging_policy(const Catalogue&, const Json& body) {
  const auto green = body.at("green_ppm").get<std::int64_t>(),
             amber = body.at("amber_ppm").get<std::int64_t>();
  if (0 < amber && amber < green && green <= 1'000'000) return;
  throw Error(TANDEM_INVALID_ARGUMENT,
              "the body of a judging_policy clause: amber_ppm does not lie between 0 and green_ppm",
              "write shares of the expected pace in ppm: 900000 and 750000");
}

}  // namespace tandem::model
