// SPDX-License-Identifier: Apache-2.0
#include "writers.hpp"
#include "support/process.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

namespace integration {

Writer::Writer(const std::string& store, int count, const std::string& name) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) std::abort();
  child_ = tandem::test::start({TANDEM_WRITER, store, std::to_string(count), name}, [&] {
    dup2(ends[1], 1);
    close(ends[0]);
  });
  close(ends[1]);
  out_ = ends[0];
}

int Writer::finish(long long& longest, long long& sum) const {
  std::array<char, 256> text{};
  const auto got = read(out_, text.data(), text.size() - 1);
  close(out_);
  if (got <= 0 || std::sscanf(text.data(), "%lld %lld", &longest, &sum) != 2) longest = sum = -1;
  return tandem::test::wait_for(child_);
}

void finish_all(const std::vector<Writer>& writers, int each) {
  long long worst = 0;
  long long all = 0;
  for (const auto& writer : writers) {
    long long longest = 0;
    long long sum = 0;
    EXPECT_EQ(writer.finish(longest, sum), 0);
    EXPECT_GE(longest, 0);
    worst = std::max(worst, longest);
    all += sum;
  }
  const auto writes = static_cast<double>(writers.size()) * each;
  std::printf("%zu processes: a write took %.1f ms on average, %.1f ms at most\n", writers.size(),
              static_cast<double>(all) / writes / 1000.0, static_cast<double>(worst) / 1000.0);
  EXPECT_LT(worst, 10'000'000) << "the turnstile lets nobody starve";
}

}  // namespace integration
