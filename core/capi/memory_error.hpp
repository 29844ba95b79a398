// SPDX-License-Identifier: Apache-2.0
// The error that needs no memory: answered when there is none left. It is never freed or counted.
#pragma once

#include <tandem/library.h>

namespace tandem::capi {

tandem_error* memory_error() noexcept;

}  // namespace tandem::capi
