// SPDX-License-Identifier: Apache-2.0
// Real data of a marketplace, read where the machine keeps it.
#include <gtest/gtest.h>

#include <map>

#include "support.hpp"

namespace tandem::test {
namespace {

TEST(Olist, EveryLeadAndDealIsReadOnce) {
  FakeHost host(OLIST_FOLDER);
  Remote remote(files_entry(), host,
                R"({"keys":{"marketing_qualified_leads":"mql_id","closed_deals":"mql_id"}})");
  const TestPage leads =
      remote.pull_all("marketing_qualified_leads", {"first_contact_date", "origin"}, "", true, 999);
  ASSERT_EQ(leads.status, TANDEM_OK) << leads.call.message;
  EXPECT_TRUE(leads.complete);
  EXPECT_EQ(leads.rows.size(), 8000u);
  std::map<std::string, int> by_origin;
  for (const TestRow& row : leads.rows) {
    ASSERT_EQ(row.kind, TANDEM_ROW_LIVE) << row.extra;
    ++by_origin[row.values[1]];
  }
  EXPECT_EQ(by_origin["organic_search"], 2296);
  EXPECT_EQ(by_origin["unknown"], 1099);
  EXPECT_EQ(by_origin[""], 60);

  const TestPage deals = remote.pull_all("closed_deals", {"won_date", "declared_monthly_revenue"}, "", true);
  EXPECT_EQ(deals.rows.size(), 842u);
  long long revenue = 0;
  for (const TestRow& row : deals.rows) revenue += row.values[1].empty() ? 0 : std::stoll(row.values[1]);
  EXPECT_EQ(revenue, 61'784'006);
}

}  // namespace
}  // namespace tandem::test
