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
  EXPECT_EQ(refusal([&] { act(sam_, "feedback.acknowledge", feedback); }).status(), TANDEM_FORBIDDEN);
  EXPECT_EQ(refusal([&] { act(mona_, "feedback.act", feedback); }).status(), TANDEM_INVALID_STATE);
  act(mona_, "feedback.acknowledge", feedback);
  act(mona_, "feedback.review", feedback);
  EXPECT_EQ(act(mona_, "feedback.act", feedback).at("state"), "acted");
  EXPECT_EQ(refusal([&] { act(mona_, "feedback.close", feedback); }).status(),
            TANDEM_INVALID_STATE);  // reply owed
  EXPECT_EQ(refusal([&] {
              act(steve_, "feedback.close", feedback, {{"reply", "fine"}});
            }).status(),
            TANDEM_FORBIDDEN);
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
  EXPECT_EQ(refusal([&] { act(mona_, "feedback.decline", feedback); }).status(), TANDEM_INVALID_ARGUMENT);
  act(mona_, "feedback.decline", feedback, {{"reply", "we cannot check numbers"}});
  EXPECT_EQ(act(mona_, "feedback.close", feedback).at("state"), "closed");
}

TEST_F(WorkTest, FeedbackIsAboutSomethingThatIsThere) {
  EXPECT_EQ(refusal([&] { submit(steve_, {{"about_id", maria_.text()}}); }).status(), TANDEM_NOT_FOUND);
  EXPECT_EQ(refusal([&] { submit(founding_.admin); }).status(),
            TANDEM_INVALID_ARGUMENT);  // shared: no other side
  submit(founding_.admin, {{"to_side", "sales"}, {"evidence", {"call 12"}}});
}

TEST_F(WorkTest, DealsAreWonLostAndReopenedBySales) {
  EXPECT_EQ(refusal([&] { act(mona_, "opportunity.win", deal_); }).status(), TANDEM_FORBIDDEN);
  EXPECT_EQ(refusal([&] {
              act(steve_, "opportunity.win", deal_, {{"amount_minor", 5}});
            }).status(),
            TANDEM_FORBIDDEN);
  act(steve_, "opportunity.win", deal_, {{"amount_minor", 4'000'000}, {"currency", "EUR"}});
  EXPECT_EQ(get("opportunity", deal_).at("closed_at"), clock_.at);
  EXPECT_EQ(events("opportunity.won"), 1);
  EXPECT_EQ(refusal([&] {
              act(steve_, "opportunity.lose", deal_, {{"loss_reason", "price"}});
            }).status(),
            TANDEM_INVALID_STATE);
  act(steve_, "opportunity.reopen", deal_);
  EXPECT_EQ(get("opportunity", deal_).at("closed_at"), nullptr);
  EXPECT_EQ(refusal([&] { act(steve_, "opportunity.lose", deal_); }).status(), TANDEM_INVALID_ARGUMENT);
  act(steve_, "opportunity.lose", deal_, {{"loss_reason", "price"}});
  EXPECT_EQ(get("opportunity", deal_).at("loss_reason"), "price");
  EXPECT_EQ(events("opportunity.lost"), 1);
  EXPECT_EQ(events("opportunity.reopened"), 1);
}

TEST_F(WorkTest, AnAmountWithoutCurrencyIsRefusedOrIrregular) {
  EXPECT_EQ(refusal([&] {
              edit("opportunity", deal_, {{"amount_minor", 5}}, as(steve_));
            }).status(),
            TANDEM_FORBIDDEN);
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
  EXPECT_EQ(refusal([&] { as(lead_); }).status(), TANDEM_NOT_FOUND);
  edit("person", steve_, {{"active", false}});
  EXPECT_EQ(refusal([&] { as(steve_); }).status(), TANDEM_FORBIDDEN);
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
      EXPECT_NE(argument.name, "side") << name;  // invariant 18
  }
  for (const model::EntityInfo& entity : db_->catalogue().entities()) {  // every move has its verb
    for (const model::Move& move : entity.descriptor().moves) {
      if (move.verb.empty()) continue;  // a rule alone makes it
      EXPECT_TRUE(db_->catalogue().verbs().count(move.verb) == 1) << move.verb;
    }
  }
}

}  // namespace
}  // namespace tandem::domain
