// SPDX-License-Identifier: Apache-2.0
// A record as it is kept: the system fields beside one packed string of the others, so that a million
// records fit.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tandem::sandbox::salesforce {

struct Row {
  std::int64_t created = 0;   // seconds
  std::int64_t modified = 0;  // LastModifiedDate
  std::int64_t stamp = 0;     // SystemModstamp
  std::int64_t deleted_at = 0;
  std::uint32_t created_by = 0;  // number of a User
  std::uint32_t modified_by = 0;
  bool deleted = false;  // in the recycle bin
  bool purged = false;   // gone for ever; the number is not used again
  std::string packed;    // (slot, length, text)*; a null value is not there

  std::optional<std::string_view> get(std::uint16_t slot) const;
  // Empty clears the field.
  void set(std::uint16_t slot, std::string_view text);
  void clear(std::uint16_t slot) { set(slot, {}); }
  void append_new(std::uint16_t slot, std::string_view text);  // the slot must not be set yet
};

}  // namespace tandem::sandbox::salesforce
