// SPDX-License-Identifier: Apache-2.0
// Many records, or many requests, in one call.
#include "org_test_base.hpp"

namespace tandem::sandbox::salesforce {
namespace {

class Composite : public OrgTest {
 protected:
  static Json record(Json fields, const char* type = "Lead") {
    fields["attributes"]["type"] = type;
    return fields;
  }
  Json collection(const std::string& method, const Json& records, bool all = false,
                  const std::string& rest = "") {
    const Response answer =
        send(method, "/composite/sobjects" + rest, Json{{"allOrNone", all}, {"records", records}}.dump());
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json(answer);
  }
  static std::string outcomes(const Json& rows) {
    std::string out;
    for (const auto& row : rows) {
      if (!out.empty()) out += ' ';
      out += row["success"].get<bool>() ? "ok" : row["errors"][0]["statusCode"].get<std::string>();
    }
    return out;
  }
};

TEST_F(Composite, EachRecordHasItsOutcomeInOrder) {
  const Json rows_back = collection(
      "POST", {record({{"LastName", "A"}, {"Company", "C"}}), record({{"LastName", "B"}}),
               record({{"Name", "N"}}, "Account"), record({}, "Nothing"), Json{{"LastName", "x"}}});
  EXPECT_EQ(outcomes(rows_back), "ok REQUIRED_FIELD_MISSING ok INVALID_TYPE INVALID_FIELD");
  EXPECT_EQ(rows_back[1]["errors"][0]["fields"], Json::array({"Company"}));
}

TEST_F(Composite, AllOrNoneTakesEverythingBack) {
  const std::string old = lead("Old", "old");
  const Json answer = collection("PATCH",
                                 {record({{"Tandem_Id__c", "old"}, {"City", "Ulm"}}),
                                  record({{"Tandem_Id__c", "new"}, {"LastName", "N"}, {"Company", "C"}}),
                                  record({{"Tandem_Id__c", "bad"}})},
                                 true, "/Lead/Tandem_Id__c");
  EXPECT_EQ(outcomes(answer),
            "ALL_OR_NONE_OPERATION_ROLLED_BACK ALL_OR_NONE_OPERATION_ROLLED_BACK REQUIRED_FIELD_MISSING");
  EXPECT_EQ(count("SELECT Id FROM Lead"), 1U);
  EXPECT_EQ(read("Lead", old)["City"], nullptr);
  lead("Next", "new");
}

TEST_F(Composite, UpsertsByKeyAndSeesDuplicates) {
  const Json answer = collection("PATCH",
                                 {record({{"Tandem_Id__c", "1"}, {"LastName", "A"}, {"Company", "C"}}),
                                  record({{"Tandem_Id__c", "1"}, {"LastName", "B"}, {"Company", "C"}}),
                                  record({{"LastName", "no key"}})},
                                 false, "/Lead/Tandem_Id__c");
  EXPECT_EQ(outcomes(answer), "ok DUPLICATE_VALUE MISSING_ARGUMENT");
  EXPECT_EQ(answer[0]["created"], true);
  EXPECT_EQ(collection("PATCH", Json::array({record({{"Tandem_Id__c", "1"}, {"City", "Ulm"}})}), false,
                       "/Lead/Tandem_Id__c")[0]["created"],
            false);
}

TEST_F(Composite, UpdatesAndDeletesById) {
  const std::string a = lead("A"), b = lead("B");
  EXPECT_EQ(outcomes(collection("PATCH", {record({{"id", a}, {"City", "Ulm"}}),
                                          record({{"Id", "00Q000000000000"}}), record({})})),
            "ok NOT_FOUND MISSING_ARGUMENT");
  const Response deleted = send("DELETE", "/composite/sobjects?ids=" + a + "," + a + "," + b + ",x");
  EXPECT_EQ(outcomes(json(deleted)), "ok ENTITY_IS_DELETED ok MALFORMED_ID");
  EXPECT_EQ(json(send("GET", "/composite/sobjects/Lead?ids=" + a + "&fields=Id")), Json::array({nullptr}));
}

TEST_F(Composite, HasLimits) {
  Json many = Json::array();
  for (int i = 0; i < 201; ++i) many.push_back(record({{"LastName", "A"}, {"Company", "C"}}));
  EXPECT_EQ(refusal(send("POST", "/composite/sobjects", Json{{"records", many}}.dump())),
            "400 EXCEEDED_MAX_SIZE_REQUEST");
  Json mixed = Json::array();
  for (int i = 0; i < 11; ++i)
    mixed.push_back(record({{"LastName", "A"}, {"Name", "N"}}, i % 2 == 0 ? "Lead" : "Account"));
  EXPECT_EQ(refusal(send("POST", "/composite/sobjects", Json{{"records", mixed}}.dump())),
            "400 LIMIT_EXCEEDED");
}

TEST_F(Composite, LaterPartsUseEarlierAnswers) {
  const std::string base = "/services/data/v60.0/";
  const Json parts = {{{"method", "POST"},
                       {"url", base + "sobjects/Account"},
                       {"referenceId", "firm"},
                       {"body", {{"Name", "F"}}}},
                      {{"method", "POST"},
                       {"url", base + "sobjects/Contact"},
                       {"referenceId", "person"},
                       {"body", {{"LastName", "P"}, {"AccountId", "@{firm.id}"}}}},
                      {{"method", "GET"},
                       {"url", base + "sobjects/Contact/@{person.id}?fields=AccountId"},
                       {"referenceId", "read"}}};
  const Json answer =
      json(send("POST", "/composite", Json{{"compositeRequest", parts}}.dump()))["compositeResponse"];
  EXPECT_EQ(answer[0]["httpStatusCode"], 201);
  EXPECT_EQ(answer[2]["body"]["AccountId"], answer[0]["body"]["id"]);
}

TEST_F(Composite, RollsBackAsAWhole) {
  const std::string base = "/services/data/v60.0/sobjects/Account";
  const Json parts = {{{"method", "POST"}, {"url", base}, {"referenceId", "a"}, {"body", {{"Name", "F"}}}},
                      {{"method", "POST"}, {"url", base}, {"referenceId", "b"}, {"body", Json::object()}}};
  const Json answer =
      json(send("POST", "/composite",
                Json{{"allOrNone", true}, {"compositeRequest", parts}}.dump()))["compositeResponse"];
  EXPECT_EQ(answer[0]["body"][0]["errorCode"], "PROCESSING_HALTED");
  EXPECT_EQ(answer[1]["body"][0]["errorCode"], "REQUIRED_FIELD_MISSING");
  EXPECT_EQ(count("SELECT Id FROM Account"), 0U);
}

TEST_F(Composite, BatchAndTree) {
  const Json requests = {{{"method", "GET"}, {"url", "v60.0/limits"}},
                         {{"method", "GET"}, {"url", "v60.0/sobjects/Nothing"}}};
  const Json batch = json(send("POST", "/composite/batch", Json{{"batchRequests", requests}}.dump()));
  EXPECT_EQ(batch["hasErrors"], true);
  EXPECT_EQ(batch["results"][1]["statusCode"], 404);
  const Json firm = {
      {"attributes", {{"type", "Account"}, {"referenceId", "r1"}}},
      {"Name", "F"},
      {"Contacts",
       {{"records", {{{"attributes", {{"type", "Contact"}, {"referenceId", "r2"}}}, {"LastName", "P"}}}}}}};
  EXPECT_EQ(send("POST", "/composite/tree/Account", Json{{"records", Json::array({firm})}}.dump()).status,
            201);
  EXPECT_EQ(rows("SELECT Account.Name FROM Contact")[0]["Account"]["Name"], "F");
}

}  // namespace
}  // namespace tandem::sandbox::salesforce
