// SPDX-License-Identifier: Apache-2.0
// The funnel by origin, by sales development representative and by month against plain SQL, and how fast it
// flows.
#include "store/query.hpp"
#include "unit/domain/planning.hpp"

namespace tandem::domain {
namespace {

class VelocityTest : public PlanningTest {
 protected:
  Id lead(const char* captured, const Json& more = Json::object()) {
    Json document = {{"company_name", "C"}, {"captured_at", *parse_instant(captured)}};
    document.update(more);
    return put("lead", document);
  }
  /// 200 leads over fifteen months, some without origin or developer, every seventh a deal, some without
  /// amount.
  void fill() {
    const char* origins[] = {"social", "email", "", "organic"};
    const Id developers[] = {sam_, steve_, Id{}};
    const Instant first = *parse_instant("2025-01-01T00:00:00Z");
    for (int i = 0; i < 200; ++i) {
      const Instant captured = first + i * (2 * kDay + 5 * kHour);
      Json document = {{"company_name", "C"}, {"captured_at", captured}};
      if (*origins[i % 4] != 0) document["origin"] = origins[i % 4];
      if (!developers[i % 3].empty()) document["developer_person_id"] = developers[i % 3].text();
      const Id made = put("lead", document);
      if (i % 7 != 0) continue;
      put("opportunity", {{"lead_id", made.text()},
                          {"amount_minor", i % 2 == 0 ? 100 * i : 0},
                          {"currency", "BRL"},
                          {"result", i % 21 == 0 ? "lost" : "won"},
                          {"closed_at", captured + 30 * kDay}});
    }
  }
  /// {group → {leads, deals, amount}} as anybody would ask for it over the public views.
  std::map<std::string, std::vector<std::int64_t>> by_hand(const std::string& group) {
    const auto rows = store::query_sql(
        *db_,
        "SELECT coalesce(" + group +
            ",''), count(*), sum((SELECT count(*) FROM v_opportunity o WHERE o.lead_id = l.id AND o.result "
            "= 'won')), sum((SELECT coalesce(sum(o.amount_minor),0) FROM v_opportunity o WHERE o.lead_id = "
            "l.id AND o.result = 'won')) FROM v_lead l GROUP BY 1");
    std::map<std::string, std::vector<std::int64_t>> out;
    while (rows->next()) {
      const auto row = rows->row();
      out[std::string(model::view(row[0]))] = {row[1].as.i, row[2].as.i, row[3].as.i};
    }
    return out;
  }
  std::map<std::string, std::vector<std::int64_t>> by_query(const char* name, const char* group) {
    std::map<std::string, std::vector<std::int64_t>> out;
    std::vector<std::int64_t> sum(3);
    for (const Json& row : ask(name)) {
      const std::vector<std::int64_t> figures = {row.at("leads"), row.at("deals_won"),
                                                 row.at("won_amount_minor")};
      if (row.at("is_total") == true) {
        EXPECT_EQ(figures, sum);
        continue;
      }
      for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += figures[i];
      out[row.at(group).is_null() ? "" : row.at(group).get<std::string>()] = figures;
    }
    return out;
  }
};

TEST_F(VelocityTest, TheThreeFunnelsEqualPlainSql) {
  fill();
  const auto origins = by_query("funnel_by_origin", "origin");
  EXPECT_EQ(origins.size(), 4u);
  EXPECT_EQ(origins, by_hand("origin"));
  const auto developers = by_query("funnel_by_developer", "developer_person_id");
  EXPECT_EQ(developers.size(), 3u);
  EXPECT_EQ(developers, by_hand("developer_person_id_text"));
  const auto months = by_query("funnel_by_month", "month");
  EXPECT_EQ(months.size(), 15u);
  EXPECT_EQ(months, by_hand("substr(captured_at_text, 1, 7)"));
}

TEST_F(VelocityTest, AWindowEndsBeforeItsEnd) {
  lead("2026-01-31T23:59:59Z");
  lead("2026-02-01T00:00:00Z");
  const auto rows = ask("funnel_by_month", {{"from", *parse_instant("2026-02-01T00:00:00Z")},
                                            {"until", *parse_instant("2026-03-01T00:00:00Z")}});
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].at("month"), "2026-02");
  EXPECT_EQ(rows[0].at("leads"), 1);
}

