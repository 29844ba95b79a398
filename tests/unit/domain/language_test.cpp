// SPDX-License-Identifier: Apache-2.0
#include "unit/domain/guideline_fixture.hpp"

namespace tandem::domain {
namespace {

class LanguageTest : public GuidelineTest {
 protected:
  Id define(const char* name, const char* meaning, const Json& aliases = Json::array()) {
    return id_in(act(mona_, "term.define", {{"name", name}, {"text", meaning}, {"aliases", aliases}}));
  }
  void agree(const Id& version, const Json& activation = Json::object()) {
    act(maria_, "term.sign", version);
    act(sam_, "term.sign", version);
    act(steve_, "term.activate", version, activation);
  }
};

TEST_F(LanguageTest, ATermHoldsWhenBothSidesSignedTheSameWords) {
  const Id first = define("Lead", "somebody with an address", {"prospect", "Contact"});
  EXPECT_EQ(get("term_version", first).at("state"), "draft");
  expect_refused(TANDEM_FORBIDDEN, "no_signer", [&] { act(mona_, "term.sign", first); });
  EXPECT_EQ(act(maria_, "term.sign", first).at("state"), "proposed");
  expect_refused(TANDEM_ALREADY_EXISTS, "answered_already", [&] { act(maria_, "term.sign", first); });
  expect_refused(TANDEM_INVALID_STATE, "forbidden_move", [&] { act(steve_, "term.activate", first); });
  const Json both = act(sam_, "term.sign", first);
  EXPECT_EQ(both.at("state"), "signed");
  EXPECT_EQ(get("term_version", first).at("content_hash"), both.at("content_hash"));
  EXPECT_TRUE(ask("terms_in_force").rows.empty());
  act(steve_, "term.activate", first);
  const model::Table terms = ask("terms_in_force");
  ASSERT_EQ(terms.rows.size(), 1u);
  EXPECT_EQ(text(terms, 0, 0), "lead");
  EXPECT_EQ(text(terms, 0, 1), "Lead");
  EXPECT_EQ(events("term.changed"), 1);
  EXPECT_EQ(events("signoff.given"), 2);
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(LanguageTest, ANoNeedsAReasonAndKeepsTheTermUnsigned) {
  const Id first = define("Lead", "somebody");
  expect_refused(TANDEM_INVALID_ARGUMENT, "missing_reason", [&] {
    act(sam_, "term.sign", first, {{"decision", "no"}});
  });
  act(sam_, "term.sign", first, {{"decision", "no"}, {"reason", "too wide"}});
  EXPECT_EQ(act(maria_, "term.sign", first).at("state"), "proposed");
}

TEST_F(LanguageTest, TheNextMeaningTakesOverAtItsInstantAndTheDateDecides) {
  const Id first = define("Lead", "somebody");
  agree(first);
  const Instant then = clock_.at;
  clock_.at += kDay;
  const Id second = define("Lead", "somebody who asked");
  EXPECT_EQ(get("term_version", second).at("number"), 2);
  EXPECT_EQ(get("term_version", second).at("term_id"), get("term_version", first).at("term_id"));
  agree(second, {{"effective_from", clock_.at + kDay}});
  EXPECT_EQ(text(ask("terms_in_force"), 0, 2), "somebody");
  EXPECT_EQ(events("term.changed"), 1);
  clock_.at += kDay;
  EXPECT_EQ(text(ask("terms_in_force"), 0, 2), "somebody who asked");  // whether or not a tick came by
  EXPECT_EQ(tick().at("terms_activated"), 1);
  EXPECT_EQ(tick().at("terms_activated"), 0);
  EXPECT_EQ(events("term.changed"), 2);
  EXPECT_EQ(get("term_version", first).at("state"), "superseded");
  EXPECT_EQ(get("term_version", first).at("effective_to"), get("term_version", second).at("effective_from"));
  EXPECT_EQ(text(ask("terms_in_force", {{"at", then}}), 0, 2), "somebody");
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(LanguageTest, ATextIsCheckedAgainstTheWordsInForce) {
  agree(define("lead", "somebody who asked", {"prospect"}));
  define("fit", "how well it suits", {"grade"});
  const model::Table found = ask("check_text", {{"text", "This prospect has a good fit and grade."}});
  ASSERT_EQ(found.rows.size(), 2u);  // nobody signed that grade is not to be used
  EXPECT_EQ(number(found, 0, 0), 5);
  EXPECT_EQ(text(found, 0, 2), "lead");
  EXPECT_EQ(text(found, 0, 3), "alias");
  EXPECT_EQ(text(found, 1, 1), "fit");
  EXPECT_EQ(text(found, 1, 3), "unsigned");
}

TEST_F(LanguageTest, OnlyConfirmedPeopleDefineAndOnlyWithWords) {
  const Id fresh = person("Finn", "sales", false, false);
  expect_refused(TANDEM_FORBIDDEN, "unconfirmed", [&] {
    act(fresh, "term.define", {{"name", "x"}, {"text", "y"}});
  });
  expect_refused(TANDEM_INVALID_ARGUMENT, "missing_argument", [&] {
    act(mona_, "term.define", {{"name", "x"}, {"text", " "}});
  });
  expect_refused(TANDEM_INVALID_ARGUMENT, "missing_argument", [&] {
    act(mona_, "term.define", {{"name", "  "}, {"text", "y"}});
  });
}

TEST_F(LanguageTest, EveryMeasureShowsItsPathToTheMoney) {
  put("metric", {{"key", "likes"}, {"name", "Likes"}, {"unit", "count"}});
  const model::Table metrics = ask("metric_registry");
  ASSERT_EQ(metrics.rows.size(), 8u);
  EXPECT_EQ(text(metrics, 0, 0), "likes");
  EXPECT_FALSE(is_true(metrics.rows[0], 9));
  EXPECT_EQ(text(metrics, 7, 8),
            "leads_captured > marketing_qualified_leads > handoffs_accepted > sales_qualified_leads > "
            "opportunities_opened > deals_won > revenue");
  EXPECT_TRUE(is_true(metrics.rows[7], 9));
}

}  // namespace
}  // namespace tandem::domain
