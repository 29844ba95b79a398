// SPDX-License-Identifier: Apache-2.0
// Log lines of adapters and of the HTTP service: one printable line, redacted, with its connection.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::adapters {

/// Where lines go: level (TANDEM_LOG_*), connection name, finished line.
using LogFn = std::function<void(int level, std::string_view connection, std::string_view line)>;

/// Writes to standard error through spdlog; used where the host gives no callback.
LogFn standard_error_log();

/// The last net behind the types: known secret values, bearer and basic credentials, values after
/// words such as password= or "access_token":, and e-mail addresses become marks. Control characters
/// are escaped and the line is cut at 2,000 bytes.
std::string safe_line(std::string_view text, const std::vector<std::string_view>& secrets = {});

}  // namespace tandem::adapters
