// SPDX-License-Identifier: Apache-2.0
// Eight processes write at once, beside a bulk import and readers; nobody fails, nothing is lost.
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <thread>

#include "fixture.hpp"

namespace integration {
namespace {

class Processes : public StoreTest {};

/// A started writer process; its output is read when it has ended.
class Writer {
 public:
  Writer(const std::string& path, int count, const std::string& name) {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) std::abort();
    const std::string number = std::to_string(count);
    child_ = fork();
    if (child_ == 0) {
      dup2(ends[1], 1);
      ::close(ends[0]);
      execl(TANDEM_WRITER, TANDEM_WRITER, path.c_str(), number.c_str(), name.c_str(), nullptr);
      _exit(127);
    }
    ::close(ends[1]);
    out_ = ends[0];
  }
  int finish(long long& longest, long long& sum) {
    std::array<char, 256> text{};
    const auto got = ::read(out_, text.data(), text.size() - 1);
    ::close(out_);
    if (got <= 0 || std::sscanf(text.data(), "%lld %lld", &longest, &sum) != 2) longest = sum = -1;
    int state = 0;
    waitpid(child_, &state, 0);
    return WIFEXITED(state) ? WEXITSTATUS(state) : 128;
  }

 private:
  pid_t child_ = 0;
  int out_ = -1;
};

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
  long long worst = 0, all = 0;
  for (auto& writer : writers) {
    long long longest = 0, sum = 0;
    EXPECT_EQ(writer.finish(longest, sum), 0);
    EXPECT_GE(longest, 0);
    worst = std::max(worst, longest);
    all += sum;
  }
  std::printf("%d writers: a write took %.1f ms on average, %.1f ms at most\n", kWriters,
              static_cast<double>(all) / (kWriters * kEach) / 1000.0, static_cast<double>(worst) / 1000.0);
  EXPECT_LT(worst, 10'000'000) << "the turnstile lets nobody starve";
  EXPECT_EQ(number("SELECT count(*) FROM v_lead"), kWriters * kEach);
  EXPECT_EQ(number("SELECT count(*) FROM v_account"), kBulk * kBulkSize);
  EXPECT_EQ(number("SELECT max(seq) - " + std::to_string(before) + " - (SELECT count(*) FROM v_journal WHERE seq > " +
                   std::to_string(before) + ") FROM v_journal"),
            0)
      << "the journal has no gaps";
  EXPECT_EQ(member(store->verify().value(), "ok"), "true");
}

TEST_F(Processes, AWriterKilledInTheMiddleHarmsNobody) {
  for (int round = 0; round < 3; ++round) {
    const pid_t child = fork();
    if (child == 0) {
      execl(TANDEM_WRITER, TANDEM_WRITER, path().c_str(), "100000", "killed", nullptr);
      _exit(127);
    }
    const std::int64_t seq = number("SELECT max(seq) FROM v_journal");
    EXPECT_THAT(store->journal_wait(seq + 20, 20'000), Succeeds());
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    EXPECT_THAT(admin->put("account", R"({"name":"after"})"), Succeeds());
  }
  EXPECT_EQ(number("SELECT count(*) FROM v_account"), 3);
  EXPECT_EQ(member(store->verify().value(), "ok"), "true");
}

}  // namespace
}  // namespace integration
