// SPDX-License-Identifier: Apache-2.0
// Where the fields of field events stand in their rows.
#pragma once

#include "domain/leads/lead_positions.hpp"
#include "domain/positions.hpp"

namespace tandem::domain {

namespace lead {
inline constexpr std::size_t follow_up_missed_at = at(model::kLead, "follow_up_missed_at");
}
namespace field_event {
inline constexpr std::size_t starts_at = at(model::kFieldEvent, "starts_at"),
                             ends_at = at(model::kFieldEvent, "ends_at"),
                             message = at(model::kFieldEvent, "message"),
                             followup_window = at(model::kFieldEvent, "followup_window_s"),
                             calendar = at(model::kFieldEvent, "calendar_id"),
                             state = at(model::kFieldEvent, "state"),
                             cancel_reason = at(model::kFieldEvent, "cancel_reason"),
                             content_hash = at(model::kFieldEvent, "content_hash"),
                             message_late_at = at(model::kFieldEvent, "message_late_at"),
                             follow_up_by = at(model::kFieldEvent, "follow_up_by");
}
namespace field_event_staff {
inline constexpr std::size_t field_event = at(model::kFieldEventStaff, "field_event_id"),
                             briefed_at = at(model::kFieldEventStaff, "briefed_at");
}

}  // namespace tandem::domain
