// SPDX-License-Identifier: Apache-2.0
#include "seed.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "../engine/date.hpp"
#include "../engine/text.hpp"
#include "records.hpp"
#include "values.hpp"

namespace tandem::sandbox::salesforce {
namespace {

constexpr std::array<const char*, 16> first_names = {"Ada",   "Bela",  "Carmen", "Dmitri", "Elif",   "Femi",
                                                     "Grete", "Hiro",  "Ines",   "Jonas",  "Kamala", "Luca",
                                                     "Maren", "Nadia", "Omar",   "Zoë"};
constexpr std::array<const char*, 16> last_names = {
    "Almeida", "Berg",   "Costa",    "Dubois", "Eriksen", "Fischer", "Garcia", "Haddad",
    "Ito",     "Jansen", "Kowalski", "Larsen", "Müller",  "Novak",   "Okafor", "Petrov"};
constexpr std::array<const char*, 8> companies = {"Northwind", "Blue Harbour", "Kestrel", "Old Mill",
                                                  "Lumen",     "Fjord",        "Cobalt",  "Tidewater"};
constexpr std::array<const char*, 4> trades = {"Tools", "Logistics", "Foods", "Systems"};
constexpr std::array<const char*, 5> sources = {"Web", "Phone Inquiry", "Partner Referral", "Purchased List",
                                                "Other"};
constexpr std::array<const char*, 3> ratings = {"Hot", "Warm", "Cold"};
constexpr std::array<const char*, 2> statuses = {"Open - Not Contacted", "Working - Contacted"};
constexpr std::array<const char*, 6> kSeedStages = {"Prospecting",        "Qualification", "Needs Analysis",
                                                    "Negotiation/Review", "Closed Won",    "Closed Lost"};

using Pairs = std::initializer_list<std::pair<const char*, std::string_view>>;

Number add(Org& org, Table& table, std::int64_t at, Pairs fields) {
  Row row;
  row.created = row.modified = row.stamp = at;
  row.created_by = row.modified_by = org.running_user();
  for (const auto& [name, text] : fields) set_text(table.object(), row, name, text);
  derive_fields(org, table.object(), row);
  return table.add(std::move(row));
}

void add_people_of_the_org(Org& org) {
  const std::int64_t long_ago = org.now() - 400 * seconds_a_day;
  Table& users = org.table("User");
  add(org, users, long_ago,
      {{"Username", org.settings().username},
       {"FirstName", "Tandem"},
       {"LastName", "Integration"},
       {"Name", "Tandem Integration"},
       {"Email", org.settings().username},
       {"Alias", "tandem"},
       {"IsActive", "true"},
       {"UserType", "Standard"},
       {"TimeZoneSidKey", "Europe/Berlin"},
       {"LocaleSidKey", "en_GB"}});
  const auto person = [&](const char* first, const char* last, const char* active) {
    const std::string mail = concat({lower(first), ".", lower(last), "@sales.example"});
    add(org, users, long_ago,
        {{"Username", mail},
         {"FirstName", first},
         {"LastName", last},
         {"Name", concat({first, " ", last})},
         {"Email", mail},
         {"Alias", lower(last)},
         {"IsActive", active},
         {"UserType", "Standard"},
         {"TimeZoneSidKey", "Europe/Berlin"},
         {"LocaleSidKey", "en_GB"}});
  };
  person("Sam", "Seller", "true");
  person("Vera", "Vendor", "true");
  person("Cleo", "Closer", "true");
  person("Gus", "Gone", "false");
  Table& groups = org.table("Group");
  add(org, groups, long_ago,
      {{"Name", "Unassigned Leads"},
       {"DeveloperName", "Unassigned_Leads"},
       {"Type", "Queue"},
       {"Email", "queue@sales.example"}});
  add(org, groups, long_ago, {{"Name", "All Sales"}, {"DeveloperName", "All_Sales"}, {"Type", "Regular"}});
  add(org, org.table("Organization"), long_ago,
      {{"Name", "Tandem Sandbox Org"},
       {"OrganizationType", "Developer Edition"},
       {"IsSandbox", "false"},
       {"InstanceName", "TDM1"},
       {"TimeZoneSidKey", "Europe/Berlin"},
       {"DefaultLocaleSidKey", "en_GB"}});
}

void add_status_lists(Org& org) {
  Table& lead_status = org.table("LeadStatus");
  int order = 0;
  for (const auto& value : org.table("Lead").object().field("Status").values) {
    add(org, lead_status, org.now(),
        {{"MasterLabel", value},
         {"ApiName", value},
         {"SortOrder", std::to_string(++order)},
         {"IsDefault", order == 1 ? "true" : "false"},
         {"IsConverted", value == "Closed - Converted" ? "true" : "false"}});
  }
  Table& stage_list = org.table("OpportunityStage");
  order = 0;
  const Object& opportunity = org.table("Opportunity").object();
  for (const auto& value : opportunity.field("StageName").values) {
    Row probe;
    set_text(opportunity, probe, "StageName", value);
    derive_fields(org, opportunity, probe);
    add(org, stage_list, org.now(),
        {{"MasterLabel", value},
         {"ApiName", value},
         {"SortOrder", std::to_string(++order)},
         {"IsActive", "true"},
         {"IsClosed", text_of(opportunity, probe, "IsClosed")},
         {"IsWon", text_of(opportunity, probe, "IsWon")},
         {"DefaultProbability", text_of(opportunity, probe, "Probability")},
         {"ForecastCategoryName", text_of(opportunity, probe, "ForecastCategoryName")}});
  }
}

// Times spread over the past year, rising, so that the index is filled from its end.
class Times {
 public:
  Times(Org& org, std::uint64_t count)
      : end_(org.now() - 3600), step_(365.0 * 86400 / static_cast<double>(count + 1)) {}
  std::int64_t at(std::uint64_t i, std::uint64_t count) const {
    return end_ - static_cast<std::int64_t>(static_cast<double>(count - i) * step_);
  }

