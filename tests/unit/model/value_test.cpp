// SPDX-License-Identifier: Apache-2.0
#include "model/value.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tandem::model {
namespace {

TEST(Rows, OwnTheirTextWhenCopiedAndMoved) {
  Row copy;
  {
    std::string source(3000, 'x');
    Row row(2);
    row.set_text(0, source);
    row.set_text(1, "short");
    source.assign(source.size(), '!');
    copy = row;
    row.set_text(0, "other");
  }
  const Row moved = std::move(copy);
  EXPECT_EQ(view(moved[0]), std::string(3000, 'x'));
  EXPECT_EQ(view(moved[1]), "short");
}

TEST(Rows, CanBeUsedAgain) {
  Row row(3);
  for (int round = 0; round < 100; ++round) {
    row.reset(3);
    EXPECT_FALSE(given(row[2]));
    for (std::size_t i = 0; i < 3; ++i)
      row.set_text(i, std::string(700, static_cast<char>('a' + round % 26)));
    for (std::size_t i = 0; i < 3; ++i) {
      ASSERT_EQ(view(row[i]), std::string(700, static_cast<char>('a' + round % 26)));
    }
  }
}

TEST(Values, AreTheSameByKindAndContent) {
  EXPECT_TRUE(same(absent(), absent()));
  EXPECT_FALSE(same(absent(), null()));
  EXPECT_FALSE(same(integer(1), instant(1)));
  EXPECT_TRUE(same(text("a"), text(std::string_view("ab").substr(0, 1))));
  EXPECT_FALSE(same(text("a"), text("b")));
}

}  // namespace
}  // namespace tandem::model
