// SPDX-License-Identifier: Apache-2.0
// Every entity there is, in an order in which references point backwards where they can.
#pragma once

#include <array>

#include "model/entities/agreements.hpp"
#include "model/entities/clocks.hpp"
#include "model/entities/credit.hpp"
#include "model/entities/feedback.hpp"
#include "model/entities/field_events.hpp"
#include "model/entities/goals.hpp"
#include "model/entities/language.hpp"
#include "model/entities/leads.hpp"
#include "model/entities/market.hpp"
#include "model/entities/people.hpp"
#include "model/entities/planning.hpp"
#include "model/entities/requests.hpp"
#include "model/entities/voice.hpp"

namespace tandem::model {

inline constexpr std::array kEntities = {
    &kCalendar,
    &kTeam,
    &kPerson,
    &kExtensionField,
    &kSegment,
    &kAccount,
    &kCampaign,
    &kFieldEvent,
    &kFieldEventStaff,
    &kCost,
    &kOffer,
    &kCapturePoint,
    &kCaptureStat,
    &kLead,
    &kOpportunity,
    &kStageEntry,
    &kTouch,
    &kMetric,
    &kPeriod,
    &kGoal,
    &kGoalActual,
    &kGuideline,
    &kGuidelineVersion,
    &kClause,
    &kHandoff,
    &kFeedback,
    &kSignoff,
    &kIrregularity,
    &kAcknowledgement,
    &kTerm,
    &kTermVersion,
    &kRequest,
    &kCustomerVoice,
    &kInsight,
    &kWinLoss,
    &kSignal,
    &kIdea,
    &kFunnelModel,
    &kCheckIn,
    &kOutcome,
    &kScale,
    &kCurrencyRate,
    &kGoalStatus,
    &kSlaClock,
    &kClockPause,
    &kCadenceRun,
    &kDealMember,
    &kCreditSplit,
    &kClauseWording,
};

}  // namespace tandem::model
