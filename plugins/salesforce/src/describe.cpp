// SPDX-License-Identifier: Apache-2.0
#include "describe.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <tandem/cpp/json.hpp>

#include "errors.hpp"
#include "json_member.hpp"
#include "soql.hpp"

namespace tandem::salesforce {
namespace {

using adapter::Failure;
using Json = nlohmann::json;

constexpr std::uint32_t kBatch = 200;
constexpr std::array<std::string_view, 10> kStandard = {
    "User",        "Group",    "Lead",           "Contact", "Account",
    "Opportunity", "Campaign", "CampaignMember", "Task",    "Event"};

bool flag_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}
const Json& list_at(const Json& object, const char* key) {
  static const Json kEmpty = Json::array();
  const auto found = object.find(key);
  return found != object.end() && found->is_array() ? *found : kEmpty;
}

Kind kind_named(const std::string& type) {
  if (type == "boolean") return Kind::boolean;
  if (type == "int" || type == "long") return Kind::integer;
  if (type == "double" || type == "currency" || type == "percent") return Kind::decimal;
  if (type == "date") return Kind::date;
  if (type == "datetime") return Kind::instant;
  if (type == "reference" || type == "id") return Kind::reference;
  if (type == "picklist") return Kind::choice;
  if (type == "address" || type == "location" || type == "complexvalue") return Kind::json;
  return Kind::text;
}

Field parse_field(const Json& json) {
  Field field;
  field.kind = kind_named(text_at(json, "type"));
  field.createable = flag_at(json, "createable");
  field.updateable = flag_at(json, "updateable");
  field.required = field.createable && !flag_at(json, "nillable") && !flag_at(json, "defaultedOnCreate");
  field.external_id = flag_at(json, "externalId");
  field.unique = flag_at(json, "unique");
  field.relationship = text_at(json, "relationshipName");
  if (const auto length = json.find("length"); length != json.end() && length->is_number_unsigned()) {
    field.length = length->get<std::uint32_t>();
  }
  for (const Json& value : list_at(json, "picklistValues")) {
    if (value.is_object() && (!value.contains("active") || flag_at(value, "active"))) {
      field.values.push_back(text_at(value, "value"));
    }
  }
  for (const Json& target : list_at(json, "referenceTo")) {
    if (target.is_string()) field.points_to.push_back(target.get<std::string>());
  }
  return field;
}

std::string type_name(Kind kind) {
  switch (kind) {
    case Kind::choice:
      return "enum";
    case Kind::reference:
      return "reference";
    case Kind::integer:
      return "integer";
    case Kind::decimal:
      return "decimal";
    case Kind::boolean:
      return "boolean";
    case Kind::date:
      return "date";
    case Kind::instant:
      return "instant";
    case Kind::json:
      return "json";
    default:
      return "text";
  }
}

adapter::FieldInfo field_info(const std::string& name, const Field& field) {
  adapter::FieldInfo info;
  info.name = name;
  info.type = type_name(field.kind);
  info.required = field.required;
  info.writable = field.createable || field.updateable;
  info.create_only = field.createable && !field.updateable;
  if (field.kind == Kind::choice) info.values = field.values;
  if (field.points_to.size() == 1) info.reference = field.points_to.front();
  if (field.kind == Kind::text) info.max_length = field.length;
  return info;
}

/// Paths through a reference that mappings ask for, so that a check knows them.
void add_paths(const Field& field, std::vector<adapter::FieldInfo>& fields) {
  if (field.relationship.empty()) return;
  const auto add = [&](const char* last) {
    adapter::FieldInfo info;
    info.name = field.relationship + "." + last;
    info.writable = false;
    fields.push_back(std::move(info));
  };
  const auto& to = field.points_to;
  const bool user = std::find(to.begin(), to.end(), "User") != to.end();
  add("Name");
  if (user) add("Email");
  if (to.size() > 1) add("Type");
}

Failure missing_object(std::string_view type) {
  std::string text =
      "there is no object '" + std::string(type) +
      "', or the run-as user may not see it: create it as the README says, give the permission "
      "set access, or take its rule out of the mapping";
  return Failure(TANDEM_NOT_FOUND, TANDEM_CLASS_DENIED, text);
}

}  // namespace

bool Object::has_key() const {
  const auto found = fields.find(kKeyField);
  return found != fields.end() && found->second.external_id && found->second.unique &&
         found->second.createable;
}

