// SPDX-License-Identifier: Apache-2.0
#include "push.hpp"

#include <algorithm>
#include <tandem/cpp/adapter/value_text.hpp>

#include "form_columns.hpp"
#include "moment.hpp"
#include "text.hpp"
#include "workflow.hpp"

namespace tandem::tryton {
namespace {

using Refusal = std::pair<std::string, std::string>;

std::optional<std::string> optional_text(const tandem_value& value) {
  const std::string text = adapter::value_text(value);
  if (adapter::is_null(value) || text.empty()) return std::nullopt;
  return text;
}

std::optional<Refusal> fill_plain(const Column& column, const tandem_value& value, Edit& edit) {
  const auto written = write_value(value, column.kind);
  if (!written) return Refusal(column.name, "the value does not fit the type of this field");
  edit.values[column.name] = *written;
  return std::nullopt;
}

/// As it stands in a form's line.
std::optional<std::string> form_text(const Column& column, const tandem_value& value) {
  const bool moment = column.kind == Kind::instant && value.kind == TANDEM_VALUE_INSTANT;
  return moment ? std::optional(moment_text(value.as.i)) : optional_text(value);
}

Json ids_of(const Edit& edit) { return Json::array({edit.id}); }

}  // namespace

std::optional<Refusal> fill_edit(const ReadPlan& plan, const adapter::PushItem& item, Edit& edit) {
  edit.key = item.key();
  edit.tandem_id = item.idem_key();
  edit.expected_version = item.version();
  for (std::size_t i = 0; i < plan.columns.size(); ++i) {
    const Column& column = plan.columns[i];
    const tandem_value value = item.value(i);
    if (adapter::is_absent(value)) continue;
    switch (column.source) {
      case Column::Source::plain:
        if (plan.model->workflow && column.name == "state") {
          edit.state = optional_text(value);
        } else if (auto refusal = fill_plain(column, value, edit)) {
          return refusal;
        }
        break;
      case Column::Source::mechanism:
        edit.mechanisms.values[column.name] = optional_text(value);
        break;
      case Column::Source::contact_name:
        edit.mechanisms.contact_name = optional_text(value);
        break;
      case Column::Source::outcome:
        edit.outcome = optional_text(value);
        break;
      case Column::Source::form:
        edit.form[column.name] = form_text(column, value);
        break;
      case Column::Source::resource:
        if (const auto id = optional_text(value)) edit.values["resource"] = resource_text(column, *id);
        break;
      case Column::Source::key:
        break;  // written once, when the record is made
      case Column::Source::written_by:
      case Column::Source::dotted:
      case Column::Source::entered_at:
      case Column::Source::closed_on:
        return Refusal(column.name, "this field can only be read; map it with direction \"in\"");
    }
  }
  return std::nullopt;
}

void Push::batch(const adapter::PushBatch& batch, adapter::ResultWriter& results) {
  const Model& model = model_of(batch.type());
  if (!model.write) {
    throw adapter::Failure(TANDEM_UNSUPPORTED, TANDEM_CLASS_INVALID,
                           concat({model.type, " is only read: change it in Tryton"}));
  }
  std::vector<std::string> names;
  for (std::size_t i = 0; i < batch.fields().size(); ++i) names.emplace_back(batch.fields()[i]);
  plan_ = models_.plan(call_, model, names);
  sort_out(batch);
  find_made_before();
  make();
  change();
  for (const Edit& edit : deletes_) remove(edit);
  read_versions();
  for (const auto& [key, done] : done_) results.put(key, done.result);
}

void Push::refuse(std::uint32_t key, tandem_error_class error_class, std::string message, std::string field) {
  Done& done = done_[key];
  done.id = 0;
  done.result.error_class = error_class;
  done.result.message = std::move(message);
  done.result.field = std::move(field);
}

void Push::refuse(std::uint32_t key, const adapter::Failure& failure, std::string field) {
  refuse(key, failure.error_class(), failure.message(), std::move(field));
}

/// Gone is only what is nowhere: the engine forgets such a record and what waited for it.
void Push::refuse_absent(const Edit& edit, const Lookup& there) {
  for (const auto& [id, why] : there.inside.broken) {
    if (id != edit.id) continue;
    // A form is written once its text has been put right.
    const bool heals = plan_.model->form != nullptr;
    return refuse(edit.key, heals ? TANDEM_CLASS_LOCKED : TANDEM_CLASS_INVALID,
                  concat({"the record cannot be read in Tryton: ", why}));
  }
  if (there.outside.count(edit.id) != 0) {
    return refuse(edit.key, TANDEM_CLASS_HIDDEN,
                  "the record is in Tryton, but no longer among those of this connection (see party_domain; "
                  "staff never is)");
  }
  refuse(edit.key, TANDEM_CLASS_GONE, "the record is no longer in Tryton");
}

void Push::sort_out(const adapter::PushBatch& batch) {
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const adapter::PushItem item = batch[i];
    Edit edit;
    if (const auto refusal = fill_edit(plan_, item, edit)) {
      refuse(item.key(), TANDEM_CLASS_INVALID, refusal->second, refusal->first);
      continue;
    }
    if (item.is_create()) {
      creates_.push_back(std::move(edit));
      continue;
    }
    const auto id = parse_id(item.id());
    if (!id) {
      refuse(item.key(), TANDEM_CLASS_NOT_FOUND, "this is not an id of Tryton");
      continue;
    }
    edit.id = *id;
    (item.is_delete() ? deletes_ : updates_).push_back(std::move(edit));
  }
}

