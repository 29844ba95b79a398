// SPDX-License-Identifier: Apache-2.0
// What the sides may ask of each other, how soon an ask is acknowledged, and how it may be declined.
#pragma once

#include "model/catalogue.hpp"

// One field a line reads better than the formatter's columns.
// clang-format off
namespace tandem::model {

inline constexpr Field kRequestPolicyBody[] = {
    {.name = "marketing_may_ask", .type = Type::set, .flags = kRequired, .doc = "kinds of request that marketing may open"},
    {.name = "sales_may_ask", .type = Type::set, .flags = kRequired, .doc = "kinds of request that sales may open"},
    {.name = "acknowledge_within_s", .type = Type::duration, .flags = kRequired, .doc = "time for the asked side to say that it has read a request"},
    {.name = "decline_reasons", .type = Type::json, .flags = kRequired, .doc = "[{code, label}]; a declined request names one of the codes"},
    {.name = "signal_within_s", .type = Type::duration, .doc = "time for leadership to acknowledge a signal that needs it", .fallback = "172800"},
};
void check_request_policy(const Catalogue& catalogue, const Json& body);

}  // namespace tandem::model
// clang-format on
