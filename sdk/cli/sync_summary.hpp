// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>

#include "print.hpp"

namespace tandem::cli {

/// A run's report as a person reads it; the counters in full come with --format json.
void print_summary(std::ostream& out, const Json& report);

}  // namespace tandem::cli
