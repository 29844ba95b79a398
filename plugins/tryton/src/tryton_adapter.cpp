// SPDX-License-Identifier: Apache-2.0
// Tryton (trytond 6.0, JSON-RPC) as a remote system.
#include <algorithm>
#include <set>
#include <tandem/cpp/adapter.hpp>

#include "client.hpp"
#include "model.hpp"
#include "pull.hpp"
#include "push.hpp"
#include "reader.hpp"
#include "settings.hpp"
#include "text.hpp"

namespace tandem::tryton {
namespace {

using adapter::Call;
using adapter::RowWriter;
using adapter::TextList;

constexpr std::uint32_t kBatchItems = 100;

std::vector<std::string> names_of(const TextList& list) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < list.size(); ++i) names.emplace_back(list[i]);
  return names;
}

adapter::Traits traits_of(const Model& model) {
  adapter::Traits traits;
  traits.deletes = "scan";
  traits.consistent_get = true;
  traits.conditional_write = model.write;
  traits.write = traits.remove = model.write;
  traits.batch_items = kBatchItems;
  if (model.key != KeyPlace::none) {
    traits.create = "probe";  // neither place of the Tandem id is unique in Tryton
    traits.key_field = "tandem_id";
  }
  return traits;
}

class TrytonAdapter : public adapter::Adapter,
                      public adapter::CanVerify,
                      public adapter::CanSchema,
                      public adapter::CanPull,
                      public adapter::CanGet,
                      public adapter::CanFind,
                      public adapter::CanPush {
 public:
  explicit TrytonAdapter(const adapter::Config& config)
      : settings_(read_settings(config.settings)),
        client_(settings_, host()),
        models_(client_),
        reader_(client_, settings_) {}

  void stop() override {
    client_.forget();
    models_.forget();
    reader_.forget();
  }

  adapter::Identity verify(Call& call) override {
    const std::string version = client_.server_version(call);
    client_.sign_in(call);
    adapter::Identity identity;
    identity.org = organisation(call);
    identity.user = settings_.username;
    identity.rights = rights(call);
    identity.note = concat({"Tryton ", version, ", database ", settings_.database, ", company ",
                            std::to_string(client_.company())});
    if (version.substr(0, 4) != "6.0.") identity.note += "; this adapter was tried with 6.0";
    return identity;
  }

  std::vector<adapter::TypeInfo> schema(Call& call) override {
    std::vector<adapter::TypeInfo> types;
    for (const Model& model : models()) {
      adapter::TypeInfo type;
      type.name = model.type;
      type.label = model.label;
      type.fields = own_fields(model);
      type.traits = traits_of(model);
      if (model.form != nullptr) {
        types.push_back(std::move(type));
        continue;
      }
      std::set<std::string> own;
      for (const adapter::FieldInfo& field : type.fields) own.insert(field.name);
      for (const FieldDefinition& field : models_.all_fields(call, model)) {
        if (own.count(field.name) == 0) type.fields.push_back(describe(model, field));
      }
      types.push_back(std::move(type));
    }
    return types;
  }

  adapter::PageEnd pull(Call& call, const adapter::PullRequest& request, RowWriter& rows) override {
    return Pull(client_, models_, reader_, settings_).page(call, request, rows);
  }

  void get(Call& call, std::string_view type, TextList ids, TextList fields, RowWriter& rows) override {
    const ReadPlan plan = models_.plan(call, model_of(type), names_of(fields));
    std::vector<std::int64_t> wanted;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (const auto id = parse_id(ids[i])) wanted.push_back(*id);
    }
    const Lookup found = reader_.look_up(call, plan, wanted);
    reader_.emit(plan, found.inside, rows);
    std::set<std::string> there;
    for (const Json& record : found.inside.good) there.insert(record.value("id", Json()).dump());
    for (const auto& [id, why] : found.inside.broken) there.insert(std::to_string(id));
    for (const std::int64_t id : found.outside) {
      const std::string name = std::to_string(id);
      if (there.insert(name).second) rows.hidden(name);
    }
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (there.insert(std::string(ids[i])).second) rows.purged(ids[i]);
    }
  }

  void find(Call& call, std::string_view type, std::string_view key_field, TextList values, TextList fields,
            RowWriter& rows) override {
    const ReadPlan plan = models_.plan(call, model_of(type), names_of(fields));
    const Json filter = key_filter(call, *plan.model, key_field, values);
    Records records = reader_.page(call, plan, filter, 1'000'000);
    if (plan.model->form != nullptr) records = reader_.forms_among(call, plan, records);
    // A party that somebody copied in Tryton carries the same Tandem id: the first one is ours.
    const std::size_t at = fields.index_of(key_field);
    if (key_field == "tandem_id" && at != TextList::npos) {
      std::set<std::string> seen;
      std::vector<Json> first;
      for (Json& record : records.good) {
        if (seen.insert(column_value(plan.columns[at], record).dump()).second)
          first.push_back(std::move(record));
      }
      records.good = std::move(first);
    }
    reader_.emit(plan, records, rows);
  }

  void push(Call& call, const adapter::PushBatch& batch, adapter::ResultWriter& results) override {
    Push(call, client_, models_, reader_).batch(batch, results);
  }

 private:
  /// Tryton 6.0 gives a database no name of its own that stays. The moment in which its first module was
  /// set up, to the microsecond, never changes and goes along when the database is renamed or moved.
  std::string organisation(Call& call) {
    const Json order = Json::array({Json::array({"id", "ASC"})});
    const Json rows = client_.call(call, "ir.module", "search_read",
                                   Json::array({Json::array(), 0, 1, order, Json::array({"create_date"})}));
    const std::int64_t made = rows.empty() ? 0 : changed_at(Json{{"create_date", rows[0]["create_date"]}});
    if (made == 0) {
      throw adapter::Failure(TANDEM_FORBIDDEN, TANDEM_CLASS_DENIED,
                             "this user may not read Tryton's list of modules, by which a database is known");
    }
    return concat({"tryton:", std::to_string(made), ":company:", std::to_string(client_.company())});
  }

  std::vector<std::string> rights(Call& call) {
    Json names = Json::array();
    for (const Model& model : models()) {
      if (std::find(names.begin(), names.end(), model.name) == names.end()) names.push_back(model.name);
    }
    const Json access = client_.call(call, "ir.model.access", "get_access", Json::array({names}));
    std::vector<std::string> list;
    for (const auto& [name, given] : access.items()) {
      for (const char* right : {"read", "write", "create", "delete"}) {
        if (truthy(given.value(right, Json(false)))) list.push_back(concat({name, ":", right}));
      }
    }
    return list;
  }

  static adapter::FieldInfo describe(const Model& model, const FieldDefinition& field) {
    adapter::FieldInfo info;
    info.name = field.name;
    info.type = schema_type(field.kind);
    info.required = field.required;
    const bool state = model.workflow && field.name == "state";
    info.writable =
        model.write && (state || !field.readonly) && field.kind != Kind::list && field.kind != Kind::other;
    info.values = field.values;
    info.reference = field.relation;
    info.max_length = static_cast<std::uint32_t>(field.max_length);
    return info;
  }

  Json key_filter(Call& call, const Model& model, std::string_view key_field, const TextList& values) {
    const std::vector<std::string> list = names_of(values);
    if (key_field == "tandem_id" && model.key != KeyPlace::none) return key_domain(model, list);
    if (model.mechanisms && is_mechanism_type(key_field)) {
      const Json where =
          Json::array({Json::array({"type", "=", key_field}), Json::array({"value", "in", list})});
      return Json::array({Json::array({"contact_mechanisms", "where", where})});
    }
    models_.plan(call, model, {std::string(key_field)});  // an unknown name is refused with its reason
    return Json::array({Json::array({key_field, "in", list})});
  }

  Settings settings_;
  Client client_;
  Models models_;
  Reader reader_;
};

}  // namespace
}  // namespace tandem::tryton

TANDEM_ADAPTER(tandem::tryton::TrytonAdapter, "tryton", TANDEM_ADAPTER_VERSION)
