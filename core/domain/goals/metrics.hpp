// SPDX-License-Identifier: Apache-2.0
// A metric's value over a stretch of time, from the records its source names.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/goals/realism.hpp"
#include "domain/rows.hpp"
#include "model/predicate.hpp"

namespace tandem::domain {

/// {entity, measure: count | sum:<field>, date_field, where}: invalid argument unless it can be computed.
void check_source(const Catalogue& catalogue, const Json& source);
/// [ppm, …]: the weights of a period's slices, together 1,000,000.
void check_season(const Json& season);

struct MeasureWindow {
  Instant from = 0, until = 0;  ///< `until` is exclusive
  std::string zone = "UTC";     ///< whose days count where records carry a date only
  Id segment = {};              ///< whose accounts' records count alone; empty: all
};
/// Whether the source's records carry the account by which a segment narrows them.
bool has_account(const Catalogue& catalogue, const Json& source);
/// ` AND …`: the record `r` belongs to an account of the segment, by its rule, else by what the account
/// names.
SqlCondition in_segment(store::Database& database, const Id& segment, Instant now);
struct Measured {
  std::optional<std::int64_t> value;  ///< nothing: it cannot be told
  bool mixed_currencies = false;      ///< a sum over several currencies without rates is never guessed
};
/// `currency`, where given, is what amounts of other currencies are turned into, by the rate of their day.
Measured measure(store::Database& database, const Json& source, const MeasureWindow& window,
                 std::string_view currency, Instant now);
/// Each record's value in the order of time, for windows over the past; nothing where a rate is missing, or
/// without a currency where several stand beside each other.
std::optional<std::vector<Dated>> dated_values(store::Database& database, const Json& source,
                                               const MeasureWindow& window, std::string_view currency,
                                               Instant now);

}  // namespace tandem::domain
