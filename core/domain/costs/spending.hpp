// SPDX-License-Identifier: Apache-2.0
// What was spent and what came of it in a window, whole and by what it was spent on.
#pragma once

#include <map>
#include <string>

#include "domain/exact.hpp"
#include "domain/window.hpp"
#include "store/database.hpp"

namespace tandem::domain {

struct Spending {
  Wide cost = 0, of_marketing = 0, of_sales = 0;  ///< minor units of the answer's currency
  Wide won = 0;  ///< the whole: all deals won; of a campaign: what it is credited with
  std::int64_t leads = 0, opportunities = 0, new_customers = 0;
};

/// Of everything, of each campaign, of each field event. A campaign's line has the costs and the leads of its
/// field events too.
struct AllSpending {
  Spending whole;
  std::map<std::string, Spending> campaigns, field_events;  ///< by the id's text
  std::string currency;                                     ///< of all amounts; empty: there were none
};

/// `currency` empty: the one in which everything stands; where there are several, or a dated rate is missing,
/// it refuses.
AllSpending read_spending(store::Database& database, const Window& window, std::string_view currency);

}  // namespace tandem::domain
