// SPDX-License-Identifier: Apache-2.0
// What a run must do, one scenario a test, on a real store file.
#include "workbench.hpp"

namespace tandem::sync {
namespace {

class Scenario : public Workbench {
 protected:
  void SetUp() override {
    Workbench::SetUp();
    prepare(a_);
    connect("a", lead_mapping());
  }
  void fill(int count) {
    for (int i = 0; i < count; ++i) {
      a_.edit("Lead", "r" + std::to_string(100 + i),
              {{"Email", "p" + std::to_string(i) + "@example.org"},
               {"company", "Company " + std::to_string(i)},
               {"created", "2026-05-01"},
               {"page", "page " + std::to_string(i % 3)}});
    }
  }
  FakeRemote a_;
};

TEST_F(Scenario, FirstLoadThenNothingToDo) {
  fill(40);
  const Json first = sync("a", a_);
  EXPECT_EQ(first["outcome"], "done") << first.dump();
  EXPECT_EQ(first["created"], 40);
  expect_adds_up(first);
  EXPECT_EQ(count("SELECT count(*) FROM lead"), 40);
  EXPECT_EQ(count("SELECT count(*) FROM capture_point"), 3);
  EXPECT_EQ(text(lead_of("a", "r103"), "company_name"), "Company 3");
  sync("a", a_);
  const std::string before = fingerprint();
  const Json third = sync("a", a_);
  EXPECT_EQ(third["outcome"], "done");
  EXPECT_EQ(third["applied"], 0);
  EXPECT_EQ(a_.writes, 0);
  EXPECT_EQ(fingerprint(), before);
  expect_sound();
}

TEST_F(Scenario, WhatTheAdapterCountedIsShownWithTheRun) {
  fill(3);
  a_.pulls = 0;
  const Json report = sync("a", a_);
  ASSERT_TRUE(report.contains("adapter_counters")) << report.dump();
  EXPECT_GT(a_.pulls, 0);
  EXPECT_EQ(report["adapter_counters"], (Json{{"fake.pulls", a_.pulls}}));
  EXPECT_EQ(status(*db_)[0]["last_run"]["counters"]["adapter_counters"], report["adapter_counters"]);
  const std::int64_t before = a_.pulls;
  const Json next = sync("a", a_);
  EXPECT_EQ(next["adapter_counters"]["fake.pulls"], a_.pulls - before) << "each run tells its own";
}

TEST_F(Scenario, ARunWhoseConnectionBreaksKeepsWhatTheAdapterCounted) {
  fill(30);
  a_.pages_left = 1;
  const Json report = sync("a", a_);
  EXPECT_EQ(report["outcome"], "partial") << report.dump();
  EXPECT_EQ(report["adapter_counters"]["fake.pulls"], a_.pulls);
}

TEST_F(Scenario, AFullRunOverUnchangedRowsWritesNothing) {
  fill(30);
  sync("a", a_);
  const std::string before = fingerprint();
  RunOptions full;
  full.full = true;
  const Json again = sync("a", a_, full);
  EXPECT_EQ(again["same"], 30) << again.dump();
  EXPECT_EQ(again["applied"], 0);
  EXPECT_EQ(fingerprint(), before);
}

TEST_F(Scenario, AnEditHereGoesOutOnceAndOnlyItsField) {
  fill(3);
  sync("a", a_);
  const Id lead = lead_of("a", "r101");
  edit(lead, R"({"company_name": "Renamed"})");
  EXPECT_EQ(count("SELECT count(*) FROM sync_base"), 1);
  a_.edit("Lead", "r101", {{"title", "Director"}});  // another field, there
  const Json run = sync("a", a_);
  EXPECT_EQ(run["acked"], 1) << run.dump();
  EXPECT_EQ(run["conflicts"], 0);
  EXPECT_EQ(a_.value("Lead", "r101", "company"), "Renamed");
  EXPECT_EQ(text(lead, "title"), "Director");
  EXPECT_EQ(count("SELECT count(*) FROM sync_base"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM sync_outbox"), 0);
  sync("a", a_);
  const std::string before = fingerprint();
  EXPECT_EQ(sync("a", a_)["outcome"], "done");
  EXPECT_EQ(fingerprint(), before);
  EXPECT_EQ(a_.writes, 1);
  expect_sound();
}

TEST_F(Scenario, ANewRecordIsCreatedThereOnce) {
  const Id lead = capture("new@example.org", "New");
  const Json run = sync("a", a_);
  EXPECT_EQ(run["acked"], 1) << run.dump();
  EXPECT_EQ(a_.creates, 1);
  EXPECT_EQ(a_.value("Lead", "r1", "tandem_id"), lead.text());
  sync("a", a_);
  sync("a", a_);
  EXPECT_EQ(a_.creates, 1);
  EXPECT_EQ(count("SELECT count(*) FROM lead"), 1);
  expect_sound();
}

TEST_F(Scenario, ALostAnswerIsSettledByTheKey) {
  const Id lead = capture("new@example.org", "New");
  a_.faults.push_lost_after = 1;
  const Json lost = sync("a", a_);
  EXPECT_EQ(lost["unknown"], 1) << lost.dump();
  EXPECT_EQ(lost["outcome"], "partial");
  expect_sound();
  a_.faults = {};
  const Json next = sync("a", a_);
  EXPECT_EQ(next["settled"], 1);
  EXPECT_EQ(a_.creates, 1);
  EXPECT_EQ(lead_of("a", "r1"), lead);
  EXPECT_EQ(count("SELECT count(*) FROM sync_outbox"), 0);
  EXPECT_EQ(sync("a", a_)["outcome"], "done");
  expect_sound();
}

TEST_F(Scenario, BothChangedOneFieldAsksAndThatFieldWaitsAlone) {
  fill(1);
  sync("a", a_);
  const Id lead = lead_of("a", "r100");
  edit(lead, R"({"company_name": "Here", "email": "new@example.org"})");
  a_.edit("Lead", "r100", {{"company", "There"}});
  const Json run = sync("a", a_);
  EXPECT_EQ(run["outcome"], "partial");
  EXPECT_EQ(a_.value("Lead", "r100", "Email"), "new@example.org");
  EXPECT_EQ(a_.value("Lead", "r100", "company"), "There");
  EXPECT_EQ(text(lead, "company_name"), "Here");
  const Json open = conflicts(*db_, "a");
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open[0]["local"], "Here");
  EXPECT_EQ(open[0]["remote"], "There");
  expect_sound();
  resolve(*db_, {}, open[0]["id"].get<std::int64_t>(), "local");
  sync("a", a_);
  EXPECT_EQ(a_.value("Lead", "r100", "company"), "Here");
  EXPECT_EQ(sync("a", a_)["outcome"], "done");
  expect_sound();
}

TEST_F(Scenario, AuthorityDecidesAndTheLoserCanBeBroughtBack) {
  fill(1);
  sync("a", a_);
  const Id lead = lead_of("a", "r100");
  edit(lead, R"({"title": "mine", "origin": "web"})");
  a_.edit("Lead", "r100", {{"title", "theirs"}, {"source", "fair"}});
  sync("a", a_);
  EXPECT_EQ(text(lead, "title"), "theirs");
  EXPECT_EQ(a_.value("Lead", "r100", "source"), "web");
  const Json decided = conflicts(*db_, "a");
  ASSERT_EQ(decided.size(), 2U) << decided.dump();
  for (const Json& one : decided) {
    if (one["field"] == "title") resolve(*db_, {}, one["id"].get<std::int64_t>(), "local");
  }
  sync("a", a_);
  EXPECT_EQ(text(lead, "title"), "mine");
  EXPECT_EQ(a_.value("Lead", "r100", "title"), "mine");
  expect_sound();
}

TEST_F(Scenario, TheAccountableSideWins) {
  fill(1);
  sync("a", a_);  // the connection is on the side of sales; lead data answers to marketing
  const Id lead = lead_of("a", "r100");
  edit(lead, R"({"company_name": "Marketing says"})", maria_);
  a_.edit("Lead", "r100", {{"company", "Sales says"}});
  sync("a", a_);
  EXPECT_EQ(a_.value("Lead", "r100", "company"), "Marketing says");
  EXPECT_EQ(text(lead, "company_name"), "Marketing says");
  expect_sound();
}

TEST_F(Scenario, OneBadRowDoesNotStopTheOthers) {
  fill(20);
  a_.types["Lead"].rows["r105"].fields["created"] = "yesterday";
  a_.types["Lead"].rows["r106"].broken = "line 7 has too few fields";
  const Json run = sync("a", a_);
  EXPECT_EQ(run["created"], 18) << run.dump();
  EXPECT_EQ(run["quarantined"], 2);
  EXPECT_EQ(run["outcome"], "partial");
  expect_adds_up(run);
  const Json items = quarantine(*db_, "a");
  ASSERT_EQ(items.size(), 2U);
  EXPECT_FALSE(items[0]["advice"].get<std::string>().empty());
  a_.edit("Lead", "r105", {{"created", "2026-05-02"}});
  a_.edit("Lead", "r106", {}).broken.clear();
  EXPECT_EQ(sync("a", a_)["outcome"], "done");
  EXPECT_TRUE(quarantine(*db_, "a").empty());
  expect_sound();
}

TEST_F(Scenario, ARefusedWriteIsQuarantinedUntilEdited) {
  fill(2);
  sync("a", a_);
  a_.refused_values = {"Bad"};
  edit(lead_of("a", "r100"), R"({"company_name": "Bad"})");
  edit(lead_of("a", "r101"), R"({"company_name": "Good"})");
  const Json run = sync("a", a_);
  EXPECT_EQ(run["failed"], 1) << run.dump();
  EXPECT_EQ(run["acked"], 1);
  ASSERT_EQ(quarantine(*db_, "a").size(), 1U);
  const std::int64_t calls = a_.writes;
  sync("a", a_);
  EXPECT_EQ(a_.writes, calls);
  expect_sound();
  edit(lead_of("a", "r100"), R"({"company_name": "Better"})");
  EXPECT_EQ(sync("a", a_)["outcome"], "done");
  EXPECT_EQ(a_.value("Lead", "r100", "company"), "Better");
  EXPECT_TRUE(quarantine(*db_, "a").empty());
}

TEST_F(Scenario, DeletesByFeedArchive) {
  fill(3);
  sync("a", a_);
  const Id lead = lead_of("a", "r101");
  a_.remove("Lead", "r101");
  const Json run = sync("a", a_);
  EXPECT_EQ(run["archived"], 1) << run.dump();
  EXPECT_EQ(count("SELECT count(*) FROM lead WHERE archived_at IS NOT NULL"), 1);
  EXPECT_EQ(sync("a", a_)["applied"], 0);
  expect_sound();
  EXPECT_NE(text(lead, "archived_at"), "");
}

TEST_F(Scenario, AbsenceIsADeleteOnlyAfterACompleteScanAndWithinTheGuard) {
  fill(40);
  sync("a", a_);
  auto rows = a_.types["Lead"].rows;
  for (int i = 0; i < 3; ++i) a_.types["Lead"].rows.erase("r10" + std::to_string(i));
  EXPECT_EQ(sync("a", a_)["archived"], 0);  // no scan, no proof
  RunOptions full;
  full.full = true;
  EXPECT_EQ(sync("a", a_, full)["archived"], 3);
  a_.types["Lead"].rows.clear();
  const Json guarded = sync("a", a_, full);
  EXPECT_EQ(guarded["outcome"], "stopped") << guarded.dump();
  EXPECT_EQ(guarded["archived"], 0);
  full.accept_mass_change = true;
  EXPECT_EQ(sync("a", a_, full)["archived"], 37);
  expect_sound();
}

TEST_F(Scenario, AChangeFromOneConnectionReachesTheOtherOnceAndNeverReturns) {
  FakeRemote b(2);
  prepare(b);
  connect("b", lead_mapping(), model::Side::marketing);
  fill(5);
  sync("a", a_);
  sync("b", b);
  EXPECT_EQ(b.creates, 5);
  EXPECT_EQ(a_.writes, 0);
  a_.edit("Lead", "r100", {{"company", "Changed in A"}});
  sync("a", a_);
  sync("b", b);
  const Id lead = lead_of("a", "r100");
  bool found = false;
  for (const auto& [id, row] : b.types["Lead"].rows)
    found = found || row.fields.at("company") == "Changed in A";
  EXPECT_TRUE(found);
  EXPECT_EQ(b.writes, 6);
  for (int i = 0; i < 2; ++i) {
    sync("a", a_);
    sync("b", b);
  }
  EXPECT_EQ(a_.writes, 0);
  EXPECT_EQ(b.writes, 6);
  EXPECT_EQ(text(lead, "company_name"), "Changed in A");
  expect_sound();
}

TEST_F(Scenario, ARemoteThatKeepsItsOwnFormIsLossyNotEdited) {
  fill(1);
  sync("a", a_);
  a_.mangles = true;
  const Id lead = lead_of("a", "r100");
  edit(lead, R"({"company_name": "Small Letters"})");
  for (int i = 0; i < 3; ++i) sync("a", a_);
  EXPECT_EQ(text(lead, "company_name"), "Small Letters");
  EXPECT_EQ(a_.value("Lead", "r100", "company"), "SMALL LETTERS");
  EXPECT_EQ(a_.writes, 1);
  a_.edit("Lead", "r100", {{"company", "Really changed"}});
  sync("a", a_);
  EXPECT_EQ(text(lead, "company_name"), "Really changed");
  expect_sound();
}

TEST_F(Scenario, AnotherUsersEditUnderTheSameCoarseVersionIsTaken) {
  fill(1);
  sync("a", a_);
  const Id lead = lead_of("a", "r100");
  edit(lead, R"({"company_name": "Ours"})");
  sync("a", a_);
  FakeRemote::Record& row = a_.types["Lead"].rows["r100"];  // in the same second, so to speak
  row.fields["company"] = "Theirs";
  row.modified_by = "somebody";
  const Json run = sync("a", a_);
  EXPECT_EQ(text(lead, "company_name"), "Theirs") << run.dump();
  expect_sound();
}

TEST_F(Scenario, AClassOfOneRecordToldOfAWholeBatchLosesNothing) {
  fill(3);
  sync("a", a_);
  const Id lead = lead_of("a", "r101");
  edit(lead, R"({"company_name": "Ours"})");
  a_.refuses_batches = TANDEM_CLASS_NOT_FOUND;  // a proxy's 404, say
  sync("a", a_);
  EXPECT_EQ(count("SELECT count(*) FROM sync_link WHERE entity = 20 AND state = 'linked'"), 3);
  a_.refuses_batches.reset();
  clock_.at += 3'600 * kSecond;
  sync("a", a_);
  EXPECT_EQ(a_.value("Lead", "r101", "company"), "Ours");
  expect_sound();
}

TEST_F(Scenario, ACreateLikeSomebodyElsesRecordIsQuarantinedOnce) {
  capture("new@example.org", "New");
  a_.has_a_double = true;
  sync("a", a_);
  const Json second = sync("a", a_);
  EXPECT_EQ(count("SELECT count(*) FROM sync_parked WHERE direction = 'out' AND error_class = 'duplicate'"),
            1)
      << second.dump();
  const std::int64_t calls = count("SELECT count(*) FROM sync_attempt");
  sync("a", a_);
  EXPECT_EQ(count("SELECT count(*) FROM sync_attempt"), calls);
  EXPECT_EQ(a_.creates, 0);
}

TEST_F(Scenario, WhatCannotBeSettledHoldsBackItsOwnRecordsOnly) {
  capture("new@example.org", "New");
  a_.faults.push_lost_after = 1;
  sync("a", a_);
  a_.faults = {};
  a_.denies_find = true;
  fill(2);
  const Json run = sync("a", a_);
  EXPECT_EQ(run["created"], 2) << run.dump();
  EXPECT_EQ(a_.creates, 1);
  a_.denies_find = false;
  sync("a", a_);
  EXPECT_EQ(a_.creates, 1);
  EXPECT_EQ(count("SELECT count(*) FROM lead"), 3);
  expect_sound();
}

TEST_F(Scenario, ACopyOfARowWithItsTandemIdIsAConflictNotANewOwner) {
  const Id lead = capture("new@example.org", "New");
  sync("a", a_);
  a_.edit("Lead", "clone",
          {{"tandem_id", lead.text()}, {"Email", "other@example.org"}, {"created", "2026-05-01"}});
  sync("a", a_);
  EXPECT_EQ(lead_of("a", "r1"), lead);
  EXPECT_EQ(text(lead, "email"), "new@example.org");
  EXPECT_EQ(count("SELECT count(*) FROM sync_parked WHERE state = 'conflict'"), 1);
}

TEST_F(Scenario, AWholeScanThatWasCutOffStillFindsWhatIsGone) {
  fill(40);
  sync("a", a_);
  a_.types["Lead"].rows.erase("r103");  // without a tombstone
  RunOptions full;
  full.full = true;
  a_.pages_left = 2;
  sync("a", a_, full);
  EXPECT_EQ(count("SELECT count(*) FROM lead WHERE archived_at IS NOT NULL"), 0);
  a_.pages_left = -1;
  sync("a", a_);
  EXPECT_EQ(count("SELECT count(*) FROM lead WHERE archived_at IS NOT NULL"), 1);
  const std::int64_t pulls = a_.pulls;
  sync("a", a_);
  EXPECT_EQ(a_.pulls, pulls + 1);  // and then no more of it
}

TEST_F(Scenario, ASecondRunIsRefusedWhileOneIsOn) {
  fill(20);
  RunOptions options;
  bool refused = false;
  options.progress = [&](const Progress& p) {
    if (p.phase != "push" || refused) return;
    try {
      FakeRemote other;
      const auto second = db_->reopen(false);
      run(*second, connection(*second, "a"), other, {});
    } catch (const Error& e) {
      refused = e.status() == TANDEM_BUSY;
    }
  };
  sync("a", a_, options);
  EXPECT_TRUE(refused);
}

TEST_F(Scenario, APlanWritesNothingAndSaysWhatARunWouldDo) {
  fill(10);
  capture("out@example.org", "Out");
  const std::string before = fingerprint();
  const Json planned = plan(*db_, connection(*db_, "a"), a_, {});
  EXPECT_EQ(planned["pull"]["create"], 10) << planned.dump();
  EXPECT_EQ(planned["push"]["create"], 1);
  EXPECT_EQ(fingerprint(), before);
  EXPECT_EQ(a_.writes, 0);
  EXPECT_EQ(count("SELECT count(*) FROM sync_run"), 0);
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
    files += entry.is_directory() ? 1 : 0;
  EXPECT_EQ(files, 0U);
}

TEST_F(Scenario, CancelStopsBetweenPagesAndTheNextRunGoesOn) {
  fill(40);
  RunOptions options;
  options.cancelled = [&] { return a_.pulls >= 2; };
  const Json run = sync("a", a_, options);
  EXPECT_EQ(run["outcome"], "cancelled");
  EXPECT_LT(count("SELECT count(*) FROM lead"), 40);
  EXPECT_EQ(sync("a", a_)["outcome"], "done");
  EXPECT_EQ(count("SELECT count(*) FROM lead"), 40);
  expect_sound();
}

struct RunCut {};

TEST_F(Scenario, ACrashAtEveryPointIsMadeGood) {
  for (int point = 1; point <= kTestPoints; ++point) {
    SCOPED_TRACE("point " + std::to_string(point));
    const std::string n = std::to_string(point);
    a_.edit("Lead", "x" + n, {{"Email", "x" + n + "@example.org"}, {"created", "2026-05-03"}});
    capture("y" + n + "@example.org", "Y " + n);
    RunOptions options;
    options.at_point = [&](TestPoint at) {
      if (at == static_cast<TestPoint>(point)) throw RunCut{};
    };
    try {
      sync("a", a_, options);
    } catch (const RunCut&) {
    }
    open();                     // the process is gone
    clock_.at += 10 * kMinute;  // and its lease has run out
    sync("a", a_);
    sync("a", a_);
    expect_sound();
    EXPECT_EQ(count("SELECT count(*) FROM lead"), 2 * point);
    EXPECT_EQ(a_.live("Lead"), static_cast<std::size_t>(2 * point));
    EXPECT_EQ(count("SELECT count(*) FROM sync_outbox"), 0);
  }
}

/// Tandem's own records: a remote change acts through its verb, and a refusal is put back.

TEST_F(Scenario, DisconnectForgetsLinksAndKeepsRecords) {
  fill(5);
  sync("a", a_);
  EXPECT_EQ(disconnect_plan(*db_, connection(*db_, "a"))["links"], 8);
  disconnect(*db_, {}, connection(*db_, "a"));
  EXPECT_EQ(count("SELECT count(*) FROM lead"), 5);
  EXPECT_EQ(count("SELECT count(*) FROM sync_link"), 0);
  EXPECT_THROW(sync("a", a_), Error);
}

TEST_F(Scenario, CheckNamesWhatTheMappingMisses) {
  a_.types["Lead"].fields = {"tandem_id", "Email", "Company", "title", "source", "created", "page"};
  const Json answer = check(*db_, connection(*db_, "a"), a_);
  EXPECT_EQ(answer["ok"], false);
  EXPECT_NE(answer["problems"].dump().find("did you mean 'Company'"), std::string::npos) << answer.dump();
}

}  // namespace
}  // namespace tandem::sync
