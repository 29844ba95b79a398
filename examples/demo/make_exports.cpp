// SPDX-License-Identifier: Apache-2.0
// Writes a marketing tool's exports into one folder, and into another the leads that sales typed into
// Salesforce, as bodies for its REST API. The same files for the same seed, and dirty the way real data
// is (mixed-case mail, stray blanks, a byte-order mark, quoted line ends, blank and unknown sources, a
// row with a missing column, an impossible date).
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

namespace {

constexpr int kContacts = 2400;
constexpr int kCrmLeads = 600;
constexpr int kShared = 300;      // of them marketing's contacts too, by the same address
constexpr int kCollection = 200;  // most records in one request to Salesforce
constexpr int kTouches = 5200;
constexpr int kCampaigns = 12;

/// SplitMix64 (Steele, Lea, Flood 2014): small, seeded, the same everywhere.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  int below(int limit) { return static_cast<int>(next() % static_cast<std::uint64_t>(limit)); }
  bool one_in(int n) { return below(n) == 0; }
  template <typename List>
  const char* pick(const List& list) {
    return list[static_cast<std::size_t>(below(static_cast<int>(list.size())))];
  }

 private:
  std::uint64_t state_;
};

constexpr std::array kGiven = {"Ana",   "Bruno",  "Chloé", "Deniz", "Elif",  "Fatima", "Goran", "Hana",
                               "Igor",  "Jürgen", "Kofi",  "Lena",  "Marta", "Noé",    "Olga",  "Priya",
                               "Quinn", "Rosa",   "Søren", "Tomás", "Uma",   "Vera",   "Wei",   "Zoë"};
constexpr std::array kFamily = {"Almeida", "Becker", "Costa",  "Dubois",  "Eriksen",  "Ferrari",
                                "García",  "Hoang",  "Ito",    "Jansen",  "Kowalski", "Lopes",
                                "Müller",  "Novak",  "O'Neil", "Pereira", "Rossi",    "Sato",
                                "Tanaka",  "Ünal",   "Vogel",  "Weber",   "Yıldız",   "Żak"};
constexpr std::array kFirm = {"North", "Blue", "Alpine", "Harbour", "Cedar", "Union", "Summit", "River"};
constexpr std::array kTrade = {"Bakery", "Logistics", "Optics", "Textiles", "Foods", "Robotics", "Clinics"};
constexpr std::array kCountries = {"DE", "BR", "FR", "PT", "NL", "PL", "JP", "US"};
constexpr std::array kTitles = {"Head of Purchasing", "Owner", "CTO", "Buyer", "Operations Lead", ""};
constexpr std::array kSources = {"organic_search", "organic_search", "paid_search", "social", "email",
                                 "referral",       "direct_traffic", "unknown",     ""};
constexpr std::array kChannels = {"email", "email", "web", "webinar", "phone", "meeting"};

std::string number(int value, int width) {
  std::ostringstream out;
  out << std::setw(width) << std::setfill('0') << value;
  return out.str();
}

/// A day of 2026, the demo's year; months have 28 days here so that every one exists.
std::string day(Dice& dice, int first_month, int months) {
  return "2026-" + number(first_month + dice.below(months), 2) + "-" + number(1 + dice.below(28), 2);
}
std::string moment(Dice& dice, int first_month, int months) {
  return day(dice, first_month, months) + "T" + number(dice.below(24), 2) + ":" + number(dice.below(60), 2) +
         ":" + number(dice.below(60), 2) + "Z";
}

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

class Csv {
 public:
  Csv(const std::filesystem::path& file, const std::string& line_end, bool mark) : end_(line_end) {
    out_.open(file, std::ios::binary | std::ios::trunc);
    if (!out_) {
      std::cerr << "cannot write " << file << "\n";
      std::exit(1);
    }
    if (mark) out_ << "\xEF\xBB\xBF";
  }
  void row(const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) out_ << (i == 0 ? "" : ",") << quoted(cells[i]);
    out_ << end_;
  }

 private:
  std::ofstream out_;
  std::string end_;
};

struct Buyer {
  std::string given, family, email, phone, company, title, country;
};

Buyer buyer(Dice& dice, int n) {
  Buyer b{dice.pick(kGiven), dice.pick(kFamily), "", "", "", dice.pick(kTitles), dice.pick(kCountries)};
  b.company = std::string(dice.pick(kFirm)) + " " + dice.pick(kTrade) + " " + number(1 + n % 700, 3);
  b.email = "buyer" + number(n, 5) + "@example-" + number(n % 700, 3) + ".test";
  if (!dice.one_in(4)) b.phone = "+49 30 " + number(dice.below(1000000), 6);
  return b;
}

/// The same address as people type it.
std::string typed(Dice& dice, std::string email) {
  if (dice.one_in(12)) email[0] = 'B';
  if (dice.one_in(25)) email += " ";
  return email;
}

