// SPDX-License-Identifier: Apache-2.0
// SOQL: what is found, in which order, on which pages, and what is refused.
#include "org_test_base.hpp"

namespace tandem::sandbox::salesforce {
namespace {

class Queries : public OrgTest {
 protected:
  void three_leads() {
    lead("Adler", "a");
    clock.advance_ms(1000);
    create("Lead", {{"LastName", "Busch"},
                    {"Company", "O'Neil 100%"},
                    {"AnnualRevenue", 5},
                    {"Rating", "Hot"},
                    {"Tandem_Id__c", "b"}});
    clock.advance_ms(1000);
    create("Lead", {{"LastName", "cramer"},
                    {"Company", "C"},
                    {"AnnualRevenue", 20},
                    {"HasOptedOutOfEmail", true},
                    {"Tandem_Id__c", "c"}});
  }
  std::string names(const std::string& rest) {
    std::string out;
    for (const auto& row : rows("SELECT LastName FROM Lead " + rest))
      out += row["LastName"].get<std::string>().substr(0, 1);
    return out;
  }
};

TEST_F(Queries, FindWhatTheConditionSays) {
  three_leads();
  EXPECT_EQ(names("WHERE LastName = 'ADLER'"), "A");
  EXPECT_EQ(names("WHERE LastName != 'adler'"), "Bc");
  EXPECT_EQ(names("WHERE LastName LIKE 'b_s%'"), "B");
  EXPECT_EQ(names("WHERE Company LIKE '%100\\%'"), "B");
  EXPECT_EQ(names("WHERE Company = 'O\\'Neil 100%'"), "B");
  EXPECT_EQ(names("WHERE AnnualRevenue > 5"), "c");
  EXPECT_EQ(names("WHERE AnnualRevenue >= 5 AND AnnualRevenue < 20"), "B");
  EXPECT_EQ(names("WHERE AnnualRevenue = null"), "A");
  EXPECT_EQ(names("WHERE Rating != null"), "B");
  EXPECT_EQ(names("WHERE Rating != 'Cold'"), "ABc") << "!= also finds empty fields";
  EXPECT_EQ(names("WHERE HasOptedOutOfEmail = TRUE"), "c");
  EXPECT_EQ(names("WHERE NOT (LastName = 'adler' OR LastName = 'busch')"), "c");
  EXPECT_EQ(names("WHERE LastName IN ('adler', 'cramer') AND Rating = null"), "Ac");
  EXPECT_EQ(names("WHERE LastName NOT IN ('adler')"), "Bc");
  EXPECT_EQ(names("WHERE Tandem_Id__c IN ('a','B')"), "A") << "the key is case-sensitive";
  EXPECT_EQ(names("WHERE CreatedDate > 2026-01-01T09:00:00Z"), "Bc");
  EXPECT_EQ(names("WHERE CreatedDate <= 2026-01-01T10:00:00+01:00"), "A");
  EXPECT_EQ(names("WHERE CreatedDate >= TODAY"), "ABc");
  EXPECT_EQ(names("WHERE Owner.Type = 'User' AND Owner.Name LIKE 'tandem%'"), "ABc");
  const std::string id = rows("SELECT Id FROM Lead WHERE LastName = 'Busch'")[0]["Id"];
  EXPECT_EQ(names("WHERE Id = '" + id.substr(0, 15) + "'"), "B");
  EXPECT_EQ(names("WHERE Id > '" + id + "'"), "c");
}

TEST_F(Queries, Sort) {
  three_leads();
  EXPECT_EQ(names("ORDER BY LastName DESC"), "cBA");
  EXPECT_EQ(names("ORDER BY AnnualRevenue"), "ABc");
  EXPECT_EQ(names("ORDER BY AnnualRevenue NULLS LAST"), "BcA");
  EXPECT_EQ(names("ORDER BY AnnualRevenue DESC"), "cBA");
  EXPECT_EQ(names("ORDER BY SystemModstamp, Id LIMIT 2"), "AB");
  EXPECT_EQ(names("ORDER BY SystemModstamp DESC LIMIT 1 OFFSET 1"), "B");
  const std::string busch = rows("SELECT Id FROM Lead WHERE Tandem_Id__c = 'b'")[0]["Id"];
  EXPECT_EQ(names("WHERE (SystemModstamp = 2026-01-01T09:00:01Z AND Id > '" + busch +
                  "') OR SystemModstamp > 2026-01-01T09:00:01Z ORDER BY SystemModstamp, Id"),
            "c");
}

TEST_F(Queries, ResumeInsideATie) {
  for (int i = 0; i < 25; ++i) lead("L" + std::to_string(i));
  std::string seen, last = "000000000000000";
  std::string soql = "SELECT Id, SystemModstamp FROM Lead ORDER BY SystemModstamp, Id LIMIT 10";
  std::size_t found = 0;
  while (true) {
    const Json page = rows(soql);
    if (page.empty()) break;
    found += page.size();
    soql = "SELECT Id, SystemModstamp FROM Lead WHERE (SystemModstamp = 2026-01-01T09:00:00Z AND Id > '" +
           page.back()["Id"].get<std::string>() +
           "') OR SystemModstamp > 2026-01-01T09:00:00Z ORDER BY SystemModstamp, Id LIMIT 10";
  }
  EXPECT_EQ(found, 25U);
}

TEST_F(Queries, CrossOneRelationship) {
  const std::string account = create("Account", {{"Name", "Firm"}});
  create("Contact", {{"LastName", "X"}, {"AccountId", account}});
  create("Contact", {{"LastName", "Y"}});
  const Json found = rows("SELECT LastName, Account.Name, Owner.Email FROM Contact ORDER BY LastName");
  EXPECT_EQ(found[0]["Account"]["attributes"]["type"], "Account");
  EXPECT_EQ(found[0]["Account"]["Name"], "Firm");
  EXPECT_EQ(found[1]["Account"], nullptr);
  EXPECT_EQ(rows("SELECT Owner.Type FROM Lead").size(), 0U);
}

TEST_F(Queries, Count) {
  three_leads();
  EXPECT_EQ(json(query("SELECT COUNT() FROM Lead WHERE Rating = null"))["totalSize"], 2);
}

TEST_F(Queries, RefuseWhatIsWrong) {
  EXPECT_EQ(refused_query(""), "400 MALFORMED_QUERY");
  EXPECT_EQ(refused_query("SELECT Id FROM Lead WHERE"), "400 MALFORMED_QUERY");
  EXPECT_EQ(refused_query("SELECT Id FROM Lead WHERE City = 'a' AND City = 'b' OR City = 'c'"),
            "400 MALFORMED_QUERY");
  EXPECT_EQ(refused_query("SELECT Id FROM Lead WHERE City = 'a\\x'"), "400 MALFORMED_QUERY");
  EXPECT_EQ(refused_query("SELECT Id FROM Lead WHERE City = '50\\%'"), "400 MALFORMED_QUERY")
      << "\\% is for LIKE";
  EXPECT_EQ(refused_query("SELECT Id FROM Lead WHERE City = 'a"), "400 MALFORMED_QUERY");
  EXPECT_EQ(refused_query("SELECT Id FROM Lead LIMIT x"), "400 MALFORMED_QUERY");
  EXPECT_EQ(refused_query("SELECT Id FROM Lead OFFSET 2001"), "400 MALFORMED_QUERY");
  EXPECT_EQ(refused_query("SELECT Id FROM Lead; DELETE"), "400 MALFORMED_QUERY");
  EXPECT_EQ(refused_query("SELECT FIELDS(ALL) FROM Lead"), "400 MALFORMED_QUERY");
  EXPECT_EQ(refused_query("SELECT * FROM Lead"), "400 MALFORMED_QUERY");
  EXPECT_EQ(refused_query("SELECT Id FROM Lead WHERE CreatedDate > '2026-01-01T00:00:00Z'"),
            "400 INVALID_FIELD");
  EXPECT_EQ(refused_query("SELECT Id FROM Lead WHERE CreatedDate > 2026-01-01"), "400 INVALID_FIELD");
  EXPECT_EQ(refused_query("SELECT Id FROM Lead WHERE LastName = 5"), "400 INVALID_FIELD");
  EXPECT_EQ(refused_query("SELECT Id FROM Lead WHERE AnnualRevenue = '5'"), "400 INVALID_FIELD");
  EXPECT_EQ(refused_query("SELECT Id FROM Lead WHERE Description = 'x'"), "400 INVALID_FIELD");
  EXPECT_EQ(refused_query("SELECT Nobody.Name FROM Lead"), "400 INVALID_FIELD");
  EXPECT_EQ(refused_query("SELECT CreatedBy.Type FROM Lead"), "400 INVALID_FIELD");
  EXPECT_EQ(refused_query("SELECT Id FROM Leads"), "400 INVALID_TYPE");
  EXPECT_EQ(refused_query("SELECT Id FROM Lead WHERE Id = 'x'"), "400 INVALID_QUERY_FILTER_OPERATOR");
  EXPECT_EQ(refused_query("SELECT Id FROM Lead WHERE " + std::string(1000, '(')), "400 MALFORMED_QUERY");
  EXPECT_EQ(send("GET", "/query?q=" + std::string(17000, 'x')).status, 414);
  EXPECT_EQ(send("GET", "/query?q=x", "", {{"x", std::string(17000, 'x')}}).status, 431);
}

class Pages : public OrgTest {
 protected:
  static Settings many() {
    Settings settings = OrgTest::settings();
    settings.records = 4100;
    return settings;
  }
  Pages() : OrgTest(many()) {}
  Response next(const Json& page) { return send("GET", page["nextRecordsUrl"].get<std::string>()); }
};

TEST_F(Pages, GoOnToTheEnd) {
  Json page = json(query("SELECT Id FROM Lead"));
  EXPECT_EQ(page["totalSize"], 4100);
  EXPECT_EQ(page["records"].size(), 2000U);
  page = json(next(page));
  EXPECT_EQ(page["records"].size(), 2000U);
  EXPECT_EQ(page["totalSize"], 4100);
  page = json(next(page));
  EXPECT_EQ(page["records"].size(), 100U);
  EXPECT_EQ(page["done"], true);
  EXPECT_FALSE(page.contains("nextRecordsUrl"));
}

TEST_F(Pages, AreAsLargeAsHinted) {
  const Response answer =
      send("GET", "/query?q=SELECT+Id+FROM+Lead", "", {{"sforce-query-options", "batchSize=250"}});
  EXPECT_EQ(json(answer)["records"].size(), 250U);
}

TEST_F(Pages, MayBeSmallerThanAsked) {
  inspect("/org", {{"small_pages", true}});
  Json page = json(query("SELECT Id FROM Lead"));
  std::size_t found = page["records"].size();
  EXPECT_LT(found, 2000U);
  while (!page["done"].get<bool>()) {
    page = json(next(page));
    found += page["records"].size();
  }
  EXPECT_EQ(found, 4100U);
}

TEST_F(Pages, TheEleventhCursorDropsTheFirst) {
  const Json first = json(query("SELECT Id FROM Lead"));
  for (int i = 0; i < 9; ++i) query("SELECT Id FROM Lead");
  EXPECT_EQ(next(first).status, 200);
  query("SELECT Id FROM Lead");
  EXPECT_EQ(refusal(next(first)), "400 INVALID_QUERY_LOCATOR");
}

TEST_F(Pages, BelongToTheSession) {
  const Json first = json(query("SELECT Id FROM Lead"));
  const Json token = json(send(
      "POST", "/services/oauth2/token",
      "grant_type=client_credentials&client_id=tandem-sandbox-client&client_secret=tandem-sandbox-secret",
      {{"content-type", "application/x-www-form-urlencoded"}, {"authorization", ""}}));
  const Response other = send("GET", first["nextRecordsUrl"].get<std::string>(), "",
                              {{"authorization", "Bearer " + token["access_token"].get<std::string>()}});
  EXPECT_EQ(refusal(other), "401 INVALID_SESSION_ID");
}

TEST_F(Pages, TheSameSeedMakesTheSameOrg) {
  SteppedClock same(start * 1000);
  StandIn twin(many(), same);
  Request request;
  request.method = "GET";
  request.target = "/services/data/v60.0/query?q=" +
                   percent_encode("SELECT Id,Name,Email,OwnerId,SystemModstamp FROM Lead");
  request.headers["authorization"] = "Bearer token";
  const Json mine = json(stand_in.handle(request)), other = json(twin.handle(request));
  EXPECT_EQ(mine["records"], other["records"]);
}

}  // namespace
}  // namespace tandem::sandbox::salesforce
