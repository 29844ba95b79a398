// SPDX-License-Identifier: Apache-2.0
// Every command on a real store: what it prints, where, and its exit code.
#include "command.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

namespace tandem::cli_test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kNowhere = "01890000-0000-7000-8000-000000000000";

/// A folder with a store whose first admin is Ada.
class Command : public testing::Test {
 protected:
  void SetUp() override {
    const Outcome made = folder.run(
        {"init", "--admin-name", "Ada", "--admin-email", "ada@example.com", "--side", "marketing"});
    ASSERT_EQ(made.code, 0) << made.err;
  }
  Outcome run(std::vector<std::string> arguments, const std::string& input = {}) {
    return folder.run(arguments, input);
  }
  Json answer(std::vector<std::string> arguments, const std::string& input = {}) {
    arguments.insert(arguments.begin(), {"--format", "json"});
    const Outcome outcome = folder.run(arguments, input);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return outcome.code == 0 ? outcome.json() : Json::object();
  }
  std::string new_account(const std::string& name) {
    return answer({"put", "account", "name=" + name}).value("id", "");
  }
  Folder folder;
};

TEST(Help, GroupsTheCommandsAndShowsExamplesAndExitCodes) {
  const Folder folder;
  const Outcome help = folder.run({"--help"});
  EXPECT_EQ(help.code, 0);
  for (const char* part :
       {"Usage: tandem", "\nStore:\n  init ", "\nRecords:\n  import ", "\nQuestions:\n  catalogue ",
        "\nConnections:\n  adapters ", "\nSync:\n  plan ", "\nExit codes:\n   0  done", "tandem sync crm"}) {
    EXPECT_THAT(help.out, HasSubstr(part));
  }
  for (const char* command :
       {"init",    "catalogue", "import",     "get",       "put",        "act",    "query",
        "sql",     "journal",   "adapters",   "connect",   "disconnect", "check",  "plan",
        "sync",    "status",    "quarantine", "conflicts", "scorecard",  "backup", "restore",
        "migrate", "adopt",     "verify",     "tick"}) {
    EXPECT_THAT(help.out, HasSubstr("\n  " + std::string(command) + " "));
    const Outcome own = folder.run({command, "--help"});
    EXPECT_EQ(own.code, 0) << command;
    EXPECT_THAT(own.out, HasSubstr("Usage: tandem " + std::string(command))) << command;
  }
}

TEST(Help, VersionTellsWhatRuns) {
  const Folder folder;
  const Outcome version = folder.run({"--version"});
  EXPECT_EQ(version.code, 0);
  EXPECT_THAT(version.out, testing::StartsWith("tandem 0."));
  EXPECT_THAT(version.out, HasSubstr("sqlite: "));
}

TEST(Usage, AWrongCommandLineIsExitCodeTwoWithAdvice) {
  const Folder folder;
  for (const std::vector<std::string>& wrong :
       std::vector<std::vector<std::string>>{{},
                                             {"frobnicate"},
                                             {"get", "lead"},
                                             {"status", "--format", "xml"},
                                             {"put", "lead", "lonely"},
                                             {"sync"},
                                             {"quarantine", "--replay", "0"},
                                             {"conflicts", "--take", "local", "x"},
                                             {"status", "--no"}}) {
    const Outcome outcome = folder.run(wrong);
    const int expected = wrong.size() > 1 && wrong[0] == "conflicts" ? 3 : 2;  // the store is asked first
    EXPECT_EQ(outcome.code, expected) << testing::PrintToString(wrong) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("error: "));
    EXPECT_THAT(outcome.err, HasSubstr("\n  next: "));
    EXPECT_EQ(outcome.out, "");
  }
}

TEST(Init, SaysWhatWasMadeAndWhatComesNext) {
  const Folder folder;
  const Outcome made = folder.run({"--store", "crm.db", "init"});
  EXPECT_EQ(made.code, 0) << made.err;
  EXPECT_THAT(made.out, HasSubstr("made the store crm.db"));
  EXPECT_THAT(made.out, HasSubstr("unsigned"));
  EXPECT_THAT(made.out, HasSubstr("Next:"));
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "crm.db"));
  EXPECT_EQ(folder.run({"--store", "crm.db", "init"}).code, 5);
}

