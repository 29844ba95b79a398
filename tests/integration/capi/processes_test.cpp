// SPDX-License-Identifier: Apache-2.0
// Eight processes write at once, beside a bulk import and readers; nobody fails, nothing is lost.
#include <csignal>

#include "fixture.hpp"
#include "support/process.hpp"
#include "writers.hpp"

namespace integration {
namespace {

class Processes : public StoreTest {};

TEST_F(Processes, EightWritersBesideABulkImport) {
  constexpr int kWriters = 8, kEach = 40, kBulk = 5, kBulkSize = 400;
  const std::int64_t before = number("SELECT max(seq) FROM v_journal");
  std::vector<Writer> writers;
  for (int i = 0; i < kWriters; ++i) writers.emplace_back(path(), kEach, "w" + std::to_string(i));
  for (int round = 0; round < kBulk; ++round) {
    std::string documents = "[";
    for (int i = 0; i < kBulkSize; ++i) documents += (i == 0 ? "" : ",") + std::string(R"({"name":"bulk"})");
    const auto answer = admin->put_many("account", documents + "]");
    ASSERT_THAT(answer, Succeeds());
    EXPECT_EQ(member(*answer, "created"), std::to_string(kBulkSize));
  }
  finish_all(writers, kEach);
  EXPECT_EQ(number("SELECT count(*) FROM v_lead"), kWriters * kEach);
  EXPECT_EQ(number("SELECT count(*) FROM v_account"), kBulk * kBulkSize);
  EXPECT_EQ(
      number("SELECT max(seq) - " + std::to_string(before) +
             " - (SELECT count(*) FROM v_journal WHERE seq > " + std::to_string(before) + ") FROM v_journal"),
      0)
      << "the journal has no gaps";
  EXPECT_EQ(member(store->verify().value(), "ok"), "true");
}

TEST_F(Processes, AWriterKilledInTheMiddleHarmsNobody) {
  for (int round = 0; round < 3; ++round) {
    const pid_t child = tandem::test::start({TANDEM_WRITER, path(), "100000", "killed"});
    const std::int64_t seq = number("SELECT max(seq) FROM v_journal");
    EXPECT_THAT(store->journal_wait(seq + 20, 20'000), Succeeds());
    kill(child, SIGKILL);
    tandem::test::wait_for(child);
    EXPECT_THAT(admin->put("account", R"({"name":"after"})"), Succeeds());
  }
  EXPECT_EQ(number("SELECT count(*) FROM v_account"), 3);
  EXPECT_EQ(member(store->verify().value(), "ok"), "true");
}

}  // namespace
}  // namespace integration
