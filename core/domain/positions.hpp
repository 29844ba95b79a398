// SPDX-License-Identifier: Apache-2.0
// Where the fields that rules touch stand in their rows: `row[lead::stage]`.
#pragma once

#include "model/catalogue.hpp"
#include "model/entities/all.hpp"

namespace tandem::domain {

using model::at;

namespace person {
inline constexpr std::size_t name = at(model::kPerson, "name"), email = at(model::kPerson, "email"),
                             side = at(model::kPerson, "side"), confirmed = at(model::kPerson, "confirmed"),
                             time_zone = at(model::kPerson, "time_zone"),
                             is_signer = at(model::kPerson, "is_signer"),
                             is_admin = at(model::kPerson, "is_admin"), active = at(model::kPerson, "active");
}
namespace team {
inline constexpr std::size_t name = at(model::kTeam, "name"), side = at(model::kTeam, "side"),
                             lead_person = at(model::kTeam, "lead_person_id"),
                             is_queue = at(model::kTeam, "is_queue");
}
namespace segment {
inline constexpr std::size_t rule = at(model::kSegment, "rule");
}
namespace lead {
inline constexpr std::size_t captured_at = at(model::kLead, "captured_at"), stage = at(model::kLead, "stage"),
                             disposition = at(model::kLead, "disposition"),
                             owner = at(model::kLead, "owner_person_id"),
                             queue = at(model::kLead, "queue_team_id"),
                             assigned_at = at(model::kLead, "assigned_at"),
                             first_assigned_at = at(model::kLead, "first_assigned_at"),
                             first_human_touch_at = at(model::kLead, "first_human_touch_at"),
                             closed_at = at(model::kLead, "closed_at"),
                             close_reason = at(model::kLead, "close_reason"),
                             is_history = at(model::kLead, "is_history");
}
namespace stage_entry {
inline constexpr std::size_t lead = at(model::kStageEntry, "lead_id"),
                             opportunity = at(model::kStageEntry, "opportunity_id"),
                             stage = at(model::kStageEntry, "stage"),
                             entered_at = at(model::kStageEntry, "entered_at"),
                             left_at = at(model::kStageEntry, "left_at"),
                             cause = at(model::kStageEntry, "cause"),
                             person = at(model::kStageEntry, "person_id");
}
namespace touch {
inline constexpr std::size_t lead = at(model::kTouch, "lead_id"),
                             opportunity = at(model::kTouch, "opportunity_id"), at_ = at(model::kTouch, "at"),
                             channel = at(model::kTouch, "channel"),
                             direction = at(model::kTouch, "direction"),
                             person = at(model::kTouch, "person_id"), side = at(model::kTouch, "side"),
                             is_automated = at(model::kTouch, "is_automated"),
                             campaign = at(model::kTouch, "campaign_id"), note = at(model::kTouch, "note");
}
namespace opportunity {
inline constexpr std::size_t lead = at(model::kOpportunity, "lead_id"),
                             amount = at(model::kOpportunity, "amount_minor"),
                             currency = at(model::kOpportunity, "currency"),
                             stage = at(model::kOpportunity, "stage"),
                             result = at(model::kOpportunity, "result"),
                             closed_at = at(model::kOpportunity, "closed_at"),
                             loss_reason = at(model::kOpportunity, "loss_reason"),
                             is_history = at(model::kOpportunity, "is_history");
}
namespace handoff {
inline constexpr std::size_t lead = at(model::kHandoff, "lead_id"), point = at(model::kHandoff, "point_id"),
                             version = at(model::kHandoff, "version_id"),
                             offered_at = at(model::kHandoff, "offered_at"),
                             offered_by = at(model::kHandoff, "offered_by"),
                             to_person = at(model::kHandoff, "to_person_id"),
                             state = at(model::kHandoff, "state"), due_at = at(model::kHandoff, "due_at"),
                             decided_at = at(model::kHandoff, "decided_at"),
                             decided_by = at(model::kHandoff, "decided_by"),
                             reason = at(model::kHandoff, "reason"), note = at(model::kHandoff, "note"),
                             was_accepted = at(model::kHandoff, "was_accepted");
}
namespace metric {
inline constexpr std::size_t key = at(model::kMetric, "key"), name = at(model::kMetric, "name"),
                             unit = at(model::kMetric, "unit"), kind = at(model::kMetric, "kind"),
                             direction = at(model::kMetric, "direction"),
                             horizon = at(model::kMetric, "horizon"), source = at(model::kMetric, "source"),
                             path = at(model::kMetric, "path_to_revenue_id");
}
namespace period {
inline constexpr std::size_t starts_on = at(model::kPeriod, "starts_on"),
                             ends_on = at(model::kPeriod, "ends_on"),
                             time_zone = at(model::kPeriod, "time_zone"),
                             season = at(model::kPeriod, "season");
}
namespace goal {
inline constexpr std::size_t title = at(model::kGoal, "title"), metric = at(model::kGoal, "metric_id"),
                             period = at(model::kGoal, "period_id"), baseline = at(model::kGoal, "baseline"),
                             target = at(model::kGoal, "target"), currency = at(model::kGoal, "currency"),
                             side = at(model::kGoal, "side"), parent = at(model::kGoal, "parent_goal_id"),
                             link_kind = at(model::kGoal, "link_kind"), weight = at(model::kGoal, "weight"),
                             state = at(model::kGoal, "state"), amends = at(model::kGoal, "amends_goal_id"),
                             content_hash = at(model::kGoal, "content_hash");
}
namespace guideline {
inline constexpr std::size_t key = at(model::kGuideline, "key"), title = at(model::kGuideline, "title"),
                             scope = at(model::kGuideline, "scope");
}
namespace guideline_version {
inline constexpr std::size_t guideline = at(model::kGuidelineVersion, "guideline_id"),
                             number = at(model::kGuidelineVersion, "number"),
                             state = at(model::kGuidelineVersion, "state"),
                             effective_from = at(model::kGuidelineVersion, "effective_from"),
                             effective_to = at(model::kGuidelineVersion, "effective_to"),
                             change_note = at(model::kGuidelineVersion, "change_note"),
                             is_house_default = at(model::kGuidelineVersion, "is_house_default"),
                             content_hash = at(model::kGuidelineVersion, "content_hash");
}
namespace clause {
inline constexpr std::size_t version = at(model::kClause, "version_id"), kind = at(model::kClause, "kind"),
                             key = at(model::kClause, "key"), body = at(model::kClause, "body"),
                             justified_by = at(model::kClause, "justified_by"),
                             review_on = at(model::kClause, "review_on"),
                             review_told = at(model::kClause, "review_told");
}
namespace clause_wording {
inline constexpr std::size_t clause = at(model::kClauseWording, "clause_id"),
                             body = at(model::kClauseWording, "body"),
                             until = at(model::kClauseWording, "until");
}
namespace signoff {
inline constexpr std::size_t subject_entity = at(model::kSignoff, "subject_entity"),
                             subject = at(model::kSignoff, "subject_id"),
                             person = at(model::kSignoff, "person_id"), side = at(model::kSignoff, "side"),
                             decision = at(model::kSignoff, "decision"),
                             reason = at(model::kSignoff, "reason"), at_ = at(model::kSignoff, "at"),
                             content_hash = at(model::kSignoff, "content_hash");
}
namespace feedback {
inline constexpr std::size_t from_person = at(model::kFeedback, "from_person_id"),
                             about_entity = at(model::kFeedback, "about_entity"),
                             about = at(model::kFeedback, "about_id"),
                             from_side = at(model::kFeedback, "from_side"),
                             to_side = at(model::kFeedback, "to_side"),
                             verdict = at(model::kFeedback, "verdict"), why = at(model::kFeedback, "why"),
                             evidence = at(model::kFeedback, "evidence"),
                             submitted_at = at(model::kFeedback, "submitted_at"),
                             acknowledged_at = at(model::kFeedback, "acknowledged_at"),
                             merged_into = at(model::kFeedback, "merged_into_id"),
                             state = at(model::kFeedback, "state"), reply = at(model::kFeedback, "reply"),
                             replied_by = at(model::kFeedback, "replied_by"),
                             closed_at = at(model::kFeedback, "closed_at");
}
namespace irregularity {
inline constexpr std::size_t side = at(model::kIrregularity, "side"),
                             state = at(model::kIrregularity, "state"),
                             explanation = at(model::kIrregularity, "explanation");
}

}  // namespace tandem::domain