TEST(Store, AMissingOrForeignFileIsTold) {
  const Folder folder;
  const Outcome missing = folder.run({"status"});
  EXPECT_EQ(missing.code, 3);
  EXPECT_THAT(missing.err, HasSubstr("tandem init"));
  folder.write("tandem.db", std::string(8192, 'x'));
  EXPECT_EQ(folder.run({"status"}).code, 10);
}

TEST_F(Command, CatalogueExplainsEntitiesVerbsAndQueries) {
  EXPECT_THAT(run({"catalogue"}).out, HasSubstr("handoff.accept"));
  EXPECT_THAT(run({"catalogue", "lead"}).out, HasSubstr("family_name"));
  EXPECT_THAT(run({"catalogue", "handoff.return"}).out, HasSubstr("reason"));
  EXPECT_THAT(run({"catalogue", "sla_policy"}).out, HasSubstr("target_s"));
  EXPECT_THAT(run({"catalogue", "person"}).out, HasSubstr("name            text            required"));
  EXPECT_THAT(run({"act", "handoff.return", "--help-verb"}).out,
              HasSubstr("use: tandem act handoff.return ID"));
  EXPECT_TRUE(answer({"catalogue"}).contains("entities"));
  EXPECT_TRUE(answer({"catalogue", "lead", "--schema"}).contains("properties"));
  EXPECT_EQ(run({"catalogue", "leed"}).code, 3);
}

TEST_F(Command, PutGetAndChange) {
  const Json made = answer({"put", "account", "name=42"});  // text stays text
  const std::string id = made.value("id", "");
  EXPECT_EQ(answer({"get", "account", id}).value("name", ""), "42");
  answer({"put", "account", "{\"id\": \"" + id + "\", \"name\": \"Müller\"}"});
  EXPECT_THAT(run({"get", "account", id}).out, HasSubstr("Müller"));
  EXPECT_EQ(answer({"put", "account", "-"}, "{\"name\": \"from stdin\"}").value("created", false), true);
  folder.write("account.json", "{\"name\": \"from file\"}");
  EXPECT_EQ(answer({"put", "account", "@account.json"}).value("created", false), true);
}

TEST_F(Command, PutTellsWhatIsWrong) {
  const std::string id = new_account("Acme");
  EXPECT_EQ(run({"put", "account", "nmae=x"}).code, 4);
  EXPECT_EQ(run({"put", "acount", "name=x"}).code, 3);
  EXPECT_EQ(run({"put", "account", "{broken"}).code, 4);
  EXPECT_EQ(run({"get", "account", kNowhere}).code, 3);
  EXPECT_EQ(run({"put", "account", "id=" + id, "name=B", "--if-revision", "99"}).code, 5);
  EXPECT_EQ(run({"put", "account", "name=B", "--at", "yesterday"}).code, 4);
  EXPECT_EQ(run({"put", "account", "@nowhere.json"}).code, 3);
  EXPECT_EQ(run({"--as", "nobody@example.com", "put", "account", "name=B"}).code, 3);
}

TEST_F(Command, ErrorsAreJsonToo) {
  const Outcome wrong = run({"--format", "json", "get", "account", kNowhere});
  EXPECT_EQ(wrong.code, 3);
  EXPECT_EQ(wrong.out, "");
  const Json error = Json::parse(wrong.err.substr(wrong.err.rfind("\n{") + 1));
  EXPECT_EQ(error.value("exit_code", 0), 3);
  EXPECT_NE(error.value("message", ""), "");
}

TEST_F(Command, ARequestKeyMakesARepeatHarmless) {
  const std::vector<std::string> put = {"put", "account", "name=Once", "--request-key", "k1"};
  EXPECT_EQ(answer(put).value("id", "a"), answer(put).value("id", "b"));
}

TEST_F(Command, ArchiveTakesOutOfLists) {
  const std::string id = new_account("Gone");
  answer({"archive", "account", id});
  EXPECT_FALSE(answer({"get", "account", id})["archived_at"].is_null());
}

