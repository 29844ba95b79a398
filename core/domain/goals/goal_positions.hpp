// SPDX-License-Identifier: Apache-2.0
// Where the fields of planning records stand in their rows.
#pragma once

#include "domain/positions.hpp"

namespace tandem::domain {

namespace goal {
inline constexpr std::size_t stretch = at(model::kGoal, "stretch"), segment = at(model::kGoal, "segment_id"),
                             funnel_model = at(model::kGoal, "funnel_model_id");
}
namespace period {
inline constexpr std::size_t name = at(model::kPeriod, "name"), basis = at(model::kPeriod, "basis"),
                             calendar = at(model::kPeriod, "calendar_id");
}
namespace check_in {
inline constexpr std::size_t goal = at(model::kCheckIn, "goal_id"), person = at(model::kCheckIn, "person_id"),
                             at_ = at(model::kCheckIn, "at"), value = at(model::kCheckIn, "value"),
                             confidence = at(model::kCheckIn, "confidence");
}
namespace outcome {
inline constexpr std::size_t goal = at(model::kOutcome, "goal_id"), result = at(model::kOutcome, "result"),
                             statement = at(model::kOutcome, "statement"),
                             causes = at(model::kOutcome, "causes"), actions = at(model::kOutcome, "actions"),
                             learned = at(model::kOutcome, "learned"),
                             closed_at = at(model::kOutcome, "closed_at"),
                             closed_by = at(model::kOutcome, "closed_by");
}
namespace funnel_model {
inline constexpr std::size_t number = at(model::kFunnelModel, "number"),
                             steps = at(model::kFunnelModel, "steps"),
                             average_deal = at(model::kFunnelModel, "average_deal_minor"),
                             currency = at(model::kFunnelModel, "currency"),
                             replaces = at(model::kFunnelModel, "replaces_id"),
                             state = at(model::kFunnelModel, "state"),
                             content_hash = at(model::kFunnelModel, "content_hash");
}
namespace goal_status {
inline constexpr std::size_t goal = at(model::kGoalStatus, "goal_id"),
                             status = at(model::kGoalStatus, "status"),
                             since = at(model::kGoalStatus, "since"),
                             due_at = at(model::kGoalStatus, "due_at");
}

}  // namespace tandem::domain
