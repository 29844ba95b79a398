// SPDX-License-Identifier: Apache-2.0
#include "store/journal.hpp"
#include "unit/store/fixture.hpp"

namespace tandem::store {
namespace {

class ChangeTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    make();
  }
  std::string refused_lead(tandem_status status, std::string_view field, const Value& value) {
    return refused(status, [&] {
      Change change(*db, {});
      Row row = lead();
      row.set(info("lead").position(field), value);
      change.create(info("lead"), row, SetBy::host);
    });
  }
};

TEST_F(ChangeTest, CreateFillsDefaultsStampsAndJournal) {
  const Id id = add_lead("  ADA@Example.com ");
  Row row;
  ASSERT_TRUE(db->read(info("lead"), id, row));
  EXPECT_EQ(model::view(row[at(kLead, "email")]), "ada@example.com");
  EXPECT_EQ(model::view(row[at(kLead, "stage")]), "lead");
  EXPECT_EQ(row[model::kRevision].as.i, 1);
  const auto entries = read_journal(*db, newest_entry(*db) - 1, 10);
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].kind, "lead.created");
  EXPECT_EQ(entries[0].record, id);
  EXPECT_TRUE(contains(entries[0].payload, "\"email\""));
  EXPECT_EQ(number("SELECT count(*) FROM change_value"), 0);
}

TEST_F(ChangeTest, NothingDifferentWritesNothing) {
  const Id id = add_lead();
  const std::int64_t newest = newest_entry(*db);
  const std::string commits = *db->meta("commits");
  EXPECT_EQ(set_lead(id, "email", model::text("Ada@example.com")), 1);
  EXPECT_EQ(newest_entry(*db), newest);
  EXPECT_EQ(*db->meta("commits"), commits);
}

TEST_F(ChangeTest, UpdateKeepsOldAndNewValuesOutsideTheJournal) {
  const Id id = add_lead("secret-old@example.com");
  EXPECT_EQ(set_lead(id, "email", model::text("secret-new@example.com")), 2);
  EXPECT_EQ(text("SELECT old || new FROM change_value"),
            "\"secret-old@example.com\"\"secret-new@example.com\"");
  EXPECT_EQ(number("SELECT count(*) FROM journal WHERE payload LIKE '%secret%'"), 0);
  EXPECT_EQ(text("SELECT payload FROM journal WHERE kind = 'lead.updated'"), "{\"fields\":[\"email\"]}");
}

TEST_F(ChangeTest, StaleRevisionIsAConflict) {
  const Id id = add_lead();
  set_lead(id, "origin", model::text("fair"), SetBy::host, {}, 1);
  refused(TANDEM_CONFLICT, [&] { set_lead(id, "origin", model::text("web"), SetBy::host, {}, 1); });
  EXPECT_EQ(text("SELECT origin FROM lead"), "fair");
}

TEST_F(ChangeTest, HostsSetOnlyTheirFieldsAndAreToldTheVerb) {
  const Id id = add_lead();
  const auto stage = [&] { set_lead(id, "stage", model::text("mql")); };
  EXPECT_TRUE(contains(refused(TANDEM_FORBIDDEN, stage), "lead.move"));
  EXPECT_TRUE(contains(refused_lead(TANDEM_FORBIDDEN, "assigned_at", model::instant(1)), "worked out"));
  EXPECT_TRUE(contains(refused_lead(TANDEM_FORBIDDEN, "is_history", model::boolean(true)), "sync"));
  EXPECT_EQ(set_lead(id, "stage", model::text("lead")), 1);              // came back unchanged
  EXPECT_EQ(set_lead(id, "stage", model::text("mql"), SetBy::verb), 2);  // the verb itself may
  Change change(*db, {});
  Row row = lead();
  row.set(at(kLead, "stage"), model::text("sql"));  // so may a host that creates the record
  change.create(info("lead"), row, SetBy::host);
}

