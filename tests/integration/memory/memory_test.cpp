// SPDX-License-Identifier: Apache-2.0
// Memory runs out at every allocation of a call in turn: a status, no crash, nothing left behind.
#include <cstdlib>
#include <new>

#include "../capi/fixture.hpp"

namespace {

thread_local long allocations_left = -1;  // below zero: as many as wanted

void* allocate(std::size_t size) {
  if (allocations_left == 0) throw std::bad_alloc();
  if (allocations_left > 0) --allocations_left;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}

}  // namespace

// The library's own calls of new come here too.
void* operator new(std::size_t size) { return allocate(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace integration {
namespace {

using tandem::str;

class Memory : public StoreTest {
 protected:
  /// Lets the first, second, third … allocation of `call` fail until it succeeds.
  template <typename Call>
  void starve(const char* name, Call call) {
    SCOPED_TRACE(name);
    const auto before = tandem_live_objects();
    int failures = 0;
    for (long n = 0; n < 5000; ++n) {
      tandem_error* error = nullptr;
      allocations_left = n;
      const tandem_status status = call(&error);
      allocations_left = -1;
      if (status == TANDEM_OK) {
        ASSERT_GT(failures, 0);
        ASSERT_EQ(tandem_live_objects(), before);
        return;
      }
      ++failures;
      ASSERT_EQ(status, TANDEM_OUT_OF_MEMORY) << "allocation " << n;
      ASSERT_EQ(tandem_error_status(error), TANDEM_OUT_OF_MEMORY);
      ASSERT_GT(tandem_error_message(error).size, 0U);
      tandem_error_release(error);
      ASSERT_EQ(tandem_live_objects(), before);
    }
    FAIL() << "never succeeded";
  }
};

TEST_F(Memory, RunningOutHasItsStatusAndLeavesNothing) {
  const std::string lead = capture("ada@harbour.example");
  tandem_session* s = mia->raw();
  tandem_text* text = nullptr;
  starve("get", [&](auto** error) {
    const auto status = tandem_record_get(s, str("lead"), str(lead), &text, error);
    tandem_text_release(text);
    return status;
  });
  starve("put", [&](auto** error) {
    return tandem_record_put(s, str("account"), str(R"({"name":"Once"})"), nullptr, nullptr, error);
  });
  EXPECT_EQ(number("SELECT count(*) FROM v_account"), 1) << "a failed call writes nothing";
  EXPECT_EQ(member(store->verify().value(), "ok"), "true");
}

}  // namespace
}  // namespace integration
