// SPDX-License-Identifier: Apache-2.0
// Fields that follow from others.
#include <cstdlib>

#include "../engine/date.hpp"
#include "../engine/text.hpp"
#include "records.hpp"
#include "values.hpp"

namespace tandem::sandbox::salesforce {
namespace {

struct Stage {
  std::string_view name;
  int probability;
  bool closed;
  bool won;
  std::string_view category;
  std::string_view category_name;
};
constexpr Stage stages[] = {
    {"Prospecting", 10, false, false, "Pipeline", "Pipeline"},
    {"Qualification", 10, false, false, "Pipeline", "Pipeline"},
    {"Needs Analysis", 20, false, false, "Pipeline", "Pipeline"},
    {"Value Proposition", 50, false, false, "Pipeline", "Pipeline"},
    {"Id. Decision Makers", 60, false, false, "Pipeline", "Pipeline"},
    {"Perception Analysis", 70, false, false, "Pipeline", "Pipeline"},
    {"Proposal/Price Quote", 75, false, false, "Pipeline", "Pipeline"},
    {"Negotiation/Review", 90, false, false, "BestCase", "Best Case"},
    {"Closed Won", 100, true, true, "Closed", "Closed"},
    {"Closed Lost", 0, true, false, "Omitted", "Omitted"},
};

void derive_name(const Object& object, Row& row) {
  const std::string first = text_of(object, row, "FirstName");
  const std::string last = text_of(object, row, "LastName");
  set_text(object, row, "Name", first.empty() ? last : concat({first, " ", last}));
}

void derive_opportunity(const Object& object, Row& row) {
  const std::string stage_name = text_of(object, row, "StageName");
  const Stage* stage = nullptr;
  for (const auto& candidate : stages) {
    if (candidate.name == stage_name) stage = &candidate;
  }
  set_text(object, row, "IsClosed", stage != nullptr && stage->closed ? "true" : "false");
  set_text(object, row, "IsWon", stage != nullptr && stage->won ? "true" : "false");
  set_text(object, row, "ForecastCategory", stage == nullptr ? "Pipeline" : stage->category);
  set_text(object, row, "ForecastCategoryName", stage == nullptr ? "Pipeline" : stage->category_name);
  const bool closed = stage != nullptr && stage->closed;
  if (stage != nullptr && (closed || text_of(object, row, "Probability").empty())) {
    set_text(object, row, "Probability", number_text(stage->probability, 0));
  }
  const std::string amount = text_of(object, row, "Amount");
  if (!amount.empty()) {
    const double expected = std::strtod(amount.c_str(), nullptr) *
                            std::strtod(text_of(object, row, "Probability").c_str(), nullptr) / 100;
    set_text(object, row, "ExpectedRevenue", number_text(expected, 2));
  }
}

void derive_member(Org& org, const Object& object, Row& row) {
  const std::string lead = text_of(object, row, "LeadId");
  const std::string contact = text_of(object, row, "ContactId");
  const std::string& person = contact.empty() ? lead : contact;
  set_text(object, row, "LeadOrContactId", person);
  set_text(object, row, "Type", contact.empty() ? "Lead" : "Contact");
  set_text(object, row, "Pair", concat({text_of(object, row, "CampaignId"), "+", person}));
  const std::string status = text_of(object, row, "Status");
  const bool responded = status == "Responded" || status == "Attended" || status == "Registered";
  set_text(object, row, "HasResponded", responded ? "true" : "false");
  if (responded && text_of(object, row, "FirstRespondedDate").empty()) {
    set_text(object, row, "FirstRespondedDate", date_text(org.now()));
  }
  const Place place = org.locate(person);
  if (place.table == nullptr) return;
  for (const char* field : {"Name", "Email"}) {
    set_text(object, row, field, text_of(place.table->object(), place.row(), field));
  }
  if (contact.empty()) {
    set_text(object, row, "CompanyOrAccount", text_of(place.table->object(), place.row(), "Company"));
  }
}

}  // namespace

std::string text_of(const Object& object, const Row& row, std::string_view field) {
  const auto text = row.get(object.field(field).slot);
  return text ? std::string(*text) : std::string();
}

void set_text(const Object& object, Row& row, std::string_view field, std::string_view text) {
  row.set(object.field(field).slot, text);
}

void derive_fields(Org& org, const Object& object, Row& row) {
  if (object.name == "Lead" || object.name == "Contact") derive_name(object, row);
  if (object.name == "Opportunity") derive_opportunity(object, row);
  if (object.name == "CampaignMember") derive_member(org, object, row);
  if (object.name == "Task") {
    set_text(object, row, "IsClosed", text_of(object, row, "Status") == "Completed" ? "true" : "false");
    set_text(object, row, "IsHighPriority", text_of(object, row, "Priority") == "High" ? "true" : "false");
  }
}

}  // namespace tandem::sandbox::salesforce
