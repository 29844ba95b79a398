// SPDX-License-Identifier: Apache-2.0
// One of the two tools that a kill test keeps in step, as the people who work there see it.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tandem::kill_test {

/// Leads by e-mail address; fields are called company, title, source.
class Side {
 public:
  virtual ~Side() = default;
  /// What follows `tandem connect NAME`.
  virtual std::vector<std::string> connect_words() = 0;
  virtual void add(const std::string& email, const std::string& company) = 0;
  /// Somebody sets a field of the lead with this address.
  virtual void edit(const std::string& email, const std::string& field, const std::string& value) = 0;
  virtual std::vector<std::string> emails() = 0;
  /// {address: value}; an address that stands twice is a test failure.
  virtual std::map<std::string, std::string> values(const std::string& field) = 0;
  /// Changes when anything there does.
  virtual std::string fingerprint() = 0;
};

}  // namespace tandem::kill_test
