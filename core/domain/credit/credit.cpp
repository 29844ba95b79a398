// SPDX-License-Identifier: Apache-2.0
// A deal is won: the policy in force shares it, first among the sides, then among those who worked on it. A
// goal is missed: the sides share the responsibility, never a person.
#include <algorithm>

#include "base/error.hpp"
#include "domain/closing_day.hpp"
#include "domain/credit/credit_splits.hpp"
#include "domain/guards.hpp"
#include "domain/practice.hpp"

namespace tandem::domain {
namespace {

constexpr std::int64_t kGreatestWeight = 1'000'000;

CreditSubject deal(const Row& row) {
  CreditSubject subject{"opportunity", id_of(row, kId), std::nullopt, {}};
  if (has(row, kOpportunity["amount_minor"]) && has(row, kOpportunity["currency"])) {
    subject.amount_minor = number_of(row, kOpportunity["amount_minor"]);
    subject.currency = text_of(row, kOpportunity["currency"]);
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

/// Who of marketing handed the lead over when sales last accepted it before the deal closed, and kept it.
Id handed_over_by(store::Database& database, const Id& lead_id, Instant closed_at) {
  auto row = database.prepare(
      "SELECT h.offered_by FROM handoff h JOIN person p ON p.id = h.offered_by WHERE h.lead_id = ?1 AND "
      "h.state IN ('accepted','completed') AND h.decided_at <= ?2 AND p.side = 'marketing' AND h.archived_at "
      "IS NULL ORDER BY h.decided_at DESC, h.id DESC LIMIT 1");
  row.bind(1, lead_id).bind(2, last_of_closing(closed_at));
  return row.step() ? row.id(0) : Id{};
}

/// The person stands for the side where nobody of it is named; a person of another side does not.
void stand_in(Change& change, std::string_view side, const Id& person_id, std::string_view role,
              const CreditPolicy& policy, std::vector<Earner>& earners) {
  const bool is_named =
      std::any_of(earners.begin(), earners.end(), [&](const Earner& earner) { return earner.side == side; });
  if (is_named || person_id.empty()) return;
  const auto row = change.find(change.entity(kPerson), person_id);
  if (!row || text_of(*row, kPerson["side"]) != side) return;
  earners.push_back({std::string(side), person_id, std::string(role), policy.weight_of(role)});
}

/// Who earned until now stays on the own side; where nobody of a side is named, who stood in for it goes on.
void go_on(const std::vector<Earner>& so_far, const CreditPolicy& policy, std::vector<Earner>& earners) {
  std::vector<std::string> named;
  for (Earner& earner : earners) {
    const auto known = std::find_if(so_far.begin(), so_far.end(),
                                    [&](const Earner& one) { return one.person == earner.person; });
    if (known != so_far.end()) earner.side = known->side;
    named.push_back(earner.side);
  }
  for (const Earner& one : so_far) {
    if (std::find(named.begin(), named.end(), one.side) != named.end()) continue;
    earners.push_back({one.side, one.person, one.role, policy.weight_of(one.role)});
  }
}

/// Those who are named, else those who stood in `so_far`, else who stands for the side now.
std::vector<Earner> earners_of(Change& change, const Row& row, const CreditPolicy& policy,
                               const std::vector<Earner>& so_far) {
  std::vector<Earner> earners = named_members(change.database(), id_of(row, kId), policy);
  go_on(so_far, policy, earners);
  stand_in(change, "sales", id_of(row, kOpportunity["owner_person_id"]), "owner", policy, earners);
  const Id lead_id = id_of(row, kOpportunity["lead_id"]);
  const auto from = lead_id.empty() ? std::nullopt : change.find(change.entity(kLead), lead_id);
  if (from) {
    stand_in(change, "marketing", id_of(*from, kLead["developer_person_id"]), "developer", policy, earners);
    stand_in(change, "marketing",
             handed_over_by(change.database(), lead_id, number_of(row, kOpportunity["closed_at"])), "owner",
             policy, earners);
  }
  return earners;
}

// --- when -----------------------------------------------------------------------------------------

void split_by(Change& change, const Row& row, const CreditPolicy& policy, const std::vector<Earner>& so_far) {
  write_split(change, deal(row),
              {policy.clause, policy.version, policy.sides, earners_of(change, row, policy, so_far)});
}

/// The policy in force when the deal closed: a later rule rewrites nothing.
std::optional<CreditPolicy> policy_of(Change& change, const Row& row) {
  return credit_policy(change.database(), last_of_closing(number_of(row, kOpportunity["closed_at"])));
}

/// Another amount, or another day by whose rule it is shared, among the same people: a change of owner since
/// then earns nothing.
void correct(Change& change, const Row& before, const Row& row) {
  const StandingSplit split = standing_split(change.database(), deal(row));
  if (changed(&before, row, kOpportunity["closed_at"])) {
    const auto policy = policy_of(change, row);
    if (policy && policy->clause != split.sharing.clause) {
      return split_by(change, row, *policy, split.sharing.earners);
    }
  }
  if (split.stands()) write_split(change, deal(row), split.sharing);
}

bool is_won(const Row& row) { return is(row, kOpportunity["result"]["won"]); }

void after_opportunity(Change& change, const EntityInfo&, const Row* before, Row& after) {
  if (is_true(after, kOpportunity["is_history"])) return;
  const bool was = before != nullptr && is_won(*before);
  if (was && !is_won(after)) return withdraw_split(change, deal(after));
  if (!is_won(after)) return;
  if (!was) {
    if (const auto policy = policy_of(change, after)) split_by(change, after, *policy, {});
  } else if (changed(before, after, kOpportunity["amount_minor"]) ||
             changed(before, after, kOpportunity["currency"]) ||
             changed(before, after, kOpportunity["closed_at"])) {
    correct(change, *before, after);
  }
}

std::optional<Row> won_deal_of(Change& change, const Row& member) {
  auto row = change.find(change.entity(kOpportunity), id_of(member, kDealMember["opportunity_id"]));
  if (!row || !is_won(*row) || is_true(*row, kOpportunity["is_history"])) return std::nullopt;
  return row;
}

/// Who is named on a won deal takes from the share of others: a confirmed person answers for it.
void before_member(Change& change, const EntityInfo&, const Row*, Row& after) {
  if (has(after, kDealMember["weight"])) {
    const std::int64_t weight = number_of(after, kDealMember["weight"]);
    if (weight < 1 || weight > kGreatestWeight) {
      throw Refusal(TANDEM_INVALID_ARGUMENT, "weight_out_of_range",
                    "the weight of a member is a whole number from 1 to 1,000,000",
                    "leave weight out for the policy's weight of the role");
    }
  }
  const Who who = who_acts(change);
  if (who.system || who.confirmed || !won_deal_of(change, after)) return;
  change.forbid("deal_member", id_of(after, kId), "unconfirmed_on_won_deal",
                "who worked on a won deal is said by a confirmed person", Side::sales,
                "ask an admin or a signer of the same side for person.confirm");
}

/// News of who worked on a deal that is won already, by the rule that shared it.
void after_member(Change& change, const EntityInfo&, const Row*, Row& after) {
  const auto row = won_deal_of(change, after);
  if (!row) return;
  StandingSplit split = standing_split(change.database(), deal(*row));
  if (!split.stands()) return;
  std::vector<Earner>& earners = split.sharing.earners;
  if (has(after, kArchivedAt)) {
    const Id gone = id_of(after, kDealMember["person_id"]);
    earners.erase(std::remove_if(earners.begin(), earners.end(),
                                 [&](const Earner& earner) { return earner.person == gone; }),
                  earners.end());
  }
  split_by(change, *row,
           quoted_credit_policy(change.database(), split.sharing.clause, split.sharing.version,
                                last_of_closing(number_of(*row, kOpportunity["closed_at"]))),
           earners);
}

void share_responsibility(Change& change, const Happening& happening) {
  if (happening.kind != "goal.missed") return;
  const auto policy = credit_policy(change.database(), happening.at);
  if (!policy) return;
  const Id outcome_id = Id::require(happening.payload.at("outcome_id").get<std::string>(), "outcome_id");
  write_split(change, {"outcome", outcome_id, std::nullopt, {}},
              {policy->clause, policy->version, policy->sides, {}});
}

constexpr DefaultClause kDefaults[] = {
    {"credit_policy", "default", R"({"side_shares":{"marketing":500000,"sales":500000},"model":"linear"})"},
};

}  // namespace

void add_credit_splits(Catalogue& catalogue) {
  catalogue.add(kDefaults);
  catalogue.on_event(share_responsibility);
  catalogue.edit("opportunity").after_write.push_back(after_opportunity);
  EntityInfo& members = catalogue.edit("deal_member");
  members.before_write.push_back(before_member);
  members.after_write.push_back(after_member);
}

}  // namespace tandem::domain
