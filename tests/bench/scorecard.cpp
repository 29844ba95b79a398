// SPDX-License-Identifier: Apache-2.0
// Row 17: the scorecard over SIZE leads and as many touches; each of its statements with its time, the rows
// it steps through in a full scan, and its plan.
#include "measure.hpp"

namespace bench {
namespace {

constexpr int kChunk = 50'000;
constexpr std::int64_t kStart = 1'772'640'000'000'000, kMinute = 60'000'000;

struct Cost {
  std::string sql;
  std::int64_t ns = 0;
  int scanned = 0;
};
std::vector<Cost> costs;

/// Every statement that ends, on every connection of this process.
int note(unsigned, void*, void* prepared, void* nanoseconds) {
  auto* statement = static_cast<sqlite3_stmt*>(prepared);
  char* sql = sqlite3_expanded_sql(statement);
  costs.push_back({sql == nullptr ? "" : sql, *static_cast<std::int64_t*>(nanoseconds),
                   sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_FULLSCAN_STEP, 1)});
  sqlite3_free(sql);
  return 0;
}
int watch(sqlite3* db, const char**, const sqlite3_api_routines*) {
  return sqlite3_trace_v2(db, SQLITE_TRACE_PROFILE, note, nullptr);
}

std::string id_of(int n) {
  char text[40];
  std::snprintf(text, sizeof text, "019a0000-0000-7000-8000-%012x", static_cast<unsigned>(n));
  return text;
}
std::string instant(int n) { return std::to_string(kStart + n * kMinute); }

std::string lead(int n) {
  constexpr const char* kOrigins[] = {"organic_search", "paid_search", "social", "direct", "email", "event"};
  return R"({"id":")" + id_of(n) + R"(","email":"buyer)" + std::to_string(n) +
         R"(@example.test","origin":")" + kOrigins[n % 6] + R"(","captured_at":)" + instant(n) + "}\n";
}
/// Two thirds are called within the hour, the others get a machine's mail.
std::string touch(int n) {
  return R"({"lead_id":")" + id_of(n) + R"(","channel":"phone","side":"sales","is_automated":)" +
         (n % 3 == 0 ? "true" : "false") + R"(,"at":)" + instant(n + n % 60) + "}\n";
}
/// Every tenth lead becomes a deal.
std::string deal(int n) {
  if (n % 10 != 0) return {};
  return R"({"lead_id":")" + id_of(n) + R"(","name":"Deal","result":"won","currency":"EUR","amount_minor":)" +
         std::to_string(1000 + n) + R"(,"closed_at":)" + instant(n + 600) + "}\n";
}

void put(tandem_session* session, const char* entity, int size, std::string (*line)(int)) {
  for (int from = 0; from < size; from += kChunk) {
    std::string lines;
    for (int n = from; n < std::min(from + kChunk, size); ++n) lines += line(n);
    tandem_error* error = nullptr;
    must(tandem_record_put_many(session, str(entity), str(lines), nullptr, nullptr, &error), error, entity);
  }
}

void print_plan(sqlite3* db, const std::string& sql) {
  sqlite3_stmt* plan = nullptr;
  must_sqlite(db, sqlite3_prepare_v2(db, ("EXPLAIN QUERY PLAN " + sql).c_str(), -1, &plan, nullptr), "plan");
  while (sqlite3_step(plan) == SQLITE_ROW) {
    std::printf("         %s\n", reinterpret_cast<const char*>(sqlite3_column_text(plan, 3)));
  }
  sqlite3_finalize(plan);
}

/// The dearest first.
void print_costs(const std::string& path) {
  std::sort(costs.begin(), costs.end(), [](const Cost& a, const Cost& b) { return a.ns > b.ns; });
  sqlite3* db = open_bound(path);
  for (const Cost& cost : costs) {
    if (cost.ns < 1'000'000) continue;
    std::printf("%8.1f ms, %d rows scanned: %.200s\n", static_cast<double>(cost.ns) / 1e6, cost.scanned,
                cost.sql.c_str());
    print_plan(db, cost.sql);
  }
  sqlite3_close(db);
}

}  // namespace

int scorecard(const std::string& variant, int size, const std::string& folder) {
  sqlite3_auto_extension(reinterpret_cast<void (*)()>(watch));
  const std::string path = folder + "/scorecard.db";
  const Store store(path);
  put(store.session, "lead", size, lead);
  put(store.session, "touch", size, touch);
  put(store.session, "opportunity", size, deal);
  costs.clear();
  tandem_error* error = nullptr;
  tandem_text* card = nullptr;
  const auto start = cpu_us();
  measured([&] {
    must(tandem_scorecard(store.session, str("{}"), str("json"), &card, &error), error, "scorecard");
  });
  const std::int64_t spent = cpu_us() - start;
  tandem_text_release(card);
  print_costs(path);
  print("scorecard", variant.c_str(), size, spent);
  return 0;
}

}  // namespace bench
