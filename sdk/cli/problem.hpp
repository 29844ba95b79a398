// SPDX-License-Identifier: Apache-2.0
// Why a command could not go on, and how it is told on stderr.
#pragma once

#include <tandem/library.h>

#include <exception>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>

namespace tandem::cli {

/// Keeps the order in which keys were written.
using Json = nlohmann::ordered_json;

class Problem : public std::exception {
 public:
  Problem(tandem_status status, std::string message, std::string advice = {});
  /// Takes what the library tells and gives the error back to it.
  Problem(tandem_status status, tandem_error* error);

  const char* what() const noexcept override { return message_.c_str(); }
  tandem_status status() const { return status_; }
  int exit_code() const { return exit_code_; }
  const std::string& message() const { return message_; }
  const std::string& advice() const { return advice_; }

  void add_advice(const std::string& more);

  /// "error: …" and "  next: …"; `as_json` adds the whole error as one JSON line.
  void print(std::ostream& out, bool as_json) const;

 protected:
  int exit_code_;

 private:
  tandem_status status_;
  std::string message_;
  std::string advice_;
  Json document_;
};

/// The command line is wrong.
class UsageProblem : public Problem {
 public:
  UsageProblem(std::string message, std::string advice);
};

/// What to do about a status when the library gives no advice.
const char* fallback_advice(tandem_status status);

}  // namespace tandem::cli
