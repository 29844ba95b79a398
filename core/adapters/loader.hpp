// SPDX-License-Identifier: Apache-2.0
// Maps one checked library and judges its entry table.
#pragma once

#include <tandem/adapter/entry.h>

#include "adapters/manifest.hpp"
#include "adapters/trust.hpp"

namespace tandem::adapters {

/// Maps the library for the rest of the process's life and returns its table. Throws with advice;
/// what could be decided without running its code has been decided before (trust.hpp).
const tandem_adapter_entry* map_library(const CheckedFile& file, const Manifest& manifest);

/// Throws unless the table fits this host: size, required minor, id, and every mandatory slot.
void require_entry(const tandem_adapter_entry* entry, const Manifest& manifest);

}  // namespace tandem::adapters
