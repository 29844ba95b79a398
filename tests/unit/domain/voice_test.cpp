// SPDX-License-Identifier: Apache-2.0
// Feedback that is merged, customer voices, insights, win/loss reviews, signals and ideas.
#include "unit/domain/workspace.hpp"

namespace tandem::domain {
namespace {

class VoiceTest : public WorkspaceTest {
 protected:
  void SetUp() override {
    WorkspaceTest::SetUp();
    lena_ = person("Lena", "leadership", false);
    account_ = put("account", {{"name", "Acme"}});
    campaign_ = put("campaign", {{"name", "Banks"}});
    lead_ = id_in(act(mona_, "lead.capture", {{"email", "b@example.com"}}));
  }
  Id voice(const Json& more = Json::object()) {
    Json args = {{"kind", "pain"}, {"text", "onboarding takes weeks"}, {"account_id", account_.text()}};
    args.update(more);
    return id_in(act(steve_, "voice.capture", args));
  }
  static Json evidence(const Id& record, const char* entity = "customer_voice") {
    return {{"entity", entity}, {"id", record.text()}};
  }
  Id insight(const Json& links) {
    return id_in(act(mona_, "insight.draw", {{"statement", "speed sells"}, {"evidence", links}}));
  }
  Id deal(const char* result = "won") {
    const Id made = put("opportunity", {{"lead_id", lead_.text()}, {"name", "Deal"}, {"stage", "talks"}});
    if (std::string_view(result) == "won") act(steve_, "opportunity.win", made);
    if (std::string_view(result) == "lost") act(steve_, "opportunity.lose", made, {{"loss_reason", "price"}});
    return made;
  }
  Json review(const Id& of, const char* asked_of, const Json& drivers) {
    return act(mona_, "win_loss.record",
               {{"opportunity_id", of.text()}, {"asked_of", asked_of}, {"drivers", drivers}});
  }
  static Json driver(const char* name, std::int64_t weight) {
    return {{"driver", name}, {"weight_ppm", weight}};
  }
  Id feedback(const Id& about, const Id& by) {
    return id_in(act(by, "feedback.submit",
                     {{"about_entity", "lead"},
                      {"about_id", about.text()},
                      {"verdict", "did_not"},
                      {"why", "wrong number"}}));
  }
  Id lena_, account_, campaign_, lead_;
};

TEST_F(VoiceTest, FeedbackIsMergedIntoWhatOneReplyAnswers) {
  const Id kept = feedback(lead_, steve_), same = feedback(lead_, sam_);
  const Id other = feedback(id_in(act(mona_, "lead.capture", {{"email", "c@example.com"}})), sam_);
  EXPECT_EQ(get("feedback", kept).at("from_side"), "sales");
  const auto merge = [&](const Id& who, const Id& one, const Id& into) {
    return act(who, "feedback.merge", one, {{"into_id", into.text()}});
  };
  expect_refused(TANDEM_FORBIDDEN, "wrong_side", [&] { merge(sam_, same, kept); });
  expect_refused(TANDEM_INVALID_ARGUMENT, "merged_into_itself", [&] { merge(mona_, same, same); });
  expect_refused(TANDEM_INVALID_ARGUMENT, "different_subject", [&] { merge(mona_, other, kept); });
  EXPECT_EQ(merge(mona_, same, kept).at("state"), "merged");
  expect_refused(TANDEM_INVALID_STATE, "merged_already", [&] { merge(mona_, kept, same); });
  EXPECT_EQ(events("feedback.merged"), 1);
  EXPECT_EQ(query(*db_, "open_feedback", {}).rows.size(), 2u);
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(VoiceTest, AReplyAndAWhySaySomething) {
  const Id made = feedback(lead_, steve_);
  expect_refused(TANDEM_INVALID_ARGUMENT, "missing_argument", [&] {
    act(mona_, "feedback.close", made, {{"reply", " "}});
  });
  expect_refused(TANDEM_INVALID_ARGUMENT, "missing_argument", [&] {
    act(steve_, "feedback.submit",
        {{"about_entity", "lead"}, {"about_id", lead_.text()}, {"verdict", "mixed"}, {"why", ""}});
  });
}

TEST_F(VoiceTest, FeedbackMayBeAboutARequest) {
  const Id asked =
      id_in(act(steve_, "request.open", {{"kind", "collateral"}, {"title", "deck"}, {"why", "talks"}}));
  act(steve_, "feedback.submit",
      {{"about_entity", "request"},
       {"about_id", asked.text()},
       {"verdict", "worked"},
       {"why", "won a deal"}});
  EXPECT_EQ(events("feedback.submitted"), 1);
}

TEST_F(VoiceTest, AVoiceIsTracedToTheCampaignAndBack) {
  const Id said = voice({{"consent_to_publish", true}}), silent = voice();
  const Id drawn = insight(Json::array({evidence(said), evidence(feedback(lead_, steve_), "feedback")}));
  EXPECT_EQ(events("voice.captured"), 2);
  EXPECT_EQ(query(*db_, "voice_trace", {{"used_in_id", campaign_.text()}}).rows.size(), 0u);
  act(maria_, "insight.use", drawn, {{"in_entity", "campaign"}, {"in_id", campaign_.text()}});
  expect_refused(TANDEM_ALREADY_EXISTS, "used_already", [&] {
    act(maria_, "insight.use", drawn, {{"in_entity", "campaign"}, {"in_id", campaign_.text()}});
  });
  EXPECT_EQ(events("insight.used"), 1);

  const model::Table forth = query(*db_, "voice_trace", {{"evidence_id", said.text()}});
  ASSERT_EQ(forth.rows.size(), 1u);
  EXPECT_EQ(id_of(forth.rows[0], 2), account_);
  EXPECT_TRUE(is_true(forth.rows[0], 4));
  EXPECT_EQ(id_of(forth.rows[0], 5), drawn);
  EXPECT_EQ(text_of(forth.rows[0], 7), "campaign");
  EXPECT_EQ(id_of(forth.rows[0], 8), campaign_);
  EXPECT_EQ(number_of(forth.rows[0], 9), clock_.at);

  const model::Table back = query(*db_, "voice_trace", {{"used_in_id", campaign_.text()}});
  ASSERT_EQ(back.rows.size(), 2u);  // the voice and the feedback
  EXPECT_EQ(id_of(back.rows[0], 1), said);
  EXPECT_EQ(text_of(back.rows[1], 0), "feedback");

  const model::Table unused = query(*db_, "voice_trace", {{"evidence_id", silent.text()}});
  ASSERT_EQ(unused.rows.size(), 1u);
  EXPECT_FALSE(has(unused.rows[0], 5));
}

TEST_F(VoiceTest, ConsentCanBeTakenBack) {
  const Id said = voice({{"consent_to_publish", true}});
  act(mona_, "voice.consent", said, {{"to_publish", false}});
  EXPECT_EQ(get("customer_voice", said).at("consent_to_publish"), false);
  EXPECT_EQ(events("voice.consent_changed"), 1);
}

TEST_F(VoiceTest, AnInsightNeedsEvidenceThatIsThere) {
  const Json link = evidence(voice());
  for (const Json& bad : std::vector<Json>{Json::array(), "voice", Json::array({"voice"}),
                                           Json::array({evidence(lead_, "lead")}), Json::array({link, link}),
                                           Json::array({Json{{"entity", "customer_voice"}}})}) {
    EXPECT_EQ(refusal([&] { insight(bad); }).status(), TANDEM_INVALID_ARGUMENT) << bad.dump();
  }
  expect_refused(TANDEM_NOT_FOUND, "unknown_record", [&] { insight(Json::array({evidence(lead_)})); });
  const Id drawn = insight(Json::array({link}));
  expect_refused(TANDEM_NOT_FOUND, "unknown_record", [&] {
    act(mona_, "insight.use", drawn, {{"in_entity", "campaign"}, {"in_id", lead_.text()}});
  });
}

TEST_F(VoiceTest, BuyersAndSellersReasonsStandSideBySide) {
  const Id won = deal(), lost = deal("lost");
  review(won, "buyer", Json::array({driver("fit", 600'000), driver("price", 400'000)}));
  review(lost, "buyer", Json::array({driver("price", 1'000'000)}));
  review(won, "seller", Json::array({driver("fit", 250'000), driver("service", 750'000)}));
  const model::Table table = query(*db_, "win_loss_reasons", Json::object());
  ASSERT_EQ(table.rows.size(), 3u);
  EXPECT_EQ(text_of(table.rows[0], 0), "price");
  EXPECT_EQ(number_of(table.rows[0], 1), 700'000);
  EXPECT_EQ(number_of(table.rows[0], 2), 0);
  EXPECT_EQ(text_of(table.rows[1], 0), "fit");
  EXPECT_EQ(number_of(table.rows[1], 1), 300'000);
  EXPECT_EQ(number_of(table.rows[1], 2), 250'000);
  EXPECT_EQ(number_of(table.rows[1], 3), 50'000);
  EXPECT_EQ(number_of(table.rows[1], 4), 2);
  EXPECT_EQ(number_of(table.rows[1], 5), 1);
  const model::Table lost_ones = query(*db_, "win_loss_reasons", {{"result", "lost"}});
  ASSERT_EQ(lost_ones.rows.size(), 1u);
  EXPECT_FALSE(has(lost_ones.rows[0], 2));  // no seller was asked
  EXPECT_TRUE(query(*db_, "win_loss_reasons", {{"from_on", "2027-01-01"}}).rows.empty());
  EXPECT_EQ(events("win_loss.recorded"), 3);
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(VoiceTest, WeightsAreWholeAndTheDealIsDecided) {
  const Id won = deal();
  for (const Json& bad : std::vector<Json>{Json::array(), "price", Json::array({driver("price", 999'999)}),
                                           Json::array({driver("price", 1'000'001)}),
                                           Json::array({driver("price", 0), driver("fit", 1'000'000)}),
                                           Json::array({driver("fit", 500'000), driver("fit", 500'000)}),
                                           Json::array({driver(" ", 1'000'000)}),
                                           Json::array({Json{{"driver", "fit"}, {"weight_ppm", 1e6}}})}) {
    EXPECT_EQ(refusal([&] { review(won, "buyer", bad); }).status(), TANDEM_INVALID_ARGUMENT) << bad.dump();
  }
  expect_refused(TANDEM_INVALID_STATE, "deal_undecided",
                 [&] { review(deal("open"), "buyer", Json::array({driver("fit", 1'000'000)})); });
}

TEST_F(VoiceTest, LeadershipAcknowledgesInTimeWhatNeedsIt) {
  const Json args = {
      {"kind", "competitor"}, {"text", "a new rival"}, {"strength", 4}, {"needs_leadership", true}};
  const Id first = id_in(act(steve_, "signal.raise", args)),
           second = id_in(act(steve_, "signal.raise", args));
  act(steve_, "signal.raise", {{"kind", "demand"}, {"text", "more calls"}, {"strength", 1}});
  EXPECT_EQ(get("signal", first).at("due_at"), clock_.at + 2 * kDay);
  EXPECT_EQ(query(*db_, "signals_owed", {}).rows.size(), 2u);
  expect_refused(TANDEM_FORBIDDEN, "wrong_side", [&] { act(mona_, "signal.acknowledge", first); });
  EXPECT_EQ(act(lena_, "signal.acknowledge", first).at("late"), false);
  clock_.at += 2 * kDay + 1;
  EXPECT_EQ(tick(*db_, system(), clock_.at).at("signals_overdue"), 1);
  EXPECT_EQ(tick(*db_, system(), clock_.at).at("signals_overdue"), 0);
  EXPECT_EQ(events("signal.overdue"), 1);
  EXPECT_EQ(act(lena_, "signal.acknowledge", second).at("late"), true);
  expect_refused(TANDEM_INVALID_ARGUMENT, "missing_argument", [&] { act(lena_, "signal.dismiss", first); });
  act(lena_, "signal.watch", first);
  act(lena_, "signal.act", first, {{"answer", "we lower the entry price"}});
  EXPECT_EQ(query(*db_, "signals_owed", {}).rows.size(), 1u);
  EXPECT_EQ(events("signal.raised"), 3);
  EXPECT_EQ(events("signal.acknowledged"), 2);
  expect_refused(TANDEM_INVALID_ARGUMENT, "out_of_range", [&] {
    act(steve_, "signal.raise", {{"kind", "demand"}, {"text", "x"}, {"strength", 6}});
  });
}

TEST_F(VoiceTest, AnIdeaIsAdoptedByAColleagueAsSomethingThatIsThere) {
  const Id made = id_in(act(steve_, "idea.submit", {{"text", "a campaign for banks"}}));
  const Json as = {{"adopted_as_entity", "campaign"}, {"adopted_as_id", campaign_.text()}};
  expect_refused(TANDEM_FORBIDDEN, "own_idea", [&] { act(steve_, "idea.adopt", made, as); });
  expect_refused(TANDEM_NOT_FOUND, "unknown_record", [&] {
    act(mona_, "idea.adopt", made, {{"adopted_as_entity", "campaign"}, {"adopted_as_id", lead_.text()}});
  });
  expect_refused(TANDEM_INVALID_ARGUMENT, "missing_argument", [&] { act(mona_, "idea.decline", made); });
  act(mona_, "idea.adopt", made, as);
  const model::Table all = query(*db_, "ideas", {});
  ASSERT_EQ(all.rows.size(), 1u);
  EXPECT_EQ(id_of(all.rows[0], 1), steve_);
  EXPECT_EQ(id_of(all.rows[0], 7), campaign_);
  EXPECT_EQ(events("idea.submitted"), 1);
  EXPECT_EQ(events("idea.adopted"), 1);
}

}  // namespace
}  // namespace tandem::domain
