// SPDX-License-Identifier: Apache-2.0
// The records behind foreign ids, both ways.
#pragma once

#include <unordered_map>

#include "sync/run/session.hpp"

namespace tandem::sync {

/// Finds, and where the mapping says so makes, the records behind foreign ids.
class LinkedReferences final : public References {
 public:
  explicit LinkedReferences(Session& session) : session_(session) {}
  void use(store::Change* change) { change_ = change; }  ///< null: reading only
  void forget() { known_.clear(); }                      ///< after a rollback
  Id local(const Reference& reference, const Reference::RemoteType& type,
           std::string_view remote_id) override;
  std::optional<RemoteRecord> remote(const Reference& reference, const Id& local) override;

 private:
  Id make(const Json& pattern, const Reference::RemoteType& type, std::string_view remote_id);
  std::optional<Id> by_email(std::string_view entity, std::string_view email);

  Session& session_;
  store::Change* change_ = nullptr;
  std::unordered_map<std::string, Id> known_;
  std::string key_;
};

}  // namespace tandem::sync
