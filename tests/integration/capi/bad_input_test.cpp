// SPDX-License-Identifier: Apache-2.0
// Every wrong argument is refused by status and named; nothing crashes, nothing is written.
#include <functional>
#include <vector>

#include "fixture.hpp"

namespace integration {
namespace {

using tandem::str;

/// A call with one text to spoil; the rest is sound.
struct TextCall {
  const char* name;
  std::function<tandem_status(tandem_str text, tandem_error** error)> call;
};

class BadInput : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    lead = capture("ada@harbour.example");
  }
  std::vector<TextCall> text_calls();
  std::vector<TextCall> document_calls();

  std::string lead;
};

template <typename T, void (*Release)(T*)>
tandem_status and_release(const std::function<tandem_status(T**)>& call) {
  T* made = nullptr;
  const tandem_status status = call(&made);
  Release(made);
  return status;
}
const auto text_of = and_release<tandem_text, tandem_text_release>;
const auto cursor_of = and_release<tandem_cursor, tandem_cursor_release>;

std::vector<TextCall> BadInput::document_calls() {
  tandem_session* s = mia->raw();
  return {
      {"record_put",
       [=](auto t, auto e) { return tandem_record_put(s, str("lead"), t, nullptr, nullptr, e); }},
      {"record_put_many",
       [=](auto t, auto e) { return tandem_record_put_many(s, str("lead"), t, nullptr, nullptr, e); }},
      {"act",
       [=, this](auto t, auto e) {
         return tandem_act(s, str("lead.touch"), str(lead), t, nullptr, nullptr, e);
       }},
      {"query",
       [=](auto t, auto e) {
         return cursor_of([&](auto** out) { return tandem_query(s, str("any"), t, out, e); });
       }},
      {"sql",
       [=](auto t, auto e) {
         return cursor_of([&](auto** out) { return tandem_sql(s, str("SELECT 1"), t, out, e); });
       }},
      {"scorecard",
       [=](auto t, auto e) {
         return text_of([&](auto** out) { return tandem_scorecard(s, t, str("json"), out, e); });
       }},
      {"store_create",
       [this](auto t, auto e) {
         return and_release<tandem_store, tandem_store_release>([&](auto** out) {
           return tandem_store_create(str((folder / "other").string()), nullptr, t, nullptr, out, e);
         });
       }},
      {"adapters_load", [this](auto t, auto e) { return tandem_adapters_load(store->raw(), t, nullptr, e); }},
      {"connection_create",
       [this](auto t, auto e) { return tandem_connection_create(admin->raw(), t, nullptr, e); }},
      {"connection_set",
       [this](auto t, auto e) { return tandem_connection_set(admin->raw(), str("crm"), t, e); }},
      {"connection_map",
       [this](auto t, auto e) { return tandem_connection_map(admin->raw(), str("crm"), t, e); }},
  };
}

