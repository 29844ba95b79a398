// SPDX-License-Identifier: Apache-2.0
// A connection from the host's point of view: load, connect, check, plan, run, beside busy writers.
#include <fstream>
#include <thread>

#include "fixture.hpp"
#include "writers.hpp"

namespace integration {
namespace {

class Sync : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    std::filesystem::create_directory(remote());
    loaded = store->load_adapters(R"([")" TANDEM_ADAPTERS R"("])").value().string();
  }
  std::filesystem::path remote() const { return folder.path() / "remote"; }
  void write_leads(int count) const {
    std::ofstream file(remote() / "leads.csv");
    file << "id,email,last_name\n";
    for (int i = 0; i < count; ++i) file << "r" << i << ",r" << i << "@remote.example,Remote" << i << "\n";
  }
  tandem::Result<tandem::Text> connect(std::string_view name = "crm") const {
    return admin->connect(R"({"name":")" + std::string(name) +
                          R"(","adapter":"files","side":"sales","settings":{"folder":")" + remote().string() +
                          R"("},"mapping":)" + kMapping + "}");
  }
  static constexpr const char* kMapping =
      R"({"format":1,"rules":[{"entity":"lead","remote_type":"leads","fields":[
      {"field":"email","remote":"email"},{"field":"family_name","remote":"last_name"}]}]})";
  std::string loaded;
};

TEST_F(Sync, AdaptersAreLoadedFromManifests) {
  EXPECT_NE(loaded.find("accepted"), std::string::npos) << loaded;
  tandem_text* list = nullptr;
  ASSERT_EQ(tandem_adapters_list(store->raw(), &list, nullptr), TANDEM_OK);
  EXPECT_NE(tandem::view(tandem_text_view(list)).find("\"id\":\"files\""), std::string_view::npos);
  tandem_text_release(list);
}

TEST_F(Sync, AConnectionRunsAndRunsAgainWithNothingToDo) {
  write_leads(50);
  ASSERT_THAT(connect(), Succeeds());
  EXPECT_THAT(connect(), Fails(TANDEM_ALREADY_EXISTS, ""));
  EXPECT_THAT(admin->check("crm"), Succeeds());
  EXPECT_THAT(admin->plan("crm"), Succeeds());
  EXPECT_EQ(number("SELECT count(*) FROM v_lead"), 0) << "a plan writes nothing";
  const auto report = admin->sync("crm");
  ASSERT_THAT(report, Succeeds());
  EXPECT_EQ(member(*report, "outcome"), "done") << report->view();
  EXPECT_EQ(number("SELECT count(*) FROM v_lead"), 50);
  const std::int64_t seq = number("SELECT max(seq) FROM v_journal");
  ASSERT_THAT(admin->sync("crm"), Succeeds());
  EXPECT_EQ(number("SELECT count(*) FROM v_lead"), 50);
  EXPECT_EQ(number("SELECT max(seq) FROM v_journal"), seq) << "nothing happened";
  EXPECT_THAT(admin->sync_status(), Succeeds());
}

TEST_F(Sync, WrongDocumentsAreRefusedWithTheirPlace) {
  EXPECT_THAT(admin->connect(R"({"name":"a","adapter":"filse"})"), Fails(TANDEM_NOT_FOUND, "files"));
  EXPECT_THAT(admin->connect(R"({"adapter":"files"})"), Fails(TANDEM_INVALID_ARGUMENT, "name"));
  EXPECT_THAT(admin->connect(R"({"name":"a","adapter":"files","maping":{}})"),
              Fails(TANDEM_INVALID_ARGUMENT, "mapping"));
  EXPECT_THAT(admin->connect(R"({"name":"a","adapter":"files","mapping":"../secret"})"),
              Fails(TANDEM_INVALID_ARGUMENT, "mapping"));
  EXPECT_THAT(admin->connect(R"({"name":"a","adapter":"files","mapping":"nope"})"),
              Fails(TANDEM_NOT_FOUND, "nope"));
  EXPECT_THAT(mia->connect(R"({"name":"a","adapter":"files"})"), Fails(TANDEM_FORBIDDEN, "admin"));
}

TEST_F(Sync, ACancelledRunStopsAndTheNextOneFinishes) {
  write_leads(3000);
  ASSERT_THAT(connect(), Succeeds());
  const auto cancel = tandem::Cancel::create().value();
  cancel.request();
  auto options = tandem::sync_options();
  options.cancel = cancel.raw();
  const auto stopped = admin->sync("crm", options);
  EXPECT_TRUE(stopped.status() == TANDEM_CANCELLED ||
              (stopped.ok() && member(*stopped, "outcome") == "cancelled"));
  ASSERT_THAT(admin->sync("crm"), Succeeds());
  EXPECT_EQ(number("SELECT count(*) FROM v_lead"), 3000);
}

TEST_F(Sync, EightProcessesWriteBesideALongPull) {
  constexpr int kRemote = 8000, kWriters = 8, kEach = 25;
  write_leads(kRemote);
  ASSERT_THAT(connect(), Succeeds());
  std::vector<Writer> writers;
  for (int i = 0; i < kWriters; ++i) writers.emplace_back(path(), kEach, "w" + std::to_string(i));
  const auto report = admin->sync("crm");
  ASSERT_THAT(report, Succeeds());
  EXPECT_EQ(member(*report, "outcome"), "done") << report->view();
  finish_all(writers, kEach);
  EXPECT_EQ(number("SELECT count(*) FROM v_lead"), kRemote + kWriters * kEach);
  EXPECT_EQ(member(store->verify().value(), "ok"), "true");
}

}  // namespace
}  // namespace integration
