// SPDX-License-Identifier: Apache-2.0
#include "reader.hpp"

#include <algorithm>

#include "text.hpp"
#include "writers.hpp"

namespace tandem::tryton {
namespace {

/// So many records in a row that cannot be read are no accident of single records.
constexpr std::size_t kHopeless = 16;
constexpr std::int64_t kAll = 1'000'000'000;

void sort_by_id(Records& records) {
  std::sort(records.good.begin(), records.good.end(),
            [](const Json& a, const Json& b) { return id_of(a) < id_of(b); });
}

std::vector<Json> taken(Json rows) {
  std::vector<Json> list;
  if (!rows.is_array()) {
    throw adapter::Failure(TANDEM_ADAPTER_FAILURE, TANDEM_CLASS_CONTRACT,
                           "Tryton answered a search with something else than a list");
  }
  list.reserve(rows.size());
  for (Json& row : rows) list.push_back(std::move(row));
  return list;
}

}  // namespace

std::int64_t Records::last_id() const {
  std::int64_t last = good.empty() ? 0 : id_of(good.back());
  for (const auto& [id, why] : broken) last = std::max(last, id);
  return last;
}

Json both(const Json& left, const Json& right) {
  if (left.empty()) return right;
  if (right.empty()) return left;
  return Json::array({left, right});
}

/// Parties of the company's own and of its staff are no buyers.
Json Reader::party_scope(adapter::Call& call) {
  Json staff = Json::array();
  for (const char* model : {"company.company", "company.employee"}) {
    const Json rows = client_.call(call, model, "search_read",
                                   Json::array({Json::array(), 0, Json(), Json(), Json::array({"party"})}));
    for (const Json& row : rows) {
      if (const Json party = row.value("party", Json()); party.is_number_integer()) staff.push_back(party);
    }
  }
  const Json outside = staff.empty() ? Json::array() : Json::array({Json::array({"id", "not in", staff})});
  return both(settings_.party_domain, outside);
}

const Json& Reader::scope(adapter::Call& call, const Model& model) {
  const auto known = scopes_.find(model.type);
  if (known != scopes_.end()) return known->second;
  client_.sign_in(call);
  Json domain = model.mechanisms ? party_scope(call)
                : model.form != nullptr
                    ? Json::array({Json::array({"message", "ilike", concat({model.form->title, "%"})})})
                    : Json::array({Json::array({"company", "=", client_.company()})});
  return scopes_.emplace(model.type, std::move(domain)).first->second;
}

std::int64_t Reader::count(adapter::Call& call, std::string_view model, const Json& domain) {
  const Json number = client_.call(call, model, "search_count", Json::array({domain}));
  return number.is_number_integer() ? number.get<std::int64_t>() : 0;
}

std::vector<std::int64_t> Reader::all_ids(adapter::Call& call, std::string_view model, const Json& domain) {
  const Json order = Json::array({Json::array({"id", "ASC"})});
  std::vector<std::int64_t> list;
  for (const Json& id : taken(client_.call(call, model, "search", Json::array({domain, 0, Json(), order})))) {
    if (id.is_number_integer()) list.push_back(id.get<std::int64_t>());
  }
  return list;
}

Records Reader::page(adapter::Call& call, const ReadPlan& plan, const Json& filter, std::int64_t limit) {
  const Json domain = both(scope(call, *plan.model), filter);
  const Json order = Json::array({Json::array({"id", "ASC"})});
  Records records;
  try {
    records.good = taken(client_.call(call, plan.model->name, "search_read",
                                      Json::array({domain, 0, limit, order, plan.wanted})));
  } catch (const Fault& fault) {
    if (!fault.of_record()) throw;
    // Where the search alone fails too, its own error is the right one.
    const Json found = client_.call(call, plan.model->name, "search", Json::array({domain, 0, limit, order}));
    read_apart(call, plan, found.get<std::vector<std::int64_t>>(), fault, records);
  }
  sort_by_id(records);
  return records;
}

Records Reader::by_ids(adapter::Call& call, const ReadPlan& plan, const std::vector<std::int64_t>& ids) {
  if (ids.empty()) return {};
  Records found = page(call, plan, Json::array({Json::array({"id", "in", ids})}), kAll);
  return plan.model->form == nullptr ? found : forms_among(call, plan, found);
}

std::vector<Json> Reader::with_keys(adapter::Call& call, const ReadPlan& plan,
                                    const std::vector<std::string>& tandem_ids) {
  const Json domain = key_domain(*plan.model, tandem_ids);
  if (plan.model->form != nullptr) return forms_among(call, plan, page(call, plan, domain, kAll)).good;
  const Json order = Json::array({Json::array({"id", "ASC"})});
  const Json fields = Json::array({key_field(*plan.model)});
  return taken(
      client_.call(call, plan.model->name, "search_read", Json::array({domain, 0, Json(), order, fields})));
}

/// All notes of the kind that are on the records of these.
Notes Reader::notes_around(adapter::Call& call, const ReadPlan& plan, const Records& found) {
  Json places = Json::array();
  for (const Json& note : found.good) {
    const Json place = note.value("resource", Json());
    if (std::find(places.begin(), places.end(), place) == places.end()) places.push_back(place);
  }
  if (places.empty()) return {};
  const Json there = Json::array({Json::array({"resource", "in", places})});
  return sort_notes(*plan.model->form, page(call, plan, there, kAll).good, client_.user());
}

Records Reader::forms_among(adapter::Call& call, const ReadPlan& plan, const Records& found) {
  std::set<std::int64_t> wanted;
  for (const Json& note : found.good) wanted.insert(id_of(note));
  Notes notes = notes_around(call, plan, found);
  Records forms;
  forms.broken = found.broken;
  for (Json& form : notes.forms) {
    if (wanted.count(id_of(form)) != 0) forms.good.push_back(std::move(form));
  }
  for (auto& one : notes.broken) {
    if (wanted.count(one.first) != 0) forms.broken.push_back(std::move(one));
  }
  return forms;
}

Lookup Reader::look_up(adapter::Call& call, const ReadPlan& plan, const std::vector<std::int64_t>& ids) {
  Lookup found;
  found.inside = by_ids(call, plan, ids);
  std::set<std::int64_t> missing(ids.begin(), ids.end());
  for (const Json& record : found.inside.good) missing.erase(id_of(record));
  for (const auto& [id, why] : found.inside.broken) missing.erase(id);
  if (missing.empty()) return found;
  const Json by_id = Json::array({Json::array({"id", "in", missing})});
  for (const std::int64_t id : all_ids(call, plan.model->name, by_id)) found.outside.insert(id);
  return found;
}

void Reader::read_apart(adapter::Call& call, const ReadPlan& plan, const std::vector<std::int64_t>& ids,
                        const Fault& first, Records& records) {
  if (ids.empty()) return;
  try {
    for (Json& row : taken(client_.call(call, plan.model->name, "read", Json::array({ids, plan.wanted})))) {
      records.good.push_back(std::move(row));
    }
    return;
  } catch (const Fault& fault) {
    if (!fault.of_record()) throw;
    if (ids.size() == 1) {
      records.broken.emplace_back(ids.front(), fault.message());
      if (records.good.empty() && records.broken.size() >= kHopeless) throw Fault(first);
      return;
    }
  }
  const auto middle = ids.begin() + static_cast<std::ptrdiff_t>(ids.size() / 2);
  read_apart(call, plan, {ids.begin(), middle}, first, records);
  read_apart(call, plan, {middle, ids.end()}, first, records);
}

void Reader::emit(const ReadPlan& plan, const Records& records, adapter::RowWriter& rows) const {
  for (const Json& record : records.good) emit_one(plan, record, rows);
  for (const auto& [id, why] : records.broken) rows.broken(std::to_string(id), why);
}

void Reader::show(adapter::Call& call, const ReadPlan& plan, const Records& records,
                  adapter::RowWriter& rows) {
  if (plan.model->form == nullptr) return emit(plan, records, rows);
  std::set<std::int64_t> shown;
  for (const Json& note : records.good) shown.insert(id_of(note));
  Notes notes = notes_around(call, plan, records);
  Records forms;
  forms.broken = records.broken;
  for (Json& form : notes.forms) {
    const Json& answers = form.at("form.").at("answers");
    const bool touched =
        shown.count(id_of(form)) != 0 || std::any_of(answers.begin(), answers.end(), [&](const Json& answer) {
          return shown.count(answer.get<std::int64_t>()) != 0;
        });
    if (!touched) continue;
    for (const Json& answer : answers) shown.insert(answer.get<std::int64_t>());
    forms.good.push_back(std::move(form));
  }
  for (auto& one : notes.broken) {
    if (shown.count(one.first) != 0) forms.broken.push_back(std::move(one));
  }
  emit(plan, forms, rows);
  for (const std::int64_t id : notes.others) {
    if (shown.count(id) != 0) rows.hidden(std::to_string(id));  // clears what was wrong with it
  }
}

void Reader::emit_one(const ReadPlan& plan, const Json& record, adapter::RowWriter& rows) const {
  const Model& model = *plan.model;
  const std::string id = std::to_string(id_of(record));
  const Json into = record.value("replaced_by", Json());
  const bool merged = model.mechanisms && into.is_number_integer();
  const bool active = !model.has_active || truthy(record.value("active", Json(true)));
  auto row = merged ? rows.merged(id, into.dump()) : active ? rows.live(id) : rows.deleted(id);
  row.version(version_of(model, record)).modified_at(changed_at(record));
  row.modified_by(editor(record, client_.user()));
  if (merged || !active) return;
  for (std::size_t i = 0; i < plan.columns.size(); ++i) {
    if (says_nothing(plan.columns[i], record)) continue;
    if (plan.columns[i].source == Column::Source::written_by &&
        saved_by(last_said(record)) == client_.user()) {
      row.null(i);
      continue;
    }
    put_value(row, i, column_value(plan.columns[i], record), plan.columns[i].kind);
  }
}

}  // namespace tandem::tryton
