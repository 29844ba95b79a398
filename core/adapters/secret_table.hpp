// SPDX-License-Identifier: Apache-2.0
// The secrets of one connection: those its settings refer to, and those captured while signed in.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/secrets.hpp"
#include "base/json.hpp"

namespace tandem::adapters {

class SecretTable {
 public:
  SecretTable(const Json& settings, SecretFn host);

  /// The secret that setting `name` refers to; fetched once an instance. Throws with advice.
  std::string_view configured(std::string_view name);
  /// Throws unauthenticated where nothing was captured under that name.
  std::string_view session(std::string_view name) const;
  /// True when it can be had now; never throws.
  bool has(std::string_view name) noexcept;
  void put_session(std::string_view name, SecretBytes value);
  void forget_session(std::string_view name);
  /// Everything fetched or captured so far, for the redactor.
  std::vector<std::string_view> known() const;

 private:
  std::map<std::string, std::string, std::less<>> references_;  // setting → reference
  std::map<std::string, SecretBytes, std::less<>> fetched_;
  std::map<std::string, SecretBytes, std::less<>> sessions_;
  std::vector<SecretBytes> retired_;  // may still turn up in an error text of the remote
  SecretFn host_;
};

}  // namespace tandem::adapters
