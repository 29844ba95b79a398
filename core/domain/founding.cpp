// SPDX-License-Identifier: Apache-2.0
// What a new workspace starts with, so that the first lead has an owner and the first hand-off a rule.
#include "base/time.hpp"
#include "domain/domain.hpp"
#include "domain/guards.hpp"

namespace tandem::domain {
namespace {

constexpr Side kQueueSides[] = {Side::marketing, Side::sales, Side::leadership, Side::shared};

struct Activity {
  std::string_view name;
  Side side;
};
/// Every activity that a field's descriptor names, and the side that usually answers for it.
constexpr Activity kActivities[] = {{"campaigns", Side::marketing}, {"segmentation", Side::marketing},
                                    {"lead_data", Side::marketing}, {"lead_source", Side::marketing},
                                    {"consent", Side::marketing},   {"scoring", Side::marketing},
                                    {"lead_stage", Side::shared},   {"lead_work", Side::sales},
                                    {"deal", Side::sales},          {"account_ownership", Side::sales}};

struct Reason {
  std::string_view code, label;
};
constexpr Reason kReasons[] = {
    {"not_reachable", "Nobody could be reached"},
    {"bad_data", "Contact data is wrong"},
    {"not_icp", "Not a company we sell to"},
    {"duplicate", "We have this lead already"},
    {"no_budget", "No money for it"},
    {"no_need", "No need for it"},
    {"wrong_timing", "Too early or too late"},
    {"competitor", "Chose or is a competitor"},
};

Id add_admin(Change& change, const Workspace& workspace) {
  Draft draft(change.entity(kPerson));
  draft.text(kPerson["name"], workspace.admin_name)
      .text(kPerson["side"], side_name(workspace.admin_side))
      .text(kPerson["time_zone"], workspace.time_zone)
      .flag(kPerson["confirmed"], true)
      .flag(kPerson["is_admin"], true);
  if (!workspace.admin_email.empty()) draft.text(kPerson["email"], workspace.admin_email);
  return draft.create(change);
}

void add_queues(Change& change, const Id& admin) {
  for (const Side side : kQueueSides) {
    std::string name = std::string(side_name(side)) + " queue";
    name.front() = static_cast<char>(name.front() - 'a' + 'A');
    Draft draft(change.entity(kTeam));
    draft.text(kTeam["name"], name)
        .text(kTeam["side"], side_name(side))
        .id(kTeam["lead_person_id"], admin)
        .flag(kTeam["is_queue"], true);
    draft.create(change);
  }
}

void add_clause(Change& change, const Id& version, std::string_view kind, std::string_view key,
                const Json& body) {
  Draft draft(change.entity(kClause));
  draft.id(kClause["version_id"], version)
      .text(kClause["kind"], kind)
      .text(kClause["key"], key)
      .text(kClause["body"], body.dump())
      .set(kClause["justified_by"]["industry_standard"])
      .number(kClause["review_on"], change.now() / kDay + 90);  // a default wants to be looked at
  draft.create(change);
}

void add_clauses(Change& change, const Id& version) {
  add_clause(change, version, "handoff_point", "mql_to_sal",
             {{"from_stage", "mql"},
              {"to_stage", "sal"},
              {"from_side", "marketing"},
              {"to_side", "sales"},
              {"required_fields", Json::array()},
              {"accept_window_s", 2 * 86'400},
              {"dispute_window_s", 14 * 86'400},
              {"on_timeout", "escalate"}});
  Json reasons = Json::array();
  for (const Reason& reason : kReasons) reasons.push_back({{"code", reason.code}, {"label", reason.label}});
  add_clause(change, version, "reject_reason_list", "default",
             {{"reasons", reasons}, {"review_share_ppm", 300'000}, {"review_min_returns", 10}});
  for (const Activity& activity : kActivities) {
    const std::string_view side = side_name(activity.side);
    add_clause(change, version, "responsibility", activity.name,
               {{"activity", activity.name},
                {"doer", "team"},
                {"accountable", side},
                {"accountable_role", "team lead"},
                {"consulted", Json::array()},
                {"informed", Json::array()}});
  }
}

void add_area_clauses(Change& change, const Id& version) {
  for (const DefaultClause* clause : change.catalogue().default_clauses()) {
    add_clause(change, version, clause->kind, clause->key, parse_json(clause->body, "a default clause"));
  }
}

Id add_guideline(Change& change) {
  Draft draft(change.entity(kGuideline));
  draft.text(kGuideline["key"], "house").text(kGuideline["title"], "House default");
  draft.text(kGuideline["scope"], "applies, unsigned, until both sides sign a version of their own");
  const Id made = draft.create(change);
  Draft version(change.entity(kGuidelineVersion));
  version.id(kGuidelineVersion["guideline_id"], made)
      .number(kGuidelineVersion["number"], 1)
      .set(kGuidelineVersion["state"]["draft"])
      .text(kGuidelineVersion["change_note"], "written by init")
      .flag(kGuidelineVersion["is_house_default"], true);
  const Id id = version.create(change, SetBy::derived);
  add_clauses(change, id);
  add_area_clauses(change, id);
  return made;
}

struct UsualMetric {
  const char *key, *name, *unit, *kind, *horizon, *source;
};
constexpr UsualMetric kMetrics[] = {
    {"revenue", "Revenue", "money", "revenue", "lagging",
     R"({"entity":"opportunity","measure":"sum:amount_minor","date_field":"closed_at","where":{"field":"result","op":"=","value":"won"}})"},
    {"deals_won", "Deals won", "count", "funnel", "lagging",
     R"({"entity":"opportunity","measure":"count","date_field":"closed_at","where":{"field":"result","op":"=","value":"won"}})"},
    {"opportunities_opened", "Opportunities opened", "count", "funnel", "leading",
     R"({"entity":"stage_entry","measure":"count","date_field":"entered_at","where":{"field":"stage","op":"=","value":"opportunity"}})"},
    {"sales_qualified_leads", "Sales-qualified leads", "count", "funnel", "leading",
     R"({"entity":"stage_entry","measure":"count","date_field":"entered_at","where":{"field":"stage","op":"=","value":"sql"}})"},
    {"handoffs_accepted", "Hand-offs accepted", "count", "funnel", "leading",
     R"({"entity":"handoff","measure":"count","date_field":"decided_at","where":{"field":"was_accepted","op":"=","value":true}})"},
    {"marketing_qualified_leads", "Marketing-qualified leads", "count", "funnel", "leading",
     R"({"entity":"stage_entry","measure":"count","date_field":"entered_at","where":{"field":"stage","op":"=","value":"mql"}})"},
    {"leads_captured", "Leads captured", "count", "activity", "leading",
     R"({"entity":"lead","measure":"count","date_field":"captured_at"})"},
};

/// Each measure moves the one before it; the first is the money.
void add_metrics(Change& change) {
  Id moves;
  for (const UsualMetric& usual : kMetrics) {
    Draft draft(change.entity(kMetric));
    draft.text(kMetric["key"], usual.key)
        .text(kMetric["name"], usual.name)
        .text(kMetric["unit"], usual.unit)
        .text(kMetric["kind"], usual.kind)
        .set(kMetric["direction"]["higher"])
        .text(kMetric["horizon"], usual.horizon)
        .text(kMetric["source"], usual.source)
        .id(kMetric["path_to_revenue_id"], moves);
    moves = draft.create(change);
  }
}

}  // namespace

Founding found_workspace(store::Database& database, const Workspace& workspace) {
  Change change(database, store::Actor{});
  Founding founding;
  founding.admin = add_admin(change, workspace);
  add_queues(change, founding.admin);
  founding.guideline = add_guideline(change);
  add_metrics(change);
  change.event("workspace.founded", "person", founding.admin);
  change.commit();
  return founding;
}

}  // namespace tandem::domain
