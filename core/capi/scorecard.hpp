// SPDX-License-Identifier: Apache-2.0
// The joint scorecard as a document or as text.
#pragma once

#include <string>
#include <string_view>

#include "base/json.hpp"
#include "store/database.hpp"

namespace tandem::capi {

/// `args`: {"at": instant, "period_id"}, both optional; `format`: json or text.
std::string scorecard(store::Database& database, const Json& args, std::string_view format);

}  // namespace tandem::capi
