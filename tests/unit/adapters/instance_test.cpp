// SPDX-License-Identifier: Apache-2.0
// A loaded adapter as the engine sees it, and what becomes of one that misbehaves.
#include "unit/adapters/support.hpp"

namespace tandem::adapters {
namespace {

using sync::RemoteError;
using test::error_of;
using testing::HasSubstr;

class Instance : public testing::Test {
 protected:
  Instance() {
    test::install(folder_ / "fake", "good");
    library_.load({folder_.path()});
    guard_.cancelled = [this] { return cancelled_; };
    guard_.heartbeat = [this] { ++heartbeats_; };
    guard_.clock = &clock_;
    services_.clock = &clock_;
    services_.log = test::log_into(lines_);
  }
  std::unique_ptr<sync::Remote> open(const std::string& mode = "") {
    return library_.open("fake", {{"mode", mode}}, "crm", services_, guard_);
  }
  sync::PageEnd pull(sync::Remote& remote, const sync::RowSink& sink) {
    return remote.pull({"Lead", "leads", "here", fields_, 100, true}, sink);
  }
  std::vector<sync::PushItem> three_items() {
    sync::PushItem item;
    item.values.resize(fields_.size());
    return {item, item, item};
  }

  test::TempFolder folder_;
  test::FakeClock clock_;
  std::vector<test::Line> lines_;
  bool cancelled_ = false;
  int heartbeats_ = 0;
  sync::CallGuard guard_;
  HostServices services_;
  Library library_;
  const std::vector<std::string> fields_ = {"FirstName", "LastName"};
};

TEST_F(Instance, AnswersQuestions) {
  const auto remote = open();
  EXPECT_EQ(remote->adapter_id(), "fake");
  EXPECT_EQ(remote->verify()["org"], "fake-org");
  EXPECT_THAT(remote->take_metrics(), testing::ElementsAre(testing::Pair("fake.verified", 1)));
  EXPECT_TRUE(remote->take_metrics().empty());
}

TEST_F(Instance, UsesWhatIsOfferedAndRefusesTheRest) {
  const auto remote = open();
  EXPECT_TRUE(remote->can(TANDEM_CAP_PULL));
  EXPECT_FALSE(remote->can(TANDEM_CAP_SCHEMA));
  EXPECT_FALSE(remote->can("tandem.pull/1x"));
  EXPECT_EQ(error_of<RemoteError>([&] { remote->schema(); }).status(), TANDEM_UNSUPPORTED);
}

TEST_F(Instance, PullsRowsWithoutCopyingThem) {
  const auto remote = open();
  std::vector<std::string> ids;
  const char* bytes = nullptr;
  const sync::PageEnd end = pull(*remote, [&](const tandem_row& row) {
    ids.emplace_back(row.id.data, row.id.size);
    EXPECT_EQ(row.value_count, 2U);
    if (bytes != nullptr) {
      EXPECT_EQ(row.values[0].as.s, bytes) << "the adapter's own bytes reach the engine";
    }
    bytes = row.values[0].as.s;
  });
  EXPECT_THAT(ids, testing::ElementsAre("a1", "a2", "a3"));
  EXPECT_TRUE(end.more);
  EXPECT_TRUE(end.complete);
  EXPECT_EQ(end.cursor, "next");
  EXPECT_EQ(end.server_time, 42);
  EXPECT_EQ(end.calls_used, 2U);
}

TEST_F(Instance, WhatTheSinkThrowsReachesTheCaller) {
  for (const char* mode : {"", "ignores_the_sink"}) {
    const auto remote = open(mode);
    int rows = 0;
    EXPECT_THROW(pull(*remote,
                      [&](const tandem_row&) {
                        ++rows;
                        throw Error(TANDEM_CONFLICT, "the engine stops");
                      }),
                 Error);
    EXPECT_EQ(rows, 1);
    EXPECT_NO_THROW(pull(*remote, [](const tandem_row&) {})) << "the instance stays usable";
  }
}

TEST_F(Instance, GetsRowsById) {
  const auto remote = open();
  int purged = 0;
  remote->get("Lead", {"x1", "x2"}, fields_,
              [&](const tandem_row& row) { purged += row.kind == TANDEM_ROW_PURGED; });
  EXPECT_EQ(purged, 2);
}

TEST_F(Instance, BrokenPagesAreContractErrors) {
  for (const char* mode :
       {"short_row", "bad_kind", "small_stride", "no_end", "same_cursor", "end_twice", "row_after_end"}) {
    const auto remote = open(mode);
    const RemoteError error = error_of<RemoteError>([&] { pull(*remote, [](const tandem_row&) {}); });
    EXPECT_EQ(error.error_class(), TANDEM_CLASS_CONTRACT) << mode;
    EXPECT_EQ(error.status(), TANDEM_ADAPTER_FAILURE) << mode;
    EXPECT_THAT(error.message(), HasSubstr("misbehaved")) << mode;
  }
}

TEST_F(Instance, AnswersThatAreNoJsonAreContractErrors) {
  for (const char* mode : {"bad_json", "no_answer"}) {
    const auto remote = open(mode);
    EXPECT_EQ(error_of<RemoteError>([&] { remote->verify(); }).error_class(), TANDEM_CLASS_CONTRACT) << mode;
  }
}

TEST_F(Instance, PushGivesOneResultAnItem) {
  const auto results = open()->push("Lead", fields_, three_items());
  ASSERT_EQ(results.size(), 3U);
  EXPECT_TRUE(results[0].answered);
  EXPECT_EQ(results[0].id, "r1");
  EXPECT_EQ(results[0].error_class, TANDEM_CLASS_NONE);
  EXPECT_EQ(results[2].error_class, TANDEM_CLASS_INVALID);
}

TEST_F(Instance, AMissingResultIsUnanswered) {
  const auto results = open("skips_one")->push("Lead", fields_, three_items());
  EXPECT_TRUE(results[0].answered);
  EXPECT_FALSE(results[1].answered);
  EXPECT_EQ(results[1].error_class, TANDEM_CLASS_UNKNOWN);
  EXPECT_TRUE(results[2].answered);
}

TEST_F(Instance, VerdictsGivenBeforeAFailureAreKept) {
  const auto results = open("fails_midway")->push("Lead", fields_, three_items());
  EXPECT_TRUE(results[0].answered);
  EXPECT_FALSE(results[1].answered);
  EXPECT_EQ(results[1].message, "line cut");
}

TEST_F(Instance, DoubleAndForeignKeysAreContractErrors) {
  for (const char* mode : {"double_keys", "foreign_key"}) {
    const RemoteError error =
        error_of<RemoteError>([&] { open(mode)->push("Lead", fields_, three_items()); });
    EXPECT_EQ(error.error_class(), TANDEM_CLASS_CONTRACT) << mode;
  }
}

TEST_F(Instance, FailuresKeepClassCodeAndWait) {
  const RemoteError error = error_of<RemoteError>([&] { open("throttled")->verify(); });
  EXPECT_EQ(error.status(), TANDEM_RATE_LIMITED);
  EXPECT_EQ(error.error_class(), TANDEM_CLASS_THROTTLED);
  EXPECT_EQ(error.retry_after_ms, 1500);
  EXPECT_EQ(error.native_code, 503);
  EXPECT_EQ(error.remote_code, "FAKE_CODE");
  EXPECT_EQ(error.origin, "fake");
  EXPECT_TRUE(error.retryable);
  EXPECT_FALSE(error.advice().empty());
  EXPECT_EQ(error.message(), "fake: slow\\x0adown [address]");
}

TEST_F(Instance, TheFirstErrorCounts) {
  EXPECT_THAT(error_of<RemoteError>([&] { open("two_errors")->verify(); }).message(), HasSubstr("the first"));
}

TEST_F(Instance, AFailureWithoutAReasonIsStillOne) {
  const RemoteError error = error_of<RemoteError>([&] { open("silent_failure")->verify(); });
  EXPECT_EQ(error.status(), TANDEM_BUSY);
  EXPECT_EQ(error.error_class(), TANDEM_CLASS_LOCKED);
}

TEST_F(Instance, FailingCreateAndStartTellWhy) {
  const RemoteError created = error_of<RemoteError>([&] { open("fails_in_create"); });
  EXPECT_EQ(created.error_class(), TANDEM_CLASS_AUTH);
  EXPECT_THAT(created.message(), HasSubstr("the key is stale"));
  EXPECT_THAT(error_of<RemoteError>([&] { open("fails_in_start"); }).message(), HasSubstr("nobody answers"));
}

TEST_F(Instance, AnExceptionPoisonsTheInstanceAndSparesTheProcess) {
  EXPECT_EQ(error_of<RemoteError>([&] { open("throws_in_create"); }).status(), TANDEM_ADAPTER_FAILURE);
  const auto remote = open("throws_in_pull");
  const RemoteError error = error_of<RemoteError>([&] { pull(*remote, [](const tandem_row&) {}); });
  EXPECT_EQ(error.status(), TANDEM_ADAPTER_FAILURE);
  EXPECT_THAT(error.message(), HasSubstr("pull threw"));
  EXPECT_THAT(error_of<RemoteError>([&] { remote->verify(); }).message(), HasSubstr("misbehaved"));
  EXPECT_THAT(lines_.back().text, HasSubstr("misbehaved"));
  EXPECT_EQ(lines_.back().connection, "crm");
  EXPECT_EQ(open()->verify()["org"], "fake-org") << "another instance works on";
}

TEST_F(Instance, AnExceptionInPushLeavesTheOutcomeUnknown) {
  const auto remote = open("throws_in_push");
  EXPECT_EQ(error_of<RemoteError>([&] { remote->push("Lead", fields_, three_items()); }).error_class(),
            TANDEM_CLASS_UNKNOWN);
}

TEST_F(Instance, LyingAboutCapabilitiesIsLogged) {
  const auto remote = open("lies");
  EXPECT_FALSE(remote->can(TANDEM_CAP_PUSH));
  ASSERT_FALSE(lines_.empty());
  EXPECT_THAT(lines_.back().text, HasSubstr("promises tandem.push/1"));
  EXPECT_THAT(error_of<RemoteError>([&] { open("short_capability"); }).message(), HasSubstr("too short"));
}

TEST_F(Instance, CapabilitiesThatTheManifestHidesAreNotUsed) {
  test::TempFolder other;
  Json manifest = test::fake_manifest();
  manifest["capabilities"] = {"tandem.verify/1"};
  test::install(other / "fake", "good", manifest);
  Library library;
  library.load({other.path()});
  const auto remote = library.open("fake", {}, "crm", services_, guard_);
  EXPECT_TRUE(remote->can(TANDEM_CAP_VERIFY));
  EXPECT_FALSE(remote->can(TANDEM_CAP_PUSH));
}

TEST_F(Instance, CancelAndDeadlineEndAWaitingCall) {
  const auto remote = open("waits");
  const Instant before = clock_.now();
  EXPECT_EQ(error_of<RemoteError>([&] { remote->verify(); }).status(), TANDEM_TIMEOUT);
  EXPECT_LE(clock_.now() - before, 301'000'000) << "the deadline cuts the sleep short";
  EXPECT_GT(heartbeats_, 100);
  cancelled_ = true;
  EXPECT_EQ(error_of<RemoteError>([&] { remote->verify(); }).status(), TANDEM_CANCELLED);
}

TEST_F(Instance, ClosingStopsAndDestroys) {
  open("tells_its_end").reset();
  ASSERT_EQ(lines_.size(), 1U);
  EXPECT_EQ(lines_[0].text, "stopped");
}

}  // namespace
}  // namespace tandem::adapters
