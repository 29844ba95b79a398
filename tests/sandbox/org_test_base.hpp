// SPDX-License-Identifier: Apache-2.0
// An org in this process: its clock stands still until a test moves it.
#pragma once
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "engine/clock.hpp"
#include "engine/date.hpp"
#include "engine/text.hpp"
#include "salesforce/stand_in.hpp"

namespace tandem::sandbox::salesforce {

class OrgTest : public ::testing::Test {
 protected:
  static Settings settings() {
    Settings settings;
    settings.access_token = "token";
    settings.token_life = 40 * seconds_a_day;
    settings.origin = "http://127.0.0.1:1";
    return settings;
  }

  explicit OrgTest(Settings chosen = settings()) : stand_in(std::move(chosen), clock) {}

  Response send(const std::string& method, const std::string& rest, const std::string& body = "",
                std::map<std::string, std::string> headers = {}) {
    Request request;
    request.method = method;
    request.target = rest.find("/services/") < 2 ? rest : "/services/data/v60.0" + rest;
    request.headers = std::move(headers);
    request.headers.emplace("authorization", "Bearer token");
    if (!body.empty()) request.headers.emplace("content-type", "application/json");
    request.body = body;
    return stand_in.handle(request);
  }

  static Json json(const Response& answer) { return answer.body.empty() ? Json() : Json::parse(answer.body); }

  Response query(const std::string& soql, const char* resource = "/query") {
    return send("GET", std::string(resource) + "?q=" + percent_encode(soql));
  }
  Json rows(const std::string& soql, const char* resource = "/query") {
    const Json body = json(query(soql, resource));
    EXPECT_TRUE(body.is_object()) << soql << "\n" << body;
    return body.is_object() ? body.at("records") : Json::array();
  }
  std::size_t count(const std::string& soql) { return rows(soql).size(); }

  Json inspect(const std::string& route, const Json& body) {
    Request request;
    request.method = "POST";
    request.target = route;
    request.body = body.dump();
    const Response answer = stand_in.inspect(request);
    EXPECT_EQ(answer.status, 200) << route << "\n" << answer.body;
    return json(answer);
  }

  std::string create(const std::string& object, const Json& fields) {
    const Response answer = send("POST", "/sobjects/" + object, fields.dump());
    EXPECT_EQ(answer.status, 201) << answer.body;
    return answer.status == 201 ? json(answer).at("id").get<std::string>() : "";
  }
  std::string lead(const std::string& last_name, const std::string& key = "") {
    Json fields{{"LastName", last_name}, {"Company", "C"}};
    if (!key.empty()) fields["Tandem_Id__c"] = key;
    return create("Lead", fields);
  }
  Json read(const std::string& object, const std::string& id) {
    return json(send("GET", "/sobjects/" + object + "/" + id));
  }

  // Sends and says "status code", for instance "400 INVALID_FIELD".
  std::string refusal(const Response& answer) {
    const Json body = json(answer);
    const bool listed = body.is_array() && !body.empty() && body[0].contains("errorCode");
    return std::to_string(answer.status) + (listed ? " " + body[0]["errorCode"].get<std::string>() : "");
  }
  std::string refused_query(const std::string& soql) { return refusal(query(soql)); }
  std::string refused_lead(Json fields) {
    fields.emplace("LastName", "L");
    fields.emplace("Company", "C");
    return refusal(send("POST", "/sobjects/Lead", fields.dump()));
  }

  static constexpr std::int64_t start = 1767258000;  // 2026-01-01T09:00:00Z
  SteppedClock clock{start * 1000};
  StandIn stand_in;
};

}  // namespace tandem::sandbox::salesforce
