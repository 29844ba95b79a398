// SPDX-License-Identifier: Apache-2.0
// Cursors: what they may read, that they only read, and that they see one moment.
#include "fixture.hpp"

namespace integration {
namespace {

using tandem::str;

class Query : public StoreTest {};

TEST_F(Query, SqlRefusesEverythingButReadingViews) {
  for (const char* sql : {
           "DELETE FROM lead",
           "INSERT INTO lead (id) VALUES (x'00')",
           "UPDATE lead SET stage='sql'",
           "DROP TABLE lead",
           "CREATE TABLE t (a)",
           "PRAGMA user_version",
           "PRAGMA journal_mode=DELETE",
           "ATTACH DATABASE '/tmp/x' AS x",
           "DETACH DATABASE main",
           "VACUUM",
           "BEGIN",
           "COMMIT",
           "ROLLBACK",
           "SELECT * FROM lead",
           "SELECT * FROM sync_conn",
           "SELECT * FROM store_meta",
           "SELECT * FROM sqlite_master",
           "SELECT load_extension('x')",
           "SELECT * FROM pragma_user_version",
           "SELECT writefile('/tmp/x', 'y')",
           "WITH x AS (SELECT 1) DELETE FROM lead",
           "SELECT 1; DELETE FROM lead",
           "REINDEX",
           "ANALYZE",
           "SELECT name FROM v_person UNION SELECT settings FROM sync_conn",
       }) {
    const auto cursor = admin->sql(sql);
    ASSERT_FALSE(cursor.ok()) << sql;
    EXPECT_TRUE(cursor.status() == TANDEM_FORBIDDEN || cursor.status() == TANDEM_INVALID_ARGUMENT)
        << sql << ": " << cursor.error().status_name() << ": " << cursor.error().message();
  }
  EXPECT_EQ(number("SELECT count(*) FROM v_person"), 3);
  EXPECT_FALSE(std::filesystem::exists("/tmp/x"));
}

TEST_F(Query, SqlTakesParametersByPositionAndName) {
  (void)admin->put("account", R"({"name":"Harbour","country":"SE"})").value();
  auto by_position =
      admin->sql("SELECT name, 1.5, NULL, ? FROM v_account WHERE country = ?", R"([7,"SE"])").value();
  ASSERT_TRUE(*by_position.next());
  EXPECT_EQ(by_position.text(0), "Harbour");
  EXPECT_EQ(by_position.real(1), 1.5);
  EXPECT_TRUE(by_position.is_null(2));
  EXPECT_EQ(by_position.integer(3), 7);
  EXPECT_EQ(by_position.integer(0), 0) << "getters do not convert";
  EXPECT_FALSE(*by_position.next());
  EXPECT_FALSE(*by_position.next()) << "the end stays the end";
  EXPECT_EQ(by_position.row(), nullptr);
  auto by_name = admin->sql("SELECT name FROM v_account WHERE country = :land", R"({"land":"SE"})").value();
  EXPECT_TRUE(*by_name.next());
  EXPECT_THAT(admin->sql("SELECT ?", "[]"), Fails(TANDEM_INVALID_ARGUMENT, "parameter"));
  EXPECT_THAT(admin->sql("SELEC 1"), Fails(TANDEM_INVALID_ARGUMENT, "SELEC"));
}

TEST_F(Query, RowsAreDocumentsToo) {
  const std::string id = member(admin->put("account", R"({"name":"Harbour"})").value(), "id");
  auto cursor = admin->sql("SELECT id, name, is_customer FROM v_account").value();
  EXPECT_THAT(cursor.json(), Fails(TANDEM_INVALID_STATE, "next"));
  ASSERT_TRUE(*cursor.next());
  EXPECT_EQ(cursor.json().value().view(), R"({"id":")" + id + R"(","name":"Harbour","is_customer":0})");
  EXPECT_EQ(cursor.column("name"), 1U);
  EXPECT_EQ(cursor.column("nope"), SIZE_MAX);
  EXPECT_EQ(cursor.text(0).size(), 16U);
}

TEST_F(Query, AnOpenCursorSeesOneMomentAndStopsNoWriter) {
  for (int i = 0; i < 10; ++i) (void)admin->put("account", R"({"name":"Before"})").value();
  auto cursor = admin->sql("SELECT name FROM v_account").value();
  ASSERT_TRUE(*cursor.next());
  for (int i = 0; i < 10; ++i) (void)admin->put("account", R"({"name":"After"})").value();
  int rows = 1;
  while (cursor.next().value()) {
    EXPECT_EQ(cursor.text(0), "Before");
    ++rows;
  }
  EXPECT_EQ(rows, 10);
  EXPECT_EQ(number("SELECT count(*) FROM v_account"), 20);
}

TEST_F(Query, NamedQueriesAnswerBothSidesAlike) {
  (void)capture("a@a.example", "mql");
  const auto catalogue = store->catalogue().value().string();
  EXPECT_NE(catalogue.find("\"queries\""), std::string::npos);
  const auto rows = [](const tandem::Session& who) {
    std::string all;
    auto cursor = who.query("funnel_by_origin");
    EXPECT_THAT(cursor, Succeeds());
    if (!cursor.ok()) return std::string();
    while (cursor->next().value()) all += cursor->json().value().string();
    return all;
  };
  EXPECT_EQ(rows(*mia), rows(*sam));
}

TEST_F(Query, TheScorecardComesAsTextAndAsJson) {
  const auto json = mia->scorecard("{}", "json");
  ASSERT_THAT(json, Succeeds());
  EXPECT_EQ(json->view().front(), '{');
  EXPECT_THAT(mia->scorecard("", "text"), Succeeds());
  EXPECT_THAT(mia->scorecard("", "pdf"), Fails(TANDEM_INVALID_ARGUMENT, "json"));
}

TEST_F(Query, TheCatalogueIsThereWithoutAStore) {
  tandem_text* text = nullptr;
  ASSERT_EQ(tandem_catalogue(nullptr, &text, nullptr), TANDEM_OK);
  EXPECT_NE(tandem::view(tandem_text_view(text)).find("handoff.accept"), std::string_view::npos);
  tandem_text_release(text);
  ASSERT_EQ(tandem_catalogue_schema(nullptr, str("lead"), &text, nullptr), TANDEM_OK);
  EXPECT_NE(tandem::view(tandem_text_view(text)).find("properties"), std::string_view::npos);
  tandem_text_release(text);
  EXPECT_EQ(tandem_catalogue_schema(nullptr, str("laed"), &text, nullptr), TANDEM_NOT_FOUND);
}

}  // namespace
}  // namespace integration
