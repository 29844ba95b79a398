// SPDX-License-Identifier: Apache-2.0
// A real funnel, dirty as it is, through the files adapter and the shipped mapping, as history. The
// expected figures were counted straight from the files (the data folder's README lists them).
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

class Olist : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = fs::temp_directory_path() / ("tandem-olist-" + std::to_string(getpid()));
    fs::create_directories(folder_ / "exports");
    fs::permissions(folder_, fs::perms::owner_all);
    for (const char* file : {"marketing_qualified_leads.csv", "closed_deals.csv"}) {
      fs::copy_file(fs::path(OLIST_DIR) / file, folder_ / "exports" / file);
      fs::permissions(folder_ / "exports" / file, fs::perms::owner_read | fs::perms::owner_write);
    }
    setenv("TANDEM_STORE", (folder_ / "olist.db").c_str(), 1);
    setenv("TANDEM_ADAPTERS", TANDEM_ADAPTERS, 1);
    run("init");
    run("connect olist files --side marketing --set folder=" + (folder_ / "exports").string() +
        " --settings '{\"keys\":{\"marketing_qualified_leads\":\"mql_id\",\"closed_deals\":\"mql_id\"}}' "
        "--mapping olist");
    run("sync olist --yes");
  }
  static void TearDownTestSuite() { fs::remove_all(folder_); }

  static std::string run(const std::string& words) {
    std::string out;
    FILE* pipe = popen((std::string(TANDEM_BIN) + " " + words + " 2>&1").c_str(), "r");
    std::array<char, 4096> buffer{};
    while (const std::size_t got = fread(buffer.data(), 1, buffer.size(), pipe))
      out.append(buffer.data(), got);
    EXPECT_EQ(pclose(pipe), 0) << words << "\n" << out;
    return out;
  }
  /// Rows of a query printed as CSV, without the header.
  static std::vector<std::vector<std::string>> rows(const std::string& words) {
    std::istringstream in(run(words + " --format csv"));
    std::vector<std::vector<std::string>> out;
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) {
      if (!line.empty() && line.back() == '\r') line.pop_back();
      std::vector<std::string> cells;
      std::istringstream cell_in(line);
      for (std::string cell; std::getline(cell_in, cell, ',');) cells.push_back(cell);
      if (!line.empty() && line.back() == ',') cells.emplace_back();
      out.push_back(cells);
    }
    return out;
  }
  static fs::path folder_;
};
fs::path Olist::folder_;

TEST_F(Olist, FunnelByOriginIsAsCounted) {
  const std::map<std::string, std::pair<int, int>> expected = {{"organic_search", {2296, 271}},
                                                               {"paid_search", {1586, 195}},
                                                               {"social", {1350, 75}},
                                                               {"unknown", {1099, 179}},
                                                               {"direct_traffic", {499, 56}},
                                                               {"email", {493, 15}},
                                                               {"referral", {284, 24}},
                                                               {"other", {150, 4}},
                                                               {"display", {118, 6}},
                                                               {"other_publicities", {65, 3}},
                                                               {"", {60, 14}}};
  std::map<std::string, std::pair<int, int>> found;
  std::vector<std::string> total;
  for (const auto& row : rows("query funnel_by_origin")) {
    ASSERT_EQ(row.size(), 8U);
    if (row[7] == "true" || row[7] == "1") {
      total = row;
    } else {
      found[row[0]] = {std::stoi(row[1]), std::stoi(row[2])};
    }
  }
  EXPECT_EQ(found, expected);
  ASSERT_EQ(total.size(), 8U);
  EXPECT_EQ(total[1], "8000");
  EXPECT_EQ(total[2], "842");
  EXPECT_EQ(total[3], "105250");      // 10.525 %
  EXPECT_EQ(total[4], "45");          // deals that declare a revenue
  EXPECT_EQ(total[5], "6178400600");  // 61,784,006 BRL in minor units
  EXPECT_EQ(total[6], "BRL");
}

TEST_F(Olist, FunnelsByDeveloperAndByMonthAddUpToTheSame) {
  for (const char* query : {"funnel_by_developer", "funnel_by_month"}) {
    int leads = 0, deals = 0, named = 0;
    for (const auto& row : rows(std::string("query ") + query)) {
      ASSERT_EQ(row.size(), 8U);
      if (row[7] == "true" || row[7] == "1") continue;
      leads += std::stoi(row[1]);
      deals += std::stoi(row[2]);
      named += row[0].empty() ? 0 : 1;
    }
    EXPECT_EQ(leads, 8000) << query;
    EXPECT_EQ(deals, 842) << query;
    EXPECT_EQ(named, std::string(query) == "funnel_by_developer" ? 32 : 12) << query;
  }
}

TEST_F(Olist, StaffIsAsCounted) {
  std::map<std::string, std::string> people;
  for (const auto& row : rows("query staff_counts")) people[row[0]] = row[1];
  EXPECT_EQ(people["lead_developer"], "32");
  EXPECT_EQ(people["opportunity_owner"], "22");
}

TEST_F(Olist, WasImportedAsHistory) {
  const auto history = rows("sql 'SELECT count(*), sum(is_history) FROM v_lead'");
  ASSERT_EQ(history.size(), 1U);
  EXPECT_EQ(history[0][0], history[0][1]);
  EXPECT_EQ(rows("sql \"SELECT count(*) FROM v_journal WHERE kind = 'lead.captured'\"")[0][0], "0");
}

TEST_F(Olist, NothingWaitsAndASecondRunFindsNothing) {
  EXPECT_TRUE(rows("quarantine").empty());
  run("sync olist --yes");
  EXPECT_EQ(rows("sql 'SELECT count(*) FROM v_lead'")[0][0], "8000");
  run("verify");
}

}  // namespace
