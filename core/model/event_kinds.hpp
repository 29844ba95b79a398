// SPDX-License-Identifier: Apache-2.0
// The events by which a promise about a record begins to run or is kept. An event of a machine's doing
// alone (lead.touched counts these too) is not among them: it must never keep a promise.
#pragma once

#include <string_view>

namespace tandem::model {

inline constexpr std::string_view kPromiseEvents[] = {
    "lead.captured",        "lead.assigned",       "lead.first_touched", "lead.stage_changed",
    "lead.recycled",        "lead.closed",         "lead.contacted",     "handoff.offered",
    "handoff.accepted",     "handoff.returned",    "handoff.completed",  "request.opened",
    "request.acknowledged", "request.accepted",    "request.declined",   "request.delivered",
    "request.confirmed",    "request.reopened",    "feedback.submitted", "feedback.acknowledged",
    "feedback.reviewed",    "feedback.acted",      "feedback.declined",  "feedback.closed",
    "signal.raised",        "signal.acknowledged", "signal.acted",       "signal.watched",
    "signal.dismissed",     "proposal.submitted",  "proposal.heard",     "proposal.decided",
};

/// "lead" of "lead.captured".
constexpr std::string_view subject_of_event(std::string_view kind) { return kind.substr(0, kind.find('.')); }

}  // namespace tandem::model
