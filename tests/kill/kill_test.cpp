// SPDX-License-Identifier: Apache-2.0
// The process is killed at random moments of two-way runs while people go on editing on both sides.
// Afterwards nothing may be lost or doubled (I1 to I5 of docs/design/sync.md).
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <memory>
#include <random>
#include <thread>

#include "folder_side.hpp"
#include "salesforce_side.hpp"
#include "support/files.hpp"
#include "support/process.hpp"

namespace tandem::kill_test {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kKills = 110;
constexpr int kFirstLeads = 150;  // a side
constexpr int kOrderlyRounds = 3;
constexpr const char* kFields[] = {"company", "title", "source"};

class Kill : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* given = std::getenv("TANDEM_SEED");
    seed_ = given ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : std::random_device{}();
    std::printf("seed %u (repeat with TANDEM_SEED=%u)\n", seed_, seed_);
    dice_.seed(seed_);
    setenv("TANDEM_STORE", (folder_ / "store.db").c_str(), 1);
    setenv("TANDEM_ADAPTERS", TANDEM_TEST_ADAPTERS, 1);
    setenv("TANDEM_TEST_CLIENT_SECRET", "tandem-sandbox-secret", 1);
  }
  void TearDown() override {
    if (HasFailure()) folder_.keep();
  }

  pid_t start(const std::vector<std::string>& words) {
    auto all = words;
    all.insert(all.begin(), TANDEM_CLI);
    return test::start(all, [&] {
      const int fd = open((folder_ / "log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
      dup2(fd, 1);
      dup2(fd, 2);
    });
  }
  void must(const std::vector<std::string>& words) {
    const int code = test::wait_for(start(words));
    if (code == 0) return;
    const std::string all = folder_.read("log");
    FAIL() << words.at(0) << " ended with " << code << "\n"
           << all.substr(all.size() > 3000 ? all.size() - 3000 : 0);
  }
  void connect(const std::string& name, const std::string& side_name, Side& side) {
    std::vector<std::string> words = side.connect_words();
    words.insert(words.begin(), {"connect", name});
    words.insert(words.end(), {"--side", side_name});
    must(words);
  }
  int below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(dice_); }

  void add(Side& side, const std::string& prefix) {
    const std::string n = std::to_string(++made_);
    const std::string email = prefix + "x" + n + "@example.test", company = "Firm" + n;
    side.add(email, company);
    expected_["company"][email] = company;
    expected_["title"][email] = "Buyer";
    expected_["source"][email] = "Web";
  }
  void edit(Side& side, const std::string& field) {
    const auto emails = side.emails();
    const std::string& email = emails[static_cast<std::size_t>(below(static_cast<int>(emails.size())))];
    const std::string value = "Edit" + std::to_string(++made_);
    side.edit(email, field, value);
    expected_[field][email] = value;
  }
  /// One side writes companies, the other titles, so that both may edit one record and nothing conflicts.
  void people_edit(Side& a, Side& b) {
    for (int i = 0; i < 3; ++i) edit(a, "company");
    for (int i = 0; i < 3; ++i) edit(b, "title");
    if (below(2) == 0) add(a, "a");
    if (below(2) == 0) add(b, "b");
  }
  void kill_runs(Side& a, Side& b);

  unsigned seed_ = 0;
  std::mt19937 dice_;
  test::TempFolder folder_;
  int made_ = 0;
  std::map<std::string, std::map<std::string, std::string>> expected_;  // field → email → value
};

void Kill::kill_runs(Side& a, Side& b) {
  for (int i = 0; i < kFirstLeads; ++i) {
    add(a, "a");
    add(b, "b");
  }
  must({"init"});
  connect("a", "marketing", a);
  connect("b", "sales", b);
  if (HasFatalFailure()) return;

  // How long a run takes here, so that kills fall inside it.
  const auto begun = Clock::now();
  must({"sync", "--all", "--yes"});
  const auto whole = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begun).count();
  if (HasFatalFailure()) return;

  int killed = 0, finished = 0;
  for (int round = 0; killed < kKills && round < 4 * kKills; ++round) {
    people_edit(a, b);
    const pid_t child = start({"sync", "--all", "--yes"});
    std::this_thread::sleep_for(std::chrono::microseconds(below(static_cast<int>(whole))));
    kill(child, SIGKILL);
    (test::wait_for(child) == 128 + SIGKILL ? killed : finished) += 1;
  }
  std::printf("killed %d runs, %d had finished before\n", killed, finished);
  ASSERT_GE(killed, 100);

  for (int i = 0; i < kOrderlyRounds; ++i) must({"sync", "--all", "--yes"});
  must({"verify"});
  if (HasFatalFailure()) return;
  for (const char* field : kFields) {
    EXPECT_EQ(a.values(field), expected_[field]) << "side a, " << field;
    EXPECT_EQ(b.values(field), expected_[field]) << "side b, " << field;
  }

  // Agreement reached: one more run changes nothing.
  const std::string a_before = a.fingerprint(), b_before = b.fingerprint();
  must({"sync", "--all", "--yes"});
  EXPECT_EQ(a.fingerprint(), a_before);
  EXPECT_EQ(b.fingerprint(), b_before);
}

TEST_F(Kill, NothingLostOrDoubledBetweenTwoFolders) {
  FolderSide a(folder_ / "a", "contacts", "A"), b(folder_ / "b", "leads", "B");
  kill_runs(a, b);
}

TEST_F(Kill, NothingLostOrDoubledBetweenAFolderAndSalesforce) {
  FolderSide a(folder_ / "a", "contacts", "A");
  SalesforceSide b((folder_ / "b.json").string());
  kill_runs(a, b);
}

}  // namespace
}  // namespace tandem::kill_test
