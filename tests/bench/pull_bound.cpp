// SPDX-License-Identifier: Apache-2.0
#include <curl/curl.h>
#include <simdjson.h>

#include <cstring>

#include "pull.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace bench {
namespace {

constexpr std::size_t kFields = 9;
constexpr const char* kNames[kFields] = {"FirstName", "LastName", "Email",      "Phone",      "Company",
                                         "Title",     "Country",  "LeadSource", "CreatedDate"};
constexpr const char* kSystem = "Id, SystemModstamp, LastModifiedById, IsDeleted, MasterRecordId";

constexpr const char* kProbe =
    "SELECT local_id, row_hash FROM sync_link WHERE conn = 1 AND remote_type = 'Lead' AND remote_id = ?1";
constexpr const char* kInsertLead =
    "INSERT INTO lead (id, revision, created_at, updated_at, given_name, family_name, email, phone, "
    "company_name, title, country, origin, captured_at, stage, disposition, queue_team_id, is_history) "
    "VALUES (?1, 1, ?2, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 'lead', 'open', ?12, 1)";
constexpr const char* kInsertStage =
    "INSERT INTO stage_entry (id, revision, created_at, updated_at, lead_id, stage, entered_at, cause) "
    "VALUES (?1, 1, ?2, ?2, ?3, 'lead', ?4, 'history')";
constexpr const char* kInsertLink =
    "INSERT INTO sync_link (conn, entity, remote_type, remote_id, local_id, state, row_hash, version) "
    "VALUES (1, 20, 'Lead', ?1, ?2, 'linked', ?3, ?4)";
constexpr const char* kUpdateLead =
    "UPDATE lead SET revision = revision + 1, updated_at = ?2, given_name = ?3, family_name = ?4, email = "
    "?5, "
    "phone = ?6, company_name = ?7, title = ?8, country = ?9, origin = ?10 WHERE id = ?1";
constexpr const char* kUpdateLink =
    "UPDATE sync_link SET row_hash = ?2, version = ?3 WHERE conn = 1 AND remote_type = 'Lead' AND remote_id "
    "= "
    "?1 AND entity = 20";
constexpr const char* kJournal =
    "INSERT INTO journal (txn, at, recorded_at, actor_kind, kind, payload) VALUES (1, ?1, ?1, 'connection', "
    "'sync.pulled', '{\"connection\":\"crm\",\"stream\":\"Lead\"}')";
constexpr const char* kCursor =
    "INSERT INTO sync_checkpoint (conn, stream, cursor, mapping_hash, at) VALUES (1, 'Lead', ?1, '', ?2) ON "
    "CONFLICT (conn, stream) DO UPDATE SET cursor = excluded.cursor, at = excluded.at";

std::int64_t now_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

int digits(const char* at, int count) {
  int value = 0;
  for (int i = 0; i < count; ++i) value = value * 10 + (at[i] - '0');
  return value;
}

/// "2024-07-24T14:05:58.000+0000" to µs.
std::int64_t instant(std::string_view text) {
  const char* at = text.data();
  const std::chrono::sys_days day = std::chrono::year(digits(at, 4)) /
                                    std::chrono::month(static_cast<unsigned>(digits(at + 5, 2))) /
                                    std::chrono::day(static_cast<unsigned>(digits(at + 8, 2)));
  const std::int64_t seconds = std::int64_t{day.time_since_epoch().count()} * 86'400 +
                               digits(at + 11, 2) * 3'600 + digits(at + 14, 2) * 60 + digits(at + 17, 2);
  return seconds * 1'000'000;
}

std::size_t take(char* bytes, std::size_t size, std::size_t count, void* to) {
  static_cast<std::string*>(to)->append(bytes, size * count);
  return size * count;
}

}  // namespace

Http::Http() : curl_(curl_easy_init()) {}
Http::~Http() { curl_easy_cleanup(curl_); }

const std::string& Http::send(const std::string& method, const std::string& url, const std::string& body) {
  CURL* curl = curl_;
  answer_.clear();
  curl_slist* headers = nullptr;
  const std::string bearer = "Authorization: Bearer " + std::string(kAccessToken);
  headers = curl_slist_append(headers, bearer.c_str());
  headers = curl_slist_append(headers, "Content-Type: application/json");
  headers = curl_slist_append(headers, "Sforce-Query-Options: batchSize=2000");
  curl_easy_reset(curl);
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method.c_str());
  if (!body.empty()) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.c_str());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
  }
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");  // as Tandem asks
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer_);
  const CURLcode code = curl_easy_perform(curl);
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  curl_slist_free_all(headers);
  if (code != CURLE_OK || status < 200 || status > 299) {
    std::fprintf(stderr, "%s %s: %d %ld %.300s\n", method.c_str(), url.c_str(), code, status,
                 answer_.c_str());
    std::exit(1);
  }
  answer_.reserve(answer_.size() + simdjson::SIMDJSON_PADDING);
  return answer_;
}

