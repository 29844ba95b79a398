// SPDX-License-Identifier: Apache-2.0
// Eight processes write one file while another writes page after page. Each worker is this program
// again, started on one hidden test.
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <vector>

#include "store/backup.hpp"
#include "support/process.hpp"
#include "unit/store/fixture.hpp"

namespace tandem::store {
namespace {

constexpr int kWorkers = 8;
constexpr int kRowsEach = 25;
constexpr int kPages = 30;
constexpr int kPageRows = 200;

void set_up_worker(const char* store, OpenOptions& options) {
  options.machine = "this machine";
  options.busy_timeout_ms = 60'000;
  (void)store;
}

Row lead_of(Database& db, const Id& queue, const std::string& email) {
  Row row = db.catalogue().entity("lead").new_row();
  row.set_text(at(kLead, "email"), email);
  row.set(at(kLead, "captured_at"), model::instant(1));
  row.set_id(at(kLead, "queue_team_id"), queue);
  return row;
}

/// Not run by itself: see `start`.
TEST(DISABLED_Worker, Writes) {
  const char* store = getenv("TANDEM_TEST_STORE");
  const char* name = getenv("TANDEM_TEST_WORKER");
  ASSERT_NE(store, nullptr);
  OpenOptions options;
  set_up_worker(store, options);
  const model::Catalogue catalogue;
  const auto db = Database::open(store, catalogue, options);
  Id queue;
  {
    Statement team = db->prepare("SELECT id FROM team WHERE name = 'Sales queue'");
    ASSERT_TRUE(team.step());
    queue = team.id(0);
  }
  const bool pages = std::string_view(name) == "pages";
  std::int64_t longest = 0;
  for (int i = 0; i < (pages ? kPages : kRowsEach); ++i) {
    Change change(*db, {});
    longest = std::max(longest, db->lock().waited());
    if (pages) change.begin_page("sync.page_applied", Json::object());
    for (int r = 0; r < (pages ? kPageRows : 1); ++r) {
      Row row = lead_of(
          *db, queue, std::string(name) + "-" + std::to_string(i) + "-" + std::to_string(r) + "@example.com");
      change.create(db->catalogue().entity("lead"), row, SetBy::sync);
    }
    change.commit();
  }
  std::cout << "worker " << name << " waited at most " << longest / 1000 << " ms\n";
}

class ProcessesTest : public StoreTest {
 protected:
  pid_t start(const std::string& name) const {
    return test::start({"/proc/self/exe", "--gtest_filter=DISABLED_Worker.Writes",
                        "--gtest_also_run_disabled_tests", "--gtest_brief=1"},
                       [&] {
                         setenv("TANDEM_TEST_STORE", path.c_str(), 1);
                         setenv("TANDEM_TEST_WORKER", name.c_str(), 1);
                         unsetenv("GTEST_OUTPUT");
                       });
  }
};

TEST_F(ProcessesTest, EightWritersBesideAPagedOneLoseNothing) {
  make();
  db.reset();
  std::vector<pid_t> children = {start("pages")};
  for (int i = 0; i < kWorkers; ++i) children.push_back(start("w" + std::to_string(i)));
  for (const pid_t child : children) EXPECT_EQ(test::wait_for(child), 0);
  open();
  EXPECT_FALSE(db->safe_mode());
  EXPECT_EQ(number("SELECT count(DISTINCT email) FROM lead"), kPages * kPageRows + kWorkers * kRowsEach);
  EXPECT_EQ(number("SELECT value FROM store_meta WHERE key = 'commits'"), 1 + kPages + kWorkers * kRowsEach);
  EXPECT_TRUE(verify(*db).empty());
}

}  // namespace
}  // namespace tandem::store
