// SPDX-License-Identifier: Apache-2.0
// The time of a stand-in: injected, so that a simulation decides it.
#pragma once
#include <cstdint>

namespace tandem::sandbox {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::int64_t now_ms() const = 0;  // since 1970, UTC
};

// Stands still until it is told to move.
class SteppedClock final : public Clock {
 public:
  explicit SteppedClock(std::int64_t start_ms) : now_(start_ms) {}
  std::int64_t now_ms() const override { return now_; }
  void advance_ms(std::int64_t by) { now_ += by; }

 private:
  std::int64_t now_;
};

}  // namespace tandem::sandbox
