// SPDX-License-Identifier: Apache-2.0
#include "unit/domain/workspace.hpp"

namespace tandem::domain {
namespace {

class AgreementTest : public WorkspaceTest {
 protected:
  Json point(std::int64_t window) {
    return {{"from_stage", "mql"}, {"to_stage", "sal"},         {"from_side", "marketing"},
            {"to_side", "sales"},  {"accept_window_s", window}, {"on_timeout", "escalate"}};
  }
  Id clause(const Id& version, const char* kind, const char* key, const Json& body) {
    return put("clause", {{"version_id", version.text()},
                          {"kind", kind},
                          {"key", key},
                          {"body", body},
                          {"review_on", "2027-01-01"}});
  }
  Id version(std::int64_t window = 3600) {
    if (guideline_.empty()) guideline_ = put("guideline", {{"key", "work"}, {"title", "How we work"}});
    const Id made = put("guideline_version", {{"guideline_id", guideline_.text()}});
    clause(made, "handoff_point", "mql_to_sal", point(window));
    clause(
        made, "responsibility", "deal",
        {{"activity", "deal"}, {"doer", "seller"}, {"accountable", "sales"}, {"accountable_role", "lead"}});
    return made;
  }
  void in_force(const Id& made) {
    act(maria_, "guideline.propose", made);
    act(maria_, "guideline.sign", made);
    act(sam_, "guideline.sign", made);
    act(sam_, "guideline.activate", made);
  }
  Id guideline_;
};

TEST_F(AgreementTest, BothSidesSignTheSameContent) {
  const Id made = version();
  act(mona_, "guideline.propose", made);
  expect_refused(TANDEM_FORBIDDEN, "no_signer", [&] { act(mona_, "guideline.sign", made); });  // no signer
  EXPECT_EQ(act(maria_, "guideline.sign", made).at("state"), "proposed");
  expect_refused(TANDEM_ALREADY_EXISTS, "answered_already", [&] { act(maria_, "guideline.sign", made); });
  const Id second = person("Mick", "marketing", true);
  EXPECT_EQ(act(second, "guideline.sign", made).at("state"),
            "proposed");  // two of one side are not two sides
  expect_refused(TANDEM_INVALID_STATE, "forbidden_move", [&] { act(sam_, "guideline.activate", made); });
  const Json signed_now = act(sam_, "guideline.sign", made);
  EXPECT_EQ(signed_now.at("state"), "signed");
  EXPECT_EQ(get("guideline_version", made).at("content_hash"), signed_now.at("content_hash"));
  EXPECT_EQ(act(sam_, "guideline.activate", made).at("state"), "active");
  EXPECT_EQ(events("guideline.activated"), 1);
  EXPECT_EQ(events("signoff.given"), 3);
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(AgreementTest, ANoNeedsAReason) {
  const Id made = version();
  act(mona_, "guideline.propose", made);
  expect_refused(TANDEM_INVALID_ARGUMENT, "missing_reason", [&] {
    act(sam_, "guideline.sign", made, {{"decision", "no"}});
  });
  act(sam_, "guideline.sign", made, {{"decision", "no"}, {"reason", "an hour is too short"}});
  EXPECT_EQ(act(maria_, "guideline.sign", made).at("state"), "proposed");
}

TEST_F(AgreementTest, RefusalsSayWhatIsMissingAndWhatIsPossible) {
  const Id made = version();
  const Error undated = refusal([&] {
    put("clause", {{"version_id", made.text()},
                   {"kind", "meeting_policy"},
                   {"key", "answer"},
                   {"body", {{"kind", "retro"}, {"every_days", 7}}}});
  });
  EXPECT_EQ(undated.status(), TANDEM_INVALID_ARGUMENT);
  EXPECT_NE(undated.advice().find("review_on"), std::string::npos);
  const Error twice = refusal([&] { act(mona_, "guideline.revise", made); });
  EXPECT_EQ(twice.message(), "this guideline_version is draft already");
  EXPECT_EQ(twice.advice().find("guideline.revise"), std::string::npos) << twice.advice();
  EXPECT_NE(twice.advice().find("guideline.propose"), std::string::npos) << twice.advice();
}

TEST_F(AgreementTest, ASignatureDoesNotOutliveItsWording) {
  const Id made = version();
  act(mona_, "guideline.propose", made);
  act(maria_, "guideline.sign", made);
  expect_refused(TANDEM_INVALID_STATE, "not_a_draft", [&] {
    clause(made, "meeting_policy", "answer", {{"kind", "retro"}, {"every_days", 7}});
  });
  act(mona_, "guideline.revise", made);
  clause(made, "meeting_policy", "answer", {{"kind", "retro"}, {"every_days", 7}});
  act(mona_, "guideline.propose", made);
  EXPECT_EQ(act(sam_, "guideline.sign", made).at("state"), "proposed");  // Maria signed other words
  EXPECT_EQ(act(maria_, "guideline.sign", made).at("state"), "signed");
}

TEST_F(AgreementTest, TheActiveVersionAppliesAndTheOneBeforeEndsAtTheSameInstant) {
  EXPECT_FALSE(clause_in_force(*db_, "handoff_point", "mql_to_sal", clock_.at)->is_signed);
  EXPECT_EQ(accountable_side(*db_, "deal", clock_.at), model::Side::none);
  const Id first = version(3600);
  in_force(first);
  const Instant then = clock_.at;
  EXPECT_TRUE(clause_in_force(*db_, "handoff_point", "mql_to_sal", then)->is_signed);
  EXPECT_EQ(accountable_side(*db_, "deal", then), model::Side::sales);
  clock_.at += kDay;
  const Id second = version(7200);
  in_force(second);
  EXPECT_EQ(clause_in_force(*db_, "handoff_point", "", then)->body.at("accept_window_s"),
            3600);  // what was decided keeps to its rule
  EXPECT_EQ(clause_in_force(*db_, "handoff_point", "", clock_.at)->body.at("accept_window_s"), 7200);
  EXPECT_EQ(get("guideline_version", first).at("state"), "superseded");
  EXPECT_EQ(get("guideline_version", first).at("effective_to"),
            get("guideline_version", second).at("effective_from"));
  // A kind that no signed version has still comes from the house default.
  EXPECT_FALSE(clause_in_force(*db_, "reject_reason_list", "", clock_.at)->is_signed);
}

TEST_F(AgreementTest, AStageThatWalksAroundASignedHandoffIsRefusedOrIrregular) {
  in_force(version());
  const Id lead = id_in(act(mona_, "lead.capture", {{"email", "b@example.com"}, {"stage", "mql"}}));
  const Error e = refusal([&] { act(sam_, "lead.move", lead, {{"to_stage", "sql"}}); });
  EXPECT_EQ(e.status(), TANDEM_FORBIDDEN);
  EXPECT_NE(e.advice().find("handoff.offer"), std::string::npos);
  edit("lead", lead, {{"stage", "sql"}}, remote(steve_), model::SetBy::sync);  // it has happened in the CRM
  EXPECT_EQ(get("lead", lead).at("stage"), "sql");
  EXPECT_EQ(
      count("SELECT count(*) FROM irregularity WHERE code = 'stage_without_handoff' AND side = 'sales'"), 1);
  const model::Table open = query(*db_, "open_irregularities", {});
  ASSERT_EQ(open.rows.size(), 1u);
  const Id irregularity = id_of(open.rows[0], 0);
  expect_refused(TANDEM_FORBIDDEN, "wrong_side", [&] {
    act(mona_, "irregularity.explain", irregularity, {{"explanation", "x"}});
  });
  act(steve_, "irregularity.explain", irregularity, {{"explanation", "the buyer called us"}});
  expect_refused(TANDEM_FORBIDDEN, "own_irregularity",
                 [&] { act(steve_, "irregularity.accept", irregularity); });
  EXPECT_EQ(act(mona_, "irregularity.accept", irregularity).at("state"), "accepted");
  EXPECT_TRUE(query(*db_, "open_irregularities", {}).rows.empty());
}

TEST_F(AgreementTest, TwoResponsibilitiesForOneActivityAreRefused) {
  const Id made = version();
  clause(
      made, "responsibility", "deal_again",
      {{"activity", "deal"}, {"doer", "anyone"}, {"accountable", "marketing"}, {"accountable_role", "lead"}});
  expect_refused(TANDEM_INVALID_STATE, "contradiction", [&] { act(mona_, "guideline.propose", made); });
}

TEST_F(AgreementTest, ClauseBodiesAreCheckedAndAnEmptyVersionIsNotProposed) {
  const Id made = version();
  expect_refused(TANDEM_INVALID_ARGUMENT, "", [&] {
    clause(made, "handoff_point", "bad", {{"from_stage", "mql"}});
  });
  const Id empty = put("guideline_version", {{"guideline_id", guideline_.text()}});
  expect_refused(TANDEM_INVALID_STATE, "no_clauses", [&] { act(mona_, "guideline.propose", empty); });
  EXPECT_EQ(act(mona_, "guideline.withdraw", empty).at("state"), "withdrawn");
}

TEST_F(AgreementTest, ConfirmingIsForAdminsLeadersAndSignersOfTheSide) {
  const Id fresh = person("Finn", "sales", true, false);
  expect_refused(TANDEM_FORBIDDEN, "may_not_confirm", [&] { act(steve_, "person.confirm", fresh); });
  expect_refused(TANDEM_FORBIDDEN, "may_not_confirm", [&] { act(maria_, "person.confirm", fresh); });
  expect_refused(TANDEM_FORBIDDEN, "may_not_confirm", [&] { act(fresh, "person.confirm", fresh); });
  act(sam_, "person.confirm", fresh);
  EXPECT_EQ(get("person", fresh).at("confirmed"), true);
  EXPECT_EQ(events("person.confirmed"), 1);
  act(founding_.admin, "person.confirm", person("Max", "marketing", false, false));
}

TEST_F(AgreementTest, NobodyGivesRightsToThemselvesOrSignsForTheOtherSide) {
  expect_refused(TANDEM_FORBIDDEN, "no_admin", [&] {
    edit("person", steve_, {{"is_signer", true}}, as(steve_));
  });
  edit("person", sam_, {{"side", "marketing"}}, as(sam_));
  EXPECT_EQ(get("person", sam_).at("confirmed"), false);
  edit("person", steve_, {{"is_admin", true}}, remote(), model::SetBy::sync);
  EXPECT_EQ(get("person", steve_).at("is_admin"), false);
  EXPECT_EQ(count("SELECT count(*) FROM irregularity WHERE code = 'rights_by_remote'"), 1);
}

TEST_F(AgreementTest, OnlyAdminsDeclareFields) {
  const Json args = {{"entity", "lead"}, {"name", "x_plan"}, {"type", "text"}};
  expect_refused(TANDEM_FORBIDDEN, "no_admin", [&] { act(steve_, "extension_field.declare", args); });
  act(founding_.admin, "extension_field.declare", args);
  const Id lead = put("lead", {{"company_name", "Acme"}, {"x_plan", "gold"}});
  EXPECT_EQ(get("lead", lead).at("x_plan"), "gold");
}

}  // namespace
}  // namespace tandem::domain
