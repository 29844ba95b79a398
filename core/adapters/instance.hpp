// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tandem/adapter/entry.h>

#include <memory>

#include "adapters/host.hpp"
#include "sync/remote.hpp"

namespace tandem::adapters {

/// Creates and starts an instance; destroying the result stops and destroys it. Throws RemoteError.
std::unique_ptr<sync::Remote> open_instance(const tandem_adapter_entry& entry, HostOptions options);

}  // namespace tandem::adapters
