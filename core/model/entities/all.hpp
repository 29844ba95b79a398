// SPDX-License-Identifier: Apache-2.0
// Every entity there is, in an order in which references point backwards where they can.
#pragma once

#include <array>

#include "model/entities/agreements.hpp"
#include "model/entities/clocks.hpp"
#include "model/entities/feedback.hpp"
#include "model/entities/goals.hpp"
#include "model/entities/leads.hpp"
#include "model/entities/market.hpp"
#include "model/entities/people.hpp"

namespace tandem::model {

inline constexpr std::array kEntities = {
    &kCalendar,     &kTeam,         &kPerson,      &kExtensionField,   &kSegment,    &kAccount, &kCampaign,
    &kCapturePoint, &kLead,         &kOpportunity, &kStageEntry,       &kTouch,      &kMetric,  &kPeriod,
    &kGoal,         &kGoalActual,   &kGuideline,   &kGuidelineVersion, &kClause,     &kHandoff, &kFeedback,
    &kSignoff,      &kIrregularity, &kSlaClock,    &kClockPause,       &kCadenceRun,
};

}  // namespace tandem::model
