// SPDX-License-Identifier: Apache-2.0
// Row 6: one durable write a call (feedback on a lead) through the C ABI against the same statements in
// one transaction each, WAL and FULL.
#include <cstring>

#include "measure.hpp"

namespace bench {
namespace {

std::string field_of(tandem_text* answer, const char* name) {
  const tandem_str view = tandem_text_view(answer);
  const std::string text(view.data, view.size);
  const auto at = text.find(std::string("\"") + name + "\":\"");
  return at == std::string::npos ? "" : text.substr(at + std::strlen(name) + 4, 36);
}

std::string make_lead(tandem_session* session) {
  tandem_error* error = nullptr;
  tandem_text* answer = nullptr;
  must(tandem_record_put(session, str("lead"), str(lead_document(1)), nullptr, &answer, &error), error,
       "lead");
  std::string id = field_of(answer, "id");
  tandem_text_release(answer);
  return id;
}

std::int64_t microseconds() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

void report(const char* variant, int size, std::int64_t cpu, std::vector<std::int64_t>& waits) {
  std::sort(waits.begin(), waits.end());
  print("single", variant, size, cpu, waits[waits.size() / 2], waits[waits.size() * 99 / 100]);
}

void run_tandem(tandem_session* session, const std::string& lead, int size, bool is_measured) {
  const std::string args = R"({"about_entity":"lead","about_id":")" + lead +
                           R"(","to_side":"marketing","verdict":"worked","why":"asked for a quote"})";
  std::vector<std::int64_t> waits;
  waits.reserve(static_cast<std::size_t>(size));
  tandem_error* error = nullptr;
  const auto start = cpu_us();
  const std::function<void()> work = [&] {
    for (int i = 0; i < size; ++i) {
      const auto begun = microseconds();
      must(tandem_act(session, str("feedback.submit"), str(""), str(args), nullptr, nullptr, &error), error,
           "submit");
      waits.push_back(microseconds() - begun);
    }
  };
  if (!is_measured) return work();  // only the pattern that the bound repeats
  measured(work);
  report("tandem", size, cpu_us() - start, waits);
}

/// The statements that one feedback.submit comes to: the record, the clock of its reply, journal rows, the
/// commit counter.
struct Statements {
  sqlite3_stmt *record = nullptr, *clock = nullptr, *journal = nullptr, *counter = nullptr, *check = nullptr;
};

std::string copy_with_new_key(sqlite3* db, const std::string& table, const std::string& key) {
  sqlite3_stmt* columns = nullptr;
  must_sqlite(db,
              sqlite3_prepare_v2(db, ("SELECT name FROM pragma_table_info('" + table + "')").c_str(), -1,
                                 &columns, nullptr),
              "columns");
  std::string names, values;
  int mark = 0;
  while (sqlite3_step(columns) == SQLITE_ROW) {
    const std::string name = reinterpret_cast<const char*>(sqlite3_column_text(columns, 0));
    names += (mark ? "," : "") + name;
    values += std::string(mark ? "," : "") +
              (name == key && key == "seq" ? "NULL" : "?" + std::to_string(mark + 1));
    ++mark;
  }
  sqlite3_finalize(columns);
  return "INSERT INTO " + table + " (" + names + ") VALUES (" + values + ")";
}

std::vector<std::vector<sqlite3_value*>> newest(sqlite3* db, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  must_sqlite(db, sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr), "newest");
  std::vector<std::vector<sqlite3_value*>> rows;
  while (sqlite3_step(statement) == SQLITE_ROW) {
    rows.emplace_back();
    for (int c = 0; c < sqlite3_column_count(statement); ++c)
      rows.back().push_back(sqlite3_value_dup(sqlite3_column_value(statement, c)));
  }
  sqlite3_finalize(statement);
  return rows;
}

void bind_all(sqlite3_stmt* statement, const std::vector<sqlite3_value*>& row) {
  for (std::size_t c = 0; c < row.size(); ++c) sqlite3_bind_value(statement, static_cast<int>(c) + 1, row[c]);
}

void step(sqlite3* db, sqlite3_stmt* statement) {
  must_sqlite(db, sqlite3_step(statement), "step");
  sqlite3_reset(statement);
}

}  // namespace

int single_write(const std::string& variant, int size, const std::string& folder) {
  const std::string path = folder + "/single.db";
  Store store(path);
  const std::string lead = make_lead(store.session);
  if (variant == "tandem") {
    run_tandem(store.session, lead, size, true);
    return 0;
  }
  sqlite3* db = open_bound(path);
  const auto journal_before = count_rows(db, "journal");
  run_tandem(store.session, lead, 1, false);  // the pattern to repeat
  const auto journal_rows = newest(db, "SELECT * FROM journal WHERE seq > " + std::to_string(journal_before));
  auto record = newest(db, "SELECT * FROM feedback").front();
  auto clock = newest(db, "SELECT * FROM sla_clock WHERE subject_entity = 'feedback'").front();
  Statements s;
  const auto prepare = [&](const std::string& sql, sqlite3_stmt*& out) {
    must_sqlite(db, sqlite3_prepare_v3(db, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &out, nullptr),
                sql.c_str());
  };
  prepare(copy_with_new_key(db, "feedback", "id"), s.record);
  prepare(copy_with_new_key(db, "sla_clock", "id"), s.clock);
  prepare(copy_with_new_key(db, "journal", "seq"), s.journal);
  prepare("UPDATE store_meta SET value = value + 1 WHERE key = 'commits'", s.counter);
  prepare("SELECT 1 FROM lead WHERE id = ?1", s.check);
  sqlite3_stmt *begin = nullptr, *commit = nullptr;
  prepare("BEGIN IMMEDIATE", begin);
  prepare("COMMIT", commit);
  std::vector<std::int64_t> waits;
  waits.reserve(static_cast<std::size_t>(size));
  unsigned char id[16];
  const auto start = cpu_us();
  measured([&] {
    for (int i = 0; i < size; ++i) {
      const auto begun = microseconds();
      step(db, begin);
      sqlite3_randomness(16, id);
      bind_all(s.record, record);
      sqlite3_bind_blob(s.record, 1, id, 16, SQLITE_TRANSIENT);
      step(db, s.record);
      sqlite3_randomness(16, id);
      bind_all(s.clock, clock);
      sqlite3_bind_blob(s.clock, 1, id, 16, SQLITE_TRANSIENT);
      step(db, s.clock);
      for (const auto& row : journal_rows) {
        bind_all(s.journal, row);
        step(db, s.journal);
      }
      step(db, s.counter);
      step(db, commit);
      waits.push_back(microseconds() - begun);
    }
  });
  report("bound", size, cpu_us() - start, waits);
  for (auto* statement : {s.record, s.clock, s.journal, s.counter, s.check, begin, commit})
    sqlite3_finalize(statement);
  sqlite3_close(db);
  return 0;
}

}  // namespace bench
