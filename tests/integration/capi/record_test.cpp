// SPDX-License-Identifier: Apache-2.0
// Documents in and out: put, get, archive, revisions, request keys, bulk, typed rows.
#include <thread>

#include "fixture.hpp"

namespace integration {
namespace {

using tandem::str;

class Record : public StoreTest {
 protected:
  tandem_id id_bytes(const std::string& text) const {
    tandem_id id{};
    std::size_t at = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '-') continue;
      id.bytes[at++] = static_cast<std::uint8_t>(std::stoi(text.substr(i, 2), nullptr, 16));
      ++i;
    }
    return id;
  }
};

TEST_F(Record, PutMakesAndThenChanges) {
  const auto made = admin->put("account", R"({"name":"Harbour"})").value();
  const std::string id = member(made, "id");
  EXPECT_EQ(member(made, "created"), "true");
  EXPECT_EQ(member(made, "revision"), "1");
  const auto changed = admin->put("account", R"({"id":")" + id + R"(","country":"SE"})").value();
  EXPECT_EQ(member(changed, "created"), "false");
  EXPECT_EQ(member(changed, "revision"), "2");
  const auto document = admin->get("account", id).value();
  EXPECT_EQ(member(document, "name"), "Harbour");  // absent: kept
  EXPECT_EQ(member(document, "country"), "SE");
  (void)admin->put("account", R"({"id":")" + id + R"(","country":null})").value();
  EXPECT_EQ(member(admin->get("account", id).value(), "country"), "null");  // null: cleared
}

TEST_F(Record, AnUnknownIdMakesTheRecordUnderThatId) {
  const std::string id = "019ff000-0000-7000-8000-000000000001";
  const auto made = admin->put("account", R"({"id":")" + id + R"(","name":"Mine"})").value();
  EXPECT_EQ(member(made, "created"), "true");
  EXPECT_EQ(member(made, "id"), id);
}

TEST_F(Record, AStaleRevisionIsAConflict) {
  const std::string id = member(admin->put("account", R"({"name":"A"})").value(), "id");
  auto options = tandem::write_options();
  options.has_if_revision = 1;
  options.if_revision = 1;
  EXPECT_THAT(admin->put("account", R"({"id":")" + id + R"(","name":"B"})", options), Succeeds());
  EXPECT_THAT(admin->put("account", R"({"id":")" + id + R"(","name":"C"})", options),
              Fails(TANDEM_CONFLICT, "again"));
  EXPECT_THAT(admin->archive("account", id, options), Fails(TANDEM_CONFLICT, ""));
  EXPECT_EQ(member(admin->get("account", id).value(), "name"), "B");
}

TEST_F(Record, ARepeatedRequestKeyGivesTheFirstAnswer) {
  auto options = tandem::write_options();
  options.request_key = str("import-1-row-7");
  const auto first = admin->put("account", R"({"name":"Once"})", options).value();
  const auto again = admin->put("account", R"({"name":"Once"})", options).value();
  EXPECT_EQ(first.view(), again.view());
  EXPECT_EQ(number("SELECT count(*) FROM v_account WHERE name = 'Once'"), 1);

  options.request_key = str("form-55");
  const std::string buyer = R"({"family_name":"Okafor","email":"ada@harbour.example"})";
  const auto captured = mia->act("lead.capture", "", buyer, options).value();
  EXPECT_EQ(mia->act("lead.capture", "", buyer, options).value().view(), captured.view());
  EXPECT_EQ(number("SELECT count(*) FROM v_lead"), 1);
}

TEST_F(Record, WhatAVerbOwnsIsRefusedWithTheVerbsName) {
  const std::string lead = capture("a@a.example");
  EXPECT_THAT(mia->put("lead", R"({"id":")" + lead + R"(","stage":"customer"})"),
              Fails(TANDEM_FORBIDDEN, "lead.move"));
  EXPECT_THAT(admin->put("handoff", R"({"state":"accepted"})"), Fails(TANDEM_FORBIDDEN, "handoff."));
  EXPECT_EQ(member(mia->get("lead", lead).value(), "stage"), "lead");
}