std::vector<TextCall> BadInput::text_calls() {
  tandem_session* s = mia->raw();
  tandem_store* st = store->raw();
  auto calls = document_calls();
  const std::vector<TextCall> more = {
      {"store_open",
       [](auto t, auto e) {
         return and_release<tandem_store, tandem_store_release>(
             [&](auto** out) { return tandem_store_open(t, nullptr, out, e); });
       }},
      {"store_create path",
       [](auto t, auto e) {
         return and_release<tandem_store, tandem_store_release>(
             [&](auto** out) { return tandem_store_create(t, nullptr, {}, nullptr, out, e); });
       }},
      {"store_backup", [=](auto t, auto e) { return tandem_store_backup(st, t, e); }},
      {"store_restore", [this](auto t, auto e) { return tandem_store_restore(t, str(path()), e); }},
      {"store_migrate", [](auto t, auto e) { return tandem_store_migrate(t, nullptr, e); }},
      {"store_migration_plan",
       [](auto t, auto e) {
         return text_of([&](auto** out) { return tandem_store_migration_plan(t, out, e); });
       }},
      {"store_adopt", [](auto t, auto e) { return tandem_store_adopt(t, nullptr, e); }},
      {"catalogue_schema",
       [=](auto t, auto e) {
         return text_of([&](auto** out) { return tandem_catalogue_schema(st, t, out, e); });
       }},
      {"session_open",
       [=](auto t, auto e) {
         return and_release<tandem_session, tandem_session_release>(
             [&](auto** out) { return tandem_session_open(st, t, out, e); });
       }},
      {"record_put entity",
       [=](auto t, auto e) { return tandem_record_put(s, t, str("{}"), nullptr, nullptr, e); }},
      {"record_put request_key",
       [=](auto t, auto e) {
         auto options = tandem::write_options();
         options.request_key = t;
         return tandem_record_put(s, str("lead"), str("{}"), &options, nullptr, e);
       }},
      {"record_get",
       [=](auto t, auto e) {
         return text_of([&](auto** out) { return tandem_record_get(s, t, str("x"), out, e); });
       }},
      {"record_get id",
       [=](auto t, auto e) {
         return text_of([&](auto** out) { return tandem_record_get(s, str("lead"), t, out, e); });
       }},
      {"record_archive",
       [=](auto t, auto e) { return tandem_record_archive(s, t, str("x"), nullptr, nullptr, e); }},
      {"reader_open",
       [=](auto t, auto e) {
         return and_release<tandem_reader, tandem_reader_release>(
             [&](auto** out) { return tandem_reader_open(s, t, out, e); });
       }},
      {"act verb", [=](auto t, auto e) { return tandem_act(s, t, {}, {}, nullptr, nullptr, e); }},
      {"act record",
       [=](auto t, auto e) { return tandem_act(s, str("lead.touch"), t, {}, nullptr, nullptr, e); }},
      {"query name",
       [=](auto t, auto e) { return cursor_of([&](auto** out) { return tandem_query(s, t, {}, out, e); }); }},
      {"sql statement",
       [=](auto t, auto e) { return cursor_of([&](auto** out) { return tandem_sql(s, t, {}, out, e); }); }},
      {"scorecard format",
       [=](auto t, auto e) {
         return text_of([&](auto** out) { return tandem_scorecard(s, {}, t, out, e); });
       }},
      {"connection_get",
       [=](auto t, auto e) {
         return text_of([&](auto** out) { return tandem_connection_get(s, t, out, e); });
       }},
      {"connection_check", [=](auto t, auto e) { return tandem_connection_check(s, t, nullptr, e); }},
      {"connection_disconnect",
       [=](auto t, auto e) { return tandem_connection_disconnect(s, t, 0, nullptr, e); }},
      {"sync_plan", [=](auto t, auto e) { return tandem_sync_plan(s, t, nullptr, nullptr, e); }},
      {"sync_run", [=](auto t, auto e) { return tandem_sync_run(s, t, nullptr, nullptr, e); }},
      {"quarantine_list",
       [=](auto t, auto e) {
         return text_of([&](auto** out) { return tandem_quarantine_list(s, t, out, e); });
       }},
      {"quarantine_decide action", [=](auto t, auto e) { return tandem_quarantine_decide(s, 1, t, {}, e); }},
      {"quarantine_decide reason",
       [=](auto t, auto e) { return tandem_quarantine_decide(s, 1, str("discard"), t, e); }},
      {"conflict_list",
       [=](auto t, auto e) {
         return text_of([&](auto** out) { return tandem_conflict_list(s, t, out, e); });
       }},
      {"conflict_decide", [=](auto t, auto e) { return tandem_conflict_decide(s, 1, t, e); }},
  };
  calls.insert(calls.end(), more.begin(), more.end());
  return calls;
}

void expect_invalid(const TextCall& each, tandem_str text, std::string_view what) {
  SCOPED_TRACE(std::string(each.name) + ": " + std::string(what));
  tandem_error* error = nullptr;
  EXPECT_EQ(each.call(text, &error), TANDEM_INVALID_ARGUMENT) << tandem::view(tandem_error_message(error));
  EXPECT_EQ(tandem_error_status(error), TANDEM_INVALID_ARGUMENT);
  EXPECT_GT(tandem_error_message(error).size, 0U);
  tandem_error_release(error);
}

TEST_F(BadInput, InvalidUtf8IsRefusedByEveryFunction) {
  for (const auto& each : text_calls()) {
    for (const char* text : {"\xff", "{\"a\":\"\xc3\"}", "\xed\xa0\x80", "\xc0\xaf"})
      expect_invalid(each, str(text), "UTF-8");
    expect_invalid(each, tandem_str{"a\0b", 3}, "NUL");
    expect_invalid(each, tandem_str{nullptr, 3}, "null with a size");
  }
}

TEST_F(BadInput, MalformedDocumentsAreRefusedByEveryFunction) {
  for (const auto& each : document_calls()) {
    for (const char* text : {"{", "{\"a\":}", "{} {}x", "nul", "\"", "{\"a\":1,}", "'a'"})
      expect_invalid(each, str(text), text);
    expect_invalid(each, str(std::string(5000, '[')), "deep");
  }
  EXPECT_FALSE(std::filesystem::exists((folder / "other").string()));
  EXPECT_EQ(number("SELECT count(*) FROM v_lead"), 1);
}