TEST_F(Command, ImportReadsCsvJsonLinesAndArrays) {
  folder.write("a.csv", "name\nOne\n\"Two, Inc\"\n");
  EXPECT_THAT(run({"import", "account", "a.csv"}).out, HasSubstr("created 2, changed 0"));
  EXPECT_EQ(
      answer({"import", "account", "-"}, "{\"name\":\"Three\"}\n{\"name\":\"Four\"}\n").value("created", 0),
      2);
  EXPECT_EQ(answer({"import", "account", "-"}, "[{\"name\":\"Five\"}]").value("created", 0), 1);
  EXPECT_THAT(run({"sql", "SELECT name FROM v_account ORDER BY name"}).out, HasSubstr("Two, Inc"));
}

TEST_F(Command, ImportIsAllOrNothingUnlessAskedOtherwise) {
  const std::string lines = "{\"name\":\"Good\"}\n{\"nmae\":\"Bad\"}\n";
  const Outcome refused = run({"import", "account", "-"}, lines);
  EXPECT_EQ(refused.code, 4);
  EXPECT_THAT(refused.err, HasSubstr("--skip-broken"));
  EXPECT_EQ(answer({"sql", "SELECT name FROM v_account"}).size(), 0U);
  const Outcome skipped = run({"import", "account", "-", "--skip-broken"}, lines);
  EXPECT_EQ(skipped.code, 1);
  EXPECT_THAT(skipped.out, HasSubstr("created 1"));
  EXPECT_THAT(skipped.err, HasSubstr("left out record 2"));
}

TEST_F(Command, DeeplyNestedInputIsAnErrorAndNotTheEnd) {
  const std::string nested = std::string(200'000, '[') + std::string(200'000, ']');
  const std::string document = folder.write("deep.json", "{\"a\": " + nested + "}");
  const std::string table = folder.write("deep.csv", "email,consent\na@example.org,\"" + nested + "\"\n");
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"put", "lead", "@" + document},
                                             {"act", "lead.capture", "--args", "@" + document},
                                             {"import", "lead", table},
                                             {"import", "lead", document}}) {
    const Outcome outcome = folder.run(arguments);
    EXPECT_GT(outcome.code, 0) << arguments[0];
    EXPECT_LT(outcome.code, 128) << arguments[0] << " ended by signal " << outcome.code - 128;
    EXPECT_NE(outcome.err, "") << arguments[0];
  }
}

TEST_F(Command, ActDoesAVerbAndExplainsARefusal) {
  const std::string sam =
      answer({"put", "person", "name=Sam", "email=sam@example.com", "side=sales"}).value("id", "");
  const Outcome confirmed = run({"act", "person.confirm", sam});
  EXPECT_EQ(confirmed.code, 0) << confirmed.err;
  EXPECT_EQ(answer({"get", "person", sam}).value("confirmed", false), true);
  EXPECT_EQ(run({"act", "person.confrm", sam}).code, 3);
  EXPECT_EQ(run({"act", "person.confirm", kNowhere}).code, 3);
}

TEST_F(Command, SqlReadsViewsAndNothingElse) {
  new_account("Acme");
  EXPECT_EQ(run({"--format", "csv", "sql", "SELECT name, ? AS n FROM v_account", "5"}).out,
            "name,n\r\nAcme,5\r\n");
  EXPECT_EQ(answer({"sql", "SELECT ? AS list", "[1,2]"}).size(), 1U);
  EXPECT_EQ(run({"sql", "SELEC 1"}).code, 4);
  EXPECT_THAT(run({"sql", "DELETE FROM v_account"}).code, testing::AnyOf(4, 6));
  EXPECT_EQ(run({"sql", "SELECT name FROM v_account WHERE name = 'x'"}).out, "no rows\n");
}

TEST_F(Command, DataCannotDriveTheTerminal) {
  answer({"put", "account", "-"}, "{\"name\": \"a\\u202eb\"}");
  const Outcome table = run({"sql", "SELECT char(27) || '[2J' AS x"});
  EXPECT_THAT(table.out, HasSubstr("\\x1b[2J"));
  EXPECT_THAT(run({"sql", "SELECT name FROM v_account"}).out, Not(HasSubstr("\xe2\x80\xae")));
}

