// SPDX-License-Identifier: Apache-2.0
// The scorecard's statements read no whole table of what grows with every buyer.
#include <sqlite3.h>

#include <functional>
#include <set>

#include "report/scorecard.hpp"
#include "unit/domain/workspace.hpp"

namespace tandem::report {
namespace {

constexpr std::string_view kGrowing[] = {"lead",    "touch",       "opportunity", "sla_clock",
                                         "handoff", "feedback",    "stage_entry", "journal",
                                         "request", "irregularity"};

class ScorecardPlanTest : public domain::WorkspaceTest {
 protected:
  /// Every statement that `work` runs, with its values written out.
  std::set<std::string> statements(const std::function<void()>& work) {
    std::set<std::string> seen;
    const auto note = [](unsigned, void* into, void* prepared, void*) {
      char* sql = sqlite3_expanded_sql(static_cast<sqlite3_stmt*>(prepared));
      static_cast<std::set<std::string>*>(into)->insert(sql);
      sqlite3_free(sql);
      return 0;
    };
    sqlite3_trace_v2(db_->raw(), SQLITE_TRACE_STMT, note, &seen);
    work();
    sqlite3_trace_v2(db_->raw(), 0, nullptr, nullptr);
    return seen;
  }

  /// The plan's lines that step through a whole table. A plan names a table by its alias.
  std::vector<std::string> scans(const std::string& sql) {
    std::vector<std::string> found;
    auto plan = db_->prepare("EXPLAIN QUERY PLAN " + sql);
    while (plan.step()) {
      const std::string line(plan.text(3));
      if (line.rfind("SCAN ", 0) == 0 && !has_serving_index(line)) {
        for (const std::string_view table : kGrowing) {
          if (scans_table(sql, line, table)) found.push_back(line + " in " + sql);
        }
      }
    }
    return found;
  }

 private:
  /// One that holds all the columns asked for, or only the rows.
  bool has_serving_index(const std::string& line) {
    if (line.find("COVERING INDEX") != std::string::npos) return true;
    const auto at = line.find("USING INDEX ");
    if (at == std::string::npos) return false;
    const std::string name = line.substr(at + 12);
    auto partial = db_->prepare("SELECT 1 FROM sqlite_schema WHERE name = ? AND sql LIKE '% WHERE %'");
    partial.bind(1, name);
    return partial.step();
  }

  static bool scans_table(const std::string& sql, const std::string& line, std::string_view table) {
    const std::string name = line.substr(5, line.find(' ', 5) - 5);
    if (name == table) return true;
    const std::string as = std::string(table) + " " + name;
    return sql.find("FROM " + as + " ") != std::string::npos ||
           sql.find("JOIN " + as + " ") != std::string::npos;
  }
};

TEST_F(ScorecardPlanTest, AScanIsSeen) {
  EXPECT_EQ(scans("SELECT count(*) FROM lead l WHERE l.title = 'x'").size(), 1U);
  EXPECT_EQ(scans("SELECT note FROM touch").size(), 1U);
}

TEST_F(ScorecardPlanTest, NoWholeTableIsRead) {
  const Id year = period("2026-01-01", "2027-01-01");
  put("goal", {{"title", "Revenue"},
               {"metric_id", metric("revenue").text()},
               {"period_id", year.text()},
               {"target", 1'000'000},
               {"currency", "EUR"},
               {"side", "shared"}});
  act(mona_, "lead.capture", {{"email", "b@example.com"}});
  const auto seen = statements([&] { scorecard(*db_); });
  EXPECT_GT(seen.size(), 10U);
  for (const std::string& sql : seen) EXPECT_EQ(scans(sql), std::vector<std::string>{}) << sql;
}

TEST_F(ScorecardPlanTest, TheListOfUntouchedLeadsComesFromItsIndex) {
  const auto seen = statements([&] { domain::query(*db_, "leads_never_touched", Json::object()); });
  ASSERT_EQ(seen.size(), 1U);
  auto plan = db_->prepare("EXPLAIN QUERY PLAN " + *seen.begin());
  ASSERT_TRUE(plan.step());
  EXPECT_NE(plan.text(3).find("lead_untouched"), std::string_view::npos) << plan.text(3);
}

}  // namespace
}  // namespace tandem::report