TEST_F(BadInput, UnknownNamesAreRefusedWithTheNearestOne) {
  EXPECT_THAT(mia->put("laed", "{}"), Fails(TANDEM_NOT_FOUND, "lead"));
  EXPECT_THAT(mia->put("lead", R"({"emial":"a@b.example"})"), Fails(TANDEM_INVALID_ARGUMENT, "email"));
  EXPECT_THAT(mia->act("lead.captur", ""), Fails(TANDEM_NOT_FOUND, "lead.capture"));
  EXPECT_THAT(mia->query("no_such_question"), Fails(TANDEM_NOT_FOUND, ""));
  EXPECT_THAT(mia->reader("laed"), Fails(TANDEM_NOT_FOUND, "lead"));
  EXPECT_THAT(mia->get("lead", "019ff000-0000-7000-8000-000000000000"), Fails(TANDEM_NOT_FOUND, ""));
  EXPECT_THAT(mia->get("lead", "not-an-id"), Fails(TANDEM_INVALID_ARGUMENT, "id"));
  EXPECT_THAT(mia->act("lead.touch", "not-an-id"), Fails(TANDEM_INVALID_ARGUMENT, "record"));
  EXPECT_THAT(tandem::Session::open(*store, "nobody@host.example"), Fails(TANDEM_NOT_FOUND, ""));
  EXPECT_THAT(admin->sync("nowhere"), Fails(TANDEM_NOT_FOUND, ""));
}

TEST_F(BadInput, NullArgumentsAreRefused) {
  tandem_error* error = nullptr;
  const auto refused = [&](tandem_status status) {
    EXPECT_EQ(status, TANDEM_INVALID_ARGUMENT);
    EXPECT_EQ(tandem_error_status(error), TANDEM_INVALID_ARGUMENT);
    tandem_error_release(error);
    error = nullptr;
  };
  tandem_text* text = nullptr;
  tandem_cursor* cursor = nullptr;
  refused(tandem_record_put(nullptr, str("lead"), str("{}"), nullptr, nullptr, &error));
  refused(tandem_record_get(nullptr, str("lead"), str(lead), &text, &error));
  refused(tandem_record_get(mia->raw(), str("lead"), str(lead), nullptr, &error));
  refused(tandem_query(mia->raw(), str("any"), {}, nullptr, &error));
  refused(tandem_query(nullptr, str("any"), {}, &cursor, &error));
  refused(tandem_cursor_next(nullptr, nullptr, &error));
  refused(tandem_store_open(str(path()), nullptr, nullptr, &error));
  refused(tandem_session_open(nullptr, {}, nullptr, &error));
  refused(tandem_journal_wait(nullptr, 0, 0, nullptr, nullptr, &error));
  refused(tandem_library_info(nullptr, &error));
  refused(tandem_reader_get(nullptr, nullptr, nullptr, &error));
  refused(tandem_sync_run(nullptr, str("a"), nullptr, nullptr, &error));
  // Without a place for the error the status is the same.
  EXPECT_EQ(tandem_record_put(nullptr, {}, {}, nullptr, nullptr, nullptr), TANDEM_INVALID_ARGUMENT);
}

TEST_F(BadInput, ReleasingAndAskingNullIsHarmless) {
  tandem_text_release(nullptr);
  tandem_error_release(nullptr);
  tandem_store_release(nullptr);
  tandem_session_release(nullptr);
  tandem_cursor_release(nullptr);
  tandem_reader_release(nullptr);
  tandem_cancel_release(nullptr);
  tandem_cancel_request(nullptr);
  tandem_store_options_init(nullptr, 0);
  EXPECT_EQ(tandem_text_view(nullptr).size, 0U);
  EXPECT_EQ(tandem_error_status(nullptr), TANDEM_OK);
  EXPECT_EQ(tandem_error_message(nullptr).size, 0U);
  EXPECT_EQ(tandem_cursor_row(nullptr, nullptr), nullptr);
  EXPECT_EQ(tandem_cursor_column(nullptr, str("a")), SIZE_MAX);
  EXPECT_EQ(tandem_cursor_is_null(nullptr, 0), 1);
  EXPECT_EQ(tandem_reader_field_count(nullptr), 0U);
}

TEST_F(BadInput, WorkspaceKeysAreChecked) {
  EXPECT_THAT(tandem::Store::create((folder / "a").string(), R"({"admin":"x"})"),
              Fails(TANDEM_INVALID_ARGUMENT, "admin_name"));
  EXPECT_THAT(tandem::Store::create((folder / "a").string(), R"({"time_zone":"Mars/Base"})"),
              Fails(TANDEM_INVALID_ARGUMENT, "time_zone"));
  EXPECT_THAT(tandem::Store::create((folder / "a").string(), R"({"admin_side":"left"})"),
              Fails(TANDEM_INVALID_ARGUMENT, ""));
  EXPECT_FALSE(std::filesystem::exists((folder / "a").string()));
}

}  // namespace
}  // namespace integration