/// A create that was sent before and whose answer was lost must not double its record: what carries the
/// Tandem id already is changed instead.
void Push::find_made_before() {
  if (creates_.empty()) return;
  std::vector<std::string> keys;
  for (const Edit& edit : creates_) keys.push_back(edit.tandem_id);
  std::map<std::string, std::int64_t> made;
  Column key;
  key.source = Column::Source::key;
  for (const Json& record : reader_.with_keys(call_, plan_, keys)) {
    const Json id = column_value(key, record);
    if (id.is_string()) made.emplace(id.get<std::string>(), record.value("id", std::int64_t{0}));
  }
  std::vector<Edit> fresh;
  for (Edit& edit : creates_) {
    const auto known = made.find(edit.tandem_id);
    if (known == made.end()) {
      fresh.push_back(std::move(edit));
      continue;
    }
    edit.id = known->second;
    edit.expected_version.clear();
    updates_.push_back(std::move(edit));
  }
  creates_ = std::move(fresh);
}

/// What hangs on no record of its own hangs on the company.
std::string Push::company_party() {
  if (company_party_.empty()) {
    client_.sign_in(call_);
    const Json ids = Json::array({client_.company()});
    const Json found =
        client_.call(call_, "company.company", "read", Json::array({ids, Json::array({"party"})}));
    company_party_ = concat({"party.party,", found.at(0).at("party").dump()});
  }
  return company_party_;
}

Json Push::new_form(const Edit& edit) {
  FormText text;
  text.key = edit.tandem_id;
  for (const auto& [field, value] : edit.form) {
    if (value) text.values.emplace(field, *value);
  }
  Json values = edit.values;
  if (!values.contains("resource")) values["resource"] = company_party();
  values["message"] = write_form(*plan_.model->form, text);
  return values;
}

Json Push::new_record(const Edit& edit) {
  if (plan_.model->form != nullptr) return new_form(edit);
  Json values = Json::object();
  for (const auto& [field, value] : edit.values.items()) {
    if (!value.is_null()) values[field] = value;  // nothing given: Tryton's own default
  }
  const std::string key = key_text(edit.tandem_id);
  if (plan_.model->key == KeyPlace::identifier) {
    values["identifiers"] = Json::array({Json::array({"create", Json::array({Json{{"code", key}}})})});
  } else {
    values["reference"] = key;
  }
  const Json mechanisms = commands({}, edit.mechanisms);
  if (!mechanisms.empty()) values["contact_mechanisms"] = mechanisms;
  // Else the employee of our own user would become the owner.
  if (plan_.model->workflow && !values.contains("employee")) values["employee"] = nullptr;
  return values;
}

