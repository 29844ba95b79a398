// SPDX-License-Identifier: Apache-2.0
#include "domain/agreements/signoffs.hpp"

#include "base/error.hpp"

namespace tandem::domain {
namespace {

bool answered_already(Change& change, const Who& who, const Decision& decision) {
  auto find = change.database().prepare(
      "SELECT 1 FROM signoff WHERE subject_id = ? AND person_id = ? AND content_hash = ?");
  find.bind(1, decision.subject);
  find.bind(2, who.id);
  find.bind(3, decision.content_hash);
  return find.step();
}

}  // namespace

void give_signoff(Change& change, const Who& who, const Decision& decision) {
  if (answered_already(change, who, decision)) {
    throw Refusal(TANDEM_ALREADY_EXISTS, "answered_already",
                  "this person has answered to exactly this content already",
                  "another signer may answer, or the content changes first");
  }
  Draft draft(change.entity(kSignoff));
  draft.text(kSignoff["subject_entity"], decision.subject_entity)
      .id(kSignoff["subject_id"], decision.subject)
      .id(kSignoff["person_id"], who.id)
      .text(kSignoff["side"], side_name(who.side))
      .text(kSignoff["decision"], decision.yes ? "yes" : "no")
      .number(kSignoff["at"], decision.at)
      .text(kSignoff["content_hash"], decision.content_hash);
  if (!decision.reason.empty()) draft.text(kSignoff["reason"], decision.reason);
  const Id record = draft.create(change);
  change.event("signoff.given", "signoff", record,
               {{"subject_entity", decision.subject_entity},
                {"subject_id", decision.subject.text()},
                {"side", side_name(who.side)},
                {"decision", decision.yes ? "yes" : "no"},
                {"content_hash", decision.content_hash}});
}

bool has_answered(store::Database& database, const Id& subject, const Id& person) {
  auto find = database.prepare("SELECT 1 FROM signoff WHERE subject_id = ? AND person_id = ?");
  find.bind(1, subject).bind(2, person);
  return find.step();
}

bool both_sides_signed(store::Database& database, const Id& subject, std::string_view content_hash) {
  auto find = database.prepare(
      "SELECT 1 FROM signoff m JOIN signoff s ON s.subject_id = m.subject_id AND s.content_hash = "
      "m.content_hash "
      "WHERE m.subject_id = ? AND m.content_hash = ? AND m.side = 'marketing' AND s.side = 'sales' AND "
      "m.decision "
      "= 'yes' AND s.decision = 'yes' AND m.person_id <> s.person_id");
  find.bind(1, subject);
  find.bind(2, content_hash);
  return find.step();
}

}  // namespace tandem::domain
