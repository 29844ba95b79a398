// SPDX-License-Identifier: Apache-2.0
// Whom the company sells to, and where it meets them.
#pragma once

#include "model/entities/choices.hpp"
#include "model/entity.hpp"

// One field a line reads better than the formatter's columns.
// clang-format off
namespace tandem::model {

inline constexpr Field kSegmentFields[] = {
    {.name = "name", .type = Type::text, .flags = kRequired},
    {.name = "rule", .type = Type::json, .flags = kSigned, .doc = "predicate over accounts"},
    {.name = "addressable_accounts", .type = Type::integer},
    {.name = "is_icp", .type = Type::boolean, .flags = kRequired, .doc = "the segment both sides want most", .fallback = "false"},
};
inline constexpr Entity kSegment = {.name = "segment", .number = 10, .fields = kSegmentFields, .label = "name", .doc = "a part of the market"};

inline constexpr Field kAccountFields[] = {
    {.name = "name", .type = Type::text, .flags = kRequired},
    {.name = "owner_person_id", .type = Type::ref, .flags = kIndexed, .target = "person", .activity = "account_ownership", .side = Side::sales},
    {.name = "segment_id", .type = Type::ref, .target = "segment", .activity = "segmentation", .side = Side::marketing},
    {.name = "country", .type = Type::country},
    {.name = "is_customer", .type = Type::boolean, .flags = kRequired, .activity = "account_ownership", .side = Side::sales, .fallback = "false"},
    {.name = "is_target", .type = Type::boolean, .flags = kRequired, .activity = "segmentation", .side = Side::marketing, .fallback = "false"},
};
inline constexpr Entity kAccount = {.name = "account", .number = 11, .kind = Kind::fact, .fields = kAccountFields, .label = "name", .doc = "a company that buys or may buy"};

inline constexpr Names kCampaignStates[] = {"draft", "agreed", "briefed", "running", "resting", "judged", "archived", "cancelled"};
inline constexpr Field kCampaignFields[] = {
    {.name = "name", .type = Type::text, .flags = kRequired, .activity = "campaigns", .side = Side::marketing},
    {.name = "kind", .type = Type::text, .activity = "campaigns", .side = Side::marketing},
    {.name = "objective", .type = Type::text, .activity = "campaigns", .side = Side::marketing},
    {.name = "starts_at", .type = Type::instant, .activity = "campaigns", .side = Side::marketing},
    {.name = "ends_at", .type = Type::instant, .activity = "campaigns", .side = Side::marketing},
    {.name = "budget_minor", .type = Type::minor, .activity = "campaigns", .side = Side::marketing},
    {.name = "currency", .type = Type::currency, .activity = "campaigns", .side = Side::marketing},
    {.name = "state", .type = Type::choice, .flags = kRequired, .choices = kCampaignStates, .activity = "campaigns", .side = Side::marketing, .fallback = "\"draft\""},
};
inline constexpr Entity kCampaign = {.name = "campaign", .number = 12, .kind = Kind::fact, .fields = kCampaignFields, .label = "name", .checks = "starts_at IS NULL OR ends_at IS NULL OR starts_at <= ends_at", .doc = "planned actions toward named goals"};

inline constexpr Names kOfferStates[] = {"draft", "live", "retired"};
inline constexpr Field kOfferFields[] = {
    {.name = "name", .type = Type::text, .flags = kRequired, .activity = "campaigns", .side = Side::marketing},
    {.name = "gives", .type = Type::text, .flags = kRequired, .activity = "campaigns", .side = Side::marketing, .doc = "what the visitor gets"},
    {.name = "state", .type = Type::choice, .flags = kRequired, .choices = kOfferStates, .activity = "campaigns", .side = Side::marketing, .fallback = "\"draft\""},
};
inline constexpr Entity kOffer = {.name = "offer", .number = 14, .kind = Kind::fact, .fields = kOfferFields, .label = "name", .doc = "what a visitor gets in exchange for contact data"};

inline constexpr Names kCaptureKinds[] = {"web_form", "store", "event_booth", "phone", "partner", "import", "other"};
inline constexpr Field kCapturePointFields[] = {
    {.name = "name", .type = Type::text, .flags = kRequired},
    {.name = "kind", .type = Type::choice, .flags = kRequired, .choices = kCaptureKinds, .fallback = "\"other\""},
    {.name = "campaign_id", .type = Type::ref, .target = "campaign"},
    {.name = "offer_id", .type = Type::ref, .target = "offer", .doc = "what the visitor gets there"},
    {.name = "active", .type = Type::boolean, .flags = kRequired, .fallback = "true"},
};
inline constexpr Entity kCapturePoint = {.name = "capture_point", .number = 13, .kind = Kind::fact, .fields = kCapturePointFields, .label = "name", .doc = "a place where contact data enters"};

inline constexpr Field kCaptureStatFields[] = {
    {.name = "capture_point_id", .type = Type::ref, .flags = kRequired | kImmutable, .target = "capture_point"},
    {.name = "day_on", .type = Type::date, .flags = kRequired | kImmutable},
    {.name = "visits", .type = Type::integer, .flags = kRequired, .doc = "of that day; capture rate = leads / visits"},
};
inline constexpr Index kCaptureStatIndexes[] = {{"day", "capture_point_id,day_on", true}};
inline constexpr Entity kCaptureStat = {.name = "capture_stat", .number = 15, .kind = Kind::fact, .fields = kCaptureStatFields, .label = "day_on", .indexes = kCaptureStatIndexes, .checks = "visits >= 0", .doc = "how many visitors a capture point had on a day"};

}  // namespace tandem::model
// clang-format on
