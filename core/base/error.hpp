// SPDX-License-Identifier: Apache-2.0
// The one exception of the core. Thrown anywhere below the C boundary, turned into a status there.
#pragma once

#include <tandem/abi.h>

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tandem {

class Error : public std::exception {
 public:
  Error(tandem_status status, std::string message, std::string advice = {})
      : status_(status), message_(std::move(message)), advice_(std::move(advice)) {}

  const char* what() const noexcept override { return message_.c_str(); }
  tandem_status status() const { return status_; }
  const std::string& message() const { return message_; }
  /// It says that this one thing cannot be done, and not that the store cannot go on.
  bool is_refusal() const;
  /// What to do next, one sentence; may be empty.
  const std::string& advice() const { return advice_; }

  std::string origin = "core";  ///< core, loader, or an adapter's id
  std::string domain;           ///< whose native code: sqlite, errno, http, vendor …
  std::int64_t native_code = 0;
  std::int64_t retry_after_ms = 0;
  bool retryable = false;
  std::string record;  ///< "entity id" of the record concerned, or empty
  std::vector<std::pair<std::string, std::string>> details;

  Error&& with(std::string key, std::string value) && {
    details.emplace_back(std::move(key), std::move(value));
    return std::move(*this);
  }
  Error&& about(std::string_view entity, std::string_view id) && {
    record = std::string(entity) + " " + std::string(id);
    return std::move(*this);
  }
  Error&& native(std::string from, std::int64_t code) && {
    domain = std::move(from);
    native_code = code;
    return std::move(*this);
  }

 private:
  tandem_status status_;
  std::string message_;
  std::string advice_;
};

/// Name of a status as it stands in documents and on the command line: "not found", "conflict" …
std::string_view status_name(tandem_status status);

}  // namespace tandem
