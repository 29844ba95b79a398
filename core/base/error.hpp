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
  /// The detail "code" of a Refusal; else empty.
  std::string_view code() const;

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

/// The name of a broken rule, for programs: "reason_not_listed". It stays when texts change; checked when
/// compiled. Errors and irregularities speak of one rule by one name.
struct RefusalCode {
  consteval RefusalCode(const char* name) : text(name) {
    for (const char c : text) {
      if ((c < 'a' || c > 'z') && c != '_') throw "a code is written in a-z and _";
    }
    if (text.empty() || text.front() == '_' || text.back() == '_') throw "a code is a word or several";
  }
  std::string_view text;
};

/// What a guard throws: a rule says no, and which one it was.
class Refusal : public Error {
 public:
  Refusal(tandem_status status, RefusalCode code, std::string message, std::string advice = {})
      : Error(status, std::move(message), std::move(advice)) {
    details.emplace_back("code", std::string(code.text));
  }
};

/// Name of a status as it stands in documents and on the command line: "not found", "conflict" …
std::string_view status_name(tandem_status status);

}  // namespace tandem
