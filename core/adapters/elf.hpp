// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "adapters/descriptor.hpp"

namespace tandem::adapters {

/// Throws, with advice, unless the file is a shared library of this machine's kind whose run path
/// leads nowhere but beside itself ($ORIGIN): any other would load code that nobody checked.
void require_loadable_elf(const Descriptor& file, const std::filesystem::path& path);

}  // namespace tandem::adapters
