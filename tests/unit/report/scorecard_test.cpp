// SPDX-License-Identifier: Apache-2.0
#include "report/scorecard.hpp"

#include <map>
#include <sstream>

#include "unit/domain/workspace.hpp"

namespace tandem::report {
namespace {

std::size_t columns(const std::string& line) {
  std::size_t n = 0;
  for (const char c : line) n += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return n;
}

class ScorecardTest : public domain::WorkspaceTest {
 protected:
  void a_year_of_work() {
    const Id year = period("2026-01-01", "2027-01-01");
    put("goal", {{"title", "Revenue of the year with a name that is far too long for its column"},
                 {"metric_id", metric("revenue").text()},
                 {"period_id", year.text()},
                 {"target", 1'000'000'000'000},
                 {"currency", "EUR"},
                 {"side", "shared"}});
    for (int i = 0; i < 12; ++i) {
      const Id lead = put("lead", {{"company_name", "C"}, {"origin", "origin " + std::to_string(i)}});
      put("opportunity", {{"lead_id", lead.text()},
                          {"name", "D"},
                          {"amount_minor", 250'000},
                          {"currency", "EUR"},
                          {"result", "won"},
                          {"closed_at", clock_.at}});
    }
    const Id lead = id_in(act(mona_, "lead.capture", {{"email", "b@example.com"}, {"stage", "mql"}}));
    const Id handoff = id_in(act(mona_, "handoff.offer", {{"lead_id", lead.text()}}));
    act(steve_, "handoff.return", handoff, {{"reason", "no_budget"}});
    act(steve_, "feedback.submit",
        {{"about_entity", "lead"}, {"about_id", lead.text()}, {"verdict", "did_not"}, {"why", "no budget"}});
  }
};

TEST_F(ScorecardTest, SaysHowBothSidesStand) {
  a_year_of_work();
  const Json card = scorecard(*db_);
  EXPECT_EQ(card.at("as_of"), clock_.at);
  ASSERT_EQ(card.at("goals").size(), 1u);
  EXPECT_EQ(card.at("goals")[0].at("actual"), 3'000'000);
  EXPECT_EQ(card.at("funnel").at("origins").size(), 8u);
  EXPECT_EQ(card.at("funnel").at("total").at("leads"), 13);
  EXPECT_EQ(card.at("funnel").at("total").at("deals_won"), 12);
  std::int64_t shown = card.at("funnel").at("rest").at("leads").get<std::int64_t>();
  for (const Json& row : card.at("funnel").at("origins")) shown += row.at("leads").get<std::int64_t>();
  EXPECT_EQ(shown, 13);
  EXPECT_EQ(card.at("handoffs").at("returned"), 1);
  EXPECT_EQ(card.at("handoffs").at("reasons")[0].at("reason"), "no_budget");
  EXPECT_EQ(card.at("feedback").at("waits_for").at("marketing"), 1);
  EXPECT_EQ(card.at("requests").at("open"), 0);
  // The house default's promises: a first contact each lead, an answer each hand-off, a reply to the
  // feedback.
  std::map<std::string, Json> promises;
  for (const Json& row : card.at("promises")) promises[row.at("policy")] = row;
  EXPECT_EQ(promises.at("handoff_answer").at("on_time_ppm"), 1'000'000);
  EXPECT_EQ(promises.at("feedback_reply").at("responsible_side"), "marketing");
  EXPECT_EQ(promises.at("feedback_reply").at("running"), 1);
  EXPECT_EQ(card.at("irregularities").at("open"), 0);
  EXPECT_FALSE(card.at("rules").at("unsigned").empty());
}

TEST_F(ScorecardTest, ReadsOnATerminalOfAHundredColumns) {
  a_year_of_work();
  Json card = scorecard(*db_);
  card["funnel"]["origins"][0]["origin"] = "red\x1b[31m";
  const std::string text = render_text(card);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(columns(line), 100u) << line;
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  for (const char* part : {"30000 EUR", "no_budget", "handoff_answer", "requests: 0 open",
                           "not signed by both sides", "marketing 1", "(others)", "total"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
}

TEST_F(ScorecardTest, AnEmptyWorkspaceHasAScorecardToo) {
  const std::string text = render_text(scorecard(*db_));
  EXPECT_NE(text.find("no goals yet"), std::string::npos);
  EXPECT_NE(text.find("acceptance -"), std::string::npos);
  EXPECT_NE(text.find("no promise has run yet"), std::string::npos);
}

}  // namespace
}  // namespace tandem::report
