// SPDX-License-Identifier: Apache-2.0
// Cuts a JSON array, or JSON lines, into its documents without reading them: one broken document does
// not take the next one with it.
#pragma once

#include <functional>
#include <string_view>

namespace tandem::domain {

using DocumentSink = std::function<void(std::size_t index, std::string_view document)>;

/// Throws invalid argument where an array is not closed or something follows it.
void split_documents(std::string_view documents, const DocumentSink& sink);

}  // namespace tandem::domain