void marketing(const std::filesystem::path& folder, Dice& dice, const std::vector<Buyer>& buyers) {
  Csv staff(folder / "staff.csv", "\n", false);
  staff.row({"id", "name", "email"});
  staff.row({"S1", "Mara Lindt", "mara@tandem-demo.test"});
  staff.row({"S2", "Nils Brandt", "nils@tandem-demo.test"});

  Csv campaigns(folder / "campaigns.csv", "\n", false);
  campaigns.row({"id", "name", "kind", "starts", "ends", "budget", "currency", "status"});
  for (int i = 1; i <= kCampaigns; ++i) {
    const int month = i;
    campaigns.row({"K" + number(i, 2),
                   "Campaign \"" + std::string(dice.pick(kFirm)) + "\", part " + std::to_string(i),
                   i % 3 == 0 ? "webinar" : "email", "2026-" + number(month, 2) + "-01",
                   "2026-" + number(month, 2) + "-28", std::to_string(1000 + 250 * i) + ".50", "EUR",
                   i < 10 ? "judged" : "running"});
  }

  Csv contacts(folder / "contacts.csv", "\r\n", true);  // saved by a spreadsheet
  contacts.row({"id", "tandem_id", "given_name", "family_name", "email", "phone", "company", "title",
                "country", "source", "campaign", "first_seen", "score", "lifecycle", "note"});
  for (int i = 0; i < kContacts; ++i) {
    const Buyer& b = buyers[static_cast<std::size_t>(i)];
    const std::string id = "M" + number(i + 1, 5);
    const int score = dice.below(100);
    std::string first_seen = moment(dice, 1, 10);
    if (i == 700) first_seen = "2026-02-30T10:00:00Z";  // a day that does not exist
    std::vector<std::string> cells = {id,
                                      "",
                                      b.given,
                                      b.family,
                                      typed(dice, b.email),
                                      b.phone,
                                      b.company,
                                      b.title,
                                      b.country,
                                      dice.pick(kSources),
                                      dice.one_in(3) ? "" : "K" + number(1 + dice.below(kCampaigns), 2),
                                      first_seen,
                                      std::to_string(score),
                                      score >= 70 ? "mql" : "lead",
                                      dice.one_in(40) ? "asked twice,\nsaid \"call me\"" : ""};
    if (i == 1200) cells.pop_back();  // a line that lost its last column
    contacts.row(cells);
  }

  std::ofstream touches(folder / "touches.jsonl", std::ios::binary | std::ios::trunc);
  for (int i = 0; i < kTouches; ++i) {
    const std::string channel = dice.pick(kChannels);
    const bool machine = channel == "email" || channel == "web";
    touches << R"({"id":"T)" << number(i + 1, 6) << R"(","contact":"M)"
            << number(1 + dice.below(kContacts), 5) << R"(","at":")" << moment(dice, 1, 10)
            << R"(","channel":")" << channel << R"(","inbound":)" << (channel == "web" ? "true" : "false")
            << R"(,"automated":)" << (machine ? "true" : "false");
    if (!dice.one_in(3)) touches << R"(,"campaign":"K)" << number(1 + dice.below(kCampaigns), 2) << '"';
    touches << "}\n";
    if (i == 2600) touches << "{\"id\":\"T-broken\",\"contact\":\n";  // the exporter was cut off once
  }

  Csv feedback(folder / "feedback.csv", "\n", false);
  feedback.row({"id", "about", "lead", "verdict", "why", "status", "reply", "answered_by"});
}

/// Bodies for POST …/composite/sobjects: leads-1.json, leads-2.json …
void crm(const std::filesystem::path& folder, Dice& dice, const std::vector<Buyer>& buyers) {
  constexpr std::array kStatus = {"Open - Not Contacted", "Working - Contacted"};
  constexpr std::array kLeadSource = {"Web", "Phone Inquiry", "Partner Referral", "Other"};
  nlohmann::json records = nlohmann::json::array();
  int file = 0;
  for (int i = 0; i < kCrmLeads; ++i) {
    const bool shared = i < kShared;
    const Buyer& b = buyers[static_cast<std::size_t>(shared ? i * 7 : kContacts + i)];
    nlohmann::json lead = {{"attributes", {{"type", "Lead"}}},
                           {"FirstName", b.given},
                           {"LastName", b.family},
                           {"Email", b.email},
                           {"Company", b.company},
                           {"Status", dice.pick(kStatus)}};
    if (!b.phone.empty()) lead["Phone"] = b.phone;
    if (!shared) lead["LeadSource"] = dice.pick(kLeadSource);
    records.push_back(std::move(lead));
    if (static_cast<int>(records.size()) < kCollection && i + 1 < kCrmLeads) continue;
    std::ofstream out(folder / ("leads-" + std::to_string(++file) + ".json"));
    out << nlohmann::json{{"allOrNone", false}, {"records", records}}.dump(1) << "\n";
    records.clear();
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: make_exports FOLDER\n";
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  std::filesystem::create_directories(folder / "marketing");
  std::filesystem::create_directories(folder / "salesforce");
  Dice dice(20260101);
  std::vector<Buyer> buyers;
  for (int i = 0; i < kContacts + kCrmLeads; ++i) buyers.push_back(buyer(dice, i));
  marketing(folder / "marketing", dice, buyers);
  crm(folder / "salesforce", dice, buyers);
  std::printf("wrote %d contacts, %d touches and %d campaigns to %s\n", kContacts, kTouches, kCampaigns,
              (folder / "marketing").c_str());
  std::printf("wrote %d leads for Salesforce to %s\n", kCrmLeads, (folder / "salesforce").c_str());
  return 0;
}
