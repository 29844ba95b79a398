// SPDX-License-Identifier: Apache-2.0
// Collections of records on their way out, and the verdicts that come back.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tandem/cpp/adapter/push.hpp>
#include <vector>

#include "describe.hpp"
#include "errors.hpp"

namespace tandem::salesforce {

struct RecordResult {
  bool success = false;
  std::string id;
  std::optional<RemoteError> error;
};

/// The array of a collection's answer, in the order of the request. Throws class unknown for anything
/// else: the write may have happened.
std::vector<RecordResult> parse_results(std::string_view body);

/// A value as the field's JSON: dates and instants in ISO form, decimals with their own digits.
void append_value(std::string& out, const tandem_value& value, Kind kind);
void append_text(std::string& out, std::string_view text);

}  // namespace tandem::salesforce