TEST_F(Record, ArchivedRecordsAreReadableByIdOnly) {
  const std::string id = member(admin->put("account", R"({"name":"Old"})").value(), "id");
  EXPECT_THAT(admin->archive("account", id), Succeeds());
  EXPECT_NE(member(admin->get("account", id).value(), "archived_at"), "null");
  EXPECT_EQ(member(store->info().value(), "account"), "0");
}

TEST_F(Record, UniqueAndMissingReferencesHaveTheirStatus) {
  EXPECT_THAT(admin->put("metric", R"({"key":"revenue","name":"Again","unit":"money"})"),
              Fails(TANDEM_ALREADY_EXISTS, ""));
  EXPECT_THAT(
      admin->put("account", R"({"name":"A","owner_person_id":"019ff000-0000-7000-8000-00000000dead"})"),
      Fails(TANDEM_INVALID_ARGUMENT, "owner_person_id"));
}

TEST_F(Record, PutManyTakesArraysAndLines) {
  const auto array = admin->put_many("account", R"([{"name":"A"},{"name":"B"}])").value();
  EXPECT_EQ(member(array, "created"), "2");
  const auto lines = admin->put_many("account", "{\"name\":\"C\"}\n\n{\"name\":\"D\"}\n").value();
  EXPECT_EQ(member(lines, "created"), "2");
  EXPECT_EQ(member(admin->put_many("account", "[]").value(), "created"), "0");
  EXPECT_EQ(member(admin->put_many("account", "").value(), "created"), "0");
  EXPECT_EQ(number("SELECT count(*) FROM v_account"), 4);
}

TEST_F(Record, PutManyTellsSameFromChanged) {
  const std::string id = member(admin->put("account", R"({"name":"A"})").value(), "id");
  const auto answer = admin
                          ->put_many("account", R"([{"id":")" + id + R"(","name":"A"},{"id":")" + id +
                                                    R"(","name":"B"},{"name":"C"}])")
                          .value();
  EXPECT_EQ(member(answer, "same"), "1");
  EXPECT_EQ(member(answer, "changed"), "1");
  EXPECT_EQ(member(answer, "created"), "1");
}

TEST_F(Record, ABrokenDocumentUndoesAllAndIsNamed) {
  EXPECT_THAT(admin->put_many("account", R"([{"name":"A"},{"nome":"B"}])"),
              Fails(TANDEM_INVALID_ARGUMENT, "document 2"));
  EXPECT_THAT(admin->put_many("account", R"([{"name":"A"},{"country":"SE"}])"),
              Fails(TANDEM_INVALID_ARGUMENT, "document 2"));
  EXPECT_EQ(number("SELECT count(*) FROM v_account"), 0);
}

TEST_F(Record, BrokenDocumentsCanBeLeftOut) {
  auto options = tandem::bulk_options();
  options.skip_broken = 1;
  const auto answer =
      admin
          ->put_many("account", R"([{"name":"A"},{"nome":"B"},{"country":"SE"},{"name":},{"name":"C"}])",
                     options)
          .value();
  EXPECT_EQ(member(answer, "created"), "2");
  for (const char* index : {"\"index\":1", "\"index\":2", "\"index\":3"}) {
    EXPECT_NE(answer.view().find(index), std::string_view::npos) << answer.view();
  }
  EXPECT_EQ(column("SELECT name FROM v_account ORDER BY name"), (std::vector<std::string>{"A", "C"}));
  EXPECT_THAT(admin->put_many("account", R"([{"name":"A"})", options),
              Fails(TANDEM_INVALID_ARGUMENT, "closed"));
}

TEST_F(Record, AnImportKnowsWhatIsHistory) {
  constexpr const char* old_one = R"([{"email":"old@a.example","captured_at":1583056800000000}])";
  auto options = tandem::bulk_options();
  options.live_from = 1'700'000'000'000'000;  // 2023
  EXPECT_THAT(admin->put_many("lead", old_one, options), Succeeds());
  EXPECT_EQ(number("SELECT count(*) FROM v_lead WHERE is_history = 1"), 1);
  EXPECT_EQ(number("SELECT count(*) FROM v_sla_clock"), 0);
  EXPECT_THAT(admin->put_many("lead", R"([{"email":"new@a.example"}])", options), Succeeds());
  EXPECT_EQ(number("SELECT count(*) FROM v_sla_clock"), 1);
}

