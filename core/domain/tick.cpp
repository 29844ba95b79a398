// SPDX-License-Identifier: Apache-2.0
// What time alone decides, of every practice area, a portion a transaction.
#include "domain/tick.hpp"

#include "base/error.hpp"

namespace tandem::domain {
namespace {

void add_counts(Json& done, const Json& counts) {
  for (const auto& [what, times] : counts.items()) {
    done[what] = done.value(what, std::int64_t{0}) + times.get<std::int64_t>();
  }
}

}  // namespace

/// A rule that is refused is undone and told of; the others go on. True when it has done all that is due.
bool Tick::run_rule(store::Change& change, const TimeRule& rule, Portion& portion) {
  portion.is_more = false;
  try {
    store::Change::Savepoint undo(change);
    const Json counts = rule.run(change, now_, portion);
    undo.keep();
    add_counts(done_, counts);
    return !portion.is_more;
  } catch (const Error& e) {
    if (!e.is_refusal()) throw;
    failed_.push_back({{"rule", rule.name},
                       {"record", e.record},
                       {"code", e.code()},
                       {"message", e.message()},
                       {"advice", e.advice()}});
    return true;  // what it was refused for stands first again
  }
}

bool Tick::run_part(store::Database& database, const store::Actor& actor) {
  store::Change change(database, actor);
  change.happened_at = now_;
  const auto& rules = change.catalogue().time_rules();
  Portion portion{most_};
  while (next_rule_ < rules.size() && portion.left > 0) {
    if (run_rule(change, *rules[next_rule_], portion)) ++next_rule_;
  }
  change.commit();
  return next_rule_ < rules.size();
}

Json Tick::done() const {
  Json done = done_;
  if (!failed_.empty()) done["failed"] = failed_;
  return done;
}

Json tick(store::Database& database, const store::Actor& actor, Instant now) {
  Tick tick(now);
  while (tick.run_part(database, actor)) {
  }
  return tick.done();
}

}  // namespace tandem::domain
