// SPDX-License-Identifier: Apache-2.0
// The models that are offered as remote types, and how their fields are read.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <tandem/cpp/adapter/answers.hpp>
#include <vector>

#include "client.hpp"
#include "forms.hpp"
#include "json_value.hpp"

namespace tandem::tryton {

enum class KeyPlace { none, identifier, reference, first_line };

struct Model {
  std::string type;       ///< as a remote type
  std::string_view name;  ///< in Tryton
  std::string_view label;
  KeyPlace key = KeyPlace::none;  ///< where the Tandem id stands
  bool write = false;
  bool mechanisms = false;  ///< party: contact mechanisms as fields
  bool workflow = false;    ///< opportunity: state through buttons
  bool has_active = false;
  bool small = false;          ///< always read whole: few records, and what is shown of them lies in others
  const Form* form = nullptr;  ///< notes that are forms
};

const std::vector<Model>& models();
/// Throws Failure naming what there is.
const Model& model_of(std::string_view type);

/// The texts that carry a Tandem id.
std::string key_text(std::string_view tandem_id);
std::string tandem_id_of(std::string_view key_text);
/// Which records carry one of these Tandem ids.
Json key_domain(const Model& model, const std::vector<std::string>& tandem_ids);
/// Where it is read.
std::string_view key_field(const Model& model);

struct FieldDefinition {
  std::string name;
  Kind kind = Kind::text;
  bool required = false;
  bool readonly = false;
  std::vector<std::string> values;
  std::string relation;
  std::int64_t max_length = 0;
};

/// A field that a mapping asked for.
struct Column {
  enum class Source {
    plain,
    dotted,
    mechanism,
    contact_name,
    key,
    entered_at,
    outcome,
    closed_on,
    form,        ///< a line of a form
    resource,    ///< what the form hangs on, where it is of this column's type
    written_by,  ///< e-mail address of who had the last word in a form
  };
  Source source = Source::plain;
  std::string name;
  Kind kind = Kind::inferred;
  std::vector<std::string> path;  ///< of a dotted name
};

/// At the end of a path through related records; null where it leads nowhere.
Json dotted(const Json& record, const std::vector<std::string>& path);

/// What to ask Tryton for, and how the answer becomes a row.
struct ReadPlan {
  const Model* model = nullptr;
  std::vector<Column> columns;
  Json wanted;  ///< names for Tryton
};

/// Knows the fields of the models; asks once a model and name.
class Models {
 public:
  explicit Models(Client& client) : client_(client) {}

  ReadPlan plan(adapter::Call& call, const Model& model, const std::vector<std::string>& names);
  std::vector<FieldDefinition> all_fields(adapter::Call& call, const Model& model);
  void forget() { known_.clear(); }

 private:
  using Definitions = std::map<std::string, FieldDefinition, std::less<>>;
  void learn(adapter::Call& call, const Model& model, const std::vector<std::string>& names);

  Client& client_;
  std::map<std::string, Definitions, std::less<>> known_;
};

/// The adapter's own fields of a model, for its schema.
std::vector<adapter::FieldInfo> own_fields(const Model& model);

/// The record whose dates and writer count: of a form the answer with the last word.
const Json& last_said(const Json& record);
/// When the record was last changed, µs.
std::int64_t changed_at(const Json& record);
/// Opaque to the engine: changes with the record and, of a party, with its contact mechanisms.
std::string version_of(const Model& model, const Json& record);
/// True where the record has no say about the column, which then stays absent: when a record was entered
/// in Tryton means nothing for one that Tandem has made there.
bool says_nothing(const Column& column, const Json& record);
Json column_value(const Column& column, const Json& record);

}  // namespace tandem::tryton