TEST_F(ChangeTest, BadRowsAreRefusedByName) {
  EXPECT_TRUE(contains(refused_lead(TANDEM_INVALID_ARGUMENT, "captured_at", model::null()),
                       "lead.captured_at is required"));
  const Id nobody = Id::require("01890000-0000-7000-8000-000000000001", "id");
  EXPECT_TRUE(contains(refused_lead(TANDEM_INVALID_ARGUMENT, "owner_person_id", model::id(nobody)),
                       "lead.owner_person_id refers to a person that is not there"));
  EXPECT_TRUE(contains(refused_lead(TANDEM_INVALID_ARGUMENT, "owner_person_id", model::id(queue)),
                       "owner_person_id"));
  EXPECT_TRUE(contains(refused_lead(TANDEM_INVALID_ARGUMENT, "queue_team_id", model::null()),
                       "every lead must keep"));
  EXPECT_EQ(number("SELECT count(*) FROM lead"), 0);
}

TEST_F(ChangeTest, UniqueAndImmutableFields) {
  const EntityInfo& guideline = info("guideline");
  Row row = guideline.new_row();
  row.set_text(guideline.position("key"), "main");
  row.set_text(guideline.position("title"), "Main");
  Row again = row;
  Change change(*db, {});
  const Id id = change.create(guideline, row, SetBy::host);
  EXPECT_TRUE(
      contains(refused(TANDEM_ALREADY_EXISTS, [&] { change.create(guideline, again, SetBy::host); }), "key"));
  Row rename = guideline.new_row();
  rename.set_text(guideline.position("key"), "other");
  EXPECT_TRUE(
      contains(refused(TANDEM_INVALID_ARGUMENT, [&] { change.update(guideline, id, rename, SetBy::verb); }),
               "guideline.key cannot be changed"));
  change.commit();  // what failed alone left no trace
  EXPECT_EQ(number("SELECT count(*) FROM guideline"), 1);
}

TEST_F(ChangeTest, AGivenIdIsKeptAndTakenOnce) {
  Change change(*db, {});
  Row row = lead();
  const Id own = Id::require("01890000-0000-7000-8000-000000000002", "id");
  row.set_id(model::kId, own);
  Row twin = row;
  EXPECT_EQ(change.create(info("lead"), row, SetBy::host), own);
  EXPECT_TRUE(contains(
      refused(TANDEM_ALREADY_EXISTS, [&] { change.create(info("lead"), twin, SetBy::host); }), "id"));
}

class MoveTest : public ChangeTest {
 protected:
  Id add_deal() {
    Change change(*db, {});
    Row row = info("opportunity").new_row();
    const Id id = change.create(info("opportunity"), row, SetBy::host);
    change.commit();
    return id;
  }
  void move(const Id& id, std::string_view to, std::optional<Instant> closed, Actor actor = {}) {
    Change change(*db, actor);
    Row row = info("opportunity").new_row();
    row.set(info("opportunity").position("result"), model::text(to));
    row.set(info("opportunity").position("closed_at"), closed ? model::instant(*closed) : model::null());
    change.update(info("opportunity"), id, row, SetBy::verb);
    change.commit();
  }
};

TEST_F(MoveTest, OnlyDescribedMovesArePossible) {
  const Id id = add_deal();
  move(id, "won", 5);
  EXPECT_TRUE(contains(refused(TANDEM_INVALID_STATE, [&] { move(id, "lost", 6); }), "opportunity.reopen"));
  move(id, "open", std::nullopt);
  move(id, "lost", 7);
}

TEST_F(MoveTest, AFactOfTheRemoteIsTakenAndOpensAnIrregularity) {
  const Id id = add_deal();
  move(id, "won", 5);
  Actor remote;
  remote.kind = ActorKind::connection;
  remote.id = id;
  remote.side = model::Side::sales;
  move(id, "lost", 6, remote);
  EXPECT_EQ(text("SELECT result FROM opportunity"), "lost");
  EXPECT_EQ(text("SELECT code || ' ' || side FROM irregularity"), "forbidden_move sales");
  EXPECT_EQ(number("SELECT count(*) FROM journal WHERE kind = 'irregularity.opened'"), 1);
}

