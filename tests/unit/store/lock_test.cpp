// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>

#include <chrono>
#include <thread>

#include "unit/store/fixture.hpp"

namespace tandem::store {
namespace {

class LockTest : public StoreTest {
 protected:
  std::filesystem::path file() const { return folder / "crm.db-lock"; }
};

TEST_F(LockTest, OneAtATimeEvenInOneProcess) {
  WriteLock a(file(), system_clock());
  WriteLock b(file(), system_clock());
  a.acquire(0);
  EXPECT_FALSE(b.try_acquire());
  EXPECT_EQ(a.waited(), 0);
  a.release();
  EXPECT_TRUE(b.try_acquire());
}

TEST_F(LockTest, TimeoutIsBusyAndCancelIsCancelled) {
  WriteLock a(file(), system_clock());
  WriteLock b(file(), system_clock());
  a.acquire(0);
  refused(TANDEM_BUSY, [&] { b.acquire(5); });
  refused(TANDEM_CANCELLED, [&] { b.acquire(10'000, [] { return true; }); });
  a.release();
  b.acquire(0);  // both gave the turnstile back
}

TEST_F(LockTest, AReplacedLockFileIsNoticed) {
  WriteLock a(file(), system_clock());
  WriteLock b(file(), system_clock());
  a.acquire(0);
  a.release();
  std::filesystem::remove(file());
  b.acquire(0);  // makes a new file
  EXPECT_FALSE(a.try_acquire());
  EXPECT_FALSE(a.try_acquire());
}

TEST_F(LockTest, TheNextInLineIsSeenAndGetsIt) {
  // A writer that takes the lock again and again must let the waiting one in after one turn.
  WriteLock greedy(file(), system_clock());
  WriteLock patient(file(), system_clock());
  greedy.acquire(0);
  EXPECT_FALSE(greedy.awaited());
  std::int64_t waited = -1;
  std::thread other([&] {
    patient.acquire(10'000);
    waited = patient.waited();
    patient.release();
  });
  while (!greedy.awaited()) system_clock().sleep_ms(0);
  int turns = 0;
  greedy.release();
  while (waited < 0 && turns < 1000) {
    greedy.acquire(10'000);
    ++turns;
    system_clock().sleep_ms(1);
    greedy.release();
  }
  other.join();
  EXPECT_LE(turns, 3);
}

}  // namespace
}  // namespace tandem::store