TEST_F(Record, ABulkImportCanBeCancelledAndWatched) {
  std::string documents = "[";
  for (int i = 0; i < 3000; ++i)
    documents += (i == 0 ? "" : ",") + std::string(R"({"name":"N)") + std::to_string(i) + "\"}";
  documents += "]";
  struct Watch {
    tandem_cancel* cancel;
    int calls = 0;
    static void look(void* context, tandem_str, tandem_str, std::int64_t, std::int64_t) {
      auto& self = *static_cast<Watch*>(context);
      ++self.calls;
      tandem_cancel_request(self.cancel);
    }
  };
  const auto cancel = tandem::Cancel::create().value();
  Watch watch{cancel.raw()};
  auto options = tandem::bulk_options();
  options.cancel = cancel.raw();
  options.progress = Watch::look;
  options.progress_context = &watch;
  EXPECT_THAT(admin->put_many("account", documents, options), Fails(TANDEM_CANCELLED, ""));
  EXPECT_GE(watch.calls, 1);
  EXPECT_EQ(number("SELECT count(*) FROM v_account"), 0);
}

TEST_F(Record, AReaderSeesTypedValuesAndEveryCommit) {
  const std::string id = member(admin->put("account", R"({"name":"One","is_customer":true})").value(), "id");
  auto reader = admin->reader("account").value();
  std::size_t name = SIZE_MAX, customer = SIZE_MAX, revision = SIZE_MAX;
  for (std::size_t i = 0; i < reader.fields(); ++i) {
    if (reader.field_name(i) == "name") name = i;
    if (reader.field_name(i) == "is_customer") customer = i;
    if (reader.field_name(i) == "revision") revision = i;
  }
  ASSERT_LT(name, reader.fields());
  ASSERT_LT(customer, reader.fields());
  const auto other = tandem::Store::open(path()).value();  // another connection, as another process has
  const auto writer = tandem::Session::open(other).value();
  for (int i = 1; i <= 50; ++i) {
    const tandem_value* row = reader.get(id_bytes(id)).value();
    EXPECT_EQ(row[revision].as.i, i);
    EXPECT_EQ(row[customer].kind, TANDEM_VALUE_BOOL);
    EXPECT_EQ(row[customer].as.i, 1);
    const auto& who = i % 2 == 0 ? *admin : writer;
    (void)who.put("account", R"({"id":")" + id + R"(","name":"N)" + std::to_string(i) + "\"}").value();
    EXPECT_EQ(std::string(reader.get(id_bytes(id)).value()[name].as.s, 1), "N");
  }
  EXPECT_THAT(reader.get(tandem_id{}), Fails(TANDEM_NOT_FOUND, "account"));
}

TEST_F(Record, AnIdleReaderDoesNotPinTheLog) {
  const std::string id = member(admin->put("account", R"({"name":"One"})").value(), "id");
  auto reader = admin->reader("account").value();
  (void)reader.get(id_bytes(id)).value();
  (void)admin->put("account", R"({"name":"Two"})").value();  // lets go of the reader's snapshot
  const auto other = tandem::Store::open(path()).value();
  std::string many = "[";
  for (int i = 0; i < 4000; ++i)
    many += (i == 0 ? "" : ",") + std::string(R"({"name":"N)") + std::to_string(i) + "\"}";
  (void)tandem::Session::open(other).value().put_many("account", many + "]").value();
  store.reset();
  EXPECT_THAT(reader.get(id_bytes(id)), Succeeds());
}

TEST_F(Record, ThreadsMayShareHandles) {
  constexpr int kThreads = 4, kEach = 25;
  std::vector<std::thread> threads;
  std::atomic<int> failures{0};
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        const auto made = admin->put("account", R"({"name":"T)" + std::to_string(t * 100 + i) + "\"}");
        if (!made.ok() || !admin->get("account", member(*made, "id")).ok()) ++failures;
        auto cursor = admin->sql("SELECT count(*) FROM v_account");
        if (!cursor.ok() || !cursor->next().ok()) ++failures;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(number("SELECT count(*) FROM v_account"), kThreads * kEach);
}

}  // namespace
}  // namespace integration