TEST_F(ChangeTest, ArchiveKeepsTheRecordReadable) {
  const Id id = add_lead();
  {
    Change change(*db, {});
    change.archive(info("lead"), id);
    change.commit();
  }
  const char* live = "SELECT count(*) FROM lead WHERE email = 'ada@example.com' AND archived_at IS NULL";
  EXPECT_EQ(number(live), 0);
  Row row;
  ASSERT_TRUE(db->read(info("lead"), id, row));
  EXPECT_TRUE(model::has(row[model::kArchivedAt]));
  Change change(*db, {});
  change.restore(info("lead"), id);
  change.commit();
  EXPECT_EQ(number(live), 1);
}

TEST_F(ChangeTest, ARequestKeyGivesTheFirstAnswerAgain) {
  {
    Change change(*db, {});
    EXPECT_FALSE(change.repeated("k1"));
    change.remember("k1", "{\"id\":1}");
    change.commit();
  }
  Change change(*db, {});
  EXPECT_EQ(change.repeated("k1"), "{\"id\":1}");
  EXPECT_FALSE(change.repeated("k2"));
}

TEST_F(ChangeTest, ASavepointTakesBackWhatFailedAlone) {
  Change change(*db, {});
  change.begin_page("sync.page", Json::object());
  {
    const Change::Savepoint undo(change);
    Row row = lead("gone@example.com");
    change.create(info("lead"), row, SetBy::sync);
  }
  {
    Change::Savepoint undo(change);
    Row row = lead("kept@example.com");
    change.create(info("lead"), row, SetBy::sync);
    undo.keep();
  }
  change.commit();
  EXPECT_EQ(text("SELECT group_concat(email) FROM lead"), "kept@example.com");
  EXPECT_EQ(number("SELECT count(*) FROM journal WHERE kind = 'sync.page'"), 1);
  EXPECT_EQ(number("SELECT max(seq) - count(*) FROM journal"), 0);
}

TEST_F(ChangeTest, WhatARuleRecallsIsLookedUpAgainOnceItMayHaveChanged) {
  Change change(*db, {});
  int looked_up = 0;
  const auto leads = [&] {
    return change.recall<std::int64_t>("leads", kLead, [&] {
      ++looked_up;
      return number("SELECT count(*) FROM lead");
    });
  };
  EXPECT_EQ(leads(), 0);
  EXPECT_EQ(leads(), 0);
  EXPECT_EQ(looked_up, 1);
  {
    const Change::Savepoint undo(change);
    Row row = lead("gone@example.com");
    change.create(info("lead"), row, SetBy::sync);
    EXPECT_EQ(leads(), 1);
  }
  EXPECT_EQ(leads(), 0) << "the savepoint was rolled back";
  EXPECT_EQ(looked_up, 3);
}

TEST_F(ChangeTest, RollsBackUnlessCommitted) {
  {
    Change change(*db, {});
    Row row = lead();
    change.create(info("lead"), row, SetBy::host);
    refused(TANDEM_INVALID_STATE, [&] { Change second(*db, {}); });
  }
  EXPECT_EQ(number("SELECT count(*) FROM lead"), 0);
  add_lead();  // the lock is free again
}

TEST_F(ChangeTest, RulesRunBeforeAndAfter) {
  db->catalogue().edit("lead").before_write.push_back(
      [](Change&, const EntityInfo&, const Row* before, Row& after) {
        if (before == nullptr) after.set_text(at(kLead, "origin"), "from the rule");
      });
  db->catalogue().edit("lead").after_write.push_back(
      [](Change& change, const EntityInfo&, const Row*, Row& after) {
        change.event("lead.noticed", "lead", model::to_id(after[model::kId]));
      });
  add_lead();
  EXPECT_EQ(text("SELECT origin FROM lead"), "from the rule");
  EXPECT_EQ(number("SELECT count(*) FROM journal WHERE kind = 'lead.noticed'"), 1);
}

TEST_F(ChangeTest, ForbidThrowsForAPersonWithCodeAndRecord) {
  Change change(*db, {});
  try {
    change.forbid("lead", queue, "not_yours", "the lead is somebody else's", model::Side::sales, "ask them");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.status(), TANDEM_FORBIDDEN);
    EXPECT_EQ(error.details.at(0).second, "not_yours");
  }
}

}  // namespace
}  // namespace tandem::store