std::string url_encoded(std::string_view text) {
  std::string out;
  char hex[4];
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      out.push_back(c);
    } else {
      std::snprintf(hex, sizeof hex, "%%%02X", static_cast<unsigned char>(c));
      out.append(hex);
    }
  }
  return out;
}

struct PullBound::Parts {
  Parts(sqlite3* store, std::string url) : db(store), server(std::move(url)) {
    sqlite3_stmt** all[] = {&probe,       &insert_lead, &insert_stage, &insert_link,
                            &update_lead, &update_link, &journal,      &cursor};
    const char* texts[] = {kProbe,      kInsertLead, kInsertStage, kInsertLink,
                           kUpdateLead, kUpdateLink, kJournal,     kCursor};
    for (std::size_t i = 0; i < std::size(texts); ++i) {
      must_sqlite(db, sqlite3_prepare_v3(db, texts[i], -1, SQLITE_PREPARE_PERSISTENT, all[i], nullptr),
                  texts[i]);
    }
    sqlite3_stmt* team = nullptr;
    must_sqlite(db, sqlite3_prepare_v2(db, "SELECT id FROM team LIMIT 1", -1, &team, nullptr), "team");
    must_sqlite(db, sqlite3_step(team), "team");
    queue.assign(static_cast<const char*>(sqlite3_column_blob(team, 0)), 16);
    sqlite3_finalize(team);
  }
  ~Parts() {
    for (sqlite3_stmt* s :
         {probe, insert_lead, insert_stage, insert_link, update_lead, update_link, journal, cursor}) {
      sqlite3_finalize(s);
    }
  }

