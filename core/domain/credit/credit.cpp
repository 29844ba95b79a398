// SPDX-License-Identifier: Apache-2.0
// A deal is won: the policy in force shares it, first among the sides, then among those who worked on it. A
// goal is missed: the sides share the responsibility, never a person (invariant 11).
#include <algorithm>

#include "domain/credit/credit_positions.hpp"
#include "domain/credit/credit_splits.hpp"
#include "domain/practice.hpp"

namespace tandem::domain {
namespace {

CreditSubject deal(const Row& row) {
  CreditSubject subject{"opportunity", id_of(row, model::kId), std::nullopt, {}};
  if (has(row, opportunity::amount) && has(row, opportunity::currency)) {
    subject.amount_minor = number_of(row, opportunity::amount);
    subject.currency = text_of(row, opportunity::currency);
  }
  return subject;
}

// --- among whom -----------------------------------------------------------------------------------

std::vector<Earner> named_members(store::Database& database, const Id& record, const CreditPolicy& policy) {
  auto rows = database.prepare(
      "SELECT p.side, m.person_id, m.role, coalesce(m.weight, 0) FROM deal_member m JOIN person p ON p.id = "
      "m.person_id WHERE m.opportunity_id = ? AND m.archived_at IS NULL ORDER BY m.created_at, m.id");
  rows.bind(1, record);
  std::vector<Earner> members;
  while (rows.step()) {
    const std::string role(rows.text(2));
    const std::int64_t own = rows.integer(3);
    members.push_back({std::string(rows.text(0)), rows.id(1), role, own > 0 ? own : policy.weight_of(role)});
  }
  return members;
}

/// Who handed the lead over when sales last accepted it.
Id handed_over_by(store::Database& database, const Id& lead_id) {
  auto row = database.prepare(
      "SELECT offered_by FROM handoff WHERE lead_id = ? AND was_accepted = 1 AND archived_at IS NULL ORDER "
      "BY offered_at DESC, id DESC LIMIT 1");
  row.bind(1, lead_id);
  return row.step() ? row.id(0) : Id{};
}

/// The person stands for the side where nobody of it is named; a person of another side does not.
void stand_in(Change& change, std::string_view side, const Id& person_id, std::string_view role,
              const CreditPolicy& policy, std::vector<Earner>& earners) {
  const bool is_named =
      std::any_of(earners.begin(), earners.end(), [&](const Earner& earner) { return earner.side == side; });
  if (is_named || person_id.empty()) return;
  const auto row = change.find(change.entity(model::kPerson), person_id);
  if (!row || text_of(*row, person::side) != side) return;
  earners.push_back({std::string(side), person_id, std::string(role), policy.weight_of(role)});
}

std::vector<Earner> earners_of(Change& change, const Row& row, const CreditPolicy& policy) {
  std::vector<Earner> earners = named_members(change.database(), id_of(row, model::kId), policy);
  stand_in(change, "sales", id_of(row, opportunity::owner), "owner", policy, earners);
  const Id lead_id = id_of(row, opportunity::lead);
  const auto from = lead_id.empty() ? std::nullopt : change.find(change.entity(model::kLead), lead_id);
  if (from) {
    stand_in(change, "marketing", id_of(*from, lead::developer), "developer", policy, earners);
    stand_in(change, "marketing", handed_over_by(change.database(), lead_id), "owner", policy, earners);
  }
  return earners;
}

// --- when -----------------------------------------------------------------------------------------

/// By the policy that was in force when the deal closed: a later rule rewrites nothing (invariant 6).
void split_deal(Change& change, const Row& row) {
  const auto policy = credit_policy(change.database(), number_of(row, opportunity::closed_at));
  if (!policy) return;
  write_split(change, deal(row),
              {policy->clause, policy->version, policy->sides, earners_of(change, row, *policy)});
}

/// Another amount, among the same people: a change of owner since then earns nothing.
void correct_amount(Change& change, const Row& row) {
  const StandingSplit split = standing_split(change.database(), deal(row));
  if (split.stands()) write_split(change, deal(row), split.sharing);
}

bool is_won(const Row& row) { return text_of(row, opportunity::result) == "won"; }

void after_opportunity(Change& change, const EntityInfo&, const Row* before, Row& after) {
  if (is_true(after, opportunity::is_history)) return;
  const bool was = before != nullptr && is_won(*before);
  if (was && !is_won(after)) return withdraw_split(change, deal(after));
  if (!is_won(after)) return;
  if (!was) {
    if (number_of(after, opportunity::closed_at) >= change.live_from) split_deal(change, after);
  } else if (changed(before, after, opportunity::amount) || changed(before, after, opportunity::currency)) {
    correct_amount(change, after);
  }
}

/// News of who worked on a deal that is won already.
void after_member(Change& change, const EntityInfo&, const Row*, Row& after) {
  const auto row = change.find(change.entity(model::kOpportunity), id_of(after, deal_member::opportunity));
  if (row && is_won(*row) && standing_split(change.database(), deal(*row)).stands()) {
    split_deal(change, *row);
  }
}

void share_responsibility(Change& change, const model::Happening& happening) {
  if (happening.kind != "goal.missed") return;
  const auto policy = credit_policy(change.database(), happening.at);
  if (!policy) return;
  const Id outcome_id = Id::require(happening.payload.at("outcome_id").get<std::string>(), "outcome_id");
  write_split(change, {"outcome", outcome_id, std::nullopt, {}},
              {policy->clause, policy->version, policy->sides, {}});
}

constexpr model::DefaultClause kDefaults[] = {
    {"credit_policy", "default", R"({"side_shares":{"marketing":500000,"sales":500000},"model":"linear"})"},
};

}  // namespace

void add_credit(model::Catalogue& catalogue) {
  catalogue.add(kDefaults);
  catalogue.on_event(share_responsibility);
  catalogue.edit("opportunity").after_write.push_back(after_opportunity);
  catalogue.edit("deal_member").after_write.push_back(after_member);
}

}  // namespace tandem::domain
