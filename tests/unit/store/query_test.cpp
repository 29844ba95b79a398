// SPDX-License-Identifier: Apache-2.0
// Questions in SQL, the journal as a stream.
#include "store/query.hpp"

#include <thread>

#include "store/journal.hpp"
#include "unit/store/fixture.hpp"

namespace tandem::store {
namespace {

class QueryTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    make();
  }
  std::string first(std::string_view sql, const Json& parameters = nullptr) {
    const auto cursor = query_sql(*db, sql, parameters);
    if (!cursor->next()) return "<none>";
    const Value value = cursor->row()[0];
    return model::is_bytes(value) ? std::string(model::view(value)) : std::to_string(value.as.i);
  }
};

TEST_F(QueryTest, ViewsAnswerWithParameters) {
  add_lead("a@example.com");
  add_lead("b@example.com");
  EXPECT_EQ(first("SELECT count(*) FROM v_lead"), "2");
  EXPECT_EQ(first("SELECT email FROM v_lead WHERE email = ?", Json::array({"b@example.com"})),
            "b@example.com");
  EXPECT_EQ(first("SELECT email FROM v_lead WHERE email = :mail", Json{{"mail", "a@example.com"}}),
            "a@example.com");
  EXPECT_EQ(first("WITH t AS (SELECT email FROM v_lead) SELECT count(*) FROM t"), "2");
  EXPECT_EQ(first("SELECT kind FROM v_journal WHERE entity = 'lead' LIMIT 1"), "lead.created");
  const auto cursor = query_sql(*db, "SELECT email, fit_score AS score FROM v_lead ORDER BY email");
  EXPECT_EQ(cursor->columns()[1].name, "score");
  ASSERT_TRUE(cursor->next());
  EXPECT_EQ(cursor->row()[1].kind, TANDEM_VALUE_NULL);
  EXPECT_TRUE(cursor->next());
  EXPECT_FALSE(cursor->next());
}

TEST_F(QueryTest, NothingElseIsAllowed) {
  for (const char* sql :
       {"SELECT * FROM lead", "SELECT * FROM sync_conn", "SELECT count(*) FROM SYNC_CONN",
        "SELECT * FROM sqlite_schema", "DELETE FROM v_lead", "SELECT load_extension('x')",
        "PRAGMA user_version", "ATTACH ':memory:' AS m",
        "WITH v_lead AS (SELECT value FROM store_meta) SELECT * FROM v_lead", "SELECT randomblob(9)"}) {
    EXPECT_THROW(first(sql), Error) << sql;
  }
  for (const char* sql : {"", "SELECT 1; SELECT 2", "SELEC"}) {
    refused(TANDEM_INVALID_ARGUMENT, [&] { first(sql); });
  }
  refused(TANDEM_INVALID_ARGUMENT, [&] { first("SELECT ?"); });
  refused(TANDEM_INVALID_ARGUMENT, [&] { first("SELECT ?", Json::array({Json::array()})); });
}

TEST_F(QueryTest, ALongQueryEndsAtItsAge) {
  const char* endless =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
  QueryLimits limits;
  limits.greatest_age_ms = 20;
  const auto cursor = query_sql(*db, endless, nullptr, limits);
  refused(TANDEM_TIMEOUT, [&] { cursor->next(); });
  limits.greatest_age_ms = 60'000;
  limits.cancelled = [] { return true; };
  refused(TANDEM_CANCELLED, [&] { query_sql(*db, endless, nullptr, limits)->next(); });
}

TEST_F(QueryTest, ATableHasTheSameFace) {
  model::Table table{{{"n", model::Type::integer}}, {}};
  table.rows.emplace_back(1U);
  table.rows[0].set(0, model::integer(5));
  const auto cursor = query_table(std::move(table));
  ASSERT_TRUE(cursor->next());
  EXPECT_EQ(cursor->row()[0].as.i, 5);
  EXPECT_FALSE(cursor->next());
}

TEST_F(QueryTest, WaitingSeesWhatOthersWrite) {
  const std::int64_t newest = newest_entry(*db);
  EXPECT_FALSE(wait_for_journal(*db, newest, 5));
  auto watcher = db->reopen(true);
  bool seen = false;
  std::thread waiting([&] { seen = wait_for_journal(*watcher, newest, 20'000); });
  add_lead();
  waiting.join();
  EXPECT_TRUE(seen);
  EXPECT_EQ(read_journal(*watcher, newest, 10).at(0).kind, "lead.created");
  refused(TANDEM_CANCELLED, [&] { wait_for_journal(*db, newest + 1, 20'000, [] { return true; }); });
}

}  // namespace
}  // namespace tandem::store
