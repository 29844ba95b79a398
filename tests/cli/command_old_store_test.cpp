// SPDX-License-Identifier: Apache-2.0
// A store of each earlier age (tests/data) opens, migrates, keeps every row, and works.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <zlib.h>

#include <fstream>
#include <map>

#include "command.hpp"

namespace tandem::cli_test {
namespace {

using testing::HasSubstr;

using Columns = std::map<std::string, std::vector<std::string>>;  // of each table
using Rows = std::map<std::string, std::vector<std::string>>;     // of each table, each row as one text

class File {
 public:
  explicit File(const std::filesystem::path& path) {
    EXPECT_EQ(sqlite3_open_v2(path.c_str(), &db_, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
  }
  ~File() { sqlite3_close(db_); }
  File(const File&) = delete;

  std::vector<std::string> column(const std::string& sql) {
    std::vector<std::string> out;
    sqlite3_stmt* rows = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(db_, sql.c_str(), -1, &rows, nullptr), SQLITE_OK) << sqlite3_errmsg(db_);
    while (sqlite3_step(rows) == SQLITE_ROW) {
      out.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(rows, 0)));
    }
    sqlite3_finalize(rows);
    return out;
  }
  Columns columns() {
    Columns columns;
    for (const auto& table :
         column("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'store_meta'")) {
      columns[table] = column("SELECT name FROM pragma_table_info('" + table + "')");
    }
    return columns;
  }
  Rows rows(const Columns& columns) {
    Rows rows;
    for (const auto& [table, names] : columns) {
      std::string all;
      for (const auto& name : names) all += (all.empty() ? "" : " || ',' || ") + ("quote(\"" + name + "\")");
      rows[table] = column("SELECT " + all + " FROM \"" + table + "\" ORDER BY 1");
    }
    return rows;
  }

 private:
  sqlite3* db_ = nullptr;
};

void unpack(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::ofstream out(to, std::ios::binary);
  const gzFile packed = gzopen(from.c_str(), "rb");
  ASSERT_NE(packed, nullptr) << from;
  std::vector<char> part(1 << 16);
  for (int n = 0; (n = gzread(packed, part.data(), static_cast<unsigned>(part.size()))) > 0;) {
    out.write(part.data(), n);
  }
  gzclose(packed);
}

class OldStore : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    store = folder.path() / "tandem.db";
    unpack(std::filesystem::path(TANDEM_TEST_DATA) / GetParam(), store);
    File file(store);
    columns = file.columns();
    before = file.rows(columns);
    ASSERT_GT(before["lead"].size(), 4U);
    ASSERT_GT(before["sync_link"].size(), 2U);
  }
  Outcome run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--adapters", TANDEM_TEST_ADAPTERS});
    return folder.run(arguments);
  }
  Json answer(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--format", "json"});
    const Outcome outcome = run(std::move(arguments));
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return outcome.out.empty() ? Json() : outcome.json();
  }
  Rows rows(const std::filesystem::path& path) { return File(path).rows(columns); }
  std::string first(const std::string& sql) { return answer({"sql", sql})[0].begin()->get<std::string>(); }
  /// This copy is the store from now on, and its exports lie in the test's folder.
  void settle_in() {
    answer({"adopt", "--yes"});
    std::filesystem::create_directory(folder.path() / "exports");
    folder.write("exports/.tandem-folder",
                 File(store).column("SELECT org_identity FROM sync_conn")[0] + "\n");
    folder.write(
        "exports/contacts.csv",
        "id,email,given\n1,ann@mills.example,Ann\n2,eve@mills.example,Eve\n3,foe@mills.example,Foe\n");
    answer({"connect", "crm", "--set", "folder=" + (folder.path() / "exports").string()});
  }

  Folder folder;
  std::filesystem::path store;
  Columns columns;
  Rows before;
};

TEST_P(OldStore, NeedsAnUpgradeAndNothingIsTouched) {
  for (const std::vector<std::string>& command : {std::vector<std::string>{"status"},
                                                  {"put", "account", "name=A"},
                                                  {"verify"},
                                                  {"sync", "crm", "--yes"}}) {
    const Outcome refused = run(command);
    EXPECT_EQ(refused.code, 10) << refused.out;
    EXPECT_THAT(refused.err, HasSubstr("tandem migrate"));
  }
  EXPECT_TRUE(rows(store) == before);
}

TEST_P(OldStore, ThePlanTellsWhatItWouldDo) {
  const Json plan = answer({"migrate", "--plan"});
  EXPECT_EQ(plan["from"], 1);
  EXPECT_FALSE(plan["steps"].empty());
  EXPECT_TRUE(plan["problems"].empty());
  const Outcome told = run({"migrate", "--plan"});
  EXPECT_THAT(told.out, HasSubstr("tandem.db.before-"));
  EXPECT_THAT(told.out, HasSubstr("nothing was done"));
  EXPECT_TRUE(rows(store) == before);
  EXPECT_FALSE(std::filesystem::exists(folder.path() / plan["backup"].get<std::string>()));
}

TEST_P(OldStore, MigratesWithEveryRowAndGoesBack) {
  const Json done = answer({"migrate"});
  EXPECT_TRUE(rows(store) == before);
  EXPECT_TRUE(rows(folder.path() / done["backup"].get<std::string>()) == before);
  EXPECT_EQ(answer({"verify"})["ok"], true);
  EXPECT_THAT(run({"migrate"}).out, HasSubstr("up to date"));
  ASSERT_EQ(run({"restore", done["backup"].get<std::string>(), "--yes"}).code, 0);
  EXPECT_TRUE(rows(store) == before);
  EXPECT_EQ(run({"status"}).code, 10);  // it is of the old age again
  answer({"migrate"});
  EXPECT_TRUE(rows(store) == before);
}

TEST_P(OldStore, WorksAfterwards) {
  answer({"migrate"});
  settle_in();
  const std::string ben = first("SELECT id_text FROM v_lead WHERE email = 'ben@mills.example'");
  const std::string open_offer = first("SELECT id_text FROM v_handoff WHERE state = 'offered'");
  // The extension fields, the rules in force and what waited are as they were.
  EXPECT_EQ(first("SELECT x_region FROM v_lead WHERE email = 'ben@mills.example'"), "north of ben");
  answer({"put", "lead", "id=" + ben, "x_region=south"});
  answer({"act", "handoff.accept", open_offer, "--as", "sue@looms.example"});
  const Json captured =
      answer({"act", "lead.capture", "email=new@mills.example", "stage=mql", "--as", "max@looms.example"});
  const Json offered = answer({"act", "handoff.offer", "lead_id=" + captured["id"].get<std::string>(),
                               "to_person_id=sue@looms.example", "--as", "max@looms.example"});
  answer({"act", "handoff.accept", offered["id"].get<std::string>(), "--as", "sue@looms.example"});
  run({"conflicts", "--take", "remote", "1"});
  const Outcome synced = run({"sync", "crm", "--yes"});
  EXPECT_EQ(synced.code, 0) << synced.out << synced.err;
  EXPECT_EQ(first("SELECT given_name FROM v_lead WHERE email = 'foe@mills.example'"),
            "Foe");  // out of quarantine
  answer({"tick"});
  EXPECT_EQ(answer({"verify"})["ok"], true);
}

INSTANTIATE_TEST_SUITE_P(Each, OldStore, testing::Values("store-schema-1.db.gz"),
                         [](const auto&) { return std::string("schema_1"); });

}  // namespace
}  // namespace tandem::cli_test
