// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace tandem::files {

/// A place in a file: byte offset, and the number of the line that begins or goes on there.
struct Position {
  std::size_t offset = 0;
  std::uint64_t line = 1;
};

}  // namespace tandem::files
