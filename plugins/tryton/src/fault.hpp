// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <tandem/cpp/adapter/failure.hpp>

namespace tandem::tryton {

using Json = nlohmann::json;

/// An error that Tryton itself answered with (HTTP 200 and an "error" member). Its texts are
/// translated, so only the class name in the first place is ever looked at.
class Fault : public adapter::Failure {
 public:
  enum class Kind { user_error, user_warning, concurrency, login, untyped };

  Fault(Kind kind, std::string name, tandem_status status, tandem_error_class error_class,
        std::string message)
      : Failure(status, error_class, std::move(message)), kind_(kind), name_(std::move(name)) {}

  Kind kind() const { return kind_; }
  /// Of a warning: what must be recorded as accepted. Of a login: the parameter that is missing.
  const std::string& name() const { return name_; }
  /// The record's own fault, not the transport's: other records may still be good.
  bool of_record() const { return kind_ == Kind::user_error || kind_ == Kind::untyped; }

 private:
  Kind kind_;
  std::string name_;
};

/// `error` is the member's value; `write` says whether the call was to change something.
Fault read_fault(const Json& error, bool write);

}  // namespace tandem::tryton
