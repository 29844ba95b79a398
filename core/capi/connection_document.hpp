// SPDX-License-Identifier: Apache-2.0
// The documents that sync.h takes and answers.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "adapters/library.hpp"
#include "sync/engine.hpp"

namespace tandem::capi {

/// A JSON array of absolute paths.
std::vector<std::filesystem::path> folder_list(std::string_view json);
Json adapter_documents(const adapters::Library& library);

/// {"name", "adapter", "side", "settings", "mapping"}. The mapping may be a document, the name of one
/// that the adapter ships, or absent for the adapter's default.
sync::Connection read_connection(const Json& document, const adapters::Library& library);
/// Without settings and mapping.
Json connection_summary(const sync::Connection& connection);
Json connection_document(const sync::Connection& connection);

}  // namespace tandem::capi
