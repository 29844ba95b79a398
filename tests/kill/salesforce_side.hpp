// SPDX-License-Identifier: Apache-2.0
// The strict stand-in of Salesforce, where a seller works on leads.
#pragma once

#include <fstream>

#include "plugins/salesforce/sandbox.hpp"
#include "side.hpp"

namespace tandem::kill_test {

class SalesforceSide final : public Side {
 public:
  explicit SalesforceSide(std::string mapping_file) : mapping_(std::move(mapping_file)) {}

  std::vector<std::string> connect_words() override {
    std::ofstream(mapping_) << R"({"format":1,"rules":[{"entity":"lead","remote_type":"Lead",
      "match":["email"],"create":{"in":true,"out":true},"delete":{"in":"archive","out":"ignore"},
      "out_constants":{"LastName":"Buyer"},
      "fields":[{"field":"id","remote":"Tandem_Id__c","direction":"in"},
      {"field":"email","remote":"Email"},{"field":"company_name","remote":"Company"},
      {"field":"title","remote":"Title"},{"field":"origin","remote":"LeadSource"},
      {"field":"captured_at","remote":"CreatedDate","direction":"create"}]}]})";
    return {"salesforce",
            "--set",
            "url=" + org_.url(),
            "--set",
            "allow_loopback_http=true",
            "--set",
            "client_id=tandem-sandbox-client",
            "--set",
            "client_secret=secret://env/TANDEM_TEST_CLIENT_SECRET",
            "--mapping",
            mapping_};
  }
  void add(const std::string& email, const std::string& company) override {
    change({{"fields",
             {{"Email", email},
              {"Company", company},
              {"Title", "Buyer"},
              {"LeadSource", "Web"},
              {"LastName", "Buyer"}}}});
  }
  void edit(const std::string& email, const std::string& field, const std::string& value) override {
    const Json found = org_.records("Lead", "Email = '" + email + "'");
    for (const Json& lead : found) change({{"id", lead.at("Id")}, {"fields", {{name(field), value}}}});
  }
  std::vector<std::string> emails() override {
    std::vector<std::string> all;
    for (const Json& lead : leads()) all.push_back(lead.at("Email").get<std::string>());
    return all;
  }
  std::map<std::string, std::string> values(const std::string& field) override {
    std::map<std::string, std::string> all;
    for (const Json& lead : leads()) {
      const bool fresh =
          all.emplace(lead.at("Email").get<std::string>(), lead.at(name(field)).get<std::string>()).second;
      EXPECT_TRUE(fresh) << "doubled: " << lead.at("Email");
    }
    return all;
  }
  std::string fingerprint() override { return leads().dump(); }

 private:
  using Json = salesforce::test::Json;
  static std::string name(const std::string& field) {
    return field == "company" ? "Company" : field == "title" ? "Title" : "LeadSource";
  }
  /// As Sam Seller, not as the user whom Tandem signs in as.
  void change(Json what) {
    what["object"] = "Lead";
    what["user"] = 1;
    org_.post("/change", what);
  }
  Json leads() { return org_.get("/records/Lead?limit=100000").at("records"); }

  salesforce::test::Sandbox org_;
  std::string mapping_;
};

}  // namespace tandem::kill_test
