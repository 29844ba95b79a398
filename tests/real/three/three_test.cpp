// SPDX-License-Identifier: Apache-2.0
// A change made in one of three remotes reaches the two others once, and then all is quiet.
#include "kill/sheet.hpp"
#include "plugins/salesforce/sandbox.hpp"
#include "real/tryton/fixture.hpp"
#include "support/files.hpp"

namespace tandem::three_test {
namespace {

using kill_test::Sheet;
using tryton_test::Json;
using tryton_test::Outcome;

constexpr const char* kFolderMapping = R"({"format": 1, "rules": [{
  "entity": "lead", "remote_type": "contacts", "match": ["email"], "create": {"in": true, "out": true},
  "delete": "archive", "fields": [
    {"field": "given_name", "remote": "first"}, {"field": "family_name", "remote": "last"},
    {"field": "email", "remote": "email"}, {"field": "company_name", "remote": "company"},
    {"field": "phone", "remote": "phone"},
    {"field": "captured_at", "remote": "created", "transform": {"date": {"pattern": "%Y-%m-%dT%H:%M:%SZ", "zone": "UTC"}}}]}]})";

class Three : public testing::Test {
 protected:
  Three() : rita(tryton, "rita") {}
  void SetUp() override {
    ::setenv("TANDEM_TEST_SF_SECRET", "tandem-sandbox-secret", 1);
    std::filesystem::create_directories(contacts().parent_path());
    Sheet sheet;
    sheet.header = {"id", "tandem_id", "first", "last", "email", "company", "phone", "created"};
    sheet.rows["M1"] = {
        "M1", "", "Mia", "Folder", "mia@example.org", "Folder Foods", "+49301", "2026-03-04T16:00:00Z"};
    sheet.write(contacts());
    seller("", {{"FirstName", "Sam"},
                {"LastName", "Force"},
                {"Email", "sam@example.org"},
                {"Company", "Force Ltd"},
                {"Phone", "+49302"}});
    Json buyer = tryton_test::party("Tryton Tools", "tom@example.org", "+49303");
    buyer["contact_mechanisms"][0][1][0]["name"] = "Tom Tryton";
    rita.create("party.party", buyer);

    expect_good(tandem.connect(tryton.url()));
    expect_good(tandem.run({"connect", "salesforce", "salesforce", "--side", "sales", "--set",
                            "url=" + salesforce.url(), "--set", "allow_loopback_http=true", "--set",
                            "client_id=tandem-sandbox-client", "--set",
                            "client_secret=secret://env/TANDEM_TEST_SF_SECRET"}));
    expect_good(tandem.run({"connect", "folder", "files", "--side", "marketing", "--set",
                            "folder=" + contacts().parent_path().string(), "--mapping",
                            tandem.folder().write("folder.json", kFolderMapping)}));
  }
  static void expect_good(const Outcome& outcome) {
    EXPECT_EQ(outcome.code, 0) << outcome.out << outcome.err;
  }
  std::filesystem::path contacts() const { return tandem.folder().path() / "exports" / "contacts.csv"; }

  /// Sam Seller makes or changes a lead in Salesforce.
  void seller(const std::string& id, const Json& fields) {
    Json change = {{"object", "Lead"}, {"user", 1}, {"fields", fields}};
    if (!id.empty()) change["id"] = id;
    salesforce.post("/change", change);
  }
  /// Syncs all; the number of writes that went out and were taken.
  std::int64_t written() {
    const Outcome outcome = tandem.run({"sync", "--all", "--yes"});
    expect_good(outcome);
    std::int64_t acked = 0;
    for (const Json& report : Json::parse(outcome.out)) acked += report.value("acked", 0);
    return acked;
  }
  void agree() {
    for (int i = 0; i < 5; ++i) {
      if (written() == 0) return;
    }
    ADD_FAILURE() << "still writing after five rounds";
  }
  std::string in_salesforce(const std::string& email, const std::string& field) {
    const Json found = salesforce.records("Lead", "Email = '" + email + "'");
    EXPECT_EQ(found.size(), 1U) << email;
    return found.empty() || found[0][field].is_null() ? "" : found[0][field].get<std::string>();
  }
  std::int64_t party_of(const std::string& email) {
    const auto found =
        rita.search("party.party", Json::array({Json::array({"contact_mechanisms.value", "=", email})}));
    EXPECT_EQ(found.size(), 1U) << email;
    return found.empty() ? 0 : found.front();
  }
  std::string in_tryton(const std::string& email, const std::string& field) {
    const Json value = rita.read("party.party", party_of(email), {field})[field];
    return value.is_string() ? value.get<std::string>() : "";
  }
  std::string in_folder(const std::string& email, const std::string& field) {
    const auto values = Sheet::read(contacts()).by_email(field);
    EXPECT_EQ(values.count(email), 1U) << email;
    return values.count(email) != 0 ? values.at(email) : "";
  }
  std::string everything() {
    return test::read_file(contacts()) + salesforce.get("/records/Lead").dump() +
           rita.call("party.party", "search_read",
                     {Json::array(), 0, nullptr, nullptr, {"name", "write_date", "email", "phone"}})
               .dump();
  }

  tryton_test::Server tryton;
  tryton_test::Person rita;
  salesforce::test::Sandbox salesforce;
  tryton_test::Tandem tandem;
};

TEST_F(Three, AChangeInOneReachesTheOthersOnce) {
  agree();
  for (const char* email : {"mia@example.org", "sam@example.org", "tom@example.org"}) {
    in_salesforce(email, "Email");
    party_of(email);
    in_folder(email, "email");
  }
  if (HasFailure()) return;

  // In Salesforce.
  seller(salesforce.records("Lead", "Email = 'tom@example.org'")[0]["Id"], {{"Phone", "+49309"}});
  EXPECT_EQ(written() + written(), 2);
  EXPECT_EQ(written(), 0);
  EXPECT_EQ(in_tryton("tom@example.org", "phone"), "+49309");
  EXPECT_EQ(in_folder("tom@example.org", "phone"), "+49309");

  // In Tryton.
  rita.write("party.party", party_of("mia@example.org"), {{"name", "Folder Foods Group"}});
  EXPECT_EQ(written() + written(), 2);
  EXPECT_EQ(written(), 0);
  EXPECT_EQ(in_salesforce("mia@example.org", "Company"), "Folder Foods Group");
  EXPECT_EQ(in_folder("mia@example.org", "company"), "Folder Foods Group");

  // In the folder.
  Sheet sheet = Sheet::read(contacts());
  for (auto& [key, cells] : sheet.rows) {
    if (cells.at(sheet.column("email")) == "sam@example.org")
      cells.at(sheet.column("company")) = "Force and Sons";
  }
  sheet.write(contacts());
  EXPECT_EQ(written() + written(), 2);
  EXPECT_EQ(in_salesforce("sam@example.org", "Company"), "Force and Sons");
  EXPECT_EQ(in_tryton("sam@example.org", "name"), "Force and Sons");

  // A third run sends nothing, and nothing moves anywhere.
  const std::string before = everything();
  EXPECT_EQ(written(), 0);
  EXPECT_EQ(everything(), before);
  EXPECT_EQ(tandem.run({"verify"}).code, 0);
}

}  // namespace
}  // namespace tandem::three_test
