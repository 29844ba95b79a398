// SPDX-License-Identifier: Apache-2.0
// What the host lends a store through its options, as the services of the core.
#pragma once

#include <tandem/store.h>

#include "adapters/library.hpp"
#include "base/services.hpp"

namespace tandem::capi {

/// The host's clock where it gives one; sleeping and deadlines stay with the machine's.
class HostClock final : public Clock {
 public:
  HostClock(tandem_clock_fn read, void* context) : now_(read), context_(context) {}
  Instant now() override { return now_ == nullptr ? system_clock().now() : now_(context_); }
  void sleep_ms(std::int64_t milliseconds) override { system_clock().sleep_ms(milliseconds); }
  std::int64_t monotonic() override { return system_clock().monotonic(); }

 private:
  tandem_clock_fn now_;
  void* context_;
};

adapters::LogFn host_log(const tandem_store_options& options);
adapters::SecretFn host_secrets(const tandem_store_options& options);

}  // namespace tandem::capi