std::string Object::key_trouble() const {
  const auto found = fields.find(kKeyField);
  if (found == fields.end() || !createable || has_key()) return {};
  const Field& key = found->second;
  std::string text = name;
  text.append(1, '.').append(kKeyField).append(" is not used as the key of creates: ");
  if (!key.external_id || !key.unique) {
    text += "in Setup, Object Manager, edit the field and tick ";
    if (!key.unique) text += "'Unique'";
    if (!key.unique && !key.external_id) text += " and ";
    if (!key.external_id) text += "'External ID'";
  } else {
    text += "give the run-as user's permission set edit access to it";
  }
  return text += "; until then a create whose answer is lost has to be looked for by a person";
}

Kind Object::kind_of(std::string_view path) const {
  const std::size_t dot = path.find('.');
  if (dot == std::string_view::npos) {
    const auto found = fields.find(path);
    if (found != fields.end()) return found->second.kind;
  } else {
    for (const auto& [field_name, field] : fields) {
      if (field.relationship == path.substr(0, dot)) return Kind::any;
    }
  }
  std::string text =
      "'" + name + "' has no field '" + std::string(path) +
      "', or the run-as user may not see it: create the field, give the permission set access to "
      "it, or change the mapping";
  throw Failure(TANDEM_NOT_FOUND, TANDEM_CLASS_DENIED, text);
}

Object parse_object(std::string_view json) {
  const Json document = read_json<Json>(json);
  if (!document.is_object() || !document.contains("fields"))
    throw unreadable("an object's description", false);
  Object object;
  object.name = text_at(document, "name");
  object.label = text_at(document, "label");
  object.queryable = flag_at(document, "queryable");
  object.createable = flag_at(document, "createable");
  object.updateable = flag_at(document, "updateable");
  object.deletable = flag_at(document, "deletable");
  object.replicateable = flag_at(document, "replicateable");
  for (const Json& field : list_at(document, "fields")) {
    if (field.is_object()) object.fields.emplace(text_at(field, "name"), parse_field(field));
  }
  if (object.name.empty() || object.fields.empty()) throw unreadable("an object without fields", false);
  return object;
}

std::vector<std::string> interesting_objects(std::string_view json) {
  const Json document = read_json<Json>(json);
  if (!document.is_object() || !document.contains("sobjects")) throw unreadable("the list of objects", false);
  std::vector<std::string> names;
  for (const Json& object : list_at(document, "sobjects")) {
    if (!object.is_object() || !flag_at(object, "queryable")) continue;
    const std::string name = text_at(object, "name");
    const bool custom = name.size() > 3 && name.compare(name.size() - 3, 3, "__c") == 0;
    if (custom || std::find(kStandard.begin(), kStandard.end(), name) != kStandard.end())
      names.push_back(name);
  }
  return names;
}

adapter::TypeInfo type_info(const Object& object) {
  adapter::TypeInfo type;
  type.name = object.name;
  type.label = object.label;
  for (const auto& [name, field] : object.fields) {
    type.fields.push_back(field_info(name, field));
    add_paths(field, type.fields);
  }
  adapter::Traits& traits = type.traits;
  traits.write = object.createable || object.updateable;
  traits.remove = object.deletable;
  traits.consistent_get = true;
  traits.deletes = object.has("IsDeleted") || object.replicateable ? "feed" : "none";
  traits.batch_items = kBatch;
  if (object.has_key()) {
    traits.create = "upsert_by_key";
    traits.key_field = kKeyField;
  } else {
    traits.create = "probe";
  }
  return type;
}

const Object& Describer::object(adapter::Call& call, std::string_view type) {
  const auto known = objects_.find(type);
  if (known != objects_.end()) return known->second;
  if (!is_object_name(type)) throw missing_object(type);
  try {
    const adapter::HttpResponse answer = api_.get(call, "/sobjects/" + std::string(type) + "/describe");
    const Object& read = objects_.emplace(std::string(type), parse_object(answer.body())).first->second;
    if (const std::string trouble = read.key_trouble(); !trouble.empty()) api_.host().log().warning(trouble);
    return read;
  } catch (const Failure& failure) {
    const bool told = failure.error_class() == TANDEM_CLASS_DENIED;  // else a proxy spoke
    if (failure.native_code() == 404 && told) throw missing_object(type);
    throw;
  }
}

void Describer::forget(std::string_view type) {
  if (const auto known = objects_.find(type); known != objects_.end()) objects_.erase(known);
}

std::vector<adapter::TypeInfo> Describer::schema(adapter::Call& call) {
  forget_all();
  const std::vector<std::string> names = interesting_objects(api_.get(call, "/sobjects").body());
  std::vector<adapter::TypeInfo> types;
  for (const std::string& name : names) {
    call.stop_if_cancelled();
    types.push_back(type_info(object(call, name)));
  }
  return types;
}

}  // namespace tandem::salesforce
