// SPDX-License-Identifier: Apache-2.0
// What the org tells of its objects and fields.
#include "../engine/date.hpp"
#include "../engine/text.hpp"
#include "resources.hpp"

namespace tandem::sandbox::salesforce {
namespace {

Json object_flags(const Object& object, int version) {
  const std::string base = concat({"/services/data/v", std::to_string(version), ".0/sobjects/", object.name});
  Json body;
  body["activateable"] = false;
  body["createable"] = object.writable;
  body["custom"] = object.custom;
  body["customSetting"] = false;
  body["deletable"] = object.writable;
  body["deprecatedAndHidden"] = false;
  body["keyPrefix"] = object.prefix;
  body["label"] = object.label;
  body["labelPlural"] = object.plural;
  body["layoutable"] = object.writable;
  body["mergeable"] = object.name == "Lead" || object.name == "Contact" || object.name == "Account";
  body["name"] = object.name;
  body["queryable"] = true;
  body["replicateable"] = object.replicateable;
  body["retrieveable"] = true;
  body["searchable"] = true;
  body["triggerable"] = object.writable;
  body["undeletable"] = object.writable;
  body["updateable"] = object.writable;
  body["urls"]["sobject"] = base;
  body["urls"]["describe"] = base + "/describe";
  body["urls"]["rowTemplate"] = base + "/{ID}";
  return body;
}

const char* soap_type(const Field& field) {
  switch (field.type) {
    case Type::id:
    case Type::reference:
      return "tns:ID";
    case Type::boolean:
      return "xsd:boolean";
    case Type::number:
      return "xsd:double";
    case Type::integer:
      return "xsd:int";
    case Type::date:
      return "xsd:date";
    case Type::datetime:
      return "xsd:dateTime";
    default:
      return "xsd:string";
  }
}

Json picklist(const Field& field) {
  Json values = Json::array();
  for (const auto& value : field.values) {
    Json entry;
    entry["active"] = true;
    entry["defaultValue"] = value == field.default_value;
    entry["label"] = value;
    entry["validFor"] = nullptr;
    entry["value"] = value;
    values.push_back(entry);
  }
  return values;
}

Json field_json(const Field& field) {
  const bool text = !field.numeric() && field.type != Type::boolean && field.type != Type::date &&
                    field.type != Type::datetime;
  const bool system = field.system != System::none;
  Json body;
  body["name"] = field.name;
  body["label"] = field.label;
  body["type"] = field.wire_type;
  body["soapType"] = soap_type(field);
  body["length"] = text ? field.length : 0;
  body["byteLength"] = text ? field.length * 3 : 0;
  body["precision"] = field.type == Type::number ? field.precision : 0;
  body["digits"] = field.type == Type::integer ? field.precision : 0;
  body["scale"] = field.type == Type::number ? field.scale : 0;
  body["createable"] = field.createable;
  body["updateable"] = field.updateable;
  body["nillable"] = !field.required && field.type != Type::boolean && !system;
  body["defaultedOnCreate"] =
      !field.default_value.empty() || system || field.auto_number || field.name == "OwnerId";
  body["defaultValue"] = field.type == Type::boolean ? Json(false) : Json(nullptr);
  body["unique"] = field.unique;
  body["externalId"] = field.external_id;
  body["idLookup"] =
      field.external_id || field.system == System::id || field.name == "Email" || field.name == "Username";
  body["caseSensitive"] = field.case_sensitive;
  body["custom"] = field.custom();
  body["calculated"] = false;
  body["autoNumber"] = field.auto_number;
  body["nameField"] = field.name == "Name";
  body["filterable"] = field.filterable();
  body["sortable"] = field.filterable();
  body["groupable"] = field.filterable() && !field.numeric();
  body["permissionable"] = !system && !field.required;
  body["restrictedPicklist"] = field.restricted;
  body["picklistValues"] = picklist(field);
  body["referenceTo"] = field.targets;
  body["relationshipName"] = field.relationship.empty() ? Json(nullptr) : Json(field.relationship);
  body["polymorphicForeignKey"] = field.targets.size() > 1;
  body["deprecatedAndHidden"] = false;
  body["inlineHelpText"] = nullptr;
  body["compoundFieldName"] = nullptr;
  return body;
}

// 304 when nothing changed since; else the answer with Last-Modified.
Response if_changed(Call& call, const std::function<Json()>& make) {
  const std::int64_t changed = call.org.metadata_changed();
  const auto since = parse_http_date(call.request.header("if-modified-since"));
  Response answer;
  if (since && *since >= changed) {
    answer.status = 304;
  } else {
    answer = Response::json(200, dump(make()));
  }
  answer.set_header("Last-Modified", http_date_text(changed));
  return answer;
}

const Object& described(Call& call) {
  const Object* object = call.org.metadata().find(call.path.at(1));
  if (object == nullptr) fail("NOT_FOUND", "The requested resource does not exist", {}, 404);
  return *object;
}

}  // namespace

Response describe_global(Call& call) {
  return if_changed(call, [&] {
    Json body;
    body["encoding"] = "UTF-8";
    body["maxBatchSize"] = 200;
    body["sobjects"] = Json::array();
    for (const auto& object : call.org.metadata().objects())
      body["sobjects"].push_back(object_flags(object, call.version));
    return body;
  });
}

Response describe_object(Call& call) {
  const Object& object = described(call);
  return if_changed(call, [&] {
    Json body = object_flags(object, call.version);
    body["childRelationships"] = Json::array();
    body["recordTypeInfos"] = Json::array();
    body["fields"] = Json::array();
    for (const auto& field : object.fields) {
      if (!field.hidden) body["fields"].push_back(field_json(field));
    }
    return body;
  });
}

Response object_info(Call& call) {
  Json body;
  body["objectDescribe"] = object_flags(described(call), call.version);
  body["recentItems"] = Json::array();
  return Response::json(200, dump(body));
}

}  // namespace tandem::sandbox::salesforce
