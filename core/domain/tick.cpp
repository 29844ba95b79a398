// SPDX-License-Identifier: Apache-2.0
// What time alone decides, of every practice area, in one change.
#include "domain/domain.hpp"

namespace tandem::domain {

Json tick(store::Database& database, const store::Actor& actor, Instant now) {
  store::Change change(database, actor);
  change.happened_at = now;
  Json done = Json::object();
  for (const model::TimeRule* rule : change.catalogue().time_rules()) done.update(rule->run(change, now));
  change.commit();
  return done;
}

}  // namespace tandem::domain
