// SPDX-License-Identifier: Apache-2.0
#include "arranged.hpp"

#include <initializer_list>

#include "../engine/date.hpp"
#include "../engine/text.hpp"
#include "records.hpp"

namespace tandem::sandbox::salesforce {
namespace {

Place need(Org& org, const std::string& id, bool live) {
  const Place place = org.locate(id);
  if (place.table == nullptr) fail("INVALID_CROSS_REFERENCE_KEY", concat({"no such record: ", id}));
  if (live && place.row().deleted) fail("ENTITY_IS_DELETED", concat({"entity is deleted: ", id}));
  return place;
}

void touch(Org& org, Row& row) {
  row.modified = row.stamp = org.now();
  row.modified_by = org.running_user();
}

// Every live record of `child` whose `field` is `from` now points to `to`.
void move_references(Org& org, std::string_view child, std::string_view field_name, const std::string& from,
                     const std::function<void(const Object&, Row&)>& change) {
  Table& table = org.table(child);
  const Field& field = table.object().field(field_name);
  for (Number number = 0; number < table.size(); ++number) {
    Row row = table.at(number);
    if (row.deleted || row.purged || row.get(field.slot) != std::string_view(from)) continue;
    change(table.object(), row);
    touch(org, row);
    org.update(table, number, std::move(row));
  }
}

void copy_text(const Object& from, const Row& source, const char* field, Json& fields, const char* name) {
  const std::string text = text_of(from, source, field);
  if (!text.empty()) fields[name] = text;
}

std::string new_account(Org& org, const Object& object, const Row& lead) {
  Json fields = Json::object();
  copy_text(object, lead, "Company", fields, "Name");
  copy_text(object, lead, "Website", fields, "Website");
  copy_text(object, lead, "Industry", fields, "Industry");
  copy_text(object, lead, "OwnerId", fields, "OwnerId");
  return create_record(org, org.table("Account"), fields, {});
}

std::string new_contact(Org& org, const Object& object, const Row& lead, const std::string& account) {
  Json fields = Json::object();
  for (const char* name :
       {"FirstName", "LastName", "Email", "Phone", "MobilePhone", "Title", "LeadSource", "OwnerId"}) {
    copy_text(object, lead, name, fields, name);
  }
  fields["AccountId"] = account;
  return create_record(org, org.table("Contact"), fields, {});
}

std::string new_opportunity(Org& org, const Object& object, const Row& lead, const std::string& account,
                            std::string name) {
  Json fields = Json::object();
  if (name.empty()) name = concat({text_of(object, lead, "Company"), "-"});
  fields["Name"] = name.substr(0, 120);
  fields["AccountId"] = account;
  fields["StageName"] = "Prospecting";
  fields["CloseDate"] = date_text(org.now() + 90 * seconds_a_day);
  copy_text(object, lead, "OwnerId", fields, "OwnerId");
  copy_text(object, lead, "LeadSource", fields, "LeadSource");
  return create_record(org, org.table("Opportunity"), fields, {});
}

// Conversion needs a person as owner; a lead in a queue falls to the API's user.
void give_to_a_person(Org& org, const Object& object, Row& lead) {
  if (starts_with(text_of(object, lead, "OwnerId"), "005")) return;
  set_text(object, lead, "OwnerId", org.user_id(org.running_user()));
}

}  // namespace

Json convert_lead(Org& org, const Json& body) {
  const Place place = need(org, body.value("leadId", ""), true);
  const Object& object = place.table->object();
  if (object.name != "Lead") fail("INVALID_CROSS_REFERENCE_KEY", "leadId names no lead");
  Row lead = place.row();
  if (text_of(object, lead, "IsConverted") == "true")
    fail("CANNOT_UPDATE_CONVERTED_LEAD", "lead is converted already");
  const std::string lead_id = org.id_of(*place.table, place.number);
  give_to_a_person(org, object, lead);
  std::string account = body.value("accountId", "");
  std::string contact = body.value("contactId", "");
  if (account.empty()) account = new_account(org, object, lead);
  if (contact.empty()) contact = new_contact(org, object, lead, account);
  std::string opportunity;
  if (!body.value("doNotCreateOpportunity", false)) {
    opportunity = new_opportunity(org, object, lead, account, body.value("opportunityName", ""));
  }
  set_text(object, lead, "Status", body.value("convertedStatus", "Closed - Converted"));
  set_text(object, lead, "IsConverted", "true");
  set_text(object, lead, "ConvertedDate", date_text(org.now()));
  set_text(object, lead, "ConvertedAccountId", account);
  set_text(object, lead, "ConvertedContactId", contact);
  set_text(object, lead, "ConvertedOpportunityId", opportunity);
  touch(org, lead);
  org.update(*place.table, place.number, std::move(lead));
  move_references(org, "CampaignMember", "LeadId", lead_id, [&](const Object& member, Row& row) {
    set_text(member, row, "ContactId", contact);  // LeadId stays: it says where the contact came from
    derive_fields(org, member, row);
  });
  move_references(org, "Task", "WhoId", lead_id,
                  [&](const Object& task, Row& row) { set_text(task, row, "WhoId", contact); });
  Json result;
  result["leadId"] = lead_id;
  result["accountId"] = account;
  result["contactId"] = contact;
  result["opportunityId"] = opportunity.empty() ? Json(nullptr) : Json(opportunity);
  result["success"] = true;
  return result;
}

Json merge_records(Org& org, const Json& body) {
  const Place master = need(org, body.value("masterId", ""), true);
  Table& table = *master.table;
  const Object& object = table.object();
  if (!object.has("MasterRecordId")) fail("INVALID_TYPE", concat({object.name, " cannot be merged"}));
  const std::string master_id = org.id_of(table, master.number);
  Json merged = Json::array();
  for (const auto& loser : body.value("loserIds", std::vector<std::string>())) {
    const Place place = need(org, loser, true);
    if (place.table != &table || place.number == master.number)
      fail("INVALID_TYPE", "only records of one object merge");
    const std::string id = org.id_of(table, place.number);
    for (const auto& each : org.metadata().objects()) {
      if (!each.writable) continue;
      for (const auto& field : each.fields) {
        if (field.targets.empty() || field.system != System::none || field.name == "MasterRecordId") continue;
        const std::string name = field.name;
        move_references(org, each.name, name, id,
                        [&](const Object& child, Row& row) { set_text(child, row, name, master_id); });
      }
    }
    Row row = place.row();
    row.deleted = true;
    row.deleted_at = org.now();
    set_text(object, row, "MasterRecordId", master_id);
    touch(org, row);
    org.update(table, place.number, std::move(row));
    merged.push_back(id);
  }
  Row winner = master.row();
  touch(org, winner);
  org.update(table, master.number, std::move(winner));
  Json result;
  result["id"] = master_id;
  result["mergedRecordIds"] = merged;
  return result;
}

Json undelete_records(Org& org, const Json& body) {
  Json back = Json::array();
  for (const auto& id : body.value("ids", std::vector<std::string>())) {
    const Place place = need(org, id, false);
    Row row = place.row();
    if (!row.deleted) fail("UNDELETE_FAILED", concat({"entity is not in the recycle bin: ", id}));
    row.deleted = false;
    row.deleted_at = 0;
    if (place.table->object().has("MasterRecordId"))
      set_text(place.table->object(), row, "MasterRecordId", "");
    touch(org, row);
    org.update(*place.table, place.number, std::move(row));
    back.push_back(org.id_of(*place.table, place.number));
  }
  Json result;
  result["undeleted"] = back;
  return result;
}

Json purge_records(Org& org, const Json& body) {
  std::uint64_t purged = 0;
  const auto purge = [&](Place place) {
    Row row = place.row();
    if (!row.deleted || row.purged) return;
    row.purged = true;
    org.update(*place.table, place.number, std::move(row));
    ++purged;
  };
  for (const auto& id : body.value("ids", std::vector<std::string>())) purge(need(org, id, false));
  if (body.value("all", false)) {
    for (auto& [name, table] : org.tables()) {
      for (Number number = 0; number < table.size(); ++number) purge({&table, number});
    }
  }
  if (body.value("trim_delete_log", false)) org.earliest_deleted = org.now() / 60 * 60;
  Json result;
  result["purged"] = purged;
  return result;
}

Json change_record(Org& org, const Json& body) {
  const std::string object = body.value("object", "");
  const std::string id = body.value("id", "");
  const Json fields = body.value("fields", Json::object());
  const auto user = static_cast<std::uint32_t>(body.value("user", 1));
  const bool only_touch = body.value("touch", false);
  const bool removal = body.value("delete", false);
  const auto apply = [&org, object, id, fields, user, only_touch, removal](std::int64_t stamp) {
    const std::uint32_t before = org.running_user();
    org.set_running_user(user);
    std::string changed = id;
    try {
      if (removal) {
        delete_record(org, need(org, id, true));
      } else if (id.empty()) {
        changed = create_record(org, writable_table(org, object), fields, {});
      } else if (!only_touch) {
        update_record(org, need(org, id, true), fields, {});
      }
    } catch (const ApiFailure&) {
      org.set_running_user(before);
      throw;
    }
    org.set_running_user(before);
    const Place place = need(org, changed, false);
    Row row = place.row();
    if (!only_touch) row.modified = stamp;
    row.stamp = stamp;
    if (id.empty()) row.created = stamp;
    org.update(*place.table, place.number, std::move(row));
    return changed;
  };
  Json result;
  const std::int64_t wait = body.value("commit_after_seconds", std::int64_t{0});
  if (wait > 0) {
    org.open_transaction(
        {org.now(), org.now() + wait, [apply](std::int64_t stamp) {
           try {
             apply(stamp);
           } catch (const ApiFailure&) {  // the other user's change is refused: it was never there
           }
         }});
    result["commits_at"] = datetime_text(org.now() + wait);
  } else {
    result["id"] = apply(org.now());
  }
  return result;
}

Json lock_record(Org& org, const Json& body) {
  const Place place = need(org, body.value("id", ""), true);
  const std::string id = org.id_of(*place.table, place.number);
  org.locked_until[id] = org.now() + body.value("seconds", std::int64_t{60});
  Json result;
  result["id"] = id;
  result["locked_until"] = datetime_text(org.locked_until[id]);
  return result;
}

}  // namespace tandem::sandbox::salesforce
