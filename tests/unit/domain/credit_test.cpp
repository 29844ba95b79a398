// SPDX-License-Identifier: Apache-2.0
// A won deal is shared by the policy in force, a missed goal by the sides; a correction stays visible.
#include "unit/domain/guideline_fixture.hpp"

namespace tandem::domain {
namespace {

class CreditTest : public GuidelineTest {
 protected:
  Id deal(const Json& more = Json::object()) {
    Json document = {
        {"name", "D"}, {"amount_minor", 10'001}, {"currency", "EUR"}, {"owner_person_id", sam_.text()}};
    document.update(more);
    return put("opportunity", document);
  }
  Id won(const Json& more = Json::object()) {
    const Id made = deal(more);
    act(steve_, "opportunity.win", made);
    return made;
  }
  void member(const Id& deal, const Id& person, const char* role, const Json& weight = nullptr) {
    put("deal_member",
        {{"opportunity_id", deal.text()}, {"person_id", person.text()}, {"role", role}, {"weight", weight}});
  }
  /// What a connection that went live at this instant writes: a new deal, or into one that is here.
  Id pulled(const Json& document, Instant live_from, const Id& into = {}) {
    store::Change change(*db_, remote());
    change.live_from = live_from;
    const EntityInfo& info = db_->catalogue().entity("opportunity");
    Row row;
    model::read_document(info, document.dump(), row);
    Id id = into;
    if (into.empty()) {
      id = change.create(info, row, model::SetBy::sync);
    } else {
      change.update(info, into, row, model::SetBy::sync);
    }
    change.commit();
    return id;
  }
  /// As a CRM says it that knows the day alone.
  Instant midnight() const { return clock_.at - clock_.at % kDay; }
  static Json policy(std::int64_t marketing) {
    return {{"side_shares", {{"marketing", marketing}, {"sales", 1'000'000 - marketing}}},
            {"role_weights", {{"closer", 3}}},
            {"model", "u"}};
  }
  /// "side person-name role ppm minor" of the standing shares, in order.
  std::vector<std::string> shares(const Id& subject) {
    auto rows = db_->prepare(
        "SELECT c.side || ' ' || coalesce(p.name,'-') || ' ' || coalesce(c.role,'-') || ' ' || c.share_ppm "
        "|| "
        "' ' || coalesce(c.amount_minor,'-') FROM credit_split c LEFT JOIN person p ON p.id = c.person_id "
        "WHERE coalesce(c.opportunity_id, c.outcome_id) = ? AND c.replaced_at IS NULL ORDER BY c.position");
    rows.bind(1, subject);
    std::vector<std::string> out;
    while (rows.step()) out.emplace_back(rows.text(0));
    return out;
  }
  std::int64_t splits() { return count("SELECT count(*) FROM credit_split"); }
  /// A whole row of an answer, its values as text.
  Json row(std::string_view name, std::size_t at, const Json& args = Json::object()) {
    const model::Table table = query(*db_, name, args);
    Json out = Json::object();
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const model::Field field{.name = table.columns[i].name, .type = table.columns[i].type};
      out[table.columns[i].name] = model::to_json(field, table.rows.at(at)[i]);
    }
    return out;
  }
  using Lines = std::vector<std::string>;
};

TEST_F(CreditTest, TheHouseDefaultSharesEquallyAndIsMarkedUnsigned) {
  const Id made = won();
  EXPECT_EQ(shares(made), (Lines{"marketing - - 500000 5001", "sales Sam owner 500000 5000"}));
  EXPECT_EQ(events("credit.split"), 1);
  EXPECT_EQ(row("credit_by_side", 0).at("unsigned_deals"), 1);
  EXPECT_EQ(broken(), Lines{});
}

TEST_F(CreditTest, ASignedPolicyWeighsSidesAndRoles) {
  const Id version = in_force("credit", {{"credit_policy", "split", policy(300'000)}});
  const Id made = deal();
  member(made, steve_, "opener");
  member(made, sam_, "closer");
  member(made, mona_, "writer", 1);
  member(made, maria_, "writer", 2);
  act(steve_, "opportunity.win", made);
  EXPECT_EQ(shares(made), (Lines{"marketing Mona writer 100000 1000", "marketing Maria writer 200000 2000",
                                 "sales Steve opener 175000 1750", "sales Sam closer 525000 5251"}));
  EXPECT_EQ(count("SELECT count(*) FROM credit_split c JOIN journal j ON j.record_id = c.opportunity_id AND "
                  "j.kind = 'credit.split' AND j.version_id = c.version_id"),
            4);
  EXPECT_EQ(get("credit_split",
                [&] {
                  auto find = db_->prepare("SELECT id FROM credit_split LIMIT 1");
                  find.step();
                  return find.id(0);
                }())
                .at("version_id"),
            version.text());
  EXPECT_EQ(row("credit_by_side", 0).at("unsigned_deals"), 0);
  EXPECT_EQ(broken(), Lines{});
}

TEST_F(CreditTest, WithoutMembersTheDeveloperOrWhoHandedOverStandsForMarketing) {
  const Id lead = id_in(act(mona_, "lead.capture", {{"email", "a@example.com"}, {"stage", "mql"}}));
  const Id offer = id_in(act(mona_, "handoff.offer", {{"lead_id", lead.text()}}));
  EXPECT_EQ(shares(won({{"lead_id", lead.text()}})).front(), "marketing - - 500000 5001");  // not accepted
  act(steve_, "handoff.accept", offer);
  EXPECT_EQ(shares(won({{"lead_id", lead.text()}})).front(), "marketing Mona owner 500000 5001");
  edit("lead", lead, {{"developer_person_id", maria_.text()}});
  EXPECT_EQ(shares(won({{"lead_id", lead.text()}})).front(), "marketing Maria developer 500000 5001");
  edit("lead", lead, {{"developer_person_id", steve_.text()}});  // a seller does not stand for marketing
  EXPECT_EQ(shares(won({{"lead_id", lead.text()}})).front(), "marketing Mona owner 500000 5001");
  EXPECT_EQ(shares(won({{"owner_person_id", maria_.text()}})).back(), "sales - - 500000 5000");
}

TEST_F(CreditTest, ADealPulledAsWonIsSharedAndHistoryIsNot) {
  const Json deal = {{"result", "won"}, {"amount_minor", 7}, {"currency", "EUR"}};
  const auto pull = [&](Instant closed) {
    Json document = deal;
    document["closed_at"] = closed;
    return pulled(document, clock_.at - kDay);
  };
  EXPECT_EQ(shares(pull(clock_.at)).size(), 2U);
  const Id old = pull(clock_.at - 40 * kDay);
  EXPECT_TRUE(shares(old).empty());
  edit("opportunity", old, {{"amount_minor", 9}}, remote(), model::SetBy::sync);
  member(old, sam_, "closer");
  EXPECT_TRUE(shares(old).empty());
  EXPECT_EQ(events("credit.split"), 1);
  EXPECT_EQ(query(*db_, "attributed_credit", Json::object()).rows.size(), 1U);
}

TEST_F(CreditTest, AnotherAmountIsCorrectedAmongTheSamePeopleByTheSameRule) {
  const Id made = won();
  in_force("credit", {{"credit_policy", "split", policy(100'000)}});
  edit("opportunity", made, {{"owner_person_id", steve_.text()}});
  EXPECT_EQ(splits(), 2);
  edit("opportunity", made, {{"amount_minor", 20'000}});
  EXPECT_EQ(shares(made), (Lines{"marketing - - 500000 10000", "sales Sam owner 500000 10000"}));
  EXPECT_EQ(splits(), 4);  // what was said before stays
  EXPECT_EQ(count("SELECT count(*) FROM credit_split WHERE number = 1 AND replaced_at IS NOT NULL AND "
                  "amount_minor IN (5000, 5001)"),
            2);
  EXPECT_EQ(count("SELECT count(*) FROM journal WHERE kind = 'credit.split' AND "
                  "json_extract(payload,'$.corrects') = 1"),
            1);
  edit("opportunity", made, {{"amount_minor", nullptr}});
  EXPECT_EQ(shares(made).back(), "sales Sam owner 500000 -");
  EXPECT_EQ(broken(), Lines{});
}

TEST_F(CreditTest, ADealThatIsWonNoLongerCreditsNobodyUntilItIsWonAgain) {
  const Id made = won();
  act(steve_, "opportunity.reopen", made);
  EXPECT_TRUE(shares(made).empty());
  EXPECT_EQ(splits(), 2);
  EXPECT_EQ(events("credit.withdrawn"), 1);
  EXPECT_TRUE(query(*db_, "credit_by_side", Json::object()).rows.empty());
  edit("opportunity", made, {{"amount_minor", 30}});
  EXPECT_EQ(splits(), 2);
  act(steve_, "opportunity.win", made);
  EXPECT_EQ(shares(made).front(), "marketing - - 500000 15");
  EXPECT_EQ(count("SELECT max(number) FROM credit_split"), 2);
  edit("opportunity", made, {{"result", "lost"}}, remote(), model::SetBy::sync);  // the remote says so
  EXPECT_TRUE(shares(made).empty());
  EXPECT_EQ(broken(), Lines{});
}

TEST_F(CreditTest, NewsOfWhoWorkedOnItCorrectsTheSplit) {
  const Id made = won();
  member(made, steve_, "closer");
  EXPECT_EQ(shares(made).back(), "sales Steve closer 500000 5000");
  member(made, person("Lea", "leadership", true), "sponsor");  // her side has no share: nothing changes
  EXPECT_EQ(events("credit.split"), 2);
  EXPECT_EQ(splits(), 4);
  const Id open = deal();
  member(open, steve_, "closer");
  EXPECT_TRUE(shares(open).empty());
}

TEST_F(CreditTest, AMissedGoalIsSharedByTheSidesAndNeverByAPerson) {
  const Id year = period("2026-01-01", "2027-01-01");
  const auto close = [&](const char* result) {
    const Id goal = put("goal", {{"title", "G"},
                                 {"metric_id", metric("revenue").text()},
                                 {"period_id", year.text()},
                                 {"target", 100},
                                 {"currency", "EUR"},
                                 {"side", "shared"}});
    act(maria_, "goal.agree", goal);
    act(sam_, "goal.agree", goal);
    act(mona_, "goal.activate", goal);
    const Json both =
        Json::array({{{"side", "marketing"}, {"text", "late"}}, {{"side", "sales"}, {"text", "slow"}}});
    const Json answer =
        act(maria_, "goal.close", goal,
            {{"result", result}, {"statement", "We tried"}, {"causes", both}, {"actions", both}});
    return id_in(answer, "outcome_id");
  };
  EXPECT_EQ(shares(close("missed")), (Lines{"marketing - - 500000 -", "sales - - 500000 -"}));
  EXPECT_EQ(events("credit.split"), 1);
  EXPECT_TRUE(query(*db_, "credit_by_side", Json::object()).rows.empty());  // a miss is no credit
}

TEST_F(CreditTest, SharesAreWrittenByRulesAlone) {
  const Id made = won();
  auto find = db_->prepare("SELECT id FROM credit_split LIMIT 1");
  find.step();
  const Id share = find.id(0);
  find.reset();
  EXPECT_EQ(refusal([&] {
              edit("credit_split", share, {{"share_ppm", 1}}, as(sam_));
            }).status(),
            TANDEM_FORBIDDEN);
  EXPECT_EQ(refusal([&] {
              store::Change change(*db_, as(sam_));
              change.archive(db_->catalogue().entity("credit_split"), share);
            }).status(),
            TANDEM_INVALID_STATE);
  expect_refused(TANDEM_INVALID_ARGUMENT, "weight_out_of_range", [&] { member(made, sam_, "closer", 0); });
}

TEST_F(CreditTest, QueriesAddUpToWhatWasWon) {
  won();
  won({{"amount_minor", 99}});
  EXPECT_EQ(row("credit_by_side", 0), (Json{{"label", "credited"},
                                            {"side", "marketing"},
                                            {"deals", 2},
                                            {"deals_ppm", 1'000'000},
                                            {"amount_minor", 5'051},
                                            {"currency", "EUR"},
                                            {"unsigned_deals", 2}}));
  EXPECT_EQ(row("credit_by_side", 1).at("amount_minor"), 5'049);
  EXPECT_EQ(row("credit_by_person", 1).at("person_id"), sam_.text());
  EXPECT_EQ(row("credit_by_person", 1).at("name"), "Sam");
  EXPECT_TRUE(row("credit_by_person", 0).at("person_id").is_null());
  EXPECT_TRUE(query(*db_, "credit_by_person", {{"until", clock_.at}}).rows.empty());
  won({{"amount_minor", 5'000}, {"currency", "USD"}});
  EXPECT_EQ(refusal([&] { query(*db_, "credit_by_side", Json::object()); }).status(), TANDEM_INVALID_STATE);
  put("currency_rate",
      {{"from_currency", "USD"}, {"to_currency", "EUR"}, {"valid_on", "2026-01-01"}, {"rate", "0.5"}});
  EXPECT_EQ(row("credit_by_side", 1, {{"currency", "EUR"}}).at("amount_minor"), 5'049 + 1'250);
}

TEST_F(CreditTest, TouchesAreCreditedByTheModelOfThePolicy) {
  in_force("credit", {{"credit_policy", "split", policy(500'000)}});
  const Id campaign = put("campaign", {{"name", "C"}});
  const Id lead = id_in(act(mona_, "lead.capture", {{"email", "a@example.com"}}));
  const Id made = deal({{"lead_id", lead.text()}});
  const auto touch = [&](std::int64_t days_ago, const Json& more) {
    Json document = {{"at", clock_.at - days_ago * kDay}, {"channel", "web"}, {"person_id", mona_.text()}};
    document.update(more);
    put("touch", document);
  };
  touch(91, {{"lead_id", lead.text()}});  // before the lookback
  touch(10, {{"lead_id", lead.text()}, {"campaign_id", campaign.text()}, {"is_automated", true}});
  touch(5, {{"opportunity_id", made.text()}, {"lead_id", lead.text()}});
  touch(0, {{"opportunity_id", made.text()}});
  clock_.at += kHour;
  act(steve_, "opportunity.win", made);
  clock_.at += kHour;
  touch(0, {{"lead_id", lead.text()}});  // after it was won
  EXPECT_EQ(query(*db_, "attributed_credit", Json::object()).rows.size(), 3U);
  const Json first = row("attributed_credit", 0);
  EXPECT_EQ(first.at("label"), "credited");
  EXPECT_EQ(first.at("model"), "u");
  EXPECT_EQ(first.at("is_signed"), true);
  EXPECT_EQ(first.at("campaign_id"), campaign.text());
  EXPECT_EQ(first.at("credit_ppm"), 400'000);
  EXPECT_EQ(first.at("credit_minor"), 4'001);
  EXPECT_EQ(row("attributed_credit", 1).at("credit_minor"), 2'000);
  EXPECT_EQ(row("attributed_credit", 2).at("credit_minor"), 4'000);
  EXPECT_EQ(row("attributed_credit", 2, {{"model", "last"}}).at("credit_minor"), 10'001);
  EXPECT_EQ(splits(), 2);  // looking stores nothing
  const Id untouched = won();
  const Json nobody = row("attributed_credit", 3);
  EXPECT_EQ(nobody.at("opportunity_id"), untouched.text());
  EXPECT_TRUE(nobody.at("touch_id").is_null());
  EXPECT_EQ(nobody.at("credit_ppm"), 1'000'000);
}

TEST_F(CreditTest, ACorrectedCurrencyReachesTheSplit) {
  const Id made = won();
  edit("opportunity", made, {{"currency", "USD"}});
  EXPECT_EQ(count("SELECT count(*) FROM credit_split WHERE replaced_at IS NULL AND currency = 'USD'"), 2);
  EXPECT_EQ(broken(), Lines{});
}

TEST_F(CreditTest, ADealThatWasOpenHereIsSharedHoweverEarlyOnTheFirstDayItClosed) {
  const Id made = deal();
  pulled({{"result", "won"}, {"closed_at", midnight()}}, clock_.at - kHour, made);
  EXPECT_EQ(shares(made).size(), 2U);
}

TEST_F(CreditTest, TouchesAndRulesOfTheClosingDayCount) {
  const Id made = deal();
  put("touch", {{"opportunity_id", made.text()},
                {"at", clock_.at - kHour},
                {"channel", "web"},
                {"person_id", mona_.text()}});
  in_force("credit", {{"credit_policy", "split", policy(300'000)}});
  pulled({{"result", "won"}, {"closed_at", midnight()}}, clock_.at - kDay, made);
  EXPECT_EQ(shares(made).front(), "marketing - - 300000 3000");
  const Json touched = row("attributed_credit", 0);
  EXPECT_EQ(touched.at("is_signed"), true);
  EXPECT_FALSE(touched.at("touch_id").is_null());
}

TEST_F(CreditTest, HistoryThatIsOpenedAgainOrEndsAnewIsNews) {
  const Instant live = clock_.at - kDay;
  const Json lost = {
      {"result", "lost"}, {"closed_at", clock_.at - 400 * kDay}, {"amount_minor", 7}, {"currency", "EUR"}};
  const Id reopened = pulled(lost, live), won_directly = pulled(lost, live), corrected = pulled(lost, live);
  pulled({{"result", "open"}}, live, reopened);
  act(steve_, "opportunity.win", reopened);
  EXPECT_EQ(shares(reopened).size(), 2U);
  pulled({{"result", "won"}, {"closed_at", midnight()}}, live, won_directly);
  EXPECT_EQ(shares(won_directly).size(), 2U);
  pulled({{"result", "won"}}, live, corrected);  // it closed when it closed
  EXPECT_TRUE(shares(corrected).empty());
}

TEST_F(CreditTest, NewsOfOneSideLeavesTheOtherAsItStands) {
  const Id made = won();
  edit("opportunity", made, {{"owner_person_id", steve_.text()}});
  member(made, mona_, "writer");
  EXPECT_EQ(shares(made), (Lines{"marketing Mona writer 500000 5001", "sales Sam owner 500000 5000"}));
  store::Change change(*db_, system());
  auto find = db_->prepare("SELECT id FROM deal_member");
  find.step();
  const Id writer = find.id(0);
  find.reset();
  change.archive(db_->catalogue().entity("deal_member"), writer);
  change.commit();
  EXPECT_EQ(shares(made), (Lines{"marketing - - 500000 5001", "sales Sam owner 500000 5000"}));
}

TEST_F(CreditTest, NewsOfAMemberIsSharedByTheRuleThatSharedTheDeal) {
  const Id made = deal();
  pulled({{"result", "won"}, {"closed_at", midnight()}}, clock_.at - kDay, made);
  clock_.at += kHour;
  in_force("credit", {{"credit_policy", "split", policy(300'000)}});  // later on the closing day
  member(made, steve_, "closer");
  EXPECT_EQ(shares(made), (Lines{"marketing - - 500000 5001", "sales Steve closer 500000 5000"}));
}

TEST_F(CreditTest, AHandOffThatWasReturnedStandsForNobody) {
  const Id lead = id_in(act(mona_, "lead.capture", {{"email", "a@example.com"}, {"stage", "mql"}}));
  const Id offer = id_in(act(mona_, "handoff.offer", {{"lead_id", lead.text()}}));
  act(steve_, "handoff.accept", offer);
  const Id made = deal({{"lead_id", lead.text()}});
  act(steve_, "handoff.return", offer, {{"reason", "no_need"}});
  act(steve_, "opportunity.win", made);
  EXPECT_EQ(shares(made).front(), "marketing - - 500000 5001");
}

TEST_F(CreditTest, ACorrectedClosingDayIsSharedByTheRuleOfThatDay) {
  const Id made = won();
  clock_.at += 2 * kDay;
  in_force("credit", {{"credit_policy", "split", policy(300'000)}});
  edit("opportunity", made, {{"owner_person_id", steve_.text()}});
  pulled({{"closed_at", midnight()}}, clock_.at - 9 * kDay, made);
  EXPECT_EQ(shares(made), (Lines{"marketing - - 300000 3000", "sales Sam owner 700000 7001"}));
  EXPECT_EQ(broken(), Lines{});
}

TEST_F(CreditTest, AConvertedDealIsSharedToItsLastUnit) {
  put("currency_rate",
      {{"from_currency", "USD"}, {"to_currency", "EUR"}, {"valid_on", "2026-01-01"}, {"rate", "0.5"}});
  won({{"amount_minor", 2}, {"currency", "USD"}});  // each side has 1, and half of it would round up
  const Json into = {{"currency", "EUR"}};
  EXPECT_EQ(row("credit_by_side", 0, into).at("amount_minor"), 1);
  EXPECT_EQ(row("credit_by_side", 1, into).at("amount_minor"), 0);
}

TEST_F(CreditTest, AConfirmedPersonSaysWhoWorkedOnAWonDeal) {
  const Id una = person("Una", "sales", false, false);
  const Id made = won(), open = deal();
  const auto name = [&](const Id& deal, const store::Actor& actor) {
    put("deal_member", {{"opportunity_id", deal.text()}, {"person_id", una.text()}}, actor,
        model::SetBy::sync);
  };
  expect_refused(TANDEM_FORBIDDEN, "unconfirmed_on_won_deal", [&] { name(made, as(una)); });
  name(open, as(una));
  name(made, remote());  // a fact there: it counts, and somebody looks at it
  EXPECT_EQ(count("SELECT count(*) FROM irregularity WHERE code = 'unconfirmed_on_won_deal'"), 1);
  EXPECT_EQ(shares(made).back(), "sales Una member 500000 5000");
}

/// Whatever happens to deals, standing shares make the whole and the money the deal's amount.
TEST_F(CreditTest, WhateverHappensTheSharesMakeTheWhole) {
  std::uint64_t seed = 11;
  const auto pick = [&seed](std::uint64_t n) {
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::int64_t>((seed >> 33) % n);
  };
  const Id people[] = {maria_, sam_, mona_, steve_};
  std::vector<Id> deals;
  for (int i = 0; i < 4; ++i) deals.push_back(deal());
  for (int step = 0; step < 120; ++step) {
    if (step == 60) in_force("credit", {{"credit_policy", "split", policy(333'333)}});
    clock_.at += kMinute;
    const Id& one = deals[static_cast<std::size_t>(pick(deals.size()))];
    try {
      switch (pick(6)) {
        case 0:
          act(steve_, "opportunity.win", one);
          break;
        case 1:
          act(steve_, "opportunity.reopen", one);
          break;
        case 2:
          member(one, people[pick(4)], pick(2) == 0 ? "closer" : "other", 1 + pick(9));
          break;
        case 3:
          edit("opportunity", one, {{"amount_minor", pick(100'000) - 20'000}});
          break;
        case 4:
          edit("opportunity", one, {{"currency", pick(2) == 0 ? "EUR" : "USD"}});
          break;
        default:
          edit("opportunity", one, {{"result", pick(2) == 0 ? "won" : "lost"}}, remote(), model::SetBy::sync);
      }
    } catch (const Error& e) {
      EXPECT_TRUE(e.is_refusal()) << e.message();
    }
    ASSERT_EQ(broken(), Lines{}) << step;
  }
  EXPECT_GT(count("SELECT max(number) FROM credit_split"), 3);
}

}  // namespace
}  // namespace tandem::domain
