// SPDX-License-Identifier: Apache-2.0
// Applies pulled rows inside a write transaction: identify, merge, write the record, its link and its
// base. A row that cannot be applied now throws; the caller parks it.
#pragma once

#include <set>
#include <unordered_map>

#include "domain/remote_persons.hpp"
#include "sync/inbound/merge.hpp"
#include "sync/inbound/page.hpp"
#include "sync/run/session.hpp"

namespace tandem::sync {

/// More than one record matches, or a rule needs a person's decision on the whole row.
class Ambiguous : public Error {
 public:
  using Error::Error;
};

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

/// Mapped rows come in canonical form; verbs and rules that run meanwhile are not told so.
class CanonicalValues {
 public:
  explicit CanonicalValues(store::Change& change) : change_(change) { change_.values_are_canonical = true; }
  ~CanonicalValues() { change_.values_are_canonical = false; }
  CanonicalValues(const CanonicalValues&) = delete;

 private:
  store::Change& change_;
};

/// `created`: a record was made, and the row is linked to it.
enum class Applied { same, changed, created };

class Applier {
 public:
  explicit Applier(Session& session) : session_(session), references_(session) {}
  /// Binds to the transaction that the next rows go into.
  void begin(store::Change& change, const StreamPlan& stream);
  /// Forgets what a rolled-back group of rows had made.
  void rolled_back();
  Applied row(const StreamPlan& stream, const PulledRow& row, const Value* values);
  References& references() { return references_; }

 private:
  struct Target {
    const RulePlan& rule;
    const PulledRow& row;
    const Value* values;
    Link link;
    Row current;
    std::optional<Base> base;
    Row update;
    bool update_any = false, base_changed = false, forget_hash = false, fresh_match = false;
  };
  Applied rule(const RulePlan& rule, const PulledRow& row, const Value* values);
  Applied create(const RulePlan& rule, const PulledRow& row, const Value* values, Row& mapped);
  Applied create_by_verb(const RulePlan& rule, const PulledRow& row, const Value* values);
  void owe_receipt(const RulePlan& rule, const Link& link, const Value* values);
  Applied merge(Target& target, const Row& mapped);
  void merge_one(Target& target, const FieldPlan& plan, const Value& remote);
  void settle_conflict(Target& target, const FieldPlan& plan, const Value& remote, const Value& base);
  void run_verbs(Target& target);
  std::string attempt(Target& target, const VerbPlan& verb);
  void sign(Target& target, const VerbPlan& verb);
  void owe_what_it_changed(Target& target);
  void put_back(Target& target, std::string_view state, const std::string& why);
  void report_refusal(const Target& target);
  void keep_base(Target& target);
  Applied deleted(const RulePlan& rule, const PulledRow& row);
  Applied moved(const RulePlan& rule, const PulledRow& row);
  void give_way(const EntityInfo& entity, const Id& merged, const Id& survivor);
  Applied converted(const RulePlan& rule, const PulledRow& row, const Value* values);
  void follow(const RulePlan& rule, const Link& old, std::string_view new_id);
  void point_at_other_row(const Link& old);
  void owe_again(const RulePlan& rule, const FieldPlan& plan, const Id& record);
  bool lives_on(const Link& link);
  void read_again(const std::string& remote_type, std::string_view id);
  bool untouched(const RulePlan& rule, const Link& link);
  std::optional<Id> identify(const RulePlan& rule, const Row& mapped);
  void act_for(const PulledRow& row);
  std::pair<Id, model::Side> remote_user(std::string_view remote_id);
  std::optional<domain::RemotePerson> named_person(const VerbPlan& verb, const Value* values);
  Json do_verb(const VerbPlan& verb, const PulledRow& row, const Value* values, const Id& record);
  model::Side accountable(const Field& field);
  void record_conflict(const Target& target, const FieldPlan& plan, const Value& base, const Value& remote,
                       std::string_view decision);
  void clear_refusal_there(Target& t, const std::string& state);
  bool says_more_here(const Target& t) const;
  static std::string stale_mark(const Target& t, const VerbPlan& verb);
  static void forget_stale_mark(Target& t, const VerbPlan& verb);
  bool is_first_look(Target& t, const FieldPlan& plan, const Value& remote);
  bool by_somebody_else(const PulledRow& row) const;

  Session& session_;
  LinkedReferences references_;
  store::Change* change_ = nullptr;
  std::map<std::string, model::Side, std::less<>> accountable_;
  std::map<std::string, std::pair<Id, model::Side>, std::less<>> users_;
  Row mapped_;
};

/// True when every mapped field of the record is what was agreed and nothing is lossy.
bool agrees(const RulePlan& rule, const Row& current, const Base& base);

}  // namespace tandem::sync
