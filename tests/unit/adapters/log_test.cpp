// SPDX-License-Identifier: Apache-2.0
#include "adapters/log.hpp"

#include "adapters/metrics.hpp"
#include "unit/adapters/support.hpp"

namespace tandem::adapters {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(SafeLine, IsOnePrintableLine) {
  EXPECT_THAT(safe_line("a\nERROR forged\x1b[2J"), Not(testing::ContainsRegex("[\x01-\x1f]")));
  EXPECT_LE(safe_line(std::string(100'000, 'x')).size(), 2000U);
}

TEST(SafeLine, HidesKnownSecretsWhereverTheyStand) {
  EXPECT_EQ(safe_line("sent canary-1 and canary-1", {"canary-1"}), "sent [redacted] and [redacted]");
  // A secret across the cut must not survive in half.
  std::string long_line(1995, ' ');
  long_line += "canary-1";
  EXPECT_THAT(safe_line(long_line, {"canary-1"}), Not(HasSubstr("cana")));
}

TEST(SafeLine, HidesCredentialsNamedValuesAndAddresses) {
  EXPECT_EQ(safe_line("Authorization: Bearer abcdefghij"), "Authorization: [redacted] [redacted]");
  EXPECT_EQ(safe_line("password=hunter2&x=1"), "password=[redacted]&x=1");
  EXPECT_EQ(safe_line(R"({"access_token": "abc", "id": 1})"), R"({"access_token": "[redacted]", "id": 1})");
  EXPECT_EQ(safe_line("lead mara.o'neil+x@mail.example.com refused"), "lead [address] refused");
  EXPECT_EQ(safe_line("page 3 of 7 @ 10:00"), "page 3 of 7 @ 10:00");
  EXPECT_EQ(safe_line("the token was refused"), "the token was refused");
}

TEST(Metrics, AddsUpAndIsBounded) {
  Metrics metrics;
  metrics.count("http.calls", 2);
  metrics.count("http.calls", 3);
  metrics.count("Bad Name", 1);
  for (int i = 0; i < 1000; ++i) metrics.count("n" + std::to_string(i), 1);
  const auto taken = metrics.take();
  EXPECT_EQ(taken.size(), 200U);
  EXPECT_EQ(taken.front(), (std::pair<std::string, std::int64_t>("http.calls", 5)));
  EXPECT_TRUE(metrics.take().empty());
}

}  // namespace
}  // namespace tandem::adapters
