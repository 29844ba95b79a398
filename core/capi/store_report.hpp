// SPDX-License-Identifier: Apache-2.0
// The documents that store.h takes and answers.
#pragma once

#include <string_view>

#include "base/json.hpp"
#include "domain/domain.hpp"
#include "store/migration/migrate.hpp"

namespace tandem::capi {

/// {"admin_name", "admin_email", "admin_side", "time_zone"}, all optional; unknown keys are refused.
domain::Workspace read_workspace(const Json& document);
Json store_info(store::Database& database);
/// {"store_id", "epoch"} of a file that may be in safe mode.
Json store_identity(std::string_view path);
/// {"from", "to", "backup", "steps": [{"what", "rows"}], "problems": [line]}
Json migration_report(const store::MigrationPlan& plan);
/// {"ok", "checks": [{"name", "ok", "found", "what"}]}
Json verify_report(store::Database& database);

}  // namespace tandem::capi
