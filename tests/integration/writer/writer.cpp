// SPDX-License-Identifier: Apache-2.0
// One of several processes that write to a store at once: captures leads and tells how long it waited.
// Usage: writer STORE COUNT NAME. Prints "<longest wait in µs> <sum of waits in µs>".
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <tandem/cpp/tandem.hpp>

namespace {

using Time = std::chrono::steady_clock;

std::int64_t microseconds(Time::duration d) {
  return std::chrono::duration_cast<std::chrono::microseconds>(d).count();
}

void write_all(const std::string& path, int count, const std::string& name) {
  auto options = tandem::store_options();
  options.busy_timeout_ms = 60'000;
  const auto store = tandem::Store::open(path, options).value();
  const auto session = tandem::Session::open(store).value();
  std::int64_t longest = 0;
  std::int64_t sum = 0;
  for (int i = 0; i < count; ++i) {
    const std::string document = R"({"family_name":")" + name + std::to_string(i) + R"(","email":")" + name +
                                 std::to_string(i) + R"(@w.example"})";
    const auto start = Time::now();
    (void)session.act("lead.capture", "", document).value();
    const auto took = microseconds(Time::now() - start);
    longest = std::max(longest, took);
    sum += took;
  }
  std::cout << longest << " " << sum << "\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  try {
    write_all(argv[1], std::atoi(argv[2]), argv[3]);
  } catch (const tandem::Exception& e) {
    std::cerr << e.what() << " (" << e.error().advice() << ")\n";
    return 1;
  }
}