TEST_F(Command, QueryListsAndAnswers) {
  const Json queries = answer({"query"});
  ASSERT_FALSE(queries.empty());
  for (const Json& query : queries) {
    if (query.value("arguments", "").find("=") != std::string::npos) continue;
    EXPECT_EQ(run({"query", query.value("name", "")}).code, 0) << query.dump();
  }
  EXPECT_EQ(run({"query", "no_such_query"}).code, 3);
}

TEST_F(Command, JournalIsReadByNumberAndFollowed) {
  new_account("Acme");
  const Json all = answer({"journal"});
  ASSERT_GT(all.size(), 1U);
  EXPECT_EQ(answer({"journal", "--after", std::to_string(all[0].value("seq", 0))}).size(), all.size() - 1);
  EXPECT_EQ(answer({"journal", "--limit", "1"}).size(), 1U);
  EXPECT_EQ(run({"journal", "--after", "999999"}).out, "no journal entries\n");
  const Outcome followed = folder.run_and_interrupt({"journal", "--follow", "--format", "json"}, "\"account");
  EXPECT_EQ(followed.code, 0) << followed.err;
  EXPECT_THAT(followed.out, HasSubstr("}\n"));
}

TEST_F(Command, ScorecardIsTextAndJson) {
  EXPECT_EQ(run({"scorecard"}).code, 0);
  EXPECT_NE(run({"scorecard"}).out, "");
  EXPECT_EQ(run({"scorecard", "--format", "text"}).code, 0);
  EXPECT_TRUE(answer({"scorecard", "--at", "2026-01-01"}).is_object());
  EXPECT_EQ(run({"scorecard", "--format", "csv"}).code, 2);
}

TEST_F(Command, BackupRestoreVerifyTickMigrateAdopt) {
  new_account("Before");
  ASSERT_EQ(run({"backup", "copy.db"}).code, 0);
  EXPECT_EQ(run({"backup", "copy.db"}).code, 5);
  new_account("After");
  EXPECT_EQ(run({"restore", "copy.db"}).code, 2);  // nobody can be asked
  const Outcome restored = run({"restore", "copy.db", "--yes"});
  ASSERT_EQ(restored.code, 0) << restored.err;
  EXPECT_EQ(answer({"sql", "SELECT name FROM v_account"}).size(), 1U);
  EXPECT_EQ(run({"restore", "nowhere.db", "--yes"}).code, 3);
  EXPECT_EQ(answer({"verify"}).value("ok", false), true);
  EXPECT_THAT(run({"verify"}).out, HasSubstr("the store is well"));
  EXPECT_TRUE(answer({"tick"}).contains("expired"));
  EXPECT_EQ(run({"migrate"}).code, 0);
  EXPECT_EQ(run({"adopt"}).code, 2);
}

TEST_F(Command, ACopiedStoreIsInSafeModeUntilAdopted) {
  const auto original = folder.path() / "tandem.db";
  std::filesystem::copy_file(original, folder.path() / "copied.db");
  EXPECT_EQ(answer({"--store", "copied.db", "status"})["store"].value("safe_mode", false), true);
  EXPECT_THAT(run({"--store", "copied.db", "status"}).out, HasSubstr("tandem adopt"));
  const Outcome adopted = run({"--store", "copied.db", "adopt", "--yes"});
  EXPECT_EQ(adopted.code, 0) << adopted.err;
  EXPECT_EQ(answer({"--store", "copied.db", "status"})["store"].value("safe_mode", true), false);
}

TEST_F(Command, VerifyThatFindsSomethingIsExitCodeOne) {
  const std::string id = new_account("Acme");
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open((folder.path() / "tandem.db").c_str(), &db), SQLITE_OK);
  const char* damage = "PRAGMA foreign_keys=OFF; UPDATE team SET lead_person_id = randomblob(16);";
  char* message = nullptr;
  EXPECT_EQ(sqlite3_exec(db, damage, nullptr, nullptr, &message), SQLITE_OK) << (message ? message : "");
  sqlite3_close(db);
  const Outcome found = run({"verify"});
  EXPECT_EQ(found.code, 1) << found.out << found.err;
  EXPECT_THAT(found.out, HasSubstr("NOT well"));
}

}  // namespace
}  // namespace tandem::cli_test
