// SPDX-License-Identifier: Apache-2.0
#include "domain/credit/credit_splits.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace tandem::domain {
namespace {

void add_to_side(std::vector<SideShare>& sides, std::string_view side, std::int64_t ppm) {
  const auto known =
      std::find_if(sides.begin(), sides.end(), [&](const SideShare& one) { return one.side == side; });
  if (known == sides.end()) {
    sides.push_back({std::string(side), ppm});
  } else {
    known->ppm += ppm;
  }
}

std::int64_t last_number(store::Database& database, const CreditSubject& subject) {
  auto last = database.prepare(
      concat({"SELECT coalesce(max(number), 0) FROM credit_split WHERE ", subject.entity, "_id = ?"}));
  last.bind(1, subject.record);
  return last.step() ? last.integer(0) : 0;
}

void replace(Change& change, const StandingSplit& split) {
  for (const Id& row : split.rows) {
    Draft(change.entity(kCreditSplit))
        .number(kCreditSplit["replaced_at"], change.now())
        .update(change, row, SetBy::derived);
  }
}

void write_share(Change& change, const CreditSubject& subject, const Sharing& sharing, std::int64_t number,
                 std::size_t position, const Share& share) {
  const EntityInfo& splits = change.entity(kCreditSplit);
  Draft draft(splits);
  draft
      .id(subject.entity == "outcome" ? kCreditSplit["outcome_id"] : kCreditSplit["opportunity_id"],
          subject.record)
      .number(kCreditSplit["number"], number)
      .number(kCreditSplit["position"], static_cast<std::int64_t>(position))
      .text(kCreditSplit["side"], share.earner.side)
      .id(kCreditSplit["person_id"], share.earner.person)
      .number(kCreditSplit["weight"], share.earner.weight)
      .number(kCreditSplit["share_ppm"], share.ppm)
      .id(kCreditSplit["clause_id"], sharing.clause)
      .id(kCreditSplit["version_id"], sharing.version)
      .number(kCreditSplit["split_at"], change.now());
  if (!share.earner.role.empty()) draft.text(kCreditSplit["role"], share.earner.role);
  if (share.amount_minor) {
    draft.number(kCreditSplit["amount_minor"], *share.amount_minor)
        .text(kCreditSplit["currency"], subject.currency);
  }
  draft.create(change, SetBy::derived);
}

}  // namespace

StandingSplit standing_split(store::Database& database, const CreditSubject& subject) {
  StandingSplit split;
  split.number = last_number(database, subject);
  auto rows = database.prepare(
      concat({"SELECT id, side, person_id, coalesce(role,''), weight, share_ppm, amount_minor, clause_id, "
              "version_id, coalesce(currency,'') "
              "FROM credit_split WHERE ",
              subject.entity, "_id = ? AND number = ? AND replaced_at IS NULL ORDER BY position"}));
  rows.bind(1, subject.record).bind(2, split.number);
  while (rows.step()) {
    Share share{{std::string(rows.text(1)), rows.id(2), std::string(rows.text(3)), rows.integer(4)},
                rows.integer(5),
                std::nullopt};
    if (!rows.is_null(6)) share.amount_minor = rows.integer(6);
    add_to_side(split.sharing.sides, share.earner.side, share.ppm);
    split.sharing.earners.push_back(share.earner);
    split.sharing.clause = rows.id(7);
    split.sharing.version = rows.id(8);
    split.currency = rows.text(9);
    split.rows.push_back(rows.id(0));
    split.shares.push_back(std::move(share));
  }
  return split;
}

void write_split(Change& change, const CreditSubject& subject, const Sharing& sharing) {
  const std::vector<Share> shares = share_out(sharing.sides, sharing.earners, subject.amount_minor);
  const StandingSplit before = standing_split(change.database(), subject);
  if (before.shares == shares && before.currency == subject.currency &&
      before.sharing.clause == sharing.clause) {
    return;
  }
  const std::int64_t number = before.number + 1;
  Json payload = {{"number", number}, {"shares", shares.size()}};
  if (before.stands()) payload["corrects"] = before.number;
  change.event("credit.split", subject.entity, subject.record, payload, sharing.version);
  replace(change, before);
  for (std::size_t i = 0; i < shares.size(); ++i) {
    write_share(change, subject, sharing, number, i, shares[i]);
  }
}

void withdraw_split(Change& change, const CreditSubject& subject) {
  const StandingSplit split = standing_split(change.database(), subject);
  if (!split.stands()) return;
  change.event("credit.withdrawn", subject.entity, subject.record, {{"number", split.number}},
               split.sharing.version);
  replace(change, split);
}

}  // namespace tandem::domain
