// SPDX-License-Identifier: Apache-2.0
// What customers, leads and stages cost, and what the money brought.
#include "unit/domain/planning.hpp"

namespace tandem::domain {
namespace {

class CostTest : public PlanningTest {
 protected:
  void cost(std::int64_t amount, const Json& more = Json::object()) {
    Json document = {{"amount_minor", amount}, {"currency", "EUR"}, {"incurred_on", "2026-05-10"}};
    document.update(more);
    put("cost", document);
  }
  Id lead(const char* email, const Json& more = Json::object()) {
    Json document = {{"email", email}};
    document.update(more);
    return id_in(act(mona_, "lead.capture", document));
  }
  Id win(std::int64_t amount, const Json& more) {
    Json document = {{"name", "D"}, {"amount_minor", amount}, {"currency", "EUR"}};
    document.update(more);
    const Id made = put("opportunity", document);
    act(steve_, "opportunity.win", made);
    return made;
  }
};

TEST_F(CostTest, ANewCustomerCostsWhatBothSidesSpent) {
  const Id campaign = put("campaign", {{"name", "Spring"}});
  const Id fair = put("field_event", {{"name", "Fair"},
                                      {"campaign_id", campaign.text()},
                                      {"starts_at", clock_.at},
                                      {"ends_at", clock_.at + kDay}});
  cost(1'000, {{"campaign_id", campaign.text()}, {"kind", "media"}});
  cost(500, {{"field_event_id", fair.text()}, {"kind", "booth"}});
  cost(300, {{"side", "sales"}, {"kind", "people"}});
  cost(200, {{"side", "leadership"}});  // no part of the acquisition cost, and no secret either
  const Id first = lead("a@example.com", {{"campaign_id", campaign.text()}});
  const Id met = lead("b@example.com", {{"field_event_id", fair.text()}});
  lead("c@example.com");
  put("touch",
      {{"lead_id", first.text()}, {"at", clock_.at}, {"channel", "web"}, {"campaign_id", campaign.text()}});
  win(6'000, {{"lead_id", first.text()}});
  win(1'000, {{"lead_id", first.text()}});  // the same customer again
  win(500, {{"lead_id", met.text()}});
  const std::vector<Json> rows = ask("acquisition_cost");
  ASSERT_EQ(rows.size(), 3U);
  const Json &all = rows[0], &spring = rows[1], &booth = rows[2];
  EXPECT_EQ(all.at("scope"), "all");
  EXPECT_EQ(all.at("cost_minor"), 2'000);
  EXPECT_EQ(all.at("marketing_minor"), 1'500);
  EXPECT_EQ(all.at("new_customers"), 2);
  EXPECT_EQ(all.at("acquisition_cost_minor"), 900);
  EXPECT_EQ(all.at("leads"), 3);
  EXPECT_EQ(all.at("cost_per_lead_minor"), 667);
  EXPECT_EQ(all.at("opportunities"), 3);
  EXPECT_EQ(all.at("credited_won_minor"), 7'500);
  EXPECT_EQ(all.at("roi_ppm"), 2'750'000);
  EXPECT_EQ(spring.at("name"), "Spring");
  EXPECT_EQ(spring.at("cost_minor"), 1'500);  // its fair with it
  EXPECT_EQ(spring.at("leads"), 2);
  EXPECT_EQ(spring.at("credited_won_minor"), 7'000);
  EXPECT_EQ(spring.at("roi_ppm"), 3'666'667);
  EXPECT_EQ(booth.at("scope"), "field_event");
  EXPECT_EQ(booth.at("acquisition_cost_minor"), 500);
  EXPECT_TRUE(booth.at("roi_ppm").is_null());
}

TEST_F(CostTest, OnlyTheWindowCountsAndNothingIsDividedByNobody) {
  cost(1'000);
  cost(70, {{"incurred_on", "2026-06-01"}});
  const Json may = {{"from", *parse_instant("2026-05-01T00:00:00Z")},
                    {"until", *parse_instant("2026-06-01T00:00:00Z")}};
  const Json row = ask("acquisition_cost", may).at(0);
  EXPECT_EQ(row.at("cost_minor"), 1'000);
  EXPECT_EQ(row.at("currency"), "EUR");
  EXPECT_TRUE(row.at("acquisition_cost_minor").is_null());
  EXPECT_TRUE(row.at("cost_per_lead_minor").is_null());
  EXPECT_EQ(row.at("roi_ppm"), -1'000'000);
  win(10, {{"account_id", put("account", {{"name", "A"}}).text()}});
  EXPECT_EQ(ask("acquisition_cost", may).at(0).at("new_customers"), 1);
}

TEST_F(CostTest, ACustomerOfEarlierTimesIsNotNew) {
  const Id account = put("account", {{"name", "Mill"}});
  deal(100, "EUR", "2026-01-10T10:00:00Z", "won", {{"account_id", account.text()}});
  const Id again = win(100, {{"account_id", account.text()}});
  const Json now = {{"from", clock_.at}};
  EXPECT_EQ(ask("acquisition_cost", now).at(0).at("new_customers"), 0);
  EXPECT_EQ(ask("acquisition_cost").at(0).at("new_customers"), 1);
  EXPECT_FALSE(again.empty());
}

TEST_F(CostTest, ACustomerIsKnownByTheAccountOfTheLeadToo) {
  const Id account = put("account", {{"name", "Mill"}});
  win(100, {{"lead_id", lead("a@example.com", {{"account_id", account.text()}}).text()}});
  win(100, {{"account_id", account.text()}});
  EXPECT_EQ(ask("acquisition_cost").at(0).at("new_customers"), 1);
}

TEST_F(CostTest, HistoryWasWonButIsNoOpportunityOfTheWindow) {
  cost(1'000);
  store::Change change(*db_, remote());
  change.live_from = clock_.at;
  const EntityInfo& info = db_->catalogue().entity("opportunity");
  Row row;
  model::read_document(
      info,
      Json{{"result", "won"}, {"closed_at", clock_.at - kDay}, {"amount_minor", 3'000}, {"currency", "EUR"}}
          .dump(),
      row);
  change.create(info, row, model::SetBy::sync);
  change.commit();
  const Json all = ask("acquisition_cost").at(0);
  EXPECT_EQ(all.at("opportunities"), 0);  // when it was opened is not known
  EXPECT_EQ(all.at("new_customers"), 1);
  EXPECT_EQ(all.at("credited_won_minor"), 3'000);
  EXPECT_EQ(all.at("roi_ppm"), 2'000'000);
}

TEST_F(CostTest, SeveralCurrenciesNeedADatedRate) {
  cost(1'000);
  cost(400, {{"currency", "USD"}});
  EXPECT_EQ(refusal([&] { ask("acquisition_cost"); }).status(), TANDEM_INVALID_STATE);
  rate("USD", "EUR", "2026-05-11", "0.5");  // holds only from the day after
  EXPECT_EQ(refusal([&] { ask("acquisition_cost", {{"currency", "EUR"}}); }).status(), TANDEM_INVALID_STATE);
  rate("USD", "EUR", "2026-05-10", "0.25");
  EXPECT_EQ(ask("acquisition_cost", {{"currency", "EUR"}}).at(0).at("cost_minor"), 1'100);
}

TEST_F(CostTest, ACampaignsShareOfAConvertedDealIsExact) {
  const Id campaign = put("campaign", {{"name", "Spring"}});
  const Id from = lead("a@example.com", {{"campaign_id", campaign.text()}});
  for (int i = 0; i < 2; ++i) {
    put("touch",
        {{"lead_id", from.text()}, {"at", clock_.at}, {"channel", "web"}, {"campaign_id", campaign.text()}});
  }
  rate("USD", "EUR", "2026-05-10", "0.5");
  win(2, {{"lead_id", from.text()}, {"currency", "USD"}});  // each touch has 1, and half of it would round up
  const std::vector<Json> rows = ask("acquisition_cost", {{"currency", "EUR"}});
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].at("credited_won_minor"), 1);
  EXPECT_EQ(rows[1].at("credited_won_minor"), 1);
}

TEST_F(CostTest, EveryStageHasItsCost) {
  cost(900);
  lead("a@example.com");
  lead("b@example.com");
  const std::vector<Json> rows = ask("cost_per_stage");
  ASSERT_EQ(rows.size(), std::size(model::kStages));
  EXPECT_EQ(rows[1].at("stage"), "lead");
  EXPECT_EQ(rows[1].at("entries"), 2);
  EXPECT_EQ(rows[1].at("cost_per_entry_minor"), 450);
  EXPECT_TRUE(rows[2].at("cost_per_entry_minor").is_null());
}

TEST_F(CostTest, ACostBelongsToOneThing) {
  const Id campaign = put("campaign", {{"name", "Spring"}});
  const Id fair = put("field_event", {{"name", "Fair"}, {"starts_at", clock_.at}, {"ends_at", clock_.at}});
  expect_refused(TANDEM_INVALID_ARGUMENT, "two_targets", [&] {
    cost(1, {{"campaign_id", campaign.text()}, {"field_event_id", fair.text()}});
  });
  cost(-5, {{"campaign_id", campaign.text()}});  // paid back
}

}  // namespace
}  // namespace tandem::domain