  /// Ids in the order of time, as UUIDv7 are.
  std::string next_id(std::int64_t at) {
    std::string id(16, '\0');
    const std::uint64_t high = static_cast<std::uint64_t>(at / 1000);
    for (int i = 0; i < 6; ++i) id[static_cast<std::size_t>(i)] = static_cast<char>(high >> (40 - 8 * i));
    const std::uint64_t low = ++made;
    for (int i = 0; i < 8; ++i) id[static_cast<std::size_t>(8 + i)] = static_cast<char>(low >> (56 - 8 * i));
    id[6] = 0x70;
    return id;
  }
  static void step(sqlite3* db, sqlite3_stmt* statement) {
    must_sqlite(db, sqlite3_step(statement), "step");
    sqlite3_reset(statement);
  }
  static void bind(sqlite3_stmt* s, int at, std::string_view text) {
    if (text.data() == nullptr) {
      sqlite3_bind_null(s, at);
    } else {
      sqlite3_bind_text(s, at, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
    }
  }
  static void bind_blob(sqlite3_stmt* s, int at, std::string_view bytes) {
    sqlite3_bind_blob(s, at, bytes.data(), static_cast<int>(bytes.size()), SQLITE_STATIC);
  }

  void record(simdjson::ondemand::object object, std::int64_t now) {
    std::string_view values[kFields];
    for (std::size_t i = 0; i < kFields; ++i) {
      auto value = object[kNames[i]];
      if (value.get_string().get(values[i]) != simdjson::SUCCESS) values[i] = {};
    }
    const std::string_view id = object["Id"].get_string(), version = object["SystemModstamp"].get_string();
    buffer.clear();
    for (const std::string_view value : values) buffer.append(value).push_back('\x1f');
    const XXH128_hash_t hash = XXH3_128bits(buffer.data(), buffer.size());
    const std::string_view hash_view(reinterpret_cast<const char*>(&hash), sizeof hash);
    bind(probe, 1, id);
    if (sqlite3_step(probe) == SQLITE_ROW) {
      const bool same = sqlite3_column_bytes(probe, 1) == sizeof hash &&
                        std::memcmp(sqlite3_column_blob(probe, 1), &hash, sizeof hash) == 0;
      if (!same) local.assign(static_cast<const char*>(sqlite3_column_blob(probe, 0)), 16);
      sqlite3_reset(probe);
      if (!same) change(values, id, version, hash_view, now);
      return;
    }
    sqlite3_reset(probe);
    insert(values, id, version, hash_view, now);
  }
  void insert(const std::string_view* values, std::string_view id, std::string_view version,
              std::string_view hash, std::int64_t now) {
    const std::string lead = next_id(now), stage = next_id(now);
    const std::int64_t captured = instant(values[8]);
    begin();
    bind_blob(insert_lead, 1, lead);
    sqlite3_bind_int64(insert_lead, 2, now);
    for (int i = 0; i < 8; ++i) bind(insert_lead, 3 + i, values[i]);
    sqlite3_bind_int64(insert_lead, 11, captured);
    bind_blob(insert_lead, 12, queue);
    step(db, insert_lead);
    bind_blob(insert_stage, 1, stage);
    sqlite3_bind_int64(insert_stage, 2, now);
    bind_blob(insert_stage, 3, lead);
    sqlite3_bind_int64(insert_stage, 4, captured);
    step(db, insert_stage);
    bind(insert_link, 1, id);
    bind_blob(insert_link, 2, lead);
    bind_blob(insert_link, 3, hash);
    bind(insert_link, 4, version);
    step(db, insert_link);
  }
  void change(const std::string_view* values, std::string_view id, std::string_view version,
              std::string_view hash, std::int64_t now) {
    begin();
    bind_blob(update_lead, 1, local);
    sqlite3_bind_int64(update_lead, 2, now);
    for (int i = 0; i < 8; ++i) bind(update_lead, 3 + i, values[i]);
    step(db, update_lead);
    bind(update_link, 1, id);
    bind_blob(update_link, 2, hash);
    bind(update_link, 3, version);
    step(db, update_link);
  }
  void begin() {
    if (open) return;
    must_sqlite(db, sqlite3_exec(db, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), "begin");
    open = true;
  }
  void end_page(std::string_view next, std::int64_t now) {
    if (open) {  // one journal row a page that changed something
      sqlite3_bind_int64(journal, 1, now);
      step(db, journal);
    }
    begin();
    bind_blob(cursor, 1, next.empty() ? std::string_view("end") : next);
    sqlite3_bind_int64(cursor, 2, now);
    step(db, cursor);
    must_sqlite(db, sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr), "commit");
    sqlite3_wal_checkpoint_v2(db, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    open = false;
  }

  sqlite3* db;
  std::string server, queue, buffer, local;
  Http http;
  simdjson::ondemand::parser parser;
  std::uint64_t made = 0;
  bool open = false;
  std::string since;
  sqlite3_stmt *probe = nullptr, *insert_lead = nullptr, *insert_stage = nullptr, *insert_link = nullptr,
               *update_lead = nullptr, *update_link = nullptr, *journal = nullptr, *cursor = nullptr;
};

PullBound::PullBound(sqlite3* db, std::string server)
    : parts_(std::make_unique<Parts>(db, std::move(server))) {}
PullBound::~PullBound() = default;

std::int64_t PullBound::run(Step step) {
  Parts& p = *parts_;
  std::int64_t calls = 0;
  std::string query = "SELECT ";
  for (const char* name : kNames) query.append(name).append(", ");
  query.append(kSystem).append(" FROM Lead");
  if (step == Step::delta) query.append(" WHERE SystemModstamp >= ").append(p.since);
  query.append(step == Step::resync ? " ORDER BY Id" : " ORDER BY SystemModstamp, Id");
  std::string url = p.server + "/services/data/v60.0/queryAll?q=" + url_encoded(query);
  char stamp[40];
  const std::time_t clock = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&clock, &parts);
  std::strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ", &parts);
  while (!url.empty()) {
    const std::string& body = p.http.send("GET", url);
    ++calls;
    const std::int64_t now = now_us();
    simdjson::ondemand::document document = p.parser.iterate(body.data(), body.size(), body.capacity());
    std::string next;
    std::string_view locator;
    if (document["nextRecordsUrl"].get_string().get(locator) == simdjson::SUCCESS) next = locator;
    document.rewind();
    simdjson::ondemand::array records = document["records"].get_array();
    for (simdjson::ondemand::object record : records) p.record(record, now);
    p.end_page(next, now);
    url = next.empty() ? "" : p.server + next;
  }
  p.since = stamp;
  return calls;
}

}  // namespace bench
