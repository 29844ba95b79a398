// SPDX-License-Identifier: Apache-2.0
// A mapping document, parsed once into plans by position. Several rules may feed one entity, and one
// remote row may feed several entities; all rules of one stream share its pull.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/catalogue.hpp"
#include "sync/mapping/transform.hpp"

namespace tandem::sync {

using model::EntityInfo;
using model::Row;

/// Who wins where both sides changed one field.
enum class Authority { activity, local, remote, ask };

/// A predicate over the raw remote row: all / any / not / {field, op, value}.
struct Condition {
  enum class Kind { all, any, negation, equals, differs, in, starts_with, is_null, not_null };
  Kind kind = Kind::all;
  std::size_t remote = 0;
  std::vector<std::string> values;
  std::vector<Condition> children;
  bool holds(const Value* row) const;
};

struct FieldPlan {
  std::size_t position = 0;         ///< in the entity
  std::vector<std::size_t> remote;  ///< positions in the stream's fields; empty for a constant
  bool in = true, out = true;
  bool only_create = false;  ///< read when a record is made, never again
  TransformChain transform;
  std::optional<Json> constant;
  Authority authority = Authority::activity;
  Authority tie = Authority::ask;  ///< where the sides' claims are equal
};

struct ArgumentPlan {
  std::string name;
  std::vector<std::size_t> remote;  ///< as of a field; empty for a constant
  Json constant;
  Field field;  ///< type and reference target of the argument
  TransformChain transform;
};

/// A remote change of one of Tandem's own records acts through a verb.
struct VerbPlan {
  std::string verb;
  Condition when;
  std::vector<ArgumentPlan> arguments;
  bool creates = false;
  bool once = false;  ///< a person's own act, as a sign-off: another person may still do it afterwards
  std::optional<std::size_t> by;  ///< remote field with the e-mail address of the person who did it
  std::string becomes;            ///< state the record is in afterwards, or empty
  std::vector<std::string> from;  ///< states it may be done in; empty: any
};

struct RulePlan {
  std::size_t index = 0;
  const EntityInfo* entity = nullptr;
  std::int64_t entity_number = 0;
  std::string remote_type;
  std::optional<Condition> when;
  std::vector<FieldPlan> fields;
  std::vector<VerbPlan> verbs;
  std::optional<std::size_t> state_field;  ///< entity position, where verbs move it
  std::optional<std::size_t> id_field;     ///< index in `fields` of the Tandem id
  /// Writes into a record that another rule links: its remote type, and the field with its foreign id.
  std::optional<std::string> into_type;
  std::size_t into_remote = 0;
  std::optional<std::string> converts_to;  ///< remote type under which a converted row lives on
  std::optional<std::size_t> refusal;      ///< remote field that is told why a change there was refused
  bool archive_in = true, archive_out = false;
  bool create_in = true, create_out = false;
  std::vector<std::vector<std::size_t>> match;                     ///< entity positions
  std::vector<std::pair<std::size_t, std::string>> out_constants;  ///< remote position → text on create
  bool own = false;                                                ///< Tandem's own record: verbs only
  bool writes_out() const;
};

struct StreamPlan {
  std::string name, remote_type;
  std::vector<std::string> fields;  ///< asked of the remote, in row order
  std::vector<std::size_t> rules;
  std::string hash;  ///< over the rules that read it
  std::uint64_t seed = 0;
  std::size_t field(const std::string& name);  ///< position, added where new
};

class Mapping {
 public:
  /// Invalid argument naming the JSON path of what is wrong.
  static std::unique_ptr<Mapping> parse(const Json& document, const model::Catalogue& catalogue);

  std::vector<RulePlan> rules;
  std::vector<StreamPlan> streams;  ///< references first
  std::string default_currency;
  std::set<std::string> person_types;  ///< remote types whose rows stand for persons

  StreamPlan& stream_of(const RulePlan& rule);
  const StreamPlan& stream_of(const RulePlan& rule) const;
  const RulePlan* out_rule(std::int64_t entity_number, std::string_view remote_type) const;
  /// Catalogues may be reloaded between transactions.
  void bind(const model::Catalogue& catalogue);
  std::vector<const RulePlan*> push_order() const;  ///< references first
};

std::string mapping_hash(const Json& document);

/// The local values of one remote row under a rule: absent where a rule says nothing.
void map_in(const RulePlan& rule, const Value* remote, References& references,
            std::string_view default_currency, Row& out);
/// Remote values of the given fields (indexes into `rule.fields`) of a local row; absent elsewhere.
void map_out(const RulePlan& rule, const Row& local, const std::vector<std::size_t>& fields,
             References& references, std::string_view default_currency, Row& out);
/// Arguments of a bound verb.
Json map_arguments(const VerbPlan& verb, const Value* remote, References& references);

}  // namespace tandem::sync
