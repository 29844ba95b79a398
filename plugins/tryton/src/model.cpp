// SPDX-License-Identifier: Apache-2.0
#include "model.hpp"

#include <algorithm>

#include "form_columns.hpp"
#include "mechanisms.hpp"
#include "notes.hpp"
#include "text.hpp"
#include "workflow.hpp"

namespace tandem::tryton {
namespace {

constexpr std::string_view kKeyPrefix = "tandem:";

std::vector<std::string> split_path(std::string_view name) {
  std::vector<std::string> path;
  while (true) {
    const std::size_t dot = name.find('.');
    path.emplace_back(name.substr(0, dot));
    if (dot == name.npos) return path;
    name.remove_prefix(dot + 1);
  }
}

/// A field that this adapter makes of others; plain where it makes none.
Column own_column(const Model& model, const std::string& name) {
  if (model.form != nullptr) return form_column(model, name);
  Column column;
  column.name = name;
  using Source = Column::Source;
  if (name == "tandem_id" && model.key != KeyPlace::none) {
    column.source = Source::key;
  } else if (model.mechanisms && is_mechanism_type(name)) {
    column.source = Source::mechanism;
  } else if (model.mechanisms && name == "contact_name") {
    column.source = Source::contact_name;
  } else if (model.key != KeyPlace::none && name == "entered_at") {
    column.source = Source::entered_at;
  } else if (model.workflow && name == "outcome") {
    column.source = Source::outcome;
  } else if (model.workflow && name == "closed_on") {
    column.source = Source::closed_on;
  }
  if (column.source != Source::plain) {
    column.kind = column.source == Source::closed_on    ? Kind::date
                  : column.source == Source::entered_at ? Kind::instant
                                                        : Kind::text;
  } else if (name.find('.') != name.npos) {
    column.source = Source::dotted;
    column.path = split_path(name);
  }
  return column;
}

void want(Json& wanted, std::string_view name) {
  if (std::find(wanted.begin(), wanted.end(), name) == wanted.end()) wanted.push_back(name);
}

/// What every record is read with: dates, lock stamp, who, and what decides about the row's kind.
Json always_wanted(const Model& model) {
  Json wanted = Json::array({"create_date", "write_date", "_timestamp", "create_uid", "write_uid",
                             "create_uid.employee", "write_uid.employee"});
  if (model.has_active) want(wanted, "active");
  if (model.mechanisms) {
    want(wanted, "replaced_by");
    for (const char* name : {"type", "value", "name", "active", "create_date", "write_date", "_timestamp"}) {
      want(wanted, concat({"contact_mechanisms.", name}));
    }
  }
  if (model.workflow) want(wanted, "state");
  if (model.form != nullptr) {
    for (const char* name : {"message", "resource", "create_uid.email", "write_uid.email",
                             "create_uid.employee.party.email", "write_uid.employee.party.email"}) {
      want(wanted, name);
    }
  }
  return wanted;
}

void want_column(const Model& model, const Column& column, Json& wanted) {
  switch (column.source) {
    case Column::Source::plain:
    case Column::Source::dotted:
      return want(wanted, column.name);
    case Column::Source::key:
    case Column::Source::entered_at:
      return want(wanted, key_field(model));
    case Column::Source::closed_on:
      return want(wanted, "end_date");
    default:
      return;
  }
}

FieldDefinition read_definition(const std::string& name, const Json& raw) {
  FieldDefinition field;
  field.name = name;
  field.kind = kind_of(raw.value("type", ""));
  field.required = truthy(raw.value("required", Json(false)));
  field.readonly = truthy(raw.value("readonly", Json(false)));
  if (const auto relation = raw.find("relation"); relation != raw.end() && relation->is_string()) {
    field.relation = *relation;
  }
  if (const auto size = raw.find("size"); size != raw.end() && size->is_number_integer()) {
    field.max_length = std::max<std::int64_t>(0, size->get<std::int64_t>());
  }
  const auto choices = raw.find("selection");
  if (choices != raw.end() && choices->is_array()) {
    for (const Json& choice : *choices) {
      if (choice.is_array() && !choice.empty() && choice[0].is_string()) {
        field.values.push_back(choice[0].get<std::string>());
      }
    }
  }
  return field;
}

Json key_value(const Json& record) {
  if (const auto form = record.find("form."); form != record.end()) {
    const std::string& key = form->at("key").get_ref<const std::string&>();
    return key.empty() ? Json() : Json(key);
  }
  const auto list = record.find("identifiers.");
  if (list != record.end() && list->is_array()) {
    for (const Json& one : *list) {
      const std::string id = tandem_id_of(one.value("code", ""));
      if (!id.empty()) return id;
    }
    return {};
  }
  const Json reference = record.value("reference", Json());
  const std::string id = reference.is_string() ? tandem_id_of(reference.get<std::string>()) : std::string();
  return id.empty() ? Json() : Json(id);
}

Json closed_on(const Json& record) {
  if (outcome_of(record.value("state", "")) == "open") return {};
  Json end = record.value("end_date", Json());
  if (!end.is_null()) return end;
  // Closed without an end date: the day of the last change is the best there is.
  const auto written = read_instant(record.value("write_date", Json()));
  Json day = written ? record["write_date"] : record.value("create_date", Json());
  if (day.is_object()) day["__class__"] = "date";
  return day;
}

}  // namespace

const std::vector<Model>& models() {
  static const std::vector<Model> kModels = [] {
    std::vector<Model> list = {
        {"party.party", "party.party", "Party", KeyPlace::identifier, true, true, false, true, false},
        {"sale.opportunity", "sale.opportunity", "Sale Opportunity", KeyPlace::reference, true, false, true,
         false, false},
        {"company.employee", "company.employee", "Employee", KeyPlace::none, false, false, false, false,
         true},
    };
    for (const Form& form : forms()) {
      Model model;
      model.type = concat({"ir.note/", form.name});
      model.name = "ir.note";
      model.label = form.title;
      model.key = KeyPlace::first_line;
      model.write = true;
      model.form = &form;
      list.push_back(std::move(model));
    }
    return list;
  }();
  return kModels;
}

const Model& model_of(std::string_view type) {
  std::string carried;
  for (const Model& model : models()) {
    if (model.type == type) return model;
    carried += concat({carried.empty() ? "" : ", ", model.type});
  }
  throw adapter::Failure(TANDEM_INVALID_ARGUMENT, TANDEM_CLASS_INVALID,
                         concat({"this adapter does not carry '", type, "': it carries ", carried}));
}

std::string_view key_field(const Model& model) {
  return model.key == KeyPlace::identifier   ? "identifiers.code"
         : model.key == KeyPlace::first_line ? "message"
                                             : "reference";
}

Json key_domain(const Model& model, const std::vector<std::string>& tandem_ids) {
  if (model.key != KeyPlace::first_line) {
    Json keys = Json::array();
    for (const std::string& id : tandem_ids) keys.push_back(key_text(id));
    return Json::array({Json::array({key_field(model), "in", keys})});
  }
  Json any = Json::array({"OR"});
  for (const std::string& id : tandem_ids) {
    any.push_back(Json::array({"message", "ilike", concat({model.form->title, " ", id, "%"})}));
  }
  return Json::array({any});
}

std::string key_text(std::string_view tandem_id) { return concat({kKeyPrefix, tandem_id}); }

std::string tandem_id_of(std::string_view text) {
  const bool ours = text.substr(0, kKeyPrefix.size()) == kKeyPrefix;
  return ours ? std::string(text.substr(kKeyPrefix.size())) : std::string();
}

void Models::learn(adapter::Call& call, const Model& model, const std::vector<std::string>& names) {
  Definitions& known = known_[std::string(model.name)];
  Json missing = Json::array();
  for (const std::string& name : names) {
    if (known.find(name) == known.end()) missing.push_back(name);
  }
  if (missing.empty()) return;
  const Json found = client_.call(call, model.name, "fields_get", Json::array({missing}));
  for (const auto& [name, raw] : found.items()) known.emplace(name, read_definition(name, raw));
}

ReadPlan Models::plan(adapter::Call& call, const Model& model, const std::vector<std::string>& names) {
  ReadPlan plan;
  plan.model = &model;
  plan.wanted = always_wanted(model);
  std::vector<std::string> plain;
  for (const std::string& name : names) {
    plan.columns.push_back(own_column(model, name));
    const Column& column = plan.columns.back();
    if (column.source == Column::Source::plain && name != "id") plain.push_back(name);
    if (column.source == Column::Source::dotted) plain.push_back(column.path.front());
    want_column(model, column, plan.wanted);
  }
  learn(call, model, plain);
  const Definitions& known = known_[std::string(model.name)];
  for (const std::string& name : plain) {
    // Tryton itself accepts an unknown name as long as there is no record to show.
    if (known.find(name) == known.end()) {
      throw adapter::Failure(TANDEM_INVALID_ARGUMENT, TANDEM_CLASS_INVALID,
                             concat({model.name, " has no field '", name,
                                     "' that this user may see: correct the mapping or the user's groups"}));
    }
  }
  for (Column& column : plan.columns) {
    if (column.source != Column::Source::plain) continue;
    column.kind = column.name == "id" ? Kind::integer : known.find(column.name)->second.kind;
  }
  return plan;
}

std::vector<FieldDefinition> Models::all_fields(adapter::Call& call, const Model& model) {
  const Json found = client_.call(call, model.name, "fields_get", Json::array({Json()}));
  std::vector<FieldDefinition> fields;
  Json required = Json::array();
  for (const auto& [name, raw] : found.items()) {
    fields.push_back(read_definition(name, raw));
    if (fields.back().required) required.push_back(name);
  }
  if (!model.write || required.empty()) return fields;
  // What Tryton fills in by itself, a create need not give.
  const Json defaults = client_.call(call, model.name, "default_get", Json::array({required, false}));
  for (FieldDefinition& field : fields) {
    const bool from_sequence = field.name == "code" || field.name == "number";
    const bool given = defaults.contains(field.name) && !defaults[field.name].is_null();
    if (from_sequence || given) field.required = false;
  }
  return fields;
}

std::vector<adapter::FieldInfo> own_fields(const Model& model) {
  if (model.form != nullptr) return form_fields(*model.form);
  std::vector<adapter::FieldInfo> fields;
  const auto add = [&](const char* name, const char* type, bool writable) {
    adapter::FieldInfo field;
    field.name = name;
    field.type = type;
    field.writable = writable;
    fields.push_back(std::move(field));
  };
  if (model.key != KeyPlace::none) {
    add("tandem_id", "text", false);
    add("entered_at", "instant", false);
  }
  if (model.mechanisms) {
    for (const char* name : {"email", "mobile", "phone", "fax", "website", "contact_name"})
      add(name, "text", true);
  }
  if (model.workflow) {
    add("outcome", "enum", true);
    fields.back().values = {"open", "won", "lost"};
    add("closed_on", "date", false);
    for (const char* name : {"currency.code", "party.name", "party.code", "contact.value"})
      add(name, "text", false);
  }
  if (model.small) {
    add("party.name", "text", false);
    add("party.email", "text", false);
  }
  return fields;
}

std::int64_t changed_at(const Json& record) {
  const auto written = read_instant(record.value("write_date", Json()));
  return written ? *written : read_instant(record.value("create_date", Json())).value_or(0);
}

std::string version_of(const Model& model, const Json& record) {
  if (model.form != nullptr) return version_of_form(record);
  std::string version = std::to_string(changed_at(record));
  if (!model.mechanisms) return version;
  std::int64_t newest = 0, count = 0;
  for (const Mechanism& one : read_mechanisms(record)) {
    newest = std::max(newest, one.changed_at);
    ++count;
  }
  return concat({version, "/", std::to_string(newest), "/", std::to_string(count)});
}

bool says_nothing(const Column& column, const Json& record) {
  return column.source == Column::Source::entered_at && !key_value(record).is_null();
}

Json dotted(const Json& record, const std::vector<std::string>& path) {
  const Json* at = &record;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    const auto next = at->find(concat({path[i], "."}));
    if (next == at->end() || !next->is_object()) {
      return next != at->end() && next->is_array() ? *next : Json();
    }
    at = &*next;
  }
  return at->value(path.back(), Json());
}

Json column_value(const Column& column, const Json& record) {
  switch (column.source) {
    case Column::Source::form:
      return form_value(column, record);
    case Column::Source::resource:
      return resource_value(column, record);
    case Column::Source::written_by:
      return address(record);
    case Column::Source::entered_at:
      return record.value("create_date", Json());
    case Column::Source::plain:
      return record.value(column.name, Json());
    case Column::Source::dotted:
      return dotted(record, column.path);
    case Column::Source::key:
      return key_value(record);
    case Column::Source::outcome:
      return std::string(outcome_of(record.value("state", "")));
    case Column::Source::closed_on:
      return closed_on(record);
    case Column::Source::mechanism: {
      const auto all = read_mechanisms(record);
      const Mechanism* one = first_of(all, column.name);
      return one != nullptr ? Json(one->value) : Json();
    }
    case Column::Source::contact_name: {
      const auto all = read_mechanisms(record);
      const Mechanism* one = contact_of(all);
      return one != nullptr && !one->name.empty() ? Json(one->name) : Json();
    }
  }
  return {};
}

}  // namespace tandem::tryton
