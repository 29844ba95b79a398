// SPDX-License-Identifier: Apache-2.0
// What time alone decides about offers: they end when nobody answered.
#include "base/error.hpp"
#include "domain/domain.hpp"
#include "domain/guards.hpp"
#include "domain/handoffs/handoffs.hpp"
#include "domain/practice.hpp"

namespace tandem::domain {
namespace {

std::vector<Id> overdue(store::Database& database, Instant now, Portion& portion) {
  auto rows = database.prepare(
      "SELECT id FROM handoff WHERE state = 'offered' AND due_at <= ? AND archived_at IS NULL ORDER BY "
      "due_at, id");
  rows.bind(1, now);
  return due_ids(std::move(rows), portion);
}

/// The reason of a return by silence; a listed one would put words into somebody's mouth.
constexpr const char* kSilence = "accept_window_passed";

struct Ended {
  std::int64_t expired = 0, accepted = 0, returned = 0;
};

/// Accepts or returns as the point says; false where that cannot be done (nobody active to own it).
bool end_by_rule(Change& change, const Row& row, const HandoffPoint& point, Instant now, Ended& ended) {
  Change::Savepoint undo(change);
  try {
    if (point.on_timeout == "auto_accept") {
      accept_handoff(change, row, point, {}, id_of(row, kHandoff["to_person_id"]), now, EndedBy::silence);
      ++ended.accepted;
    } else {
      return_handoff(change, row, point, {}, kSilence, {}, now, EndedBy::silence);
      ++ended.returned;
    }
  } catch (const Error& e) {
    if (!e.is_refusal()) throw;
    return false;
  }
  undo.keep();
  return true;
}

Json end_unanswered(Change& change, Instant now, Portion& portion) {
  Ended ended;
  for (const Id& id : overdue(change.database(), now, portion)) {
    const Row row = change.get(handoffs(change), id);
    const HandoffPoint point = point_of(change.database(), row);
    if (point.on_timeout == "escalate" || !end_by_rule(change, row, point, now, ended)) {
      expire_handoff(change, row, point, now);
      ++ended.expired;
    }
  }
  return Json{{"expired", ended.expired}, {"accepted", ended.accepted}, {"returned", ended.returned}};
}

constexpr TimeRule kHandoffWindowsTimeRules[] = {
    {"handoff.accept_window", "ends offers whose accept window has passed, as their hand-off point says",
     end_unanswered},
};

}  // namespace

void add_handoff_windows(Catalogue& catalogue) { catalogue.add(kHandoffWindowsTimeRules); }

}  // namespace tandem::domain
