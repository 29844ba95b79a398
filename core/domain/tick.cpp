// SPDX-License-Identifier: Apache-2.0
// What time alone decides, of every practice area, in one change.
#include "base/error.hpp"
#include "domain/domain.hpp"

namespace tandem::domain {
namespace {

/// A rule that is refused is undone and told of; the others go on.
void run_rule(store::Change& change, const model::TimeRule& rule, Instant now, Json& done) {
  try {
    store::Change::Savepoint undo(change);
    const Json counts = rule.run(change, now);
    undo.keep();
    done.update(counts);
  } catch (const Error& e) {
    if (!e.is_refusal()) throw;
    done["failed"].push_back({{"rule", rule.name},
                              {"record", e.record},
                              {"code", e.code()},
                              {"message", e.message()},
                              {"advice", e.advice()}});
  }
}

}  // namespace

Json tick(store::Database& database, const store::Actor& actor, Instant now) {
  store::Change change(database, actor);
  change.happened_at = now;
  Json done = Json::object();
  for (const model::TimeRule* rule : change.catalogue().time_rules()) run_rule(change, *rule, now, done);
  change.commit();
  return done;
}

}  // namespace tandem::domain
