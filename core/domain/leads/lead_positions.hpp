// SPDX-License-Identifier: Apache-2.0
// Where the fields of a lead stand that scoring and merging touch.
#pragma once

#include "domain/positions.hpp"

namespace tandem::domain::lead {

inline constexpr std::size_t account = at(model::kLead, "account_id"),
                             given_name = at(model::kLead, "given_name"),
                             family_name = at(model::kLead, "family_name"), email = at(model::kLead, "email"),
                             phone = at(model::kLead, "phone"),
                             company_name = at(model::kLead, "company_name"),
                             title = at(model::kLead, "title"), country = at(model::kLead, "country"),
                             origin = at(model::kLead, "origin"), consent = at(model::kLead, "consent"),
                             capture_point = at(model::kLead, "capture_point_id"),
                             campaign = at(model::kLead, "campaign_id"),
                             field_event = at(model::kLead, "field_event_id"),
                             fit_score = at(model::kLead, "fit_score"),
                             engagement_score = at(model::kLead, "engagement_score"),
                             developer = at(model::kLead, "developer_person_id"),
                             merged_into = at(model::kLead, "merged_into_id");

}  // namespace tandem::domain::lead
