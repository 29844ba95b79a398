// SPDX-License-Identifier: Apache-2.0
// One buyer twice, and how good the data is.
#include "domain/records.hpp"
#include "unit/domain/guideline_fixture.hpp"

namespace tandem::domain {
namespace {

class LeadMergeTest : public GuidelineTest {
 protected:
  Id capture(const Json& args) { return id_in(act(mona_, "lead.capture", args)); }
  void merge(const Id& from, const Id& into) {
    act(steve_, "lead.merge", from, {{"into_lead_id", into.text()}});
  }
  std::int64_t of(const char* table, const Id& lead) {
    auto rows = db_->prepare(std::string("SELECT count(*) FROM ") + table + " WHERE lead_id = ?");
    rows.bind(1, lead);
    return rows.step() ? rows.integer(0) : -1;
  }
  /// When the running promise to a lead is due; -1: none runs.
  Instant clock_of(const Id& lead) {
    auto rows = db_->prepare("SELECT due_at FROM sla_clock WHERE state = 'running' AND subject_id = ?");
    rows.bind(1, lead);
    return rows.step() ? rows.integer(0) : -1;
  }
};

TEST_F(LeadMergeTest, TheSurvivorKeepsTheEarliestCaptureAndAllThatHappened) {
  const Id early = capture({{"email", "b@example.com"}, {"origin", "fair"}, {"phone", "+41440000000"}});
  const Instant first = clock_.at;
  act(steve_, "lead.touch", early, {{"channel", "phone"}});
  put("opportunity", {{"lead_id", early.text()}, {"name", "Deal"}});
  clock_.at += kDay;
  const Id late = capture({{"email", "b@example.org"}, {"origin", "web"}, {"stage", "mql"}});
  act(steve_, "lead.touch", late, {{"channel", "email"}});
  const Id offer = id_in(act(mona_, "handoff.offer", {{"lead_id", late.text()}}));
  clock_.at += kDay;
  merge(early, late);
  const Json survivor = get("lead", late);
  EXPECT_EQ(survivor.at("captured_at"), first);
  EXPECT_EQ(survivor.at("origin"), "fair");
  EXPECT_EQ(survivor.at("email"), "b@example.org");  // what it has, it keeps
  EXPECT_EQ(survivor.at("phone"), "+41440000000");
  EXPECT_EQ(survivor.at("stage"), "mql");
  EXPECT_EQ(survivor.at("first_human_touch_at"), first);
  EXPECT_EQ(of("touch", late), 2);
  EXPECT_EQ(of("opportunity", late), 1);
  EXPECT_EQ(of("stage_entry", late), 2);
  EXPECT_EQ(of("stage_entry", early) + of("touch", early) + of("opportunity", early), 0);
  EXPECT_EQ(get("handoff", offer).at("state"), "offered");
  EXPECT_EQ(get("lead", early).at("merged_into_id"), late.text());
  EXPECT_NE(get("lead", early).at("archived_at"), nullptr);
  EXPECT_EQ(events("lead.merged"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM journal WHERE kind = 'lead.merged' AND payload = '{\"into\":\"" +
                  late.text() + "\"}'"),
            1);
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(LeadMergeTest, TheStricterPromiseGoesOnForTheSurvivor) {
  const Id early = capture({{"email", "b@example.com"}});
  const Instant due = clock_of(early);
  clock_.at += 600 * kSecond;
  const Id late = capture({{"email", "B@example.org"}});
  EXPECT_GT(clock_of(late), due);
  merge(early, late);
  EXPECT_EQ(clock_of(late), due);
  EXPECT_EQ(clock_of(early), -1);
  EXPECT_EQ(count("SELECT count(*) FROM sla_clock WHERE state = 'cancelled' AND reason = 'merged'"), 1);

  // What was kept already stays kept: the other promise to the same buyer ends with it.
  const Id third = capture({{"email", "c@example.org"}});
  act(mona_, "lead.touch", late, {{"channel", "phone"}});
  merge(third, late);
  EXPECT_EQ(count("SELECT count(*) FROM sla_clock WHERE stopped_at IS NULL"), 0);
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(LeadMergeTest, ALeadIsOfferedOnceAndTheFurthestStageStays) {
  const Id one = capture({{"email", "b@example.com"}, {"stage", "mql"}});
  const Id two = capture({{"email", "c@example.com"}, {"stage", "mql"}});
  const Id first = id_in(act(mona_, "handoff.offer", {{"lead_id", one.text()}}));
  const Id second = id_in(act(mona_, "handoff.offer", {{"lead_id", two.text()}}));
  merge(one, two);
  EXPECT_EQ(get("handoff", first).at("state"), "expired");
  EXPECT_EQ(get("handoff", first).at("lead_id"), two.text());
  EXPECT_EQ(get("handoff", second).at("state"), "offered");
  const Id third = capture({{"email", "d@example.com"}});
  merge(two, third);
  EXPECT_EQ(get("lead", third).at("stage"), "mql");
  EXPECT_EQ(count("SELECT count(*) FROM stage_entry WHERE left_at IS NULL AND cause = 'merged'"), 1);
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(LeadMergeTest, IsRefusedIntoItselfIntoAnArchivedOneAndByStrangers) {
  const Id one = capture({{"email", "b@example.com"}}), two = capture({{"email", "c@example.com"}});
  expect_refused(TANDEM_INVALID_ARGUMENT, "merged_into_itself", [&] { merge(one, one); });
  const Id fresh = person("Finn", "sales", false, false);
  expect_refused(TANDEM_FORBIDDEN, "unconfirmed", [&] {
    act(fresh, "lead.merge", one, {{"into_lead_id", two.text()}});
  });
  merge(one, two);
  expect_refused(TANDEM_INVALID_STATE, "archived", [&] { merge(two, one); });
  expect_refused(TANDEM_INVALID_STATE, "archived", [&] { merge(one, two); });
}

TEST_F(LeadMergeTest, RemoteRowsFollowWhereTheSurvivorHasNone) {
  const Id one = capture({{"email", "b@example.com"}}), two = capture({{"email", "c@example.com"}});
  db_->execute(
      "INSERT INTO sync_conn (number, id, name, kind, adapter, side, settings, mapping, mapping_hash, state, "
      "created_at) VALUES (1, x'01', 'a', 'adapter', 'x', 'sales', '{}', '{}', '', 'live', 0), (2, x'02', "
      "'b', "
      "'adapter', 'x', 'sales', '{}', '{}', '', 'live', 0)");
  const auto link = [&](int conn, const char* remote, const Id& lead) {
    auto add = db_->prepare(
        "INSERT INTO sync_link (conn, entity, remote_type, remote_id, local_id, state) VALUES (?, 20, "
        "'Lead', ?, "
        "?, 'linked')");
    add.bind(1, conn).bind(2, std::string_view(remote)).bind(3, lead).run();
  };
  link(1, "1a", one);
  link(1, "1b", two);
  link(2, "2a", one);
  merge(one, two);
  auto rows = db_->prepare(
      "SELECT group_concat(remote_id, ' ') FROM (SELECT remote_id FROM sync_link WHERE "
      "local_id = ? ORDER BY remote_id)");
  rows.bind(1, two);
  ASSERT_TRUE(rows.step());
  EXPECT_EQ(rows.text(0), "1b 2a");
}

TEST_F(LeadMergeTest, DuplicatesAreFoundByAddressPhoneAndNameWithCompany) {
  const Id one = capture({{"email", "B@Example.com"}});
  clock_.at += kSecond;
  const Json twin = act(mona_, "lead.capture", {{"email", " b@example.COM"}, {"phone", "+41 44 000"}});
  EXPECT_EQ(twin.at("duplicate_of"), one.text());
  clock_.at += kSecond;
  const Id three = capture({{"phone", "+4144000"}, {"family_name", "Meier"}, {"company_name", "Acme"}});
  clock_.at += kSecond;
  capture({{"family_name", "MEIER "}, {"company_name", "acme"}});
  capture({{"family_name", "Meier"}, {"company_name", "Other"}});
  const model::Table found = ask("duplicate_leads");
  ASSERT_EQ(found.rows.size(), 3u);
  EXPECT_EQ(id_of(found.rows[0], 1), one);
  EXPECT_EQ(text(found, 0, 2), "email");
  EXPECT_EQ(id_of(found.rows[1], 1), id_in(twin));
  EXPECT_EQ(text(found, 1, 2), "phone");
  EXPECT_EQ(id_of(found.rows[2], 1), three);
  EXPECT_EQ(text(found, 2, 2), "name_and_company");
  merge(id_in(twin), one);
  EXPECT_EQ(ask("duplicate_leads").rows.size(), 2u);  // its phone is the survivor's now
}

TEST_F(LeadMergeTest, AnImportNamesWhoStandsThereAlready) {
  const Json report = Json::parse(put_records(
      *db_, as(mona_), "lead",
      R"([{"email": "a@example.com"}, {"email": "b@example.com"}, {"email": "A@EXAMPLE.com "}])", {}));
  EXPECT_EQ(report.at("created"), 3);
  ASSERT_EQ(report.at("duplicates").size(), 1u);
  EXPECT_EQ(report.at("duplicates")[0].at("index"), 2);
  const Json clean = Json::parse(put_records(*db_, as(mona_), "lead", R"([{"email": "c@example.com"}])", {}));
  EXPECT_FALSE(clean.contains("duplicates"));
}

TEST_F(LeadMergeTest, CompletenessCountsWhatTheHandoffAsksFor) {
  capture({{"email", "a@example.com"}, {"company_name", "Acme"}, {"origin", "web"}});
  capture({{"email", "b@example.com"}, {"origin", "web"}});
  capture({{"company_name", "Other"}, {"origin", "fair"}});
  const model::Table usual = ask("data_quality");  // five contact fields, alike
  EXPECT_EQ(number(usual, 1, 2), 3);
  EXPECT_EQ(number(usual, 1, 3), 10);
  EXPECT_EQ(number(usual, 1, 4), 300'000);
  Json body = point("mql", "sal");
  body["required_fields"] = {"email", "company_name"};
  in_force("work", {{"handoff_point", "mql_to_sal", body}});
  const model::Table now = ask("data_quality");
  ASSERT_EQ(now.rows.size(), 2u);
  EXPECT_EQ(text(now, 0, 0), "fair");
  EXPECT_EQ(number(now, 0, 4), 500'000);
  EXPECT_EQ(number(now, 1, 4), 750'000);
}

TEST_F(LeadMergeTest, PenetrationIsCustomersOfAddressableAccounts) {
  const Id segment = put("segment", {{"name", "Banks"}, {"addressable_accounts", 40}, {"is_icp", true}});
  put("segment", {{"name", "Swiss"}, {"rule", condition("country", "=", "CH")}});
  for (int i = 0; i < 3; ++i) {
    put("account",
        {{"name", "Bank"}, {"segment_id", segment.text()}, {"is_customer", i > 0}, {"country", "CH"}});
  }
  const model::Table found = ask("market_penetration");
  ASSERT_EQ(found.rows.size(), 2u);
  EXPECT_EQ(number(found, 0, 3), 2);
  EXPECT_EQ(number(found, 0, 5), 50'000);
  EXPECT_EQ(number(found, 1, 3), 2);
  EXPECT_FALSE(has(found.rows[1], 5));  // nobody said how many there are
}

TEST_F(LeadMergeTest, CaptureRateIsLeadsPerVisit) {
  const Id offer = put("offer", {{"name", "Guide"}, {"gives", "a guide"}, {"state", "live"}});
  const Id form = put("capture_point", {{"name", "Form"}, {"kind", "web_form"}, {"offer_id", offer.text()}});
  put("capture_stat", {{"capture_point_id", form.text()}, {"day_on", "2026-05-28"}, {"visits", 40}});
  put("capture_stat", {{"capture_point_id", form.text()}, {"day_on", "2026-05-01"}, {"visits", 160}});
  expect_refused(TANDEM_ALREADY_EXISTS, "not_unique", [&] {
    put("capture_stat", {{"capture_point_id", form.text()}, {"day_on", "2026-05-01"}, {"visits", 1}});
  });
  capture({{"email", "a@example.com"}, {"capture_point_id", form.text()}});
  const model::Table all = ask("capture_rates");
  ASSERT_EQ(all.rows.size(), 1u);
  EXPECT_EQ(id_of(all.rows[0], 3), offer);
  EXPECT_EQ(number(all, 0, 4), 200);
  EXPECT_EQ(number(all, 0, 6), 5'000);
  EXPECT_EQ(number(ask("capture_rates", {{"from", "2026-05-28"}, {"until", "2026-05-29"}}), 0, 6), 25'000);
}

}  // namespace
}  // namespace tandem::domain
