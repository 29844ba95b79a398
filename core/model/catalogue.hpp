// SPDX-License-Identifier: Apache-2.0
// The catalogue: every entity, verb and named query, as data with a version of its own. Built once
// by the domain; each open store adds its extension fields to a copy.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "model/entity.hpp"
#include "model/value.hpp"

namespace tandem::store {
class Change;
class Database;
}  // namespace tandem::store

namespace tandem::model {

inline constexpr std::string_view kCatalogueVersion = "0.1.0";

/// The same by a function: `at(kLead, "stage")`.
consteval std::size_t at(const Entity& entity, std::string_view field) { return entity[field]; }

class EntityInfo;

/// A rule of the domain that the write pipeline runs on every row of an entity. It may fill in or
/// refuse (`Change::forbid`); `before` is null for a new row.
using Rule = void (*)(store::Change& change, const EntityInfo& entity, const Row* before, Row& after);

/// An entity as one store sees it: built-in fields plus extension fields, by position.
class EntityInfo {
 public:
  explicit EntityInfo(const Entity& entity);
  const Entity& descriptor() const { return *entity_; }
  std::string_view name() const { return entity_->name; }
  std::span<const Field> fields() const { return fields_; }
  const Field& field(std::size_t position) const { return fields_[position]; }
  std::size_t size() const { return fields_.size(); }
  std::optional<std::size_t> find(std::string_view field) const;
  /// Position of a field, or invalid argument with the nearest name.
  std::size_t position(std::string_view field) const;
  bool is_extension(std::size_t position) const { return position >= kCommonFields + entity_->fields.size(); }
  Row new_row() const { return Row(fields_.size()); }

  std::vector<Rule> before_write;  ///< before a row is stored
  std::vector<Rule> after_write;   ///< after it, in the same transaction

 private:
  friend class Catalogue;
  const Entity* entity_;
  std::vector<Field> fields_;
  std::map<std::string_view, std::size_t> by_name_;
};

struct Argument {
  std::string_view name;
  Type type = Type::text;
  bool required = false;
  std::string_view target{};
  std::span<const std::string_view> choices{};
  std::string_view doc{};
};

struct Verb;

struct VerbCall {
  const Verb& verb;
  Id record;  ///< empty where the verb makes a record
  const Json& args;
  Instant at;  ///< when it happened; may lie in the past
};

/// What people do, with its guard. `run` returns the answer document.
struct Verb {
  std::string_view name;  ///< "handoff.accept"
  std::string_view entity;
  bool creates = false;  ///< takes no record id
  std::span<const Argument> arguments{};
  std::string_view doc{};
  Json (*run)(store::Change& change, const VerbCall& call) = nullptr;
  std::string_view since = "0.1";
};

struct Column {
  std::string name;
  Type type = Type::text;
};

struct Table {
  std::vector<Column> columns;
  std::vector<Row> rows;
};

/// A named question. Its answer is the same for both sides: `run` is not told who asks.
struct Query {
  std::string_view name;
  std::span<const Argument> arguments{};
  std::string_view doc{};
  Table (*run)(store::Database& database, const Json& args, Instant now) = nullptr;
  std::string_view since = "0.1";
};

/// A domain event that has just been journalled.
struct Happening {
  std::string_view kind;  ///< "lead.captured"
  std::string_view entity;
  Id record;
  Instant at;  ///< when it happened; may lie in the past
  const Json& payload;
};
/// What follows from an event, in the same transaction: a promise begins to run, or is kept.
using EventRule = void (*)(store::Change& change, const Happening& happening);

/// How much of what is due one transaction takes; `is_more` says that something due stays for the next one.
struct Portion {
  std::int64_t left = INT64_MAX;
  bool is_more = false;
  /// Takes one more of what is due; false, and a note that there is more, when none is left to take.
  bool take() {
    if (left <= 0) {
      is_more = true;
      return false;
    }
    --left;
    return true;
  }
};

/// What time alone decides. `run` does a portion of what is due at `now`, the oldest first, and returns how
/// often it did what: {"expired": 2}; once nothing is left, it finds nothing. It costs by what is due.
struct TimeRule {
  std::string_view name;
  std::string_view doc{};
  Json (*run)(store::Change& change, Instant now, Portion& portion) = nullptr;
};

/// A clause of the house default, which holds unsigned until the sides sign rules of their own.
struct DefaultClause {
  std::string_view kind, key;
  std::string_view body;  ///< JSON
};

class Catalogue {
 public:
  Catalogue();  ///< all built-in entities, no verbs yet
  /// Entities of one's own choice: how stores of another age are told from this one's.
  explicit Catalogue(std::span<const Entity* const> entities, std::string_view version = kCatalogueVersion);
  Catalogue(const Catalogue& other);
  Catalogue& operator=(const Catalogue&) = delete;

  std::string_view version() const { return version_; }
  const std::deque<EntityInfo>& entities() const { return entities_; }
  const EntityInfo& entity(std::string_view name) const;  ///< or not found, with the nearest name
  const EntityInfo* find_entity(std::string_view name) const;
  const EntityInfo& entity(const Entity& descriptor) const { return entity(descriptor.name); }
  EntityInfo& edit(std::string_view name);

  void add(std::span<const Verb> verbs);
  void add(std::span<const Query> queries);
  void add(std::span<const TimeRule> rules);
  void add(std::span<const DefaultClause> clauses);
  void on_event(EventRule rule) { event_rules_.push_back(rule); }
  const Verb& verb(std::string_view name) const;
  const Query& query(std::string_view name) const;
  const std::map<std::string_view, const Verb*>& verbs() const { return verbs_; }
  const std::map<std::string_view, const Query*>& queries() const { return queries_; }

  const std::vector<EventRule>& event_rules() const { return event_rules_; }
  const std::vector<const TimeRule*>& time_rules() const { return time_rules_; }
  const std::vector<const DefaultClause*>& default_clauses() const { return default_clauses_; }

  /// Adds a field to an entity of this store. The name starts with `x_`.
  void add_extension(std::string_view entity, std::string_view name, Type type, bool personal);

 private:
  std::string_view version_;
  std::deque<EntityInfo> entities_;
  std::map<std::string_view, std::size_t> by_name_;
  std::map<std::string_view, const Verb*> verbs_;
  std::map<std::string_view, const Query*> queries_;
  std::vector<EventRule> event_rules_;
  std::vector<const TimeRule*> time_rules_;
  std::vector<const DefaultClause*> default_clauses_;
  std::deque<std::string> names_;  // keeps the text of extension names
};

/// The catalogue as one JSON document, as `tandem catalogue --format json` prints it.
Json describe(const Catalogue& catalogue);
/// JSON Schema (draft 2020-12) of the documents of one entity.
Json json_schema(const EntityInfo& entity);

std::string_view type_name(Type type);
std::string_view side_name(Side side);
Side parse_side(std::string_view name);  ///< or invalid argument
std::string_view set_by_name(SetBy set_by);
/// Type of an SQLite STRICT column.
std::string_view sql_type(Type type);
/// Kind of a value of this type in rows.
std::uint16_t value_kind(Type type);

}  // namespace tandem::model