TEST_F(VelocityTest, Mavenlb_ThroughTheStore) {
  // 40 decided deals, a quarter of them won at 25,000.00, each 90 days after its lead was captured.
  const Id from = lead("2026-01-01T00:00:00Z");
  for (int i = 0; i < 40; ++i) {
    deal(2'500'000, "EUR", "2026-04-01T00:00:00Z", i < 10 ? "won" : "lost", {{"lead_id", from.text()}});
  }
  put("opportunity", {{"name", "open"}, {"amount_minor", 5}, {"currency", "USD"}});
  const auto rows = ask("sales_velocity");
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].at("deals"), 40);
  EXPECT_EQ(rows[0].at("win_rate_ppm"), 250'000);
  EXPECT_EQ(rows[0].at("average_won_minor"), 2'500'000);
  EXPECT_EQ(rows[0].at("cycle_s"), 90 * 86'400);
  EXPECT_EQ(rows[0].at("velocity_minor_a_day"), 277'778);
  EXPECT_EQ(rows[0].at("currency"), "EUR");
  const auto none = ask("sales_velocity", {{"from", *parse_instant("2026-05-01T00:00:00Z")}});
  EXPECT_EQ(none[0].at("deals"), 0);
  EXPECT_TRUE(none[0].at("velocity_minor_a_day").is_null());
}

TEST_F(VelocityTest, StagesConvertByCohortAndCutOff) {
  const auto move = [&](const Id& of, const char* stage, const char* at) {
    clock_.at = *parse_instant(at);
    act(steve_, "lead.move", of, {{"to_stage", stage}});
  };
  const auto fresh = [&](const char* at) {
    clock_.at = *parse_instant(at);
    return id_in(act(mona_, "lead.capture", {{"company_name", "C"}}));
  };
  const Id a = fresh("2026-01-10T00:00:00Z"), b = fresh("2026-01-20T00:00:00Z"),
           c = fresh("2026-02-05T00:00:00Z");
  fresh("2026-02-06T00:00:00Z");
  move(a, "mql", "2026-02-10T00:00:00Z");
  move(c, "mql", "2026-02-15T00:00:00Z");
  move(b, "sql", "2026-02-20T00:00:00Z");  // skips two stages
  clock_.at = *parse_instant("2026-03-01T00:00:00Z");
  const auto cohort = [&](const char* stage, const Json& month, const Json& args = Json::object()) {
    for (const Json& row : ask("stage_conversion", args)) {
      if (row.at("from_stage") == stage && row.at("cohort") == month) return row;
    }
    return Json();
  };
  const Json january = cohort("lead", "2026-01");
  EXPECT_EQ(january.at("entered"), 2);
  EXPECT_EQ(january.at("reached"), 2);
  EXPECT_EQ(january.at("conversion_ppm"), 1'000'000);
  EXPECT_EQ(january.at("median_s"), 31 * 86'400);  // both took 31 days
  const Json february = cohort("lead", "2026-02");
  EXPECT_EQ(february.at("entered"), 2);
  EXPECT_EQ(february.at("reached"), 1);
  const Json all = cohort("lead", nullptr);
  EXPECT_EQ(all.at("entered"), 4);
  EXPECT_EQ(all.at("conversion_ppm"), 750'000);
  const Json early = cohort("lead", "2026-01", {{"cut_off", *parse_instant("2026-02-10T00:00:00Z")}});
  EXPECT_EQ(early.at("reached"), 1);
  EXPECT_EQ(cohort("mql", nullptr).at("entered"), 2);
  EXPECT_EQ(cohort("sql", nullptr).at("entered"), 1);
}

}  // namespace
}  // namespace tandem::domain
