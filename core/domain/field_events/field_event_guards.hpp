// SPDX-License-Identifier: Apache-2.0
// What verbs and writes around a field event are refused for.
#pragma once

#include <string>

#include "base/error.hpp"
#include "domain/field_events/event_policies.hpp"
#include "domain/rows.hpp"
#include "domain/words.hpp"

namespace tandem::domain {

inline const EntityInfo& field_events(Change& change) { return change.entity(kFieldEvent); }

/// Invalid state, about this field event.
[[noreturn]] void refuse_field_event(const Id& record, RefusalCode code, std::string message,
                                     std::string advice);

/// Who works there; refused without anybody, or with a smaller share of sales than the policy wants.
EventStaff require_staff(store::Database& database, const Id& field_event, const EventPolicy& policy);
/// Refused while somebody of the staff does not know the message.
void require_briefed(const Id& field_event, const EventStaff& staff);

/// What holds for every write of a field event and of its staff.
void add_field_event_rows(Catalogue& catalogue);

}  // namespace tandem::domain
