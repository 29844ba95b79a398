// SPDX-License-Identifier: Apache-2.0
#include "base/id.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <set>

#include "base/error.hpp"
#include "base/time.hpp"

namespace tandem {
namespace {

class FixedRandom final : public Random {
 public:
  explicit FixedRandom(int byte) : byte_(byte) {}
  void fill(void* bytes, std::size_t size) override { std::memset(bytes, byte_, size); }

 private:
  int byte_;
};

// RFC 9562, appendix A.6: 2022-02-22T19:22:22.00Z
constexpr Instant kExample = 0x017F22E279B0LL * 1000;

TEST(IdGenerator, SetsTimeVersionAndVariantOfRfc9562) {
  for (const int byte : {0x00, 0xFF}) {
    FixedRandom random(byte);
    IdGenerator ids(random);
    const Id id = ids.next(kExample);
    EXPECT_EQ(id.text().substr(0, 15), "017f22e2-79b0-7");
    EXPECT_EQ(id.bytes[6] >> 4, 7);
    EXPECT_EQ(id.bytes[8] >> 6, 2);
  }
}

TEST(IdGenerator, GrowsInsideOneMillisecondAndWhenTheClockRunsBack) {
  IdGenerator ids(system_random());
  Id last;
  for (int i = 0; i < 10'000; ++i) {  // more than the 4096 of one millisecond
    const Instant now = i == 5'000 ? kExample - kHour : kExample + i % 3;
    const Id next = ids.next(now);
    ASSERT_LT(last, next) << i;
    last = next;
  }
}

TEST(IdGenerator, DoesNotRepeat) {
  IdGenerator ids(system_random());
  std::set<Id> seen;
  for (int i = 0; i < 5'000; ++i) seen.insert(ids.next(kExample));
  EXPECT_EQ(seen.size(), 5'000U);
}

TEST(IdText, GoesThereAndBack) {
  const std::string text = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";
  const auto id = Id::parse(text);
  ASSERT_TRUE(id.has_value());
  EXPECT_EQ(id->text(), text);
  EXPECT_EQ(Id::parse("017F22E2-79B0-7CC3-98C4-DC0C0C07398F"), id);
  EXPECT_EQ(Id::from_view(id->view()), *id);
}

TEST(IdText, RefusesOtherForms) {
  for (const char* wrong : {"", "017f22e279b07cc398c4dc0c0c07398f", "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
                            "017f22e2-79b0-7cc3-98c4-dc0c0c07398g", "{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}",
                            "017f22e2-79b0-7cc3-98c4dc0c-0c07398f", "017f22e2_79b0_7cc3_98c4_dc0c0c07398f"}) {
    EXPECT_FALSE(Id::parse(wrong).has_value()) << wrong;
  }
  EXPECT_THROW(Id::require("nobody@example.com", "lead.account_id"), Error);
  EXPECT_THROW(Id::from_view("short"), Error);
}

TEST(IdText, TheErrorNamesTheFieldAndNotTheValue) {
  try {
    Id::require("nobody@example.com", "account_id");
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.status(), TANDEM_INVALID_ARGUMENT);
    EXPECT_NE(e.message().find("account_id"), std::string::npos);
    EXPECT_EQ(e.message().find("nobody"), std::string::npos);
  }
}

}  // namespace
}  // namespace tandem