void Push::make() {
  if (creates_.empty()) return;
  Json records = Json::array();
  for (const Edit& edit : creates_) records.push_back(new_record(edit));
  bool together = creates_.size() > 1;
  if (together) {
    try {
      const Json ids = client_.change(call_, name(), "create", Json::array({records}));
      for (std::size_t i = 0; i < creates_.size(); ++i) {
        creates_[i].id = ids.at(i).get<std::int64_t>();
        done_[creates_[i].key].id = creates_[i].id;
      }
    } catch (const Fault&) {
      together = false;  // one request is one transaction: none was made
    }
  }
  for (std::size_t i = 0; !together && i < creates_.size(); ++i) {
    try {
      const Json ids = client_.change(call_, name(), "create", Json::array({Json::array({records[i]})}));
      creates_[i].id = ids.at(0).get<std::int64_t>();
      done_[creates_[i].key].id = creates_[i].id;
    } catch (const Fault& fault) {
      refuse(creates_[i].key, fault);
    }
  }
  for (const Edit& edit : creates_) {
    if (edit.id != 0) move_state(edit, "lead");
  }
}

void Push::change() {
  std::vector<std::int64_t> ids;
  for (const Edit& edit : updates_) ids.push_back(edit.id);
  const Lookup there = reader_.look_up(call_, plan_, ids);
  std::map<std::int64_t, const Json*> current;
  for (const Json& record : there.inside.good) current[record.value("id", std::int64_t{0})] = &record;

  std::vector<std::pair<const Edit*, Json>> writes;
  Json stamps = Json::object();
  for (const Edit& edit : updates_) {
    const auto found = current.find(edit.id);
    if (found == current.end()) {
      refuse_absent(edit, there);
      continue;
    }
    Json values;
    if (!prepare_change(edit, *found->second, values, stamps)) continue;
    done_[edit.key].id = edit.id;
    if (!values.empty()) writes.emplace_back(&edit, std::move(values));
  }
  write_all(writes, stamps);
  for (const Edit& edit : updates_) {
    const auto done = done_.find(edit.key);
    if (done == done_.end() || done->second.result.error_class != TANDEM_CLASS_NONE) continue;
    move_state(edit, current.at(edit.id)->value("state", ""));
  }
}

/// False when the change was refused. `stamps` gets what Tryton compares before it writes.
bool Push::prepare_change(const Edit& edit, const Json& record, Json& values, Json& stamps) {
  if (const Json into = record.value("replaced_by", Json()); into.is_number_integer()) {
    refuse(edit.key, TANDEM_CLASS_MERGED, "the party was merged into another");
    done_[edit.key].result.id = into.dump();
    return false;
  }
  // Tryton's own stamp has whole seconds on SQLite; the dates have microseconds.
  if (!edit.expected_version.empty() && edit.expected_version != version_of(*plan_.model, record)) {
    refuse(edit.key, TANDEM_CLASS_CONFLICT, "somebody changed the record in Tryton meanwhile");
    return false;
  }
  values = edit.values;
  if (const Form* form = plan_.model->form) {
    const std::string message = changed_message(*form, record, edit.form, edit.tandem_id, client_.user());
    if (message != record.value("message", "")) values["message"] = message;
    if (values.value("resource", Json()) == record.value("resource", Json())) values.erase("resource");
  }
  const std::vector<Mechanism> mechanisms = read_mechanisms(record);
  const Json change = commands(mechanisms, edit.mechanisms);
  if (!change.empty()) values["contact_mechanisms"] = change;
  if (const Json stamp = record.value("_timestamp", Json()); stamp.is_string()) {
    stamps[concat({name(), ",", std::to_string(edit.id)})] = stamp;
  }
  for (const Mechanism& one : mechanisms) {
    if (!one.timestamp.empty()) {
      stamps[concat({"party.contact_mechanism,", std::to_string(one.id)})] = one.timestamp;
    }
  }
  return true;
}

