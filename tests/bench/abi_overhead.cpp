// SPDX-License-Identifier: Apache-2.0
// Row 8: what crossing the adapter ABI costs a record: the synthetic adapter's rows through the loaded
// library and the same rows made by the same code linked in. The difference is set beside what a whole
// pull costs a record (printed by bench.sh from the sync of the same adapter).
#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <functional>

#include "adapters/library.hpp"
#include "synthetic/synthetic.hpp"

extern "C" __attribute__((noinline)) void bench_measured(const std::function<void()>* work) { (*work)(); }

namespace {

std::int64_t cpu_us() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1'000'000 + usage.ru_utime.tv_usec +
         usage.ru_stime.tv_usec;
}

std::int64_t through_abi(std::uint64_t rows, const char* adapters) {
  tandem::adapters::Library library;
  library.load({adapters});
  tandem::adapters::HostServices services;
  services.clock = &tandem::system_clock();
  services.random = &tandem::system_random();
  tandem::sync::CallGuard guard;
  guard.clock = services.clock;
  const tandem::Json settings = {{"rows", rows}};
  const auto remote = library.open("synthetic", settings, "bench", services, guard);
  const std::vector<std::string> fields(std::begin(synthetic::kFields), std::end(synthetic::kFields));
  std::int64_t bytes = 0;
  const std::function<void()> work = [&] {
    tandem::sync::PageEnd end;
    do {
      const std::string cursor = end.cursor;
      end = remote->pull({"leads", "leads", cursor, fields, 2000, true}, [&](const tandem_row& row) {
        for (std::uint32_t i = 0; i < row.value_count; ++i) bytes += row.values[i].size;
      });
    } while (end.more);
  };
  bench_measured(&work);
  return bytes;
}

std::int64_t linked_in(std::uint64_t rows) {
  synthetic::Maker maker;
  std::int64_t bytes = 0;
  const std::function<void()> work = [&] {
    for (std::uint64_t n = 0; n < rows; ++n) {
      maker.make(n, 0);
      for (std::size_t i = 0; i < synthetic::kFieldCount; ++i)
        bytes += static_cast<std::int64_t>(maker.field(i).size());
    }
  };
  bench_measured(&work);
  return bytes;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: bench_abi tandem|bound ROWS ADAPTERS\n");
    return 2;
  }
  const auto rows = static_cast<std::uint64_t>(std::atoll(argv[2]));
  const bool abi = std::string(argv[1]) == "tandem";
  const auto start = cpu_us();
  const std::int64_t bytes = abi ? through_abi(rows, argv[3]) : linked_in(rows);
  std::printf("abi %s %s %lld %lld 0\n", argv[1], argv[2], static_cast<long long>(cpu_us() - start),
              static_cast<long long>(bytes));
  return 0;
}
