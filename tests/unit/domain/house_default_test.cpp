// SPDX-License-Identifier: Apache-2.0
// The unsigned house default, and what the body of a clause may say.
#include <set>

#include "unit/domain/guideline_fixture.hpp"

namespace tandem::domain {
namespace {

class HouseDefaultTest : public GuidelineTest {
 protected:
  Id house() {
    auto find = db_->prepare("SELECT id FROM guideline_version WHERE is_house_default = 1");
    EXPECT_TRUE(find.step());
    return find.id(0);
  }
  Json clause(const Id& version, const char* kind, const Json& body) {
    return {{"version_id", version.text()},
            {"kind", kind},
            {"key", "one"},
            {"body", body},
            {"review_on", "2027-01-01"}};
  }
  Id draft_version() { return put("guideline_version", {{"guideline_id", guideline("work").text()}}); }
};

TEST_F(HouseDefaultTest, CannotBeWithdrawn) {
  for (const Id& who : {mona_, maria_}) {
    const Error refused = refusal([&] { act(who, "guideline.withdraw", house()); });
    EXPECT_EQ(refused.status(), TANDEM_INVALID_STATE);
    EXPECT_NE(refused.advice().find("version of your own"), std::string::npos);
  }
  EXPECT_TRUE(clause_in_force(*db_, "handoff_point", "", clock_.at));
  act(mona_, "guideline.withdraw", draft_version());
}

TEST_F(HouseDefaultTest, IsChangedBySignersAndAdminsOnly) {
  const Json written = clause(house(), "responsibility", responsibility("fairs", "marketing"));
  const Id newcomer = person("Nina", "sales", true, false);
  for (const store::Actor& who : {as(mona_), as(newcomer), remote()}) {
    expect_refused(TANDEM_FORBIDDEN, "house_default_binds", [&] { put("clause", written, who); });
  }
  const Id made = put("clause", written, as(maria_));
  const Json other = {{"body", responsibility("fairs", "sales")}};
  expect_refused(TANDEM_FORBIDDEN, "house_default_binds", [&] { edit("clause", made, other, as(steve_)); });
  edit("clause", made, other, as(founding_.admin));
  put("clause", clause(draft_version(), "responsibility", responsibility("fairs", "sales")), as(mona_));
}

TEST_F(HouseDefaultTest, WhatIsNullInABodyIsLeftOut) {
  Json body = point("mql", "sal");
  for (const char* field : {"on_timeout", "dispute_window_s", "required_fields"}) body[field] = nullptr;
  const Id version = draft_version();
  const Id made = put("clause", clause(version, "handoff_point", body));
  EXPECT_EQ(get("clause", made).at("body"), point("mql", "sal"));
  sign(version);
  act(sam_, "guideline.activate", version);
  const Id lead = id_in(act(mona_, "lead.capture", {{"email", "a@example.com"}, {"stage", "mql"}}));
  act(mona_, "handoff.offer", {{"lead_id", lead.text()}});
  EXPECT_EQ(events("handoff.offered"), 1);
  body["accept_window_s"] = nullptr;  // a required one is missing, as if it were not there
  const Id other = put("guideline_version", {{"guideline_id", guideline("more").text()}});
  expect_refused(TANDEM_INVALID_ARGUMENT, "", [&] { put("clause", clause(other, "handoff_point", body)); });
}

TEST_F(HouseDefaultTest, APromiseRunsInACalendarThatExists) {
  Json body = {{"subject", "lead"},
               {"starts_on", "lead.captured"},
               {"stops_on", {"lead.first_touched"}},
               {"target_s", 3600},
               {"calendar_id", maria_.text()}};
  const Id version = draft_version();
  expect_refused(TANDEM_NOT_FOUND, "unknown_record",
                 [&] { put("clause", clause(version, "sla_policy", body)); });
  body["calendar_id"] =
      put("calendar",
          {{"name", "Office"}, {"weekly", {{{"weekday", 1}, {"start_min", 540}, {"end_min", 1020}}}}})
          .text();
  put("clause", clause(version, "sla_policy", body));
}

/// The rules in force of a kind: "key" where signed, "key?" where the house default stands in.
std::set<std::string> rules_of(const model::Table& rules, std::string_view kind) {
  std::set<std::string> keys;
  for (const Row& row : rules.rows) {
    if (text_of(row, 0) == kind) keys.insert(std::string(text_of(row, 1)) + (is_true(row, 2) ? "" : "?"));
  }
  return keys;
}

TEST_F(HouseDefaultTest, ASignedClauseDisplacesOnlyTheDefaultOnItsSubject) {
  const std::size_t before = rules_of(ask("rules_in_force"), "responsibility").size();
  in_force("ours", {{"responsibility", "deals", responsibility("deal", "sales")},
                    {"handoff_point", "late", point("sql", "opportunity")}});
  const auto responsibilities = rules_of(ask("rules_in_force"), "responsibility");
  EXPECT_EQ(responsibilities.size(), before);
  EXPECT_EQ(responsibilities.count("deals"), 1u);
  EXPECT_EQ(responsibilities.count("deal?"), 0u);
  EXPECT_EQ(responsibilities.count("lead_data?"), 1u);
  EXPECT_EQ(rules_of(ask("rules_in_force"), "handoff_point"), (std::set<std::string>{"late", "mql_to_sal?"}));
  const Id lead = id_in(act(mona_, "lead.capture", {{"email", "a@example.com"}, {"stage", "mql"}}));
  EXPECT_EQ(get("handoff", act(mona_, "handoff.offer", {{"lead_id", lead.text()}})).at("due_at"),
            clock_.at + 2 * kDay);
  in_force("sooner", {{"handoff_point", "sooner", point("mql", "sal")}});
  EXPECT_EQ(rules_of(ask("rules_in_force"), "handoff_point"), (std::set<std::string>{"late", "sooner"}));
}

TEST_F(HouseDefaultTest, APromiseToSomeLeavesTheDefaultToTheOthers) {
  Json to_some = promise();
  to_some["applies_when"] = condition("company_name", "is_null", false);
  in_force("some", {{"sla_policy", "named", to_some}});
  auto promises = rules_of(ask("rules_in_force"), "sla_policy");
  EXPECT_EQ(promises.count("named") + promises.count("first_contact?") + promises.count("handoff_answer?"),
            3u);
  in_force("all", {{"sla_policy", "everybody", promise()}});
  promises = rules_of(ask("rules_in_force"), "sla_policy");
  EXPECT_EQ(promises.count("first_contact?"), 0u);
  EXPECT_EQ(promises.count("handoff_answer?"), 1u);
}

}  // namespace
}  // namespace tandem::domain