/// All in one request, which is one transaction; where Tryton refuses that, each alone.
void Push::write_all(const std::vector<std::pair<const Edit*, Json>>& writes, const Json& stamps) {
  if (writes.empty()) return;
  const Json context = {{"_timestamp", stamps}};
  if (writes.size() > 1) {
    Json arguments = Json::array();
    for (const auto& [edit, values] : writes) {
      arguments.push_back(ids_of(*edit));
      arguments.push_back(values);
    }
    try {
      client_.change(call_, name(), "write", arguments, context);
      return;
    } catch (const Fault&) {  // nothing was written
    }
  }
  for (const auto& [edit, values] : writes) {
    try {
      client_.change(call_, name(), "write", Json::array({ids_of(*edit), values}), context);
    } catch (const Fault& fault) {
      refuse(edit->key, fault);
    }
  }
}

/// States change by their buttons, which do what belongs to it (end date, sale). A button pressed in the
/// wrong state is ignored without a word, so the state is read back at the end.
void Push::move_state(const Edit& edit, std::string_view current) {
  if (!plan_.model->workflow || (!edit.state && !edit.outcome)) return;
  const std::string field = edit.state ? "state" : "outcome";
  const auto target = edit.state ? edit.state : state_for(*edit.outcome, current);
  const auto buttons = target ? buttons_between(current, *target) : std::nullopt;
  if (!buttons) {
    refuse(
        edit.key, TANDEM_CLASS_INVALID,
        concat({"no button in Tryton leads from '", current, "' to '",
                edit.state ? *edit.state : *edit.outcome, "'; a deal is won there by confirming its sale"}),
        field);
    return;
  }
  try {
    for (const std::string& button : *buttons) {
      client_.change(call_, name(), button, Json::array({ids_of(edit)}));
    }
    done_[edit.key].wanted_state = *target;
  } catch (const Fault& fault) {
    refuse(edit.key, fault, field);
  }
}

/// A party is deactivated: deleting it would take its mechanisms and addresses along without a word.
void Push::remove(const Edit& edit) {
  const Lookup there = reader_.look_up(call_, plan_, {edit.id});
  if (there.inside.good.empty()) {  // Tryton itself deletes missing ids with success
    refuse_absent(edit, there);
    return;
  }
  const Json& record = there.inside.good.front();
  if (!edit.expected_version.empty() && edit.expected_version != version_of(*plan_.model, record)) {
    refuse(edit.key, TANDEM_CLASS_CONFLICT, "somebody changed the record in Tryton meanwhile");
    return;
  }
  const std::string id = concat({name(), ",", std::to_string(edit.id)});
  const Json context = {{"_timestamp", Json{{id, record.value("_timestamp", Json())}}}};
  try {
    if (plan_.model->has_active) {
      const Json off = {{"active", false}};
      client_.change(call_, name(), "write", Json::array({ids_of(edit), off}), context);
    } else {
      client_.change(call_, name(), "delete", Json::array({ids_of(edit)}), context);
    }
    done_[edit.key].result.id = std::to_string(edit.id);
  } catch (const Fault& fault) {
    refuse(edit.key, fault);
  }
}

void Push::read_versions() {
  std::vector<std::int64_t> ids;
  for (const auto& [key, done] : done_) {
    if (done.id != 0) ids.push_back(done.id);
  }
  const Records records = reader_.by_ids(call_, plan_, ids);
  std::map<std::int64_t, const Json*> current;
  for (const Json& record : records.good) current[record.value("id", std::int64_t{0})] = &record;
  for (auto& [key, done] : done_) {
    if (done.id == 0) continue;
    done.result.id = std::to_string(done.id);
    const auto found = current.find(done.id);
    if (found == current.end()) continue;
    if (!done.wanted_state.empty() && found->second->value("state", "") != done.wanted_state) {
      refuse(key, TANDEM_CLASS_CONFLICT, "Tryton did not change the state: somebody moved the deal meanwhile",
             "state");
      continue;
    }
    done.result.version = version_of(*plan_.model, *found->second);
  }
}

}  // namespace tandem::tryton
