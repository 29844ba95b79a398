// SPDX-License-Identifier: Apache-2.0
// Feedback, deals and the remaining guards.
#include "unit/domain/workspace.hpp"

namespace tandem::domain {
namespace {

class WorkTest : public WorkspaceTest {
 protected:
  void SetUp() override {
    WorkspaceTest::SetUp();
    lead_ = id_in(act(mona_, "lead.capture", {{"email", "b@example.com"}}));
    deal_ = put("opportunity", {{"lead_id", lead_.text()}, {"name", "Deal"}, {"stage", "talks"}});
  }
  Json submit(const Id& who, const Json& more = Json::object()) {
    Json args = {{"about_entity", "lead"},
                 {"about_id", lead_.text()},
                 {"verdict", "did_not"},
                 {"why", "wrong number"}};
    args.update(more);
    return act(who, "feedback.submit", args);
  }
  Id lead_, deal_;
};

TEST_F(WorkTest, FeedbackIsAnsweredByTheOtherSide) {
  const Id feedback = id_in(submit(steve_));
  EXPECT_EQ(get("feedback", feedback).at("to_side"), "marketing");
  EXPECT_EQ(query(*db_, "open_feedback", {}).rows.size(), 1u);
  expect_refused(TANDEM_FORBIDDEN, "wrong_side", [&] { act(sam_, "feedback.acknowledge", feedback); });
  expect_refused(TANDEM_INVALID_STATE, "forbidden_move", [&] { act(mona_, "feedback.act", feedback); });
  act(mona_, "feedback.acknowledge", feedback);
  act(mona_, "feedback.review", feedback);
  EXPECT_EQ(act(mona_, "feedback.act", feedback).at("state"), "acted");
  expect_refused(TANDEM_INVALID_STATE, "missing_reply",
                 [&] { act(mona_, "feedback.close", feedback); });  // reply owed
  expect_refused(TANDEM_FORBIDDEN, "wrong_side", [&] {
    act(steve_, "feedback.close", feedback, {{"reply", "fine"}});
  });
  act(mona_, "feedback.close", feedback, {{"reply", "the form asks for it now"}});
  EXPECT_EQ(get("feedback", feedback).at("replied_by"), mona_.text());
  EXPECT_EQ(get("feedback", feedback).at("closed_at"), clock_.at);
  EXPECT_TRUE(query(*db_, "open_feedback", {}).rows.empty());
  for (const char* event : {"submitted", "acknowledged", "reviewed", "acted", "closed"}) {
    EXPECT_EQ(events(std::string("feedback.") + event), 1) << event;
  }
}

TEST_F(WorkTest, DecliningFeedbackNeedsAReplyThatSuffices) {
  const Id feedback = id_in(submit(steve_));
  act(mona_, "feedback.acknowledge", feedback);
  act(mona_, "feedback.review", feedback);
  expect_refused(TANDEM_INVALID_ARGUMENT, "missing_argument",
                 [&] { act(mona_, "feedback.decline", feedback); });
  act(mona_, "feedback.decline", feedback, {{"reply", "we cannot check numbers"}});
  EXPECT_EQ(act(mona_, "feedback.close", feedback).at("state"), "closed");
}

TEST_F(WorkTest, FeedbackIsAboutSomethingThatIsThere) {
  expect_refused(TANDEM_NOT_FOUND, "unknown_record", [&] { submit(steve_, {{"about_id", maria_.text()}}); });
  expect_refused(TANDEM_INVALID_ARGUMENT, "no_side_asked",
                 [&] { submit(founding_.admin); });  // shared: no other side
  submit(founding_.admin, {{"to_side", "sales"}, {"evidence", {"call 12"}}});
}

TEST_F(WorkTest, DealsAreWonLostAndReopenedBySales) {
  expect_refused(TANDEM_FORBIDDEN, "wrong_side", [&] { act(mona_, "opportunity.win", deal_); });
  expect_refused(TANDEM_FORBIDDEN, "amount_without_currency", [&] {
    act(steve_, "opportunity.win", deal_, {{"amount_minor", 5}});
  });
  act(steve_, "opportunity.win", deal_, {{"amount_minor", 4'000'000}, {"currency", "EUR"}});
  EXPECT_EQ(get("opportunity", deal_).at("closed_at"), clock_.at);
  EXPECT_EQ(events("opportunity.won"), 1);
  expect_refused(TANDEM_INVALID_STATE, "forbidden_move", [&] {
    act(steve_, "opportunity.lose", deal_, {{"loss_reason", "price"}});
  });
  act(steve_, "opportunity.reopen", deal_);
  EXPECT_EQ(get("opportunity", deal_).at("closed_at"), nullptr);
  expect_refused(TANDEM_INVALID_ARGUMENT, "missing_argument",
                 [&] { act(steve_, "opportunity.lose", deal_); });
  act(steve_, "opportunity.lose", deal_, {{"loss_reason", "price"}});
  EXPECT_EQ(get("opportunity", deal_).at("loss_reason"), "price");
  EXPECT_EQ(events("opportunity.lost"), 1);
  EXPECT_EQ(events("opportunity.reopened"), 1);
}

TEST_F(WorkTest, AnAmountWithoutCurrencyIsRefusedOrIrregular) {
  expect_refused(TANDEM_FORBIDDEN, "amount_without_currency", [&] {
    edit("opportunity", deal_, {{"amount_minor", 5}}, as(steve_));
  });
  edit("opportunity", deal_, {{"amount_minor", 5}}, remote(), model::SetBy::sync);
  EXPECT_EQ(count("SELECT count(*) FROM irregularity WHERE code = 'amount_without_currency'"), 1);
}

TEST_F(WorkTest, AStageOfADealLeavesATrail) {
  edit("opportunity", deal_, {{"stage", "offer"}}, as(steve_));
  EXPECT_EQ(count("SELECT count(*) FROM stage_entry WHERE opportunity_id IS NOT NULL"), 2);
  EXPECT_EQ(
      count(
          "SELECT count(*) FROM stage_entry WHERE opportunity_id IS NOT NULL AND left_at IS NULL AND stage = "
          "'offer'"),
      1);
}

TEST_F(WorkTest, AnUnknownOrInactivePersonHasNoSession) {
  expect_refused(TANDEM_NOT_FOUND, "unknown_person", [&] { as(lead_); });
  edit("person", steve_, {{"active", false}});
  expect_refused(TANDEM_FORBIDDEN, "person_inactive", [&] { as(steve_); });
}

TEST_F(WorkTest, EveryVerbAndQueryHasItsDescription) {
  for (const auto& [name, verb] : db_->catalogue().verbs()) {
    EXPECT_FALSE(verb->doc.empty()) << name;
    EXPECT_NE(verb->run, nullptr) << name;
    for (const model::Argument& argument : verb->arguments) EXPECT_FALSE(argument.doc.empty()) << name;
  }
  for (const auto& [name, query] : db_->catalogue().queries()) {
    EXPECT_FALSE(query->doc.empty()) << name;
    for (const model::Argument& argument : query->arguments)
      EXPECT_NE(argument.name, "side") << name;  // both sides get the same answer
  }
  for (const model::EntityInfo& entity : db_->catalogue().entities()) {  // every move has its verb
    for (const model::Move& move : entity.descriptor().moves) {
      if (move.verb.empty()) continue;  // a rule alone makes it
      EXPECT_TRUE(db_->catalogue().verbs().count(move.verb) == 1) << move.verb;
    }
  }
}

TEST_F(WorkTest, APersonIsNamedByIdOrByAddress) {
  const Id lead = id_in(act(mona_, "lead.capture", {{"email", "c@example.com"}, {"stage", "mql"}}));
  const Json offer = {{"lead_id", lead.text()}, {"to_person_id", " STEVE@example.org "}};
  const Json made = act(mona_, "handoff.offer", offer);
  EXPECT_EQ(get("handoff", made).at("to_person_id"), steve_.text());
  act(sam_, "handoff.accept", id_in(made), {{"owner_person_id", "sam@example.org"}});
  EXPECT_EQ(get("lead", lead).at("owner_person_id"), sam_.text());
  expect_refused(TANDEM_NOT_FOUND, "unknown_person", [&] {
    act(mona_, "lead.assign", lead, {{"owner_person_id", "nobody@example.org"}});
  });
  person("Steve", "sales", false);
  expect_refused(TANDEM_CONFLICT, "ambiguous_address", [&] {
    act(mona_, "lead.assign", lead, {{"owner_person_id", "steve@example.org"}});
  });
  expect_refused(TANDEM_INVALID_ARGUMENT, "", [&] {  // only where a person is asked for
    act(mona_, "handoff.offer", {{"lead_id", "sam@example.org"}});
  });
}

TEST_F(WorkTest, ASignOffNamesEveryVerbThatSigns) {
  const Error e = refusal([&] { put("signoff", {{"decision", "yes"}}, as(maria_)); });
  EXPECT_EQ(e.code(), "set_by_verb");
  for (const auto& [name, verb] : db_->catalogue().verbs()) {
    const bool signs = name == "goal.agree" || (name.size() > 5 && name.substr(name.size() - 5) == ".sign");
    EXPECT_TRUE(!signs || e.message().find(name) != std::string::npos) << name << ": " << e.message();
  }
}

}  // namespace
}  // namespace tandem::domain
