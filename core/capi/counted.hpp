// SPDX-License-Identifier: Apache-2.0
// Number of things handed to callers and not yet given back: what tandem_live_objects answers.
#pragma once

#include <cstdint>

namespace tandem::capi {

class Counted {
 public:
  Counted() noexcept;
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 protected:
  ~Counted();
};

std::int64_t live_objects() noexcept;

}  // namespace tandem::capi
