// SPDX-License-Identifier: Apache-2.0
// When one reason makes up much of the returns, the lead definition itself is put before both sides.
#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "domain/agreements/clauses.hpp"
#include "domain/agreements/drafting.hpp"
#include "domain/agreements/versions.hpp"
#include "domain/asking/asking.hpp"
#include "domain/handoffs/return_ranking.hpp"
#include "domain/practice.hpp"

namespace tandem::domain {
namespace {

constexpr std::int64_t kDefaultShare = 300'000, kDefaultMinimum = 10;

/// The guideline version to follow: where the lead definition stands, else where the hand-off does.
ClauseInForce definition_in_force(Change& change, Instant at) {
  for (const char* kind : {"lead_definition", "handoff_point"}) {
    if (auto clause = clause_in_force(change.database(), kind, "", at)) return std::move(*clause);
  }
  throw Refusal(TANDEM_INVALID_STATE, "no_rule_in_force",
                "no lead definition and no hand-off point is in force", "agree on a guideline first");
}

std::int64_t returned_in(const std::vector<RankedReason>& ranking) {
  std::int64_t all = 0;
  for (const RankedReason& reason : ranking) all += reason.returned;
  return all;
}

/// The most frequent listed reason (silence is none), or a refusal where it proves nothing.
RankedReason leading_reason(Change& change, const std::vector<RankedReason>& ranking, Instant at) {
  const auto policy = clause_in_force(change.database(), "reject_reason_list", "", at);
  const Json body = policy ? policy->body : Json::object();
  const std::int64_t least = number_of(body, "review_min_returns").value_or(kDefaultMinimum);
  const std::int64_t share = number_of(body, "review_share_ppm").value_or(kDefaultShare);
  const std::int64_t all = returned_in(ranking);
  if (all < least) {
    throw Refusal(
        TANDEM_INVALID_STATE, "too_few_returns",
        concat({std::to_string(all), " returns prove nothing; the policy asks for ", std::to_string(least)}),
        "widen the window, or wait");
  }
  const std::vector<std::string> listed = return_reasons(change.database(), at);
  for (const RankedReason& reason : ranking) {
    if (std::find(listed.begin(), listed.end(), reason.code) == listed.end()) continue;
    if (reason.share_ppm >= share) return reason;
    break;
  }
  throw Refusal(TANDEM_INVALID_STATE, "no_leading_reason",
                concat({"no reason makes up ", std::to_string(share), " parts per million of the returns"}),
                "look at the query handoff_acceptance; the threshold is agreed in the reject_reason_list");
}

std::string percent(std::int64_t ppm) {
  return concat({std::to_string(ppm / 10'000), ".", std::to_string(ppm / 1'000 % 10), " %"});
}

std::string change_note(const std::vector<RankedReason>& ranking) {
  std::string note = concat({"The lead definition is in question: of ", std::to_string(returned_in(ranking)),
                             " returned hand-offs (reason: number, share, cumulative share)"});
  for (const RankedReason& reason : ranking) {
    note += concat({"\n", reason.code, ": ", std::to_string(reason.returned), ", ",
                    percent(reason.share_ppm.value_or(0)), ", ", percent(reason.cumulative_ppm.value_or(0))});
  }
  return note;
}

Json propose(Change& change, const VerbCall& call) {
  named_person(change, call.verb.name);
  const auto ranking = ranked_returns(change.database(), window_of(call.args));
  const RankedReason leading = leading_reason(change, ranking, call.at);
  const ClauseInForce in_force = definition_in_force(change, call.at);
  const Id guideline_id =
      id_of(change.get(versions(change), in_force.version), kGuidelineVersion["guideline_id"]);
  const Id record = draft_version(change, guideline_id, in_force.version, change_note(ranking)).version;
  const Json why = {
      {"reason", leading.code}, {"share_ppm", *leading.share_ppm}, {"returned", leading.returned}};
  change.event("guideline.drafted", "guideline_version", record, why, in_force.version);
  Json result = answer(versions(change), record, 1, "draft");
  result.update(why);
  return result;
}

constexpr Verb kDefinitionChangesVerbs[] = {
    {.name = "handoff.propose_definition_change",
     .entity = "guideline_version",
     .creates = true,
     .arguments = kWindowArguments,
     .doc = "opens a draft of the guideline with the ranked return reasons of the window as its change note, "
            "when one reason passes the agreed share; both sides sign as ever",
     .run = propose},
};

}  // namespace

void add_definition_changes(Catalogue& catalogue) { catalogue.add(kDefinitionChangesVerbs); }

}  // namespace tandem::domain
