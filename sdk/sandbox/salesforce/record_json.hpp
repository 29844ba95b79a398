// SPDX-License-Identifier: Apache-2.0
// A found record as JSON text, written directly: answers have thousands of them.
#pragma once
#include <string>
#include <vector>

#include "soql_evaluator.hpp"

namespace tandem::sandbox::salesforce {

// Appends {"attributes":…,"Id":…}.
void append_record(std::string& out, const Org& org, const Table& table, Number number,
                   const std::vector<Column>& columns, int version);

}  // namespace tandem::sandbox::salesforce
