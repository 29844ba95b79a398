// SPDX-License-Identifier: Apache-2.0
#include "fixture.hpp"

#include <sqlite3.h>
#include <stdlib.h>

namespace tandem::tryton_test {

namespace {

Json read_row(sqlite3_stmt* statement) {
  Json row = Json::object();
  for (int i = 0; i < sqlite3_column_count(statement); ++i) {
    Json& value = row[sqlite3_column_name(statement, i)];
    const int type = sqlite3_column_type(statement, i);
    if (type == SQLITE_INTEGER) {
      value = static_cast<std::int64_t>(sqlite3_column_int64(statement, i));
    } else if (type == SQLITE_TEXT) {
      value = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
    }
  }
  return row;
}

}  // namespace

Tandem::Tandem() {
  ::setenv("TRYTON_TEST_PASSWORD", password_of("tandem").c_str(), 1);
  const Outcome made = folder_.run({"init", "--admin-name", "Ada Admin", "--admin-email", "ada@tandem.test"});
  if (made.code != 0) throw std::runtime_error("tandem init: " + made.err);
}

Outcome Tandem::run(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), {"--adapters", TANDEM_TEST_ADAPTERS, "--format", "json"});
  return folder_.run(arguments);
}

Outcome Tandem::connect(const std::string& url, const std::vector<std::string>& settings,
                        const std::string& mapping) const {
  std::vector<std::string> arguments = {"connect", "crm", "tryton", "--side", "sales", "--mapping", mapping};
  std::vector<std::string> given = {"url=" + url, "database=tandem", "username=tandem",
                                    "password=secret://env/TRYTON_TEST_PASSWORD", "allow_loopback_http=true"};
  given.insert(given.end(), settings.begin(), settings.end());
  for (const std::string& setting : given) arguments.insert(arguments.end(), {"--set", setting});
  return run(arguments);
}

Outcome Tandem::sync(const std::vector<std::string>& options) const {
  std::vector<std::string> arguments = {"sync", "crm", "--yes"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  return run(arguments);
}

Json Tandem::synced(const std::vector<std::string>& options) const {
  const Outcome outcome = sync(options);
  EXPECT_EQ(outcome.code, 0) << outcome.out << outcome.err;
  return Json::parse(outcome.out, nullptr, false);
}

/// Straight from the file, read only: it shows what the views keep to themselves too.
Json Tandem::rows(const std::string& select) const {
  sqlite3* database = nullptr;
  sqlite3_stmt* statement = nullptr;
  Json list = Json::array();
  const std::string path = (folder_.path() / "tandem.db").string();
  if (sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK &&
      sqlite3_prepare_v2(database, select.c_str(), -1, &statement, nullptr) == SQLITE_OK) {
    while (sqlite3_step(statement) == SQLITE_ROW) list.push_back(read_row(statement));
  } else {
    ADD_FAILURE() << sqlite3_errmsg(database);
  }
  sqlite3_finalize(statement);
  sqlite3_close(database);
  return list;
}

std::string Tandem::text(const std::string& select) const {
  const Json list = rows(select);
  if (!list.is_array() || list.empty()) return "(none)";
  const Json& value = list[0].begin().value();
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string Tandem::put(const std::string& entity, const Json& values) const {
  const Outcome outcome = run({"put", entity, values.dump()});
  EXPECT_EQ(outcome.code, 0) << outcome.out << outcome.err;
  return Json::parse(outcome.out, nullptr, false).value("id", "");
}

}  // namespace tandem::tryton_test
