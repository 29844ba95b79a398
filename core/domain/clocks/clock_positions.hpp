// SPDX-License-Identifier: Apache-2.0
// Where the fields of calendars, clocks, pauses and cadence runs stand in their rows.
#pragma once

#include "model/catalogue.hpp"
#include "model/entities/clocks.hpp"
#include "model/entities/people.hpp"

namespace tandem::domain {

namespace calendar {
using model::at;
using model::kCalendar;
inline constexpr std::size_t time_zone = at(kCalendar, "time_zone"), weekly = at(kCalendar, "weekly"),
                             holidays = at(kCalendar, "holidays"), exceptions = at(kCalendar, "exceptions");
}  // namespace calendar
namespace sla_clock {
using model::at;
using model::kSlaClock;
inline constexpr std::size_t clause = at(kSlaClock, "clause_id"), version = at(kSlaClock, "version_id"),
                             subject_entity = at(kSlaClock, "subject_entity"),
                             subject = at(kSlaClock, "subject_id"), side = at(kSlaClock, "responsible_side"),
                             calendar = at(kSlaClock, "calendar_id"), zone_data = at(kSlaClock, "zone_data"),
                             started_at = at(kSlaClock, "started_at"), target_s = at(kSlaClock, "target_s"),
                             due_at = at(kSlaClock, "due_at"), state = at(kSlaClock, "state"),
                             paused_s = at(kSlaClock, "paused_s"), acted_s = at(kSlaClock, "acted_s"),
                             next_at = at(kSlaClock, "next_at"), breached_at = at(kSlaClock, "breached_at"),
                             corrected = at(kSlaClock, "corrected"), stopped_at = at(kSlaClock, "stopped_at"),
                             stopped_by = at(kSlaClock, "stopped_by"), worked_s = at(kSlaClock, "worked_s"),
                             reason = at(kSlaClock, "reason");
}  // namespace sla_clock
namespace clock_pause {
using model::at;
using model::kClockPause;
inline constexpr std::size_t clock = at(kClockPause, "clock_id"), from_at = at(kClockPause, "from_at"),
                             to_at = at(kClockPause, "to_at"), reason = at(kClockPause, "reason"),
                             person = at(kClockPause, "person_id");
}  // namespace clock_pause
namespace cadence_run {
using model::at;
using model::kCadenceRun;
inline constexpr std::size_t lead = at(kCadenceRun, "lead_id"), plan = at(kCadenceRun, "plan_id"),
                             version = at(kCadenceRun, "version_id"),
                             started_at = at(kCadenceRun, "started_at"), state = at(kCadenceRun, "state"),
                             step = at(kCadenceRun, "step"), step_due_at = at(kCadenceRun, "step_due_at"),
                             next_due_at = at(kCadenceRun, "next_due_at"), missed = at(kCadenceRun, "missed"),
                             tail_interval_s = at(kCadenceRun, "tail_interval_s"),
                             outcome = at(kCadenceRun, "outcome"), ended_at = at(kCadenceRun, "ended_at");
}  // namespace cadence_run

}  // namespace tandem::domain
