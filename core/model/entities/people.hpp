// SPDX-License-Identifier: Apache-2.0
// Staff, teams and their calendars.
#pragma once

#include "model/entities/choices.hpp"
#include "model/entity.hpp"

// One field a line reads better than the formatter's columns.
// clang-format off
namespace tandem::model {

inline constexpr Field kPersonFields[] = {
    {.name = "name", .type = Type::text, .flags = kRequired | kPersonal, .doc = "full name"},
    {.name = "email", .type = Type::email, .flags = kPersonal | kIndexed, .doc = "work address"},
    {.name = "side", .type = Type::choice, .flags = kRequired, .choices = kSides, .doc = "the team this person belongs to"},
    {.name = "confirmed", .type = Type::boolean, .flags = kRequired, .set_by = SetBy::verb, .verb = "person.confirm", .doc = "somebody who may has said that this person is who the record says", .fallback = "false"},
    {.name = "team_id", .type = Type::ref, .flags = kIndexed, .target = "team"},
    {.name = "time_zone", .type = Type::zone},
    {.name = "calendar_id", .type = Type::ref, .target = "calendar"},
    {.name = "is_signer", .type = Type::boolean, .flags = kRequired, .doc = "may agree for the side", .fallback = "false"},
    {.name = "is_admin", .type = Type::boolean, .flags = kRequired, .doc = "may install, connect and repair", .fallback = "false"},
    {.name = "active", .type = Type::boolean, .flags = kRequired, .fallback = "true"},
    {.name = "available_from", .type = Type::date},
    {.name = "available_to", .type = Type::date},
};
inline constexpr Entity kPerson = {.name = "person", .number = 1, .kind = Kind::fact, .fields = kPersonFields, .label = "name", .doc = "a member of staff; buyers are leads"};

inline constexpr Field kTeamFields[] = {
    {.name = "name", .type = Type::text, .flags = kRequired},
    {.name = "side", .type = Type::choice, .flags = kRequired, .choices = kSides},
    {.name = "lead_person_id", .type = Type::ref, .target = "person", .doc = "answers for what the team owns"},
    {.name = "is_queue", .type = Type::boolean, .flags = kRequired, .doc = "owns what nobody owns yet", .fallback = "false"},
};
inline constexpr Entity kTeam = {.name = "team", .number = 2, .fields = kTeamFields, .label = "name", .doc = "people of one side; a queue when it owns what nobody owns yet"};

inline constexpr Field kCalendarFields[] = {
    {.name = "name", .type = Type::text, .flags = kRequired},
    {.name = "time_zone", .type = Type::zone, .flags = kRequired, .fallback = "\"UTC\""},
    {.name = "weekly", .type = Type::json, .flags = kRequired, .doc = "open windows: [{weekday 1-7, start_min, end_min}]; the end may pass midnight", .fallback = "[]"},
    {.name = "holidays", .type = Type::json, .doc = "[{on, name}]"},
    {.name = "exceptions", .type = Type::json, .doc = "[{on, windows: [{start_min, end_min}]}]"},
};
inline constexpr Entity kCalendar = {.name = "calendar", .number = 3, .fields = kCalendarFields, .label = "name", .doc = "when somebody works"};

inline constexpr Names kExtensionTypes[] = {"text", "integer", "decimal", "boolean", "date", "instant", "json"};
inline constexpr Field kExtensionFieldFields[] = {
    {.name = "entity", .type = Type::text, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .verb = "extension_field.declare"},
    {.name = "name", .type = Type::text, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .verb = "extension_field.declare", .doc = "starts with x_, so that it never meets a later built-in field"},
    {.name = "type", .type = Type::choice, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .choices = kExtensionTypes, .verb = "extension_field.declare"},
    {.name = "personal", .type = Type::boolean, .flags = kRequired | kImmutable, .set_by = SetBy::verb, .verb = "extension_field.declare", .fallback = "true"},
};
inline constexpr Index kExtensionFieldIndexes[] = {{"entity_name", "entity,name", true}};
inline constexpr Entity kExtensionField = {.name = "extension_field", .number = 4, .fields = kExtensionFieldFields, .label = "name", .indexes = kExtensionFieldIndexes, .doc = "a field that this store adds to an entity"};

}  // namespace tandem::model
// clang-format on
