// SPDX-License-Identifier: Apache-2.0
#include "base/services.hpp"

#include <sys/random.h>

#include <cerrno>
#include <chrono>
#include <thread>

#include "base/error.hpp"

namespace tandem {
namespace {

class SystemClock final : public Clock {
 public:
  Instant now() override {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
  }
  void sleep_ms(std::int64_t milliseconds) override {
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
  }
  std::int64_t monotonic() override {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
  }
};

class SystemRandom final : public Random {
 public:
  void fill(void* bytes, std::size_t size) override {
    auto* at = static_cast<unsigned char*>(bytes);
    while (size > 0) {
      const ssize_t got = getrandom(at, size, 0);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) throw Error(TANDEM_UNAVAILABLE, "the system gives no random numbers");
      at += got;
      size -= static_cast<std::size_t>(got);
    }
  }
};

}  // namespace

Clock& system_clock() {
  static SystemClock clock;
  return clock;
}

Random& system_random() {
  static SystemRandom random;
  return random;
}

}  // namespace tandem
