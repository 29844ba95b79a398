// SPDX-License-Identifier: Apache-2.0
// Which version applied when, and what clauses may stand beside each other.
#include <random>

#include "domain/agreements/clause_conflicts.hpp"
#include "unit/domain/guideline_fixture.hpp"

namespace tandem::domain {
namespace {

class GuidelineVersionTest : public GuidelineTest {
 protected:
  Id window(const Id& guideline, std::int64_t seconds) {
    Json body = point("mql", "sal");
    body["accept_window_s"] = seconds;
    return draft(guideline, {{"handoff_point", "mql_to_sal", body}});
  }
  std::int64_t window_at(Instant at) {
    return clause_in_force(*db_, "handoff_point", "", at)->body.at("accept_window_s").get<std::int64_t>();
  }
};

TEST_F(GuidelineVersionTest, AFutureInstantIsPendingAndThenBeginsByItself) {
  const Id work = guideline("work");
  const Id first = window(work, 100), second = window(work, 200);
  sign(first);
  act(sam_, "guideline.activate", first);
  sign(second);
  clock_.at += kHour;
  const Instant start = clock_.at + kDay;
  EXPECT_EQ(act(sam_, "guideline.activate", second, {{"effective_from", start}}).at("state"), "signed");
  EXPECT_EQ(events("guideline.scheduled"), 1);
  EXPECT_EQ(get("guideline_version", first).at("effective_to"), start);
  EXPECT_EQ(tick().at("guidelines_activated"), 0);
  EXPECT_EQ(get("guideline_version", first).at("state"), "active");
  EXPECT_EQ(window_at(start - 1), 100);
  EXPECT_EQ(window_at(start), 200);
  clock_.at = start + 5;
  EXPECT_EQ(tick().at("guidelines_activated"), 1);
  EXPECT_EQ(tick().at("guidelines_activated"), 0);
  EXPECT_EQ(get("guideline_version", second).at("state"), "active");
  EXPECT_EQ(get("guideline_version", second).at("effective_from"), start);
  EXPECT_EQ(get("guideline_version", first).at("state"), "superseded");
  EXPECT_EQ(events("guideline.activated"), 2);
  EXPECT_EQ(events("guideline.superseded"), 1);
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(GuidelineVersionTest, NothingBeginsInThePastOrBeforeAVersionThatWaits) {
  const Id work = guideline("work");
  const Id first = window(work, 100), second = window(work, 200);
  sign(first);
  sign(second);
  expect_refused(TANDEM_INVALID_ARGUMENT, "in_the_past", [&] {
    act(sam_, "guideline.activate", first, {{"effective_from", clock_.at - 1}});
  });
  act(sam_, "guideline.activate", second, {{"effective_from", clock_.at + kDay}});
  const Error early = refusal([&] { act(sam_, "guideline.activate", first); });
  EXPECT_EQ(early.status(), TANDEM_INVALID_STATE);
  EXPECT_FALSE(early.advice().empty());
  act(sam_, "guideline.activate", second, {{"effective_from", clock_.at + kHour}});  // moved
  clock_.at += kHour;
  EXPECT_EQ(tick().at("guidelines_activated"), 1);
  EXPECT_EQ(window_at(clock_.at), 200);
}

TEST_F(GuidelineVersionTest, AVersionThatMovesLeavesNoHole) {
  const Id work = guideline("work");
  const Id first = window(work, 100), second = window(work, 200), third = window(work, 300);
  for (const Id& version : {first, second, third}) sign(version);
  const Instant begin = clock_.at;
  const auto activate = [&](const Id& version, Instant from) {
    act(sam_, "guideline.activate", version, {{"effective_from", from}});
  };
  activate(first, begin);
  activate(second, begin + kDay);
  activate(second, begin + 3 * kDay);  // later: the first runs on until then
  EXPECT_EQ(get("guideline_version", first).at("effective_to"), begin + 3 * kDay);
  EXPECT_EQ(window_at(begin + 2 * kDay), 100);
  activate(third, begin + 5 * kDay);
  activate(second, begin + 8 * kDay);  // behind the third
  EXPECT_EQ(window_at(begin + 4 * kDay), 100);
  EXPECT_EQ(window_at(begin + 6 * kDay), 300);
  EXPECT_EQ(window_at(begin + 9 * kDay), 200);
  EXPECT_TRUE(get("guideline_version", second).at("effective_to").is_null());
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(GuidelineVersionTest, ADecisionKeepsTheVersionItWasMadeUnder) {
  const Id work = guideline("work");
  const Id first = window(work, 100), second = window(work, 200);
  sign(first);
  act(sam_, "guideline.activate", first);
  const Id lead = id_in(act(mona_, "lead.capture", {{"email", "b@example.com"}, {"stage", "mql"}}));
  const Id handoff = id_in(act(mona_, "handoff.offer", {{"lead_id", lead.text()}}));
  sign(second);
  clock_.at += 60 * kSecond;
  act(sam_, "guideline.activate", second);
  act(steve_, "handoff.accept", handoff);
  EXPECT_EQ(get("handoff", handoff).at("version_id"), first.text());
  auto quoted = db_->prepare("SELECT version_id FROM journal WHERE kind = 'handoff.accepted'");
  ASSERT_TRUE(quoted.step());
  EXPECT_EQ(quoted.id(0), first);
}

/// Whatever is scheduled, moved, refused and ticked: at no instant do two versions of a guideline apply, and
/// what applied at a past instant never changes.
TEST_F(GuidelineVersionTest, AtEveryInstantAtMostOneVersionApplies) {
  std::mt19937 random(20'260'528);
  const Id work = guideline("work");
  std::vector<Id> versions;
  for (int i = 0; i < 8; ++i) {
    versions.push_back(window(work, 100 + i));
    sign(versions.back());
  }
  const Instant begin = clock_.at;
  std::map<Instant, std::int64_t> seen;
  for (int step = 0; step < 120; ++step) {
    const Id& version = versions[random() % versions.size()];
    try {
      act(sam_, "guideline.activate", version,
          {{"effective_from", clock_.at + static_cast<Instant>(random() % 5) * kHour}});
    } catch (const Error& e) {
      ASSERT_EQ(e.status(), TANDEM_INVALID_STATE) << e.message();
    }
    if (random() % 3 == 0) tick();
    seen[clock_.at] = window_at(clock_.at);
    clock_.at += static_cast<Instant>(random() % 3 + 1) * 20 * kMinute;
    ASSERT_LE(count("SELECT count(*) FROM guideline_version WHERE state = 'active'"), 1);
    ASSERT_EQ(broken(), std::vector<std::string>{});
  }
  for (const auto& [at, value] : seen) {
    EXPECT_EQ(window_at(at), value) << at - begin;
    auto rows = db_->prepare(
        "SELECT count(*) FROM guideline_version WHERE effective_from <= ?1 AND (effective_to IS NULL OR "
        "effective_to > ?1)");
    rows.bind(1, at);
    ASSERT_TRUE(rows.step());
    EXPECT_LE(rows.integer(0), 1);
  }
}

TEST_F(GuidelineVersionTest, ClausesThatContradictEachOtherAreRefused) {
  const Json reasons = {{"reasons", {{{"code", "spam"}, {"label", "Spam"}}}}};
  const Json mql = {{"stage", "mql"}, {"predicate", condition("email", "is_null", false)}};
  const Json any_lead = {{"predicate", condition("email", "is_null", false)}};
  struct Case {
    const char* what;
    std::vector<Statement> statements;
    bool contradicts;
  };
  const Case table[] = {
      {"one activity, two rows",
       {{"responsibility", responsibility("deal", "sales")},
        {"responsibility", responsibility("deal", "sales")}},
       true},
      {"two activities",
       {{"responsibility", responsibility("deal", "sales")},
        {"responsibility", responsibility("campaigns", "marketing")}},
       false},
      {"one stage to both sides",
       {{"handoff_point", point("mql", "sal")}, {"handoff_point", point("mql", "sql", "sales", "marketing")}},
       true},
      {"one stage, two ways between the same sides",
       {{"handoff_point", point("mql", "sal")}, {"handoff_point", point("mql", "sql")}},
       false},
      {"a stage defined twice", {{"stage_definition", mql}, {"stage_definition", mql}}, true},
      {"lead defined twice",
       {{"lead_definition", any_lead},
        {"stage_definition", {{"stage", "lead"}, {"predicate", condition("phone", "is_null", false)}}}},
       true},
      {"a reason in two lists", {{"reject_reason_list", reasons}, {"reject_reason_list", reasons}}, true},
      {"one way handed over twice",
       {{"handoff_point", point("mql", "sal")}, {"handoff_point", point("mql", "sal")}},
       true},
      {"two promises by one key",
       {{"sla_policy", promise(), true, "call"}, {"sla_policy", promise(), true, "call"}},
       true},
      {"two promises",
       {{"sla_policy", promise(), true, "call"}, {"sla_policy", promise(), true, "write"}},
       false},
      {"two plans by one key",
       {{"cadence_plan", Json::object(), false, "new"}, {"cadence_plan", Json::object(), true, "new"}},
       true},
      {"two plans",
       {{"cadence_plan", Json::object(), false, "new"}, {"cadence_plan", Json::object(), true, "old"}},
       false},
      {"two lists of reasons",
       {{"reject_reason_list", reasons, true, "a"},
        {"reject_reason_list", {{"reasons", {{{"code", "late"}, {"label", "Late"}}}}}, true, "b"}},
       true},
      {"two request policies",
       {{"request_policy", Json::object(), true, "a"}, {"request_policy", Json::object(), true, "b"}},
       true},
      {"one threshold set twice",
       {{"judging_policy", {{"green_ppm", 1}}, true, "a"}, {"judging_policy", {{"green_ppm", 2}}, true, "b"}},
       true},
      {"two thresholds",
       {{"judging_policy", {{"green_ppm", 1}}, true, "a"},
        {"judging_policy", {{"window_days", 2}}, true, "b"}},
       false},
      {"two that stand already", {{"stage_definition", mql, false}, {"stage_definition", mql, false}}, false},
      {"a new one against one that stands",
       {{"stage_definition", mql, false}, {"stage_definition", mql}},
       true},
  };
  for (const Case& one : table) {
    EXPECT_EQ(contradiction(one.statements).has_value(), one.contradicts) << one.what;
  }
}

TEST_F(GuidelineVersionTest, ClausesThatDisplaceEachOtherAreRefusedWhenProposedAndWhenSigned) {
  const Json list = {{"reasons", {{{"code", "spam"}, {"label", "Spam"}}}}};
  const Json other = {{"reasons", {{{"code", "late"}, {"label", "Too late"}}}}};
  const Id twice =
      draft(guideline("twice"), {{"reject_reason_list", "a", list}, {"reject_reason_list", "b", other}});
  expect_refused(TANDEM_INVALID_STATE, "contradiction", [&] { act(maria_, "guideline.propose", twice); });
  const Id late = draft(guideline("late"), {{"sla_policy", "call", promise()}});
  act(maria_, "guideline.propose", late);
  in_force("early", {{"sla_policy", "call", promise()}});
  expect_refused(TANDEM_INVALID_STATE, "contradiction", [&] { act(maria_, "guideline.sign", late); });
}

TEST_F(GuidelineVersionTest, AContradictionWithAnotherGuidelineIsRefusedWhenProposedAndWhenSigned) {
  const Id first = draft(guideline("one"), {{"responsibility", "deal", responsibility("deal", "sales")}});
  const Id second =
      draft(guideline("two"), {{"responsibility", "deal", responsibility("deal", "marketing")}});
  act(maria_, "guideline.propose", second);
  sign(first);
  act(sam_, "guideline.activate", first, {{"effective_from", clock_.at + kDay}});
  expect_refused(TANDEM_INVALID_STATE, "contradiction", [&] { act(maria_, "guideline.sign", second); });
  act(maria_, "guideline.revise", second);
  expect_refused(TANDEM_INVALID_STATE, "contradiction", [&] { act(maria_, "guideline.propose", second); });
}

TEST_F(GuidelineVersionTest, ASignedStageDefinitionIsExecutedAndQuoted) {
  const Id version = in_force(
      "stages",
      {{"stage_definition", "mql", {{"stage", "mql"}, {"predicate", condition("phone", "is_null", false)}}}});
  const Id lead = id_in(act(mona_, "lead.capture", {{"email", "b@example.com"}}));
  const Error refused = refusal([&] { act(mona_, "lead.move", lead, {{"to_stage", "mql"}}); });
  EXPECT_EQ(refused.status(), TANDEM_FORBIDDEN);
  EXPECT_EQ(refused.code(), "stage_not_fulfilled");
  expect_refused(TANDEM_FORBIDDEN, "stage_not_fulfilled", [&] {
    act(mona_, "lead.capture", {{"email", "c@example.com"}, {"stage", "mql"}});
  });
  edit("lead", lead, {{"phone", "+41 44 000 00 00"}});
  act(mona_, "lead.move", lead, {{"to_stage", "mql"}});
  auto quoted = db_->prepare("SELECT version_id FROM journal WHERE kind = 'lead.stage_changed'");
  ASSERT_TRUE(quoted.step());
  EXPECT_EQ(quoted.id(0), version);
  act(mona_, "lead.move", lead, {{"to_stage", "lead"}, {"reason", "recycle"}});  // back needs no definition
}

TEST_F(GuidelineVersionTest, AFactThatFailsTheDefinitionStandsWithAnIrregularity) {
  in_force(
      "stages",
      {{"stage_definition", "mql", {{"stage", "mql"}, {"predicate", condition("phone", "is_null", false)}}}});
  const Id lead = id_in(act(mona_, "lead.capture", {{"email", "b@example.com"}}));
  edit("lead", lead, {{"stage", "mql"}}, remote(steve_), model::SetBy::sync);
  EXPECT_EQ(get("lead", lead).at("stage"), "mql");
  EXPECT_EQ(count("SELECT count(*) FROM irregularity WHERE code = 'stage_not_fulfilled' AND side = "
                  "'marketing' AND clause_id IS NOT NULL"),
            1);
}

TEST_F(GuidelineVersionTest, ReviewsAreToldOnceOnTheirDate) {
  const Id version = in_force("work", {{"handoff_point", "mql_to_sal", point("mql", "sal")}});
  EXPECT_EQ(tick().at("reviews_due"), 0);
  clock_.at = 1'798'761'600 * kSecond - 1;  // a microsecond before 2027-01-01
  const auto of_default = count(
      "SELECT count(*) FROM clause c JOIN guideline_version v ON v.id = c.version_id "
      "WHERE v.is_house_default = 1");
  EXPECT_EQ(tick().at("reviews_due"), of_default);
  ++clock_.at;
  EXPECT_EQ(tick().at("reviews_due"), 1);
  EXPECT_EQ(tick().at("reviews_due"), 0);
  auto told = db_->prepare(
      "SELECT version_id, payload FROM journal WHERE kind = 'guideline.review_due' ORDER BY seq DESC LIMIT "
      "1");
  ASSERT_TRUE(told.step());
  EXPECT_EQ(told.id(0), version);
  EXPECT_NE(told.text(1).find("2027-01-01"), std::string_view::npos);
}

TEST_F(GuidelineVersionTest, TheDifferenceNamesClausesAndFields) {
  const Id work = guideline("work");
  Json longer = point("mql", "sal");
  longer["accept_window_s"] = 7200;
  const Id first = draft(work, {{"handoff_point", "mql_to_sal", point("mql", "sal")},
                                {"responsibility", "deal", responsibility("deal", "sales")}});
  const Id second = draft(work, {{"handoff_point", "mql_to_sal", longer},
                                 {"responsibility", "campaigns", responsibility("campaigns", "marketing")}});
  const model::Table changes =
      ask("guideline_difference", {{"from_version_id", first.text()}, {"to_version_id", second.text()}});
  ASSERT_EQ(changes.rows.size(), 3u);
  EXPECT_EQ(text(changes, 0, 0), "changed");
  EXPECT_EQ(text(changes, 0, 3), "accept_window_s");
  EXPECT_EQ(text(changes, 0, 4), "3600");
  EXPECT_EQ(text(changes, 0, 5), "7200");
  EXPECT_EQ(text(changes, 1, 0), "removed");
  EXPECT_EQ(text(changes, 1, 2), "deal");
  EXPECT_EQ(text(changes, 2, 0), "added");
  EXPECT_TRUE(
      ask("guideline_difference", {{"from_version_id", first.text()}, {"to_version_id", first.text()}})
          .rows.empty());
}

TEST_F(GuidelineVersionTest, WhoHasNotReadAVersionIsKnown) {
  const Id version = draft(guideline("work"), {{"responsibility", "deal", responsibility("deal", "sales")}});
  expect_refused(TANDEM_INVALID_STATE, "not_signed_yet",
                 [&] { act(mona_, "guideline.acknowledge", version); });
  sign(version);
  act(sam_, "guideline.activate", version);
  EXPECT_EQ(ask("not_acknowledged").rows.size(), 4u);
  expect_refused(TANDEM_INVALID_ARGUMENT, "out_of_range", [&] {
    act(mona_, "guideline.acknowledge", version, {{"quiz_score", 101}});
  });
  act(mona_, "guideline.acknowledge", version);
  act(mona_, "guideline.acknowledge", version, {{"quiz_score", 90}});
  EXPECT_EQ(count("SELECT count(*) FROM acknowledgement WHERE quiz_score = 90"), 1);
  EXPECT_EQ(events("guideline.acknowledged"), 2);
  const model::Table left = ask("not_acknowledged", {{"version_id", version.text()}});
  ASSERT_EQ(left.rows.size(), 3u);
  for (const Row& row : left.rows) EXPECT_NE(id_of(row, 2), mona_);
}

TEST_F(GuidelineVersionTest, GapsShowWhatNobodyAnswersFor) {
  const auto has_gap = [&](const std::string& gap, const std::string& what) {
    const model::Table gaps = ask("responsibility_gaps");
    for (std::size_t i = 0; i < gaps.rows.size(); ++i) {
      if (text(gaps, i, 0) == gap && text(gaps, i, 1) == what) return true;
    }
    return false;
  };
  EXPECT_TRUE(has_gap("activity_without_side", "deal"));  // the house default is signed by nobody
  EXPECT_TRUE(has_gap("side_without_activity", "sales"));
  EXPECT_TRUE(has_gap("handoff_without_sla", "mql > sal"));
  in_force("work", {{"responsibility", "deal", responsibility("deal", "sales")}});
  EXPECT_FALSE(has_gap("activity_without_side", "deal"));
  EXPECT_FALSE(has_gap("side_without_activity", "sales"));
  EXPECT_TRUE(has_gap("side_without_activity", "marketing"));
  EXPECT_TRUE(has_gap("activity_without_side", "campaigns"));
}

TEST_F(GuidelineVersionTest, RulesAreShownAtADate) {
  const Instant before = clock_.at;
  clock_.at += kDay;
  in_force("work", {{"handoff_point", "mql_to_sal", point("mql", "sal")}});
  const auto is_signed = [&](const Json& args) {
    const model::Table rules = ask("rules_in_force", args);
    for (const Row& row : rules.rows) {
      if (text_of(row, 0) == "handoff_point") return is_true(row, 2);
    }
    return false;
  };
  EXPECT_TRUE(is_signed(Json::object()));
  EXPECT_FALSE(is_signed({{"at", before}}));
}

}  // namespace
}  // namespace tandem::domain
