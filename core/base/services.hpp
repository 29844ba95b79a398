// SPDX-License-Identifier: Apache-2.0
// The sources of chance, injected so that tests repeat: the clock and the random numbers.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tandem {

using Instant = std::int64_t;  ///< microseconds since 1970-01-01 UTC

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() = 0;
  virtual void sleep_ms(std::int64_t milliseconds) = 0;
  /// Never runs back; for deadlines and leases inside one process. Microseconds from any origin.
  virtual std::int64_t monotonic() = 0;
};

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(void* bytes, std::size_t size) = 0;
};

/// The machine's own clock and random numbers; live for the whole process.
Clock& system_clock();
Random& system_random();

}  // namespace tandem
