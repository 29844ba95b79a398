// SPDX-License-Identifier: Apache-2.0
#include "domain/clocks/sla_policies.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "domain/agreements/clauses.hpp"
#include "domain/arguments.hpp"
#include "domain/clocks/calendars.hpp"

namespace tandem::domain {
namespace {

constexpr std::string_view kStamp = "rules";  // of store_meta: changes whenever a rule does

std::vector<std::string> texts_in(const Json& body, const char* field) {
  return given(body, field) ? body.at(field).get<std::vector<std::string>>() : std::vector<std::string>{};
}

std::vector<ClockStep> read_steps(const Json& body, std::int64_t target_s) {
  std::vector<ClockStep> steps;
  if (given(body, "warn_at_ppm")) {
    for (const Json& part : body.at("warn_at_ppm")) {
      const auto ppm = part.get<std::int64_t>();
      steps.push_back({target_s * ppm / 1'000'000, ClockStep::Kind::warn, ppm, {}, {}});
    }
  }
  if (given(body, "escalation")) {
    for (const Json& one : body.at("escalation")) {
      steps.push_back({one.at("after_s").get<std::int64_t>(), ClockStep::Kind::escalate, 0,
                       one.at("action").get<std::string>(), one.value("to_role", "owner")});
    }
  }
  std::stable_sort(steps.begin(), steps.end(),
                   [](const ClockStep& a, const ClockStep& b) { return a.after_s < b.after_s; });
  return steps;
}

SlaPolicy::CalendarOf calendar_source(const std::string& name) {
  if (name == "owner") return SlaPolicy::CalendarOf::owner;
  return name == "subject" ? SlaPolicy::CalendarOf::subject : SlaPolicy::CalendarOf::policy;
}

SlaPolicy read_policy(const Catalogue& catalogue, const Json& body) {
  SlaPolicy policy;
  policy.subject = body.at("subject").get<std::string>();
  policy.starts_on = body.at("starts_on").get<std::string>();
  policy.stops_on = texts_in(body, "stops_on");
  policy.pause_reasons = texts_in(body, "pause_reasons");
  policy.target_s = body.at("target_s").get<std::int64_t>();
  policy.calendar_of = calendar_source(text_of(body, "calendar"));
  if (given(body, "calendar_id")) policy.calendar = Id::require(text_of(body, "calendar_id"), "calendar_id");
  policy.steps = read_steps(body, policy.target_s);
  if (given(body, "responsible_side")) {
    policy.responsible = model::parse_side(text_of(body, "responsible_side"));
  }
  const EntityInfo* subject = catalogue.find_entity(policy.subject);
  if (subject != nullptr && given(body, "applies_when")) {
    policy.applies_when = Predicate::parse(catalogue, *subject, body.at("applies_when"));
  }
  return policy;
}

}  // namespace

bool SlaPolicy::stops(std::string_view event) const {
  const auto named = [this](std::string_view one) {
    return std::find(stops_on.begin(), stops_on.end(), one) != stops_on.end();
  };
  return named(event) || (event == kContact && named("lead.first_touched"));
}

const ClockStep* SlaPolicy::step_after(std::optional<std::int64_t> acted_s) const {
  for (const ClockStep& step : steps) {
    if (!acted_s || step.after_s > *acted_s) return &step;
  }
  return nullptr;
}

PolicyBook& PolicyBook::of(Change& change) {
  PolicyBook& book = change.database().memo<PolicyBook>();
  if (book.seen_in_ != change.database().changes_begun()) book.refresh(change);
  return book;
}

void PolicyBook::changed(Change& change) {
  store::Database& database = change.database();
  database.set_meta(kStamp, database.ids().next(change.now()).text());
  database.memo<PolicyBook>().seen_in_ = -1;
}

void PolicyBook::refresh(Change& change) {
  store::Database& database = change.database();
  const std::string stamp = database.meta(kStamp).value_or("none");
  calendars_of_persons_.clear();
  if (stamp != stamp_) {
    *this = PolicyBook();
    load(change);
    stamp_ = stamp;
  }
  seen_in_ = database.changes_begun();
}

void PolicyBook::load(Change& change) {
  auto rows = change.database().prepare(
      "SELECT c.id, c.version_id, v.is_house_default = 1 AND v.state <> 'withdrawn' AND v.archived_at IS "
      "NULL AND c.archived_at IS NULL, b.body, b.until, v.effective_from, v.effective_to FROM (SELECT id AS "
      "clause_id, body, ?1 AS until, id FROM clause WHERE kind = 'sla_policy' UNION ALL SELECT clause_id, "
      "body, until, id FROM clause_wording) b JOIN clause c ON c.id = b.clause_id JOIN guideline_version v "
      "ON "
      "v.id = c.version_id WHERE c.kind = 'sla_policy' ORDER BY c.key, c.id, b.until, b.id");
  rows.bind(1, std::int64_t{INT64_MAX});
  while (rows.step()) {
    SlaPolicy policy = read_policy(change.catalogue(), parse_json(rows.text(3), "a clause's body"));
    policy.clause = rows.id(0);
    policy.version = rows.id(1);
    policy.is_house_default = rows.integer(2) != 0;
    starting_.insert(policy.starts_on);
    stopping_.insert(policy.stops_on.begin(), policy.stops_on.end());
    if (policy.stops(kContact)) stopping_.emplace(kContact);
    const Id clause = policy.clause;
    policies_[clause].push_back({std::move(policy), rows.integer(4)});
    for (const int column : {4, 5, 6}) {
      if (!rows.is_null(column)) boundaries_.push_back(rows.integer(column));
    }
  }
  std::sort(boundaries_.begin(), boundaries_.end());
  auto plans = change.database().prepare(
      "SELECT json_extract(body, '$.starts_on') FROM clause WHERE kind = 'cadence_plan'");
  while (plans.step()) beginning_.emplace(plans.text(0));
}

const PolicyBook::InForce& PolicyBook::in_force(Change& change, Instant at) {
  const auto later = std::upper_bound(boundaries_.begin(), boundaries_.end(), at);
  const auto [found, is_new] = in_force_.try_emplace(static_cast<std::size_t>(later - boundaries_.begin()));
  if (!is_new) return found->second;
  for (const ClauseInForce& clause : clauses_in_force(change.database(), "sla_policy", "", at)) {
    if (clause.is_signed) found->second.agreed.push_back(&policy(clause.clause, at));
  }
  for (const auto& [clause, wordings] : policies_) {
    if (wordings.back().policy.is_house_default) found->second.house_defaults.push_back(&policy(clause, at));
  }
  return found->second;
}

const SlaPolicy& PolicyBook::policy(const Id& clause, Instant at) const {
  const auto found = policies_.find(clause);
  if (found == policies_.end()) {
    throw Error(TANDEM_CORRUPT, "a clock quotes a policy that is not there", "run `tandem verify`");
  }
  const std::vector<Worded>& wordings = found->second;
  const auto then =
      std::find_if(wordings.begin(), wordings.end(), [&](const Worded& one) { return at < one.until; });
  return then == wordings.end() ? wordings.back().policy : then->policy;
}

const WorkingTime& PolicyBook::calendar(Change& change, const Id& id) {
  if (id.empty()) return WorkingTime::round_the_clock();
  const auto found = calendars_.find(id);
  if (found != calendars_.end()) return found->second;
  return calendars_.emplace(id, calendar_of(change.database(), id)).first->second;
}

Id PolicyBook::calendar_of_person(Change& change, const Id& person) {
  const auto found = calendars_of_persons_.find(person);
  if (found != calendars_of_persons_.end()) return found->second;
  auto row = change.database().prepare("SELECT calendar_id FROM person WHERE id = ?");
  row.bind(1, person);
  return calendars_of_persons_[person] = row.step() ? row.id(0) : Id{};
}

}  // namespace tandem::domain
