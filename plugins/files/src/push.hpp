// SPDX-License-Identifier: Apache-2.0
// Writing a batch: one read, one edit in memory, one atomic replace; again when somebody else changed
// the file in between.
#pragma once

#include <tandem/cpp/adapter/host.hpp>
#include <tandem/cpp/adapter/push.hpp>

#include "settings.hpp"

namespace tandem::files {

void push_batch(adapter::Call& call, adapter::Host& host, const Settings& settings,
                const adapter::PushBatch& batch, adapter::ResultWriter& results);

}  // namespace tandem::files
