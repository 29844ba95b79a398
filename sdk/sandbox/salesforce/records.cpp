// SPDX-License-Identifier: Apache-2.0
#include "records.hpp"

#include <algorithm>

#include "../engine/text.hpp"
#include "ids.hpp"
#include "values.hpp"

namespace tandem::sandbox::salesforce {
namespace {

void check_target(Org& org, const Object& object, const Field& field, const std::string& id) {
  const Object* target = org.metadata().find_by_prefix(std::string_view(id).substr(0, 3));
  const bool right_type = target != nullptr && std::find(field.targets.begin(), field.targets.end(),
                                                         target->name) != field.targets.end();
  if (!right_type) {
    fail("FIELD_INTEGRITY_EXCEPTION", concat({field.label, ": id value of incorrect type: ", id}),
         {field.name});
  }
  const Place place = org.locate(id);
  if (place.table == nullptr) fail("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", {field.name});
  if (place.row().deleted) fail("ENTITY_IS_DELETED", "entity is deleted", {field.name});
  if (field.name == "OwnerId") {
    const bool queue = target->name == "Group" && text_of(*target, place.row(), "Type") == "Queue";
    const bool active = target->name == "User" && text_of(*target, place.row(), "IsActive") == "true";
    if (!queue && !active) {
      fail("INACTIVE_OWNER_OR_USER",
           concat({"operation performed with inactive user [", id, "] as owner of ", lower(object.name)}));
    }
  }
  if (object.name == "Task" && target->name == "Lead" &&
      text_of(*target, place.row(), "IsConverted") == "true") {
    fail("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead");
  }
}

// {"Lead__r": {"Tandem_Id__c": "x"}}: a reference by the other record's external id.
std::string resolve_nested(Org& org, const Field& field, const Json& nested) {
  for (const auto& [key, value] : nested.items()) {
    if (key == "attributes" || !value.is_string()) continue;
    for (const auto& target : field.targets) {
      const Object* object = org.metadata().find(target);
      const Field* key_field = object == nullptr ? nullptr : object->find(key);
      if (key_field == nullptr || !key_field->indexed()) continue;
      const Table& table = org.table(target);
      const auto found = table.lookup(*key_field, value.get_ref<const std::string&>());
      if (found.size() == 1) return org.id_of(table, found[0]);
      if (found.size() > 1) fail("DUPLICATE_EXTERNAL_ID", "Foreign key external ID is not unique");
      fail("INVALID_FIELD", concat({"Foreign key external ID: ", lower(value.get<std::string>()),
                                    " not found for field ", key_field->name, " in entity ", target}));
    }
  }
  fail("INVALID_FIELD", concat({"No external id field given for relationship ", field.relationship}));
}

void refuse_read_only(const Field& field, bool creating) {
  const bool allowed = creating ? field.createable : field.updateable;
  if (allowed) return;
  if (creating || !field.createable) {
    fail("INVALID_FIELD_FOR_INSERT_UPDATE",
         concat(
             {"Unable to create/update fields: ", field.name,
              ". Please check the security settings of this field and verify that it is read/write for your "
              "profile or permission set."}),
         {field.name});
  }
  fail("FIELD_NOT_UPDATABLE", concat({"field cannot be changed after creation: ", field.name}), {field.name});
}

void apply_fields(Org& org, const Object& object, Row& row, const Json& fields, bool creating) {
  if (!fields.is_object()) {
    fail("JSON_PARSER_ERROR", "The HTTP entity body is required, but this request has no entity body.");
  }
  for (const auto& [key, value] : fields.items()) {
    if (key == "attributes") continue;
    const Field* field = object.find(key);
    const Field* related = field == nullptr && value.is_object() ? object.find_relationship(key) : nullptr;
    if (field == nullptr && related == nullptr) {
      fail("INVALID_FIELD", concat({"No such column '", key, "' on sobject of type ", object.name}));
    }
    const Field& target = field != nullptr ? *field : *related;
    if (target.system == System::id) {
      fail("INVALID_FIELD", "The Id field should not be specified in the sobject data.");
    }
    refuse_read_only(target, creating);
    const std::string text =
        related != nullptr ? resolve_nested(org, target, value) : kept_text(object, target, value);
    if (target.type == Type::reference && !text.empty()) check_target(org, object, target, text);
    row.set(target.slot, text);
  }
}

void check_required(const Object& object, const Row& row) {
  std::vector<std::string> missing;
  for (const auto& field : object.fields) {
    if (field.required && !row.get(field.slot)) missing.push_back(field.name);
  }
  if (missing.empty()) return;
  std::string list;
  for (const auto& name : missing) list += (list.empty() ? "" : ", ") + name;
  fail("REQUIRED_FIELD_MISSING", concat({"Required fields are missing: [", list, "]"}), missing);
}

void check_members(const Object& object, const Row& row) {
  if (object.name != "CampaignMember") return;
  const bool lead = !text_of(object, row, "LeadId").empty();
  const bool contact = !text_of(object, row, "ContactId").empty();
  if (!lead && !contact) {
    fail("REQUIRED_FIELD_MISSING", "Required fields are missing: [LeadId or ContactId]",
         {"LeadId", "ContactId"});
  }
}

void check_unique(Org& org, const Table& table, const Row& row, std::optional<Number> self) {
  for (const auto& field : table.object().fields) {
    if (!field.unique) continue;
    const auto text = row.get(field.slot);
    if (!text) continue;
    for (const Number other : table.lookup(field, *text)) {
      if (self && *self == other) continue;
      if (field.name == "Pair") fail("DUPLICATE_VALUE", "Already a campaign member.");
      fail("DUPLICATE_VALUE",
           concat({"duplicate value found: ", field.name,
                   " duplicates value on record with id: ", org.id_of(table, other).substr(0, 15)}));
    }
  }
}

// What the admin of the org, or a test, has arranged against this record.
void check_rules(Org& org, const Object& object, const Row& row, const WriteOptions& options) {
  for (auto rule = org.rules.begin(); rule != org.rules.end(); ++rule) {
    if (!same_ignoring_case(rule->object, object.name)) continue;
    if (!rule->field.empty()) {
      const Field* field = object.find(rule->field);
      if (field == nullptr || row.get(field->slot).value_or("") != rule->value) continue;
    }
    if (!rule->matches_id.empty() && rule->allow_save && options.save_duplicates) continue;
    const ApiError error = rule->error;
    if (rule->times > 0 && --rule->times == 0) org.rules.erase(rule);
    throw ApiFailure(error);
  }
}

void check_lock(Org& org, const std::string& id) {
  const auto lock = org.locked_until.find(id);
  if (lock == org.locked_until.end()) return;
  if (lock->second > org.now()) {
    fail("UNABLE_TO_LOCK_ROW",
         concat({"unable to obtain exclusive access to this record or 1 records: ", id}));
  }
  org.locked_until.erase(lock);
}

std::string first_queue(Org& org) {
  const Table& groups = org.table("Group");
  for (Number number = 0; number < groups.size(); ++number) {
    if (text_of(groups.object(), groups.at(number), "Type") == "Queue") return org.id_of(groups, number);
  }
  return {};
}

void set_defaults(Org& org, const Object& object, Row& row, const WriteOptions& options) {
  for (const auto& field : object.fields) {
    if (field.system == System::none && !field.default_value.empty() && !row.get(field.slot)) {
      row.set(field.slot, field.default_value);
    }
  }
  if (!object.has("OwnerId")) return;
  const Field& owner = object.field("OwnerId");
  if (object.name == "Lead" && org.settings().assignment_rule && options.auto_assign) {
    row.set(owner.slot, first_queue(org));
  }
  if (!row.get(owner.slot)) row.set(owner.slot, org.user_id(org.running_user()));
}

void delete_children(Org& org, std::string_view child, std::string_view field_name,
                     const std::string& parent) {
  Table& table = org.table(child);
  const Field& field = table.object().field(field_name);
  for (Number number = 0; number < table.size(); ++number) {
    const Row& row = table.at(number);
    if (!row.deleted && !row.purged && row.get(field.slot) == std::string_view(parent)) {
      delete_record(org, {&table, number});
    }
  }
}

}  // namespace

Table& writable_table(Org& org, std::string_view object) {
  const Object* known = org.metadata().find(object);
  if (known == nullptr) fail("NOT_FOUND", "The requested resource does not exist", {}, 404);
  if (!known->writable) {
    fail("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
         concat({"entity type ", known->name, " does not support this operation"}));
  }
  return org.table(known->name);
}

Place live_record(Org& org, const Table& table, std::string_view id) {
  const auto fifteen = normal_id(id);
  if (!fifteen)
    fail("MALFORMED_ID", concat({table.object().label, " ID: id value of incorrect type: ", id}), {"Id"});
  if (table.object().prefix != fifteen->substr(0, 3)) {
    fail("NOT_FOUND", "Provided external ID field does not exist or is not accessible: Id", {}, 404);
  }
  const Place place = org.locate(id);
  if (place.table == nullptr) fail("NOT_FOUND", "The requested resource does not exist", {}, 404);
  if (place.row().deleted) fail("ENTITY_IS_DELETED", "entity is deleted", {}, 404);
  return place;
}

std::string create_record(Org& org, Table& table, const Json& fields, const WriteOptions& options) {
  const Object& object = table.object();
  Row row;
  apply_fields(org, object, row, fields, true);
  set_defaults(org, object, row, options);
  check_required(object, row);
  check_members(object, row);
  derive_fields(org, object, row);
  check_rules(org, object, row, options);
  check_unique(org, table, row, std::nullopt);
  if (object.has("Name") && object.field("Name").auto_number) {
    std::string digits = std::to_string(table.size() + 1);
    digits.insert(0, digits.size() < 5 ? 5 - digits.size() : 0, '0');
    set_text(object, row, "Name", concat({object.name.substr(7, 1), "-", digits}));
  }
  row.created = row.modified = row.stamp = org.write_stamp();
  row.created_by = row.modified_by = org.running_user();
  return org.id_of(table, org.insert(table, std::move(row)));
}

void update_record(Org& org, Place place, const Json& fields, const WriteOptions& options) {
  Table& table = *place.table;
  const Object& object = table.object();
  Row row = place.row();
  check_lock(org, org.id_of(table, place.number));
  if (object.name == "Lead" && text_of(object, row, "IsConverted") == "true") {
    fail("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead");
  }
  apply_fields(org, object, row, fields, false);
  if (object.name == "Opportunity" && fields.contains("StageName") && !fields.contains("Probability")) {
    set_text(object, row, "Probability", "");
  }
  check_required(object, row);
  derive_fields(org, object, row);
  check_rules(org, object, row, options);
  check_unique(org, table, row, place.number);
  row.modified = row.stamp = std::max(org.write_stamp(), row.stamp);
  row.modified_by = org.running_user();
  org.update(table, place.number, std::move(row));
}

void delete_record(Org& org, Place place) {
  Table& table = *place.table;
  const std::string id = org.id_of(table, place.number);
  check_lock(org, id);
  Row row = place.row();
  row.deleted = true;
  row.deleted_at = row.modified = row.stamp = org.now();
  row.modified_by = org.running_user();
  org.update(table, place.number, std::move(row));
  const std::string& name = table.object().name;
  if (name == "Lead") delete_children(org, "CampaignMember", "LeadId", id);
  if (name == "Contact") delete_children(org, "CampaignMember", "ContactId", id);
  if (name == "Campaign") delete_children(org, "CampaignMember", "CampaignId", id);
  if (name == "Lead" || name == "Contact") delete_children(org, "Task", "WhoId", id);
  if (name == "Account") {
    delete_children(org, "Contact", "AccountId", id);
    delete_children(org, "Opportunity", "AccountId", id);
  }
}

std::vector<Number> find_by_external_id(Org& org, const Table& table, std::string_view field_name,
                                        std::string_view value) {
  const Field* field = table.object().find(field_name);
  if (field == nullptr || (!field->external_id && field->system != System::id)) {
    fail("NOT_FOUND",
         concat({"Provided external ID field does not exist or is not accessible: ", field_name}), {}, 404);
  }
  if (field->system == System::id) return {live_record(org, table, value).number};
  return table.lookup(*field, trimmed(value));
}

Upserted upsert_record(Org& org, Table& table, std::string_view field_name, std::string_view value,
                       const Json& fields, const WriteOptions& options) {
  const auto found = find_by_external_id(org, table, field_name, value);
  const Field& field = *table.object().find(field_name);
  for (const auto& [key, ignored] : fields.items()) {
    if (same_ignoring_case(key, field.name)) {
      fail("INVALID_FIELD",
           concat({"The ", field.name, " field should not be specified in the sobject data."}));
    }
  }
  if (found.size() > 1) {
    ApiError error{
        "DUPLICATE_EXTERNAL_ID", "Several records have this external id", {field.name}, 300, nullptr};
    for (const Number number : found) error.extra["matches"].push_back(org.id_of(table, number));
    throw ApiFailure(error);
  }
  if (found.size() == 1) {
    update_record(org, {&table, found[0]}, fields, options);
    return {org.id_of(table, found[0]), false};
  }
  if (options.update_only) fail("NOT_FOUND", "The requested resource does not exist", {}, 404);
  Json with_key = fields;
  with_key[field.name] = std::string(value);
  return {create_record(org, table, with_key, options), true};
}

}  // namespace tandem::sandbox::salesforce
