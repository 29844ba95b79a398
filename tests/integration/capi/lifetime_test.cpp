// SPDX-License-Identifier: Apache-2.0
// Handles may be given back in any order; after a fork they answer invalid state.
#include <algorithm>
#include <functional>
#include <numeric>

#include "fixture.hpp"
#include "support/process.hpp"

namespace integration {
namespace {

using tandem::str;

class Lifetime : public StoreTest {};

/// One of each kind, raw, so that the test decides the order.
struct Everything {
  tandem_store* store = nullptr;
  tandem_session* session = nullptr;
  tandem_cursor* query = nullptr;
  tandem_cursor* sql = nullptr;
  tandem_cursor* journal = nullptr;
  tandem_reader* reader = nullptr;
  tandem_text* text = nullptr;
  tandem_error* error = nullptr;
  tandem_cancel* cancel = nullptr;

  explicit Everything(const std::string& path) {
    EXPECT_EQ(tandem_store_open(str(path), nullptr, &store, nullptr), TANDEM_OK);
    EXPECT_EQ(tandem_session_open(store, {}, &session, nullptr), TANDEM_OK);
    EXPECT_EQ(tandem_sql(session, str("SELECT name FROM v_person"), {}, &sql, nullptr), TANDEM_OK);
    EXPECT_EQ(tandem_journal_read(session, 0, 0, &journal, nullptr), TANDEM_OK);
    EXPECT_EQ(tandem_reader_open(session, str("person"), &reader, nullptr), TANDEM_OK);
    EXPECT_EQ(tandem_record_get(session, str("lead"), str("x"), &text, &error), TANDEM_INVALID_ARGUMENT);
    EXPECT_EQ(text, nullptr);
    EXPECT_EQ(tandem_store_info(store, &text, nullptr), TANDEM_OK);
    EXPECT_EQ(tandem_cancel_create(&cancel, nullptr), TANDEM_OK);
  }
  std::vector<std::function<void()>> releases() {
    return {[this] { tandem_store_release(store); },   [this] { tandem_session_release(session); },
            [this] { tandem_cursor_release(sql); },    [this] { tandem_cursor_release(journal); },
            [this] { tandem_reader_release(reader); }, [this] { tandem_text_release(text); },
            [this] { tandem_error_release(error); },   [this] { tandem_cancel_release(cancel); }};
  }
};

TEST_F(Lifetime, AnyOrderOfReleasesLeavesNothing) {
  const auto before = tandem_live_objects();
  std::vector<int> order(8);
  for (std::size_t first = 0; first < order.size(); ++first) {
    Everything all(path());
    auto releases = all.releases();
    std::iota(order.begin(), order.end(), 0);
    std::rotate(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(first), order.end());
    if (first % 2 == 1) std::reverse(order.begin(), order.end());
    for (const int i : order) releases[static_cast<std::size_t>(i)]();
    EXPECT_EQ(tandem_live_objects(), before);
  }
}

TEST_F(Lifetime, ChildrenWorkAfterTheirParentsAreGone) {
  Everything all(path());
  tandem_store_release(all.store);
  tandem_text* answer = nullptr;
  EXPECT_EQ(tandem_session_info(all.session, &answer, nullptr), TANDEM_OK);
  tandem_text_release(answer);
  tandem_session_release(all.session);
  std::int32_t has_row = 0;
  EXPECT_EQ(tandem_cursor_next(all.sql, &has_row, nullptr), TANDEM_OK);
  EXPECT_EQ(has_row, 1);
  EXPECT_EQ(tandem_cursor_next(all.journal, &has_row, nullptr), TANDEM_OK);
  EXPECT_EQ(has_row, 1);
  tandem_cursor_release(all.sql);
  tandem_cursor_release(all.journal);
  tandem_reader_release(all.reader);
  tandem_text_release(all.text);
  tandem_error_release(all.error);
  tandem_cancel_release(all.cancel);
}

TEST_F(Lifetime, ErrorsOutliveTheirStore) {
  tandem::Store other = tandem::Store::open(path()).value();
  auto other_session = tandem::Session::open(other).value();
  const auto failed = other_session.put("lead", R"({"nope":1})");
  other = tandem::Store(nullptr);
  EXPECT_THAT(failed, Fails(TANDEM_INVALID_ARGUMENT, "nope"));
}

TEST_F(Lifetime, AfterAForkHandlesAnswerInvalidState) {
  auto cursor = admin->sql("SELECT name FROM v_person").value();
  auto reader = admin->reader("person").value();
  const std::string lead = capture("fork@a.example");
  const int code = tandem::test::in_child([&] {
    tandem_id id{};
    int wrong = 0;
    wrong += admin->get("lead", lead).status() != TANDEM_INVALID_STATE;
    wrong += admin->put("lead", "{}").status() != TANDEM_INVALID_STATE;
    wrong += admin->act("lead.touch", lead).status() != TANDEM_INVALID_STATE;
    wrong += cursor.next().status() != TANDEM_INVALID_STATE;
    wrong += reader.get(id).status() != TANDEM_INVALID_STATE;
    wrong += store->info().status() != TANDEM_INVALID_STATE;
    wrong += store->journal_wait(0, 10).status() != TANDEM_INVALID_STATE;
    { const auto taken = std::move(reader); }
    const auto fresh = tandem::Store::open(path());
    wrong += !fresh.ok();
    return wrong;
  });
  EXPECT_EQ(code, 0);
  // The parent goes on as if nothing had been.
  EXPECT_THAT(cursor.next(), Succeeds());
  EXPECT_THAT(admin->put("lead", R"({"id":")" + lead + R"(","title":"CEO"})"), Succeeds());
}

TEST_F(Lifetime, ReleasingEverythingInTheChildLeavesTheParentWhole) {
  auto cursor = admin->sql("SELECT name FROM v_person").value();
  EXPECT_TRUE(*cursor.next());
  const int code = tandem::test::in_child([&] {
    auto taken = std::move(cursor);
    admin.reset();
    mia.reset();
    sam.reset();
    store.reset();
    return 0;
  });
  EXPECT_EQ(code, 0);
  for (int i = 0; i < 20; ++i) capture("after" + std::to_string(i) + "@a.example");
  EXPECT_EQ(number("SELECT count(*) FROM v_lead"), 20);
  EXPECT_EQ(member(store->verify().value(), "ok"), "true");
}

}  // namespace
}  // namespace integration