 private:
  std::int64_t end_;
  double step_;
};

void add_leads(Org& org, std::uint64_t count) {
  Table& leads = org.table("Lead");
  leads.reserve(count + count / 8);
  const Object& object = leads.object();
  const auto slot = [&](const char* name) { return object.field(name).slot; };
  const auto first = slot("FirstName"), last = slot("LastName"), name = slot("Name"),
             company = slot("Company"), email = slot("Email"), phone = slot("Phone"), status = slot("Status"),
             source = slot("LeadSource"), rating = slot("Rating"), owner = slot("OwnerId"),
             revenue = slot("AnnualRevenue");
  Random& random = org.random();
  const Times times(org, count);
  std::array<std::string, 4> owners;
  for (std::uint32_t i = 0; i < 4; ++i) owners[i] = org.user_id(i);
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t chance = random.next();
    const char* given = first_names[chance & 15U];
    const char* family = last_names[(chance >> 4U) & 15U];
    const char* firm = companies[(chance >> 8U) & 7U];
    const std::string number = std::to_string(i);
    Row row;
    row.created = times.at(i, count) - static_cast<std::int64_t>((chance >> 40U) % 5000000U);
    row.modified = row.stamp = times.at(i, count);
    row.packed.reserve(260);
    row.append_new(first, given);
    row.append_new(last, family);
    row.append_new(name, concat({given, " ", family}));
    row.append_new(company, concat({firm, " ", trades[(chance >> 12U) & 3U]}));
    row.append_new(email, concat({"person", number, "@example.org"}));
    row.append_new(phone, concat({"+49 30 ", number}));
    row.append_new(status, statuses[(chance >> 16U) & 1U]);
    row.append_new(source, sources[(chance >> 20U) % 5U]);
    row.append_new(rating, ratings[(chance >> 24U) % 3U]);
    row.append_new(owner, owners[(chance >> 28U) & 3U]);
    row.append_new(revenue, concat({std::to_string((chance >> 32U) % 1000U * 1000U), ".0"}));
    leads.add(std::move(row));
  }
}

void add_sales(Org& org, std::uint64_t leads) {
  const std::uint64_t count = std::min<std::uint64_t>(1000, leads / 10 + 3);
  Random& random = org.random();
  const Times times(org, count);
  Table& accounts = org.table("Account");
  Table& contacts = org.table("Contact");
  Table& opportunities = org.table("Opportunity");
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::int64_t at = times.at(i, count);
    const std::string number = std::to_string(i);
    const std::string owner = org.user_id(static_cast<std::uint32_t>(random.below(4)));
    const std::string account =
        concat({companies[random.below(8)], " ", trades[random.below(4)], " ", number});
    const std::string account_id = org.id_of(
        accounts,
        add(org, accounts, at, {{"Name", account}, {"OwnerId", owner}, {"Industry", "Technology"}}));
    add(org, contacts, at,
        {{"FirstName", first_names[random.below(16)]},
         {"LastName", last_names[random.below(16)]},
         {"AccountId", account_id},
         {"OwnerId", owner},
         {"Email", concat({"buyer", number, "@example.net"})}});
    add(org, opportunities, at,
        {{"Name", concat({account, " deal"})},
         {"AccountId", account_id},
         {"OwnerId", owner},
         {"StageName", kSeedStages[random.below(6)]},
         {"CloseDate", date_text(at + 60 * seconds_a_day)},
         {"Amount", number_text(static_cast<double>(random.below(100000)), 2)}});
  }
}

void add_campaigns(Org& org, std::uint64_t leads) {
  const std::uint64_t count = std::min<std::uint64_t>(20, leads / 10 + 2);
  Random& random = org.random();
  const Times times(org, count);
  Table& campaigns = org.table("Campaign");
  Table& members = org.table("CampaignMember");
  const Table& people = org.table("Lead");
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::int64_t at = times.at(i, count);
    const std::string id = org.id_of(campaigns, add(org, campaigns, at,
                                                    {{"Name", concat({"Campaign ", std::to_string(i + 1)})},
                                                     {"Type", "Webinar"},
                                                     {"Status", "In Progress"},
                                                     {"IsActive", "true"},
                                                     {"StartDate", date_text(at)},
                                                     {"OwnerId", org.user_id(0)}}));
    for (std::uint64_t k = 0; k < std::min<std::uint64_t>(leads, 5); ++k) {
      const auto lead = static_cast<Number>((i * 5 + k) % leads);
      add(org, members, at,
          {{"CampaignId", id},
           {"LeadId", org.id_of(people, lead)},
           {"Status", random.below(2) == 0 ? "Sent" : "Responded"}});
    }
  }
}

}  // namespace

void seed_org(Org& org) {
  add_people_of_the_org(org);
  add_status_lists(org);
  const std::uint64_t leads = org.settings().records;
  if (leads == 0) return;
  add_leads(org, leads);
  add_sales(org, leads);
  add_campaigns(org, leads);
}

}  // namespace tandem::sandbox::salesforce
