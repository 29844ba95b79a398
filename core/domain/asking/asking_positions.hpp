// SPDX-License-Identifier: Apache-2.0
// Where the fields of what the sides ask and tell stand in their rows: `row[request::state]`.
#pragma once

#include "model/catalogue.hpp"
#include "model/entities/requests.hpp"
#include "model/entities/voice.hpp"

namespace tandem::domain {

using model::at;

namespace request {
inline constexpr std::size_t from_person = at(model::kRequest, "from_person_id"),
                             from_side = at(model::kRequest, "from_side"),
                             to_side = at(model::kRequest, "to_side"), kind = at(model::kRequest, "kind"),
                             title = at(model::kRequest, "title"), why = at(model::kRequest, "why"),
                             named_accounts = at(model::kRequest, "named_accounts"),
                             use_case = at(model::kRequest, "use_case"),
                             opened_at = at(model::kRequest, "opened_at"),
                             acknowledge_by = at(model::kRequest, "acknowledge_by"),
                             needed_by = at(model::kRequest, "needed_by"),
                             opportunity = at(model::kRequest, "opportunity_id"),
                             priority = at(model::kRequest, "priority"), state = at(model::kRequest, "state"),
                             acknowledged_at = at(model::kRequest, "acknowledged_at"),
                             worker = at(model::kRequest, "worker_person_id"),
                             decline_reason = at(model::kRequest, "decline_reason"),
                             alternative = at(model::kRequest, "alternative"),
                             delivered_at = at(model::kRequest, "delivered_at"),
                             delivery = at(model::kRequest, "delivery"),
                             effort_h = at(model::kRequest, "effort_h"),
                             rating = at(model::kRequest, "rating"),
                             reopen_count = at(model::kRequest, "reopen_count"),
                             reopen_reason = at(model::kRequest, "reopen_reason"),
                             overdue_at = at(model::kRequest, "overdue_at"),
                             closed_at = at(model::kRequest, "closed_at");
}
namespace customer_voice {
inline constexpr std::size_t account = at(model::kCustomerVoice, "account_id"),
                             told_by = at(model::kCustomerVoice, "told_by"),
                             captured_by = at(model::kCustomerVoice, "captured_by"),
                             captured_at = at(model::kCustomerVoice, "captured_at"),
                             kind = at(model::kCustomerVoice, "kind"),
                             text = at(model::kCustomerVoice, "text"),
                             consent = at(model::kCustomerVoice, "consent_to_publish"),
                             journey_stage = at(model::kCustomerVoice, "journey_stage");
}
namespace insight {
inline constexpr std::size_t statement = at(model::kInsight, "statement"),
                             owner = at(model::kInsight, "owner_person_id"),
                             drawn_at = at(model::kInsight, "drawn_at"),
                             evidence = at(model::kInsight, "evidence"),
                             used_in = at(model::kInsight, "used_in");
}
namespace win_loss {
inline constexpr std::size_t opportunity = at(model::kWinLoss, "opportunity_id"),
                             asked_of = at(model::kWinLoss, "asked_of"),
                             result = at(model::kWinLoss, "result"), drivers = at(model::kWinLoss, "drivers"),
                             competitor = at(model::kWinLoss, "competitor"),
                             decision_on = at(model::kWinLoss, "decision_on"),
                             recorded_by = at(model::kWinLoss, "recorded_by");
}
namespace signal {
inline constexpr std::size_t kind = at(model::kSignal, "kind"), strength = at(model::kSignal, "strength"),
                             text = at(model::kSignal, "text"),
                             from_person = at(model::kSignal, "from_person_id"),
                             raised_at = at(model::kSignal, "raised_at"),
                             needs_leadership = at(model::kSignal, "needs_leadership"),
                             due_at = at(model::kSignal, "due_at"), state = at(model::kSignal, "state"),
                             acknowledged_at = at(model::kSignal, "acknowledged_at"),
                             answer = at(model::kSignal, "answer"),
                             overdue_at = at(model::kSignal, "overdue_at");
}
namespace idea {
inline constexpr std::size_t from_person = at(model::kIdea, "from_person_id"),
                             text = at(model::kIdea, "text"), submitted_at = at(model::kIdea, "submitted_at"),
                             state = at(model::kIdea, "state"),
                             adopted_as_entity = at(model::kIdea, "adopted_as_entity"),
                             adopted_as = at(model::kIdea, "adopted_as_id"),
                             reason = at(model::kIdea, "reason"), decided_by = at(model::kIdea, "decided_by"),
                             decided_at = at(model::kIdea, "decided_at");
}

}  // namespace tandem::domain
