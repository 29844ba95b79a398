// SPDX-License-Identifier: Apache-2.0
// The merge table, all of it: {absent, null, a, b} for now and base on both sides, and every policy.
#include "sync/inbound/merge.hpp"

#include <gtest/gtest.h>

namespace tandem::sync {
namespace {

const Value kStates[] = {model::absent(), model::null(), model::text("a"), model::text("b")};

bool blank(const Value& v) { return !model::has(v); }
bool eq(const Value& x, const Value& y) {
  return blank(x) ? blank(y) : !blank(y) && model::view(x) == model::view(y);
}

TEST(Merge, EveryCombinationFollowsTheTable) {
  for (const Value& local : kStates) {
    for (const Value& remote : kStates) {
      for (const Value& base_local : kStates) {
        for (const Value& base_remote : kStates) {
          const bool here = !eq(local, base_local);
          const bool there = remote.kind != TANDEM_VALUE_ABSENT && !eq(remote, base_remote);
          const FieldMerge expected = !there ? (here ? FieldMerge::keep_local : FieldMerge::nothing)
                                      : eq(local, remote) ? FieldMerge::agree
                                      : here              ? FieldMerge::conflict
                                                          : FieldMerge::take_remote;
          EXPECT_EQ(merge_field(local, remote, base_local, base_remote), expected);
        }
      }
    }
  }
}

TEST(Merge, AMissingRemoteValueNeverClears) {
  EXPECT_EQ(merge_field(model::text("a"), model::absent(), model::text("a"), model::text("a")),
            FieldMerge::nothing);
  EXPECT_EQ(merge_field(model::text("a"), model::null(), model::text("a"), model::text("a")),
            FieldMerge::take_remote);
}

TEST(Merge, TheAccountableSideWinsElseTheTie) {
  using model::Side;
  for (const Side accountable : {Side::none, Side::marketing, Side::sales}) {
    for (const Side local : {Side::none, Side::marketing, Side::sales}) {
      for (const Side remote : {Side::none, Side::marketing, Side::sales}) {
        for (const Authority tie : {Authority::local, Authority::remote, Authority::ask}) {
          const Winner fallback = tie == Authority::local    ? Winner::local
                                  : tie == Authority::remote ? Winner::remote
                                                             : Winner::ask;
          Winner expected = fallback;
          if (accountable != Side::none && local != remote) {
            if (local == accountable) expected = Winner::local;
            if (remote == accountable) expected = Winner::remote;
          }
          EXPECT_EQ(decide({Authority::activity, tie, accountable, local, remote}), expected);
          EXPECT_EQ(decide({tie, Authority::ask, accountable, local, remote}), fallback);
        }
      }
    }
  }
}

TEST(Merge, AnEditHereOutlivesADeleteThere) {
  for (const bool edited : {false, true}) {
    for (const bool archived : {false, true}) {
      for (const bool policy : {false, true}) {
        const DeleteMerge expected = archived || !policy ? DeleteMerge::ignore
                                     : edited            ? DeleteMerge::conflict
                                                         : DeleteMerge::archive;
        EXPECT_EQ(merge_delete(edited, archived, policy), expected);
      }
    }
  }
}

}  // namespace
}  // namespace tandem::sync
