// SPDX-License-Identifier: Apache-2.0
// How changes show: replication calls, late commits, describe, limits.
#include "org_test_base.hpp"

namespace tandem::sandbox::salesforce {
namespace {

class Changes : public OrgTest {
 protected:
  Response window(const std::string& kind, std::int64_t from, std::int64_t to) {
    const auto text = [](std::int64_t at) { return percent_encode(datetime_text(at)); };
    return send("GET", "/sobjects/Lead/" + kind + "/?start=" + text(from) + "&end=" + text(to));
  }
};

TEST_F(Changes, UpdatedAndDeletedDropTheSeconds) {
  const std::string kept = lead("A"), gone = lead("B");
  send("DELETE", "/sobjects/Lead/" + gone);
  clock.advance_ms(30000);
  EXPECT_TRUE(json(window("updated", start - 300, start + 59))["ids"].empty())
      << "the end is cut to the minute before the change";
  clock.advance_ms(60000);
  const Json updated = json(window("updated", start - 300, start + 60));
  EXPECT_EQ(updated["ids"], Json::array({kept}));
  EXPECT_EQ(updated["latestDateCovered"], "2026-01-01T09:01:00.000+0000");
  const Json deleted = json(window("deleted", start - 300, start + 60));
  ASSERT_EQ(deleted["deletedRecords"].size(), 1U);
  EXPECT_EQ(deleted["deletedRecords"][0]["id"], gone);
  EXPECT_EQ(deleted["deletedRecords"][0]["deletedDate"], "2026-01-01T09:00:00.000+0000");
}

TEST_F(Changes, WindowsHaveBounds) {
  EXPECT_EQ(refusal(window("updated", start, start + 30)), "400 INVALID_REPLICATION_DATE");
  EXPECT_EQ(refusal(window("updated", start - 31 * seconds_a_day, start)), "400 INVALID_REPLICATION_DATE");
  EXPECT_EQ(window("updated", start - 29 * seconds_a_day, start).status, 200);
  EXPECT_EQ(refusal(window("deleted", start - 16 * seconds_a_day, start)), "400 INVALID_REPLICATION_DATE");
  inspect("/purge", {{"all", true}, {"trim_delete_log", true}});
  clock.advance_ms(600000);
  EXPECT_EQ(refusal(window("deleted", start - 600, start + 600)), "400 INVALID_REPLICATION_DATE");
  EXPECT_EQ(json(window("deleted", start, start + 600))["earliestDateAvailable"],
            "2026-01-01T09:00:00.000+0000");
}

TEST_F(Changes, AnOpenTransactionShowsLateWithItsOldStamp) {
  inspect("/change", {{"object", "Lead"},
                      {"fields", {{"LastName", "Late"}, {"Company", "C"}}},
                      {"commit_after_seconds", 300}});
  clock.advance_ms(200000);
  const std::string early = lead("Early");
  EXPECT_EQ(count("SELECT Id FROM Lead"), 1U);
  EXPECT_EQ(json(window("updated", start - 60, start + 200))["latestDateCovered"],
            "2026-01-01T09:00:00.000+0000");
  clock.advance_ms(200000);
  const Json found = rows("SELECT LastName, SystemModstamp FROM Lead ORDER BY SystemModstamp");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0]["LastName"], "Late");
  EXPECT_EQ(found[0]["SystemModstamp"], "2026-01-01T09:00:00.000+0000");
}

TEST_F(Changes, ThePlatformTouchesWithoutAChange) {
  const std::string id = lead("A");
  clock.advance_ms(60000);
  inspect("/change", {{"object", "Lead"}, {"id", id}, {"touch", true}});
  const Json row = read("Lead", id);
  EXPECT_EQ(row["SystemModstamp"], "2026-01-01T09:01:00.000+0000");
  EXPECT_EQ(row["LastModifiedDate"], "2026-01-01T09:00:00.000+0000");
}

TEST_F(Changes, OthersChangeUnderTheirOwnName) {
  const std::string id = lead("A");
  inspect("/change", {{"object", "Lead"}, {"id", id}, {"fields", {{"City", "Ulm"}}}, {"user", 2}});
  const Json row = read("Lead", id);
  EXPECT_EQ(row["City"], "Ulm");
  EXPECT_EQ(row["LastModifiedById"], stand_in.org().user_id(2));
  EXPECT_NE(row["LastModifiedById"], row["CreatedById"]);
}

TEST_F(Changes, DescribeIsSentAgainWhenItChanged) {
  const Response first = send("GET", "/sobjects/Lead/describe");
  const std::string when = *first.find_header("Last-Modified");
  EXPECT_EQ(send("GET", "/sobjects/Lead/describe", "", {{"if-modified-since", when}}).status, 304);
  clock.advance_ms(5000);
  inspect("/fields", {{"object", "Lead"}, {"add", "Score__c number(18,0)"}});
  const Response second = send("GET", "/sobjects/Lead/describe", "", {{"if-modified-since", when}});
  EXPECT_EQ(second.status, 200);
  EXPECT_NE(second.body.find("Score__c"), std::string::npos);
}

TEST_F(Changes, VersionsComeAndGo) {
  EXPECT_EQ(json(send("GET", "/services/data")).back()["version"], "68.0");
  EXPECT_EQ(json(send("GET", "//services/data")).size(), 38U);
  EXPECT_EQ(send("GET", "/services/data/v30.0/limits").status, 410);
  EXPECT_EQ(send("GET", "/services/data/v99.0/limits").status, 404);
  EXPECT_EQ(send("GET", "/services/data/v60/limits").status, 404);
}

TEST_F(Changes, TheDayHasALimit) {
  inspect("/org", {{"daily_limit", 2}});
  EXPECT_EQ(*send("GET", "/limits").find_header("Sforce-Limit-Info"), "api-usage=1/2");
  EXPECT_EQ(json(send("GET", "/limits"))["DailyApiRequests"]["Remaining"], 0);
  EXPECT_EQ(refusal(send("GET", "/limits")), "403 REQUEST_LIMIT_EXCEEDED");
  clock.advance_ms(25 * 3600 * 1000);
  EXPECT_EQ(send("GET", "/limits").status, 200);
}

}  // namespace
}  // namespace tandem::sandbox::salesforce
