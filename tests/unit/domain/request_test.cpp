// SPDX-License-Identifier: Apache-2.0
#include "unit/domain/workspace.hpp"

namespace tandem::domain {
namespace {

class RequestTest : public WorkspaceTest {
 protected:
  void SetUp() override {
    WorkspaceTest::SetUp();
    account_ = put("account", {{"name", "Acme"}});
    lead_ = id_in(act(mona_, "lead.capture", {{"email", "b@example.com"}}));
    deal_ = put("opportunity", {{"lead_id", lead_.text()}, {"name", "Deal"}, {"stage", "talks"}});
  }
  Json open(const Id& who, const Json& more = Json::object()) {
    Json args = {{"kind", "collateral"}, {"title", "Deck for banks"}, {"why", "three talks in May"}};
    args.update(more);
    return act(who, "request.open", args);
  }
  /// Asked, taken and delivered, by a colleague of the asked side.
  Id delivered(const Id& asker, const Id& worker, const Json& more = Json::object()) {
    const Id record = id_in(open(asker, more));
    for (const char* verb : {"request.acknowledge", "request.accept", "request.start"}) {
      act(worker, verb, record);
    }
    act(worker, "request.deliver", record, {{"delivery", "deck v1"}, {"effort_h", 3}});
    return record;
  }
  Id account_, lead_, deal_;
};

TEST_F(RequestTest, IsAskedTakenDeliveredAndConfirmed) {
  const Id record = id_in(open(steve_, {{"needed_by", clock_.at + 5 * kDay}, {"priority", "high"}}));
  const Json asked = get("request", record);
  EXPECT_EQ(asked.at("from_side"), "sales");
  EXPECT_EQ(asked.at("to_side"), "marketing");
  EXPECT_EQ(asked.at("acknowledge_by"), clock_.at + 2 * kDay);
  EXPECT_EQ(query(*db_, "open_requests", {}).rows.size(), 1u);
  clock_.at += kHour;
  EXPECT_EQ(act(mona_, "request.acknowledge", record).at("late"), false);
  act(mona_, "request.accept", record, {{"worker_person_id", maria_.text()}});
  EXPECT_EQ(get("request", record).at("worker_person_id"), maria_.text());
  act(maria_, "request.start", record);
  EXPECT_EQ(act(maria_, "request.deliver", record, {{"delivery", "deck"}, {"effort_h", 4}}).at("late"),
            false);
  EXPECT_EQ(act(steve_, "request.confirm", record, {{"rating", 5}}).at("state"), "confirmed");
  EXPECT_EQ(get("request", record).at("closed_at"), clock_.at);
  EXPECT_TRUE(query(*db_, "open_requests", {}).rows.empty());
  for (const char* event : {"opened", "acknowledged", "accepted", "started", "delivered", "confirmed"}) {
    EXPECT_EQ(events(std::string("request.") + event), 1) << event;
  }
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(RequestTest, ASideAsksOnlyWhatThePolicyLists) {
  expect_refused(TANDEM_FORBIDDEN, "kind_not_allowed", [&] { open(mona_); });
  open(mona_, {{"kind", "field_input"}});
  expect_refused(TANDEM_FORBIDDEN, "kind_not_allowed", [&] { open(steve_, {{"kind", "field_input"}}); });
  open(founding_.admin, {{"to_side", "sales"}});  // the policy binds marketing and sales
}

TEST_F(RequestTest, TheSignedPolicyDecidesAndIsQuoted) {
  const Id guideline = put("guideline", {{"key", "asks"}, {"title", "Asking"}});
  const Id version = put("guideline_version", {{"guideline_id", guideline.text()}});
  put("clause", {{"version_id", version.text()},
                 {"kind", "request_policy"},
                 {"key", "default"},
                 {"body",
                  {{"marketing_may_ask", Json::array({"collateral"})},
                   {"sales_may_ask", Json::array({"reference"})},
                   {"acknowledge_within_s", 3600},
                   {"decline_reasons", Json::array({Json{{"code", "never"}, {"label", "We never do it"}}})}}},
                 {"review_on", "2027-01-01"}});
  act(maria_, "guideline.propose", version);
  act(maria_, "guideline.sign", version);
  act(sam_, "guideline.sign", version);
  act(sam_, "guideline.activate", version);
  expect_refused(TANDEM_FORBIDDEN, "kind_not_allowed", [&] { open(steve_); });
  const Json opened = open(mona_);
  EXPECT_EQ(opened.at("acknowledge_by"), clock_.at + kHour);
  act(steve_, "request.acknowledge", id_in(opened));
  const Json no = {{"reason", "no_capacity"}, {"alternative", "the old deck"}};
  expect_refused(TANDEM_INVALID_ARGUMENT, "reason_not_listed",
                 [&] { act(steve_, "request.decline", id_in(opened), no); });
  act(steve_, "request.decline", id_in(opened), {{"reason", "never"}, {"alternative", "the old deck"}});
  auto quoted = db_->prepare("SELECT count(*) FROM journal WHERE kind LIKE 'request.%' AND version_id = ?");
  quoted.bind(1, version);
  ASSERT_TRUE(quoted.step());
  EXPECT_EQ(quoted.integer(0), 2);  // opened, declined
}

TEST_F(RequestTest, BadAsksAreRefused) {
  const auto invalid = [&](const Json& more) {
    const Error e = refusal([&] { open(steve_, more); });
    EXPECT_EQ(e.status(), TANDEM_INVALID_ARGUMENT) << more.dump();
    EXPECT_FALSE(e.advice().empty()) << more.dump();
  };
  invalid({{"to_side", "sales"}});
  invalid({{"needed_by", clock_.at}});
  invalid({{"title", "  "}});
  invalid({{"kind", "deal_help"}});
  invalid({{"kind", "nurture_campaign"}});
  invalid({{"kind", "nurture_campaign"}, {"named_accounts", Json::array()}});
  invalid({{"named_accounts", Json::array({"Acme"})}});
  expect_refused(TANDEM_NOT_FOUND, "unknown_record", [&] {
    open(steve_, {{"named_accounts", Json::array({lead_.text()})}});
  });
  expect_refused(TANDEM_INVALID_ARGUMENT, "no_side_asked", [&] { open(founding_.admin); });  // no other side
  expect_refused(TANDEM_FORBIDDEN, "unconfirmed", [&] { open(person("Finn", "sales", false, false)); });
  expect_refused(TANDEM_FORBIDDEN, "no_person", [&] {
    domain::act(*db_, system(), "request.open", {}, {{"kind", "other"}, {"title", "t"}, {"why", "w"}});
  });
  open(steve_, {{"kind", "nurture_campaign"}, {"named_accounts", Json::array({account_.text()})}});
  open(mona_, {{"kind", "deal_help"}, {"opportunity_id", deal_.text()}});
}

TEST_F(RequestTest, OnlyTheSideThatMayDoesAStep) {
  const Id record = id_in(open(steve_));
  expect_refused(TANDEM_FORBIDDEN, "wrong_side", [&] { act(sam_, "request.acknowledge", record); });
  expect_refused(TANDEM_FORBIDDEN, "wrong_side", [&] { act(mona_, "request.cancel", record); });
  act(mona_, "request.acknowledge", record);
  expect_refused(TANDEM_INVALID_STATE, "unsuitable_person", [&] {
    act(mona_, "request.accept", record, {{"worker_person_id", steve_.text()}});
  });
  const Id done = delivered(steve_, mona_);
  expect_refused(TANDEM_FORBIDDEN, "wrong_side", [&] { act(mona_, "request.confirm", done); });
  expect_refused(TANDEM_FORBIDDEN, "no_person",
                 [&] { domain::act(*db_, system(), "request.confirm", done, {}); });
  expect_refused(TANDEM_INVALID_ARGUMENT, "out_of_range", [&] {
    act(steve_, "request.confirm", done, {{"rating", 6}});
  });
  EXPECT_EQ(act(sam_, "request.confirm", done).at("state"), "confirmed");  // a colleague of the asker
}

TEST_F(RequestTest, ANoNeedsAReasonAndAnAlternative) {
  const Id record = id_in(open(steve_));
  act(mona_, "request.acknowledge", record);
  expect_refused(TANDEM_INVALID_ARGUMENT, "missing_argument", [&] {
    act(mona_, "request.decline", record, {{"reason", "no_capacity"}});
  });
  expect_refused(TANDEM_INVALID_ARGUMENT, "missing_argument", [&] {
    act(mona_, "request.decline", record, {{"reason", "no_capacity"}, {"alternative", " "}});
  });
  const Error e = refusal([&] {
    act(mona_, "request.decline", record, {{"reason", "no_mood"}, {"alternative", "none"}});
  });
  EXPECT_EQ(e.status(), TANDEM_INVALID_ARGUMENT);
  EXPECT_NE(e.advice().find("not_our_task"), std::string::npos);
  act(mona_, "request.decline", record, {{"reason", "exists_already"}, {"alternative", "deck of 2025"}});
  EXPECT_EQ(get("request", record).at("alternative"), "deck of 2025");
  EXPECT_EQ(events("request.declined"), 1);
}

TEST_F(RequestTest, AReopeningCountsAndIsDeliveredAgain) {
  const Id record = delivered(steve_, mona_);
  EXPECT_EQ(act(steve_, "request.reopen", record, {{"reason", "no prices"}}).at("reopen_count"), 1);
  EXPECT_EQ(get("request", record).at("delivered_at"), nullptr);
  act(mona_, "request.start", record);
  act(mona_, "request.deliver", record, {{"delivery", "deck v2"}, {"effort_h", 2}});
  act(steve_, "request.reopen", record, {{"reason", "old logo"}});
  const Json again = get("request", record);
  EXPECT_EQ(again.at("reopen_count"), 2);
  EXPECT_EQ(again.at("effort_h"), 5);
  EXPECT_EQ(again.at("reopen_reason"), "old logo");
  EXPECT_EQ(events("request.reopened"), 2);
  act(steve_, "request.cancel", record);
  EXPECT_EQ(events("request.cancelled"), 1);
}

TEST_F(RequestTest, OverdueIsToldOnce) {
  const Instant needed = clock_.at + kDay;
  const Id late = id_in(open(steve_, {{"needed_by", needed}}));
  delivered(steve_, mona_, {{"needed_by", needed}});
  open(steve_);
  EXPECT_EQ(tick(*db_, system(), needed).at("requests_overdue"), 0);
  EXPECT_EQ(tick(*db_, system(), needed + 1).at("requests_overdue"), 1);
  EXPECT_EQ(tick(*db_, system(), needed + 1).at("requests_overdue"), 0);
  EXPECT_EQ(events("request.overdue"), 1);
  EXPECT_EQ(get("request", late).at("overdue_at"), needed + 1);
  clock_.at = needed + 1;
  const model::Table open_ones = query(*db_, "open_requests", {});
  ASSERT_EQ(open_ones.rows.size(), 3u);
  EXPECT_EQ(number_of(open_ones.rows[0], 15) + number_of(open_ones.rows[1], 15), 1);
  EXPECT_EQ(number_of(open_ones.rows[2], 15), 0);  // never needed by a day
}

TEST_F(RequestTest, AnActCannotComeBeforeTheAsk) {
  const Id record = id_in(open(steve_));
  expect_refused(TANDEM_INVALID_ARGUMENT, "too_early",
                 [&] { domain::act(*db_, as(mona_), "request.acknowledge", record, {}, clock_.at - 1); });
}

TEST_F(RequestTest, F22_ReciprocityIsTheSmallerOverTheLarger) {
  const Json soon = {{"needed_by", clock_.at + kDay}};
  delivered(steve_, mona_, soon);
  delivered(steve_, mona_);
  const Id back = delivered(sam_, mona_);
  act(sam_, "request.reopen", back, {{"reason", "too long"}});  // not fulfilled any more
  delivered(mona_, steve_, {{"kind", "reference"}});
  const Id late = id_in(open(mona_, {{"kind", "research"}, {"needed_by", clock_.at + kHour}}));
  for (const char* verb : {"request.acknowledge", "request.accept", "request.start"}) act(steve_, verb, late);
  clock_.at += 2 * kHour;
  EXPECT_EQ(act(steve_, "request.deliver", late, {{"delivery", "notes"}}).at("late"), true);
  const model::Table table = query(*db_, "reciprocity", Json::object());
  ASSERT_EQ(table.rows.size(), 3u);
  EXPECT_EQ(number_of(table.rows[0], 2), 2);  // marketing asked
  EXPECT_EQ(number_of(table.rows[0], 3), 2);
  EXPECT_EQ(number_of(table.rows[0], 4), 1);
  EXPECT_EQ(number_of(table.rows[1], 2), 3);  // sales asked
  EXPECT_EQ(number_of(table.rows[1], 4), 2);
  EXPECT_EQ(number_of(table.rows[2], 4), 3);
  EXPECT_EQ(number_of(table.rows[2], 6), 500'000);
  const model::Table outcomes = query(*db_, "request_outcomes", Json::object());
  ASSERT_EQ(outcomes.rows.size(), 3u);
  EXPECT_EQ(text_of(outcomes.rows[2], 2), "collateral");
  EXPECT_EQ(number_of(outcomes.rows[2], 3), 3);
  EXPECT_EQ(number_of(outcomes.rows[2], 4), 1);
  EXPECT_EQ(number_of(outcomes.rows[2], 11), 1);
  EXPECT_EQ(number_of(outcomes.rows[2], 14), 9);
}

TEST_F(RequestTest, F22_NothingAskedHasNoReciprocity) {
  EXPECT_FALSE(has(query(*db_, "reciprocity", Json::object()).rows[2], 6));
  delivered(steve_, mona_);
  EXPECT_EQ(number_of(query(*db_, "reciprocity", Json::object()).rows[2], 6), 0);
}

TEST_F(RequestTest, TheJournalCarriesNoWordsOfPeople) {
  const Json secret = {{"title", "S3CRET"}, {"why", "S3CRET"}, {"use_case", "S3CRET"}};
  const Id record = delivered(steve_, mona_, secret);
  act(steve_, "request.reopen", record, {{"reason", "S3CRET"}});
  const Id other = id_in(open(steve_, secret));
  act(mona_, "request.acknowledge", other);
  act(mona_, "request.decline", other, {{"reason", "off_brand"}, {"alternative", "S3CRET"}});
  act(steve_, "voice.capture", {{"kind", "pain"}, {"text", "S3CRET"}, {"told_by", "S3CRET"}});
  const Json signal = act(steve_, "signal.raise", {{"kind", "market"}, {"text", "S3CRET"}, {"strength", 1}});
  act(mona_, "signal.acknowledge", id_in(signal));
  act(mona_, "signal.dismiss", id_in(signal), {{"answer", "S3CRET"}});
  const Json idea = act(steve_, "idea.submit", {{"text", "S3CRET"}});
  act(mona_, "idea.decline", id_in(idea), {{"reason", "S3CRET"}});
  EXPECT_EQ(count("SELECT count(*) FROM journal WHERE payload LIKE '%S3CRET%'"), 0);
}

}  // namespace
}  // namespace tandem::domain
