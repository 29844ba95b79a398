// SPDX-License-Identifier: Apache-2.0
// What the parts that apply one pulled row share: the transaction, who acts in it, and the records behind
// foreign ids.
#pragma once

#include <map>
#include <string>

#include "domain/remote_persons.hpp"
#include "sync/inbound/page.hpp"
#include "sync/inbound/references.hpp"

namespace tandem::sync {

/// More than one record matches, or a rule needs a person's decision on the whole row.
class Ambiguous : public Error {
 public:
  using Error::Error;
};

/// `created`: a record was made, and the row is linked to it.
enum class Applied { same, changed, created };

class Context {
 public:
  explicit Context(Session& run) : session(run), references(run) {}
  Context(const Context&) = delete;
  /// Binds to the transaction that the next rows go into.
  void begin(store::Change& change, const StreamPlan& stream);
  /// Forgets what a rolled-back group of rows had made.
  void rolled_back();
  store::Change& change() { return *change_; }
  /// The remote's user behind a row, where one is linked: the actor is the connection, for that person.
  void act_for(const PulledRow& row);
  /// Versions may be as coarse as a second: the same version is no proof where another user wrote it.
  bool by_somebody_else(const PulledRow& row) const;

  Session& session;
  LinkedReferences references;

 private:
  domain::RemotePerson remote_user(std::string_view remote_id);

  store::Change* change_ = nullptr;
  std::map<std::string, domain::RemotePerson, std::less<>> users_;
};

/// Mapped rows come in canonical form; verbs and rules that run meanwhile are not told so.
class CanonicalValues {
 public:
  explicit CanonicalValues(store::Change& change) : change_(change) { change_.values_are_canonical = true; }
  ~CanonicalValues() { change_.values_are_canonical = false; }
  CanonicalValues(const CanonicalValues&) = delete;

 private:
  store::Change& change_;
};

}  // namespace tandem::sync
