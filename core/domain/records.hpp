// SPDX-License-Identifier: Apache-2.0
// Documents of any entity into and out of the store, through the one pipeline.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "store/change.hpp"

namespace tandem::domain {

struct PutOptions {
  std::optional<std::int64_t> if_revision;
  std::string_view request_key;
};

/// Makes a record (no id, or one unknown here) or changes the fields given. Answers {"id", "revision",
/// "created"}; a repeat of the request key answers what the first call did.
std::string put_record(store::Database& database, const store::Actor& actor, std::string_view entity,
                       std::string_view document, const PutOptions& options);
/// One record as a document, or not found.
std::string get_record(store::Database& database, std::string_view entity, std::string_view id);
std::string archive_record(store::Database& database, const store::Actor& actor, std::string_view entity,
                           std::string_view id, const PutOptions& options);

struct BulkOptions {
  bool skip_broken = false;
  /// What was captured before is history: no clock, no event. Absent: nothing is.
  std::optional<Instant> live_from{};
  std::function<bool()> cancelled;
  /// While documents are read and once after the commit; never while the write lock is held.
  std::function<void(std::string_view phase, std::int64_t done, std::int64_t total)> progress;
};

/// Puts a JSON array or JSON lines in one transaction. {"created", "changed", "same", "broken": […]}; of
/// leads that stand there already by their mail address also "duplicates": [{index, lead_id, duplicate_of}].
std::string put_records(store::Database& database, const store::Actor& actor, std::string_view entity,
                        std::string_view documents, const BulkOptions& options);

}  // namespace tandem::domain
