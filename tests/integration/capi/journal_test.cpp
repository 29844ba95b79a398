// SPDX-License-Identifier: Apache-2.0
// Following the journal: in order, across processes, without personal values.

#include <chrono>
#include <thread>

#include "fixture.hpp"
#include "support/process.hpp"

namespace integration {
namespace {

class Journal : public StoreTest {
 protected:
  std::int64_t newest() const { return number("SELECT max(seq) FROM v_journal"); }
};

TEST_F(Journal, EntriesComeInOrderWithWhoAndWhat) {
  const std::int64_t before = newest();
  const std::string lead = capture("ada@harbour.example");
  auto entries = admin->journal(before).value();
  std::int64_t last = before;
  bool captured = false;
  while (entries.next().value()) {
    EXPECT_GT(entries.integer(entries.column("seq")), last);
    last = entries.integer(entries.column("seq"));
    captured = captured || entries.text(entries.column("kind")) == "lead.captured";
    EXPECT_EQ(entries.text(entries.column("actor_kind")), "person");
    const auto document = entries.json().value().string();
    EXPECT_EQ(document.find("ada@harbour.example"), std::string::npos) << document;
    EXPECT_EQ(member(document, "actor_id"), mia_id);
  }
  EXPECT_TRUE(captured);
  EXPECT_EQ(last, newest());
  auto two = admin->journal(0, 2).value();
  EXPECT_TRUE(*two.next());
  EXPECT_TRUE(*two.next());
  EXPECT_FALSE(*two.next());
}

TEST_F(Journal, WaitingEndsByTimeoutOrCancel) {
  const std::int64_t seq = newest();
  EXPECT_THAT(store->journal_wait(seq, 30), Fails(TANDEM_TIMEOUT, ""));
  EXPECT_EQ(store->journal_wait(seq - 1, 30).value(), seq);
  const auto cancel = tandem::Cancel::create().value();
  std::thread other([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    cancel.request();
  });
  EXPECT_THAT(store->journal_wait(seq, 20'000, &cancel), Fails(TANDEM_CANCELLED, ""));
  other.join();
  EXPECT_THAT(store->journal_wait(seq, 20'000, &cancel), Fails(TANDEM_CANCELLED, "")) << "a request sticks";
}

TEST_F(Journal, WaitingSeesTheCommitOfAnotherProcess) {
  const std::int64_t seq = newest();
  const pid_t child = tandem::test::start({TANDEM_WRITER, path(), "1", "other"});
  const auto woken = store->journal_wait(seq, 20'000);
  EXPECT_THAT(woken, Succeeds());
  EXPECT_GT(*woken, seq);
  EXPECT_EQ(tandem::test::wait_for(child), 0);
}

TEST_F(Journal, WaitingStopsNobodyElse) {
  const std::int64_t seq = newest();
  std::int64_t seen = 0;
  std::thread waiting([&] { seen = store->journal_wait(seq, 20'000).value(); });
  (void)capture("a@a.example");
  waiting.join();
  EXPECT_GT(seen, seq);
}

}  // namespace
}  // namespace integration
