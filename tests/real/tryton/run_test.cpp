// SPDX-License-Identifier: Apache-2.0
// Runs as a whole: a first load, a wrong password, sessions that end, a server that goes away.
#include <chrono>
#include <thread>

#include "fixture.hpp"

namespace tandem::tryton_test {
namespace {

using testing::HasSubstr;

void make_parties(Person& person, int count, const std::string& name) {
  for (int from = 0; from < count; from += 1'000) {
    Json list = Json::array();
    for (int i = from; i < std::min(count, from + 1'000); ++i) {
      const std::string n = std::to_string(i);
      list.push_back(party(name + n, name + n + "@looms.test"));
    }
    person.call("party.party", "create", Json::array({list}));
  }
}

using TrytonRun = Connected;

TEST(TrytonFirstLoad, TwoThousandLeadsComeOnceAndAQuietRunCostsAConstantNumberOfCalls) {
  Server server;
  Person rita(server, "rita");
  Tandem tandem;
  // Looking back by no second at all: how far a run looks back must not hang on how fast the runs follow.
  ASSERT_EQ(tandem.connect(server.url(), {"overlap_seconds=0"}).code, 0);
  make_parties(rita, 2'000, "p");
  const Json first = tandem.synced({"--page-size", "500"});
  EXPECT_EQ(first["quarantined"], 0);
  EXPECT_EQ(tandem.text("SELECT count(*) FROM lead"), "2000");
  const Json quiet = tandem.synced();
  EXPECT_EQ(quiet["applied"], 0);
  EXPECT_EQ(quiet["pulled"], 2) << "the two employees: " << quiet.dump();
  EXPECT_LT(quiet["calls"], 30) << quiet.dump();
}

TEST_F(TrytonRun, AChangeAfterAFirstLoadOfManyPagesIsSeen) {
  make_parties(rita, 50, "p");
  tandem.synced({"--page-size", "10"});
  const auto early = rita.search("party.party", {{"name", "=", "p3"}}).at(0);
  rita.write("party.party", early, {{"name", "changed"}});
  tandem.synced({"--page-size", "10"});
  EXPECT_EQ(tandem.text("SELECT count(*) FROM lead WHERE company_name = 'changed'"), "1");
}

TEST(TrytonSignIn, AWrongPasswordIsSaidOnceAndNotHammered) {
  Server server;
  Tandem tandem;
  ::setenv("TRYTON_TEST_PASSWORD", "wrong", 1);
  const Outcome connected = tandem.connect(server.url());
  const Outcome synced = tandem.sync();
  EXPECT_NE(synced.code, 0);
  const std::string said = connected.out + connected.err + synced.out + synced.err;
  EXPECT_THAT(said, HasSubstr("did not accept the password of user 'tandem'"));
  EXPECT_THAT(said, testing::Not(HasSubstr("<html")));
  EXPECT_LE(server.logged("login failed for 'tandem'"), 2u) << "one try a command, no more";

  ::setenv("TRYTON_TEST_PASSWORD", password_of("tandem").c_str(), 1);
  tandem.synced();
}

TEST(TrytonSignIn, AUserWithoutRightsIsToldWhich) {
  Server server;
  Tandem tandem;
  ::setenv("TRYTON_TEST_PASSWORD", password_of("guest").c_str(), 1);
  const Outcome connected = tandem.connect(server.url(), {"username=guest"});
  const Outcome synced = tandem.sync();
  EXPECT_NE(synced.code, 0);
  EXPECT_THAT(connected.out + connected.err + synced.out + synced.err, HasSubstr("Sale Opportunity"));
}

TEST(TrytonSignIn, NoSecretReachesTheStoreOrTheScreen) {
  Server server;
  Tandem tandem;
  const Outcome connected = tandem.connect(server.url());
  const Outcome synced = tandem.sync();
  const Outcome checked = tandem.run({"--verbose", "check", "crm"});
  for (const std::string& text :
       {connected.out, connected.err, synced.out, synced.err, checked.out, checked.err}) {
    EXPECT_THAT(text, testing::Not(HasSubstr(password_of("tandem"))));
  }
  EXPECT_THAT(tandem.rows("SELECT * FROM sync_conn").dump(), testing::Not(HasSubstr(password_of("tandem"))));
}

TEST(TrytonSession, OneThatReallyExpiresInMidRunIsOpenedAgain) {
  Server server("[session]\nmax_age = 1\n");
  {
    Person rita(server, "rita");
    make_parties(rita, 600, "p");
  }
  Tandem tandem;
  ASSERT_EQ(tandem.connect(server.url()).code, 0);
  const auto before = server.logged("login succeeded for 'tandem'");
  tandem.synced({"--page-size", "10"});
  EXPECT_GE(server.logged("login succeeded for 'tandem'"), before + 2);
  EXPECT_EQ(tandem.text("SELECT count(*) FROM lead"), "600");
}

/// Kills the server once it has served so many more requests of the run.
void kill_in_mid_run(Server& server, std::size_t requests) {
  const std::size_t before = server.logged("\"POST /tandem/");
  for (int tries = 0; tries < 6'000 && server.logged("\"POST /tandem/") < before + requests; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  server.kill();
}

TEST_F(TrytonRun, AServerThatGoesAwayWhileWeReadIsReadFurtherLater) {
  make_parties(rita, 400, "p");
  Outcome cut;
  std::thread run([&] { cut = tandem.sync({"--page-size", "10"}); });
  kill_in_mid_run(server, 20);
  run.join();
  EXPECT_NE(cut.code, 0);
  EXPECT_THAT(cut.out + cut.err, HasSubstr("127.0.0.1")) << cut.out << cut.err;
  const int had = std::stoi(tandem.text("SELECT count(*) FROM lead"));
  EXPECT_LT(had, 400);
  server.restart();
  tandem.synced({"--page-size", "100"});
  EXPECT_EQ(tandem.text("SELECT count(*) FROM lead"), "400");
  EXPECT_EQ(tandem.text("SELECT count(DISTINCT email) FROM lead"), "400");
}

TEST_F(TrytonRun, AServerThatGoesAwayWhileWeWriteLosesAndDoublesNothing) {
  tandem.synced();
  std::string lines;
  for (int i = 0; i < 400; ++i) {
    const std::string n = std::to_string(i);
    lines += Json{{"company_name", "w" + n}, {"email", "w" + n + "@mills.test"}}.dump() + "\n";
  }
  tandem.folder().write("leads.jsonl", lines);
  ASSERT_EQ(tandem.run({"import", "lead", "leads.jsonl"}).code, 0);
  Outcome cut;
  std::thread run([&] { cut = tandem.sync(); });
  kill_in_mid_run(server, 27);
  run.join();
  EXPECT_NE(cut.code, 0) << cut.out;
  server.restart();
  Person again(server, "rita");
  tandem.sync();
  tandem.synced();
  EXPECT_EQ(again.search("party.party", {{"identifiers.code", "like", "tandem:%"}}).size(), 400u);
  EXPECT_EQ(tandem.text("SELECT count(*) FROM lead"), "400");
  EXPECT_EQ(
      tandem.text("SELECT count(*) FROM sync_link WHERE state = 'linked' AND remote_type = 'party.party'"),
      "400");
}

}  // namespace
}  // namespace tandem::tryton_test
