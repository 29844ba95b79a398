// SPDX-License-Identifier: Apache-2.0
// Calendars as the store keeps them, in the form that working time is counted with.
#pragma once

#include "base/working_time.hpp"
#include "domain/rows.hpp"

namespace tandem::domain {

/// Invalid argument naming what is wrong with the record.
WorkingTime read_calendar(const Row& row);
/// The calendar of this id; without an id round the clock.
WorkingTime calendar_of(store::Database& database, const Id& calendar);

}  // namespace tandem::domain
