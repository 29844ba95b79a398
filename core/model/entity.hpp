// SPDX-License-Identifier: Apache-2.0
// The vocabulary in which an entity is described, once. Tables, views, validation, JSON Schema,
// documentation, command-line flags and default mappings all follow from these descriptors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace tandem::model {

enum class Type : std::uint8_t {
  id,        ///< uuid of this row
  ref,       ///< uuid of a row of `target`
  text,      ///< UTF-8
  email,     ///< text; canonical form: trimmed, lower case
  phone,     ///< text; canonical form: digits and a leading plus
  zone,      ///< IANA time zone name
  currency,  ///< ISO 4217 code
  country,   ///< ISO 3166-1 alpha-2 code or free text as the remote has it
  integer,
  minor,    ///< money in minor units of the row's `currency` field
  decimal,  ///< exact decimal, kept as text
  ppm,      ///< share, parts per million
  boolean,
  date,      ///< civil date, days since 1970-01-01; text in documents
  instant,   ///< microseconds since 1970 UTC
  duration,  ///< whole seconds
  choice,    ///< one of `choices`
  set,       ///< JSON array of texts, sorted and unique
  json,      ///< a JSON document
};

/// Who may set a field. `record_put` refuses all but `host` and names the verb.
enum class SetBy : std::uint8_t { host, verb, derived, sync };

enum class Side : std::uint8_t { none, marketing, sales, leadership, shared, external };

enum Flag : std::uint32_t {
  kRequired = 1U << 0,   ///< not null
  kImmutable = 1U << 1,  ///< may be set once
  kIndexed = 1U << 2,
  kUnique = 1U << 3,
  kPersonal = 1U << 4,  ///< never in a log, an error text or the journal
  kSigned = 1U << 5,    ///< part of the content hash
  kOnCreate = 1U << 6,  ///< a host may set it when the record is created, a verb afterwards
};

struct Field {
  std::string_view name;
  Type type = Type::text;
  std::uint32_t flags = 0;
  SetBy set_by = SetBy::host;
  std::string_view target{};  ///< entity a `ref` points to
  std::span<const std::string_view> choices{};
  std::string_view activity{};  ///< responsibility that answers for it in a conflict
  Side side = Side::none;       ///< who answers where no responsibility is signed
  std::string_view verb{};      ///< the verb that sets it, for the error text
  std::string_view doc{};
  std::string_view fallback{};  ///< default as it would stand in a document (JSON)
  std::string_view since = "0.1";

  bool is(Flag flag) const { return (flags & flag) != 0; }
};

/// One allowed move of the state field; the verb that makes it, or empty where only a rule does.
struct Move {
  std::string_view from;
  std::string_view to;
  std::string_view verb;
};

struct Index {
  std::string_view name;
  std::string_view columns;  ///< comma separated
  bool unique = false;
  std::string_view where{};  ///< partial index condition, or empty
};

enum class Kind : std::uint8_t {
  fact,  ///< what happened at a remote: never refused, irregularities stand beside it
  own,   ///< Tandem's own record: a remote change acts through a verb and its guard
};

// Every row starts with these, whatever its entity; the entity's own fields follow.
inline constexpr std::size_t kId = 0, kRevision = 1, kCreatedAt = 2, kUpdatedAt = 3, kArchivedAt = 4;
inline constexpr std::size_t kCommonFields = 5;

/// One value of a choice field: what a rule sets, asks for or moves to.
struct Choice {
  std::size_t field;
  std::string_view value;
};

/// Where a field stands in its rows.
struct Position {
  std::size_t index;
  const Field* field;

  constexpr operator std::size_t() const { return index; }
  /// `kLead["stage"]["mql"]`; another word than the field's choices does not compile.
  template <std::size_t size>
  consteval Choice operator[](const char (&value)[size]) const {
    for (const std::string_view choice : field->choices) {
      if (choice == std::string_view(value, size - 1)) return {index, choice};
    }
    throw "the field has no such choice";
  }
};

struct Entity {
  std::string_view name;
  std::uint16_t number;  ///< stable for ever
  Kind kind = Kind::own;
  std::span<const Field> fields;
  std::string_view label;          ///< field or SQL expression to show a row by
  std::string_view state_field{};  ///< choice field that moves
  std::span<const Move> moves{};
  std::span<const Index> indexes{};
  std::string_view checks{};  ///< extra structural CHECK conditions, SQL
  std::string_view doc{};
  /// False: a row that another record's events tell of already has no journal entry of its own.
  bool journaled = true;
  std::string_view since = "0.1";

  /// `row[kLead["stage"]]`; a name that is no field of the entity does not compile.
  consteval Position operator[](std::string_view field) const {
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (fields[i].name == field) return {kCommonFields + i, &fields[i]};
    }
    throw "the entity has no such field";
  }
};

}  // namespace tandem::model
