// SPDX-License-Identifier: Apache-2.0
// Speed to lead: how long buyers wait for a person, and whose part of the wait is whose.
#include <algorithm>
#include <vector>

#include "base/time.hpp"
#include "domain/arguments.hpp"
#include "domain/clocks/percentile.hpp"
#include "domain/practice.hpp"
#include "domain/tables.hpp"

namespace tandem::domain {
namespace {

/// Waits of all leads; those that have not ended count as endless.
class Waits {
 public:
  void add(std::int64_t micros) { ended_s_.push_back(micros / kSecond); }
  void add_endless() { ++endless_; }
  void write(TableBuilder& table, std::string_view part) const {
    const auto ended = static_cast<std::int64_t>(ended_s_.size());
    const std::int64_t all = ended + static_cast<std::int64_t>(endless_);
    table.row().text(part).number(all).number(ended).number(share_ppm(ended, all));
    table.number(share_ppm(within(3'600), all)).number(share_ppm(within(86'400), all));
    table.number(percentile(ended_s_, endless_, 1, 2)).number(percentile(ended_s_, endless_, 9, 10));
  }

 private:
  std::int64_t within(std::int64_t seconds) const {
    return std::count_if(ended_s_.begin(), ended_s_.end(), [&](std::int64_t s) { return s <= seconds; });
  }
  std::vector<std::int64_t> ended_s_;
  std::size_t endless_ = 0;
};

constexpr Argument kArguments[] = {
    {.name = "from", .type = Type::instant, .doc = "leads captured from this instant on; absent: all"},
    {.name = "until", .type = Type::instant, .doc = "and before this one; absent: all"},
};

/// The system's part ends when a person first owns the lead, the human part at the first human touch. Where
/// somebody made contact with a lead that nobody owned yet, the human part is nothing.
Table speed_to_lead(store::Database& database, const Json& args, Instant) {
  auto rows = database.prepare(
      "SELECT captured_at, first_assigned_at, first_human_touch_at FROM lead WHERE is_history = 0 AND "
      "archived_at "
      "IS NULL AND captured_at >= ? AND captured_at < ? AND NOT (closed_at IS NOT NULL AND "
      "first_human_touch_at "
      "IS NULL AND coalesce(close_reason, '') IN ('duplicate','spam','already_customer','opted_out'))");
  rows.bind(1, number_of(args, "from").value_or(INT64_MIN));
  rows.bind(2, number_of(args, "until").value_or(INT64_MAX));
  Waits total, system, human;
  while (rows.step()) {
    const Instant captured = rows.integer(0);
    const bool touched = !rows.is_null(2);
    const Instant touch = touched ? std::max(rows.integer(2), captured) : INT64_MAX;
    const Instant assigned = rows.is_null(1) ? touch : std::min(std::max(rows.integer(1), captured), touch);
    assigned == INT64_MAX ? system.add_endless() : system.add(assigned - captured);
    touched ? human.add(touch - assigned) : human.add_endless();
    touched ? total.add(touch - captured) : total.add_endless();
  }
  TableBuilder table({{"part", Type::text},
                      {"leads", Type::integer},
                      {"ended", Type::integer},
                      {"coverage_ppm", Type::ppm},
                      {"within_1h_ppm", Type::ppm},
                      {"within_24h_ppm", Type::ppm},
                      {"median_s", Type::duration},
                      {"p90_s", Type::duration}});
  total.write(table, "total");
  system.write(table, "system");
  human.write(table, "human");
  return table.take();
}

constexpr Query kSpeedQueries[] = {
    {.name = "speed_to_lead",
     .arguments = kArguments,
     .doc = "wait from capture to the first human touch, and its parts before and after a person owned the "
            "lead; "
            "leads never contacted wait for ever, so a percentile may be missing: not reached",
     .run = speed_to_lead},
};

}  // namespace

void add_speed_queries(Catalogue& catalogue) { catalogue.add(kSpeedQueries); }

}  // namespace tandem::domain
