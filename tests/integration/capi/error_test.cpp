// SPDX-License-Identifier: Apache-2.0
// What an error object answers, the library's own facts, and cancel objects.
#include <sqlite3.h>

#include <thread>

#include "fixture.hpp"

namespace integration {
namespace {

using tandem::str;

class ErrorObject : public StoreTest {};

TEST_F(ErrorObject, AnswersStatusMessageAdviceOriginAndRecord) {
  const std::string id = member(admin->put("account", R"({"name":"A"})").value(), "id");
  auto options = tandem::write_options();
  options.has_if_revision = 1;
  options.if_revision = 9;
  const auto failed = admin->put("account", R"({"id":")" + id + R"(","name":"B"})", options);
  ASSERT_FALSE(failed.ok());
  const auto& error = failed.error();
  EXPECT_EQ(error.status(), TANDEM_CONFLICT);
  EXPECT_STREQ(error.status_name(), "conflict");
  EXPECT_FALSE(error.message().empty());
  EXPECT_EQ(error.message().find('\n'), std::string_view::npos);
  EXPECT_FALSE(error.advice().empty());
  EXPECT_EQ(error.origin(), "core");
  EXPECT_EQ(error.record(), "account " + id);
  tandem_text* json = nullptr;
  ASSERT_EQ(tandem_error_json(error.raw(), &json), TANDEM_OK);
  const auto document = tandem::view(tandem_text_view(json));
  for (const char* key : {"status", "code", "message", "advice", "origin", "domain", "native_code",
                          "retryable", "retry_after_ms", "record", "details"}) {
    EXPECT_NE(document.find("\"" + std::string(key) + "\":"), std::string_view::npos) << key;
  }
  EXPECT_EQ(member(document, "status"), "conflict");
  tandem_text_release(json);
}

TEST_F(ErrorObject, CarriesSqlitesOwnCode) {
  tandem_cursor* cursor = nullptr;
  tandem_error* error = nullptr;
  ASSERT_EQ(tandem_sql(admin->raw(), str("SELEC 1"), {}, &cursor, &error), TANDEM_INVALID_ARGUMENT);
  EXPECT_EQ(tandem::view(tandem_error_domain(error)), "sqlite");
  EXPECT_NE(tandem_error_native_code(error), 0);
  EXPECT_EQ(tandem_error_retryable(error), 0);
  tandem_error_release(error);
}

TEST_F(ErrorObject, IsNotReadOnEntryAndNotWrittenOnSuccess) {
  auto* const garbage = reinterpret_cast<tandem_error*>(std::uintptr_t{0x5A5A5A5A});
  tandem_error* error = garbage;
  tandem_text* text = nullptr;
  EXPECT_EQ(tandem_store_info(store->raw(), &text, &error), TANDEM_OK);
  EXPECT_EQ(error, garbage);
  tandem_text_release(text);
  EXPECT_EQ(tandem_store_info(nullptr, &text, &error), TANDEM_INVALID_ARGUMENT);
  EXPECT_NE(error, garbage);
  EXPECT_EQ(text, nullptr) << "an out-parameter is null after a failure";
  tandem_error_release(error);
}

TEST_F(ErrorObject, BusyIsRetryable) {
  auto options = tandem::store_options();
  options.busy_timeout_ms = 50;
  const auto impatient = tandem::Store::open(path(), options).value();
  const auto who = tandem::Session::open(impatient).value();
  sqlite3* other = nullptr;  // somebody who holds SQLite's write lock and never heard of ours
  ASSERT_EQ(sqlite3_open(path().c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  const auto failed = who.put("account", R"({"name":"A"})");
  EXPECT_THAT(failed, Fails(TANDEM_BUSY, ""));
  EXPECT_TRUE(!failed.ok() && failed.error().retryable());
  sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr);
  sqlite3_close(other);
  EXPECT_THAT(who.put("account", R"({"name":"A"})"), Succeeds());
}

TEST_F(ErrorObject, QuotesNoPersonalData) {
  const auto failed =
      mia->put("lead", R"({"email":"ada@harbour.example","family_name":"Okafor","capture_point_id":"x"})");
  ASSERT_FALSE(failed.ok());
  tandem_text* json = nullptr;
  ASSERT_EQ(tandem_error_json(failed.error().raw(), &json), TANDEM_OK);
  EXPECT_EQ(tandem::view(tandem_text_view(json)).find("ada@"), std::string_view::npos);
  EXPECT_EQ(tandem::view(tandem_text_view(json)).find("Okafor"), std::string_view::npos);
  tandem_text_release(json);
}

TEST_F(ErrorObject, MayBeReadByAnotherThread) {
  const auto failed = admin->get("lead", "nope");
  std::thread other([&] { EXPECT_FALSE(failed.error().message().empty()); });
  other.join();
}

TEST(Library, TellsItsVersionAndSqlites) {
  EXPECT_EQ(tandem_version(), static_cast<std::uint32_t>(TANDEM_VERSION_NUMBER));
  {
    const auto info = tandem::library_info().value();
    EXPECT_EQ(member(info, "sqlite"), sqlite3_libversion());
    EXPECT_FALSE(member(info, "sqlite_checkpoint_race").empty());
    EXPECT_EQ(member(info, "schema"), "2");
  }
  EXPECT_EQ(tandem_live_objects(), 0);
}

TEST(Library, NamesEveryStatusAndUnknownOnes) {
  for (tandem_status s = TANDEM_OK; s <= TANDEM_INTERNAL; ++s)
    EXPECT_STRNE(tandem_status_name(s), "unknown") << s;
  EXPECT_STREQ(tandem_status_name(TANDEM_NOT_FOUND), "not found");
  EXPECT_STREQ(tandem_status_name(-1), "unknown");
  EXPECT_STREQ(tandem_status_name(9999), "unknown");
}

}  // namespace
}  // namespace integration
