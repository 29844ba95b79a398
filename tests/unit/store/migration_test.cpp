// SPDX-License-Identifier: Apache-2.0
// Stores of another shape: what they are told, and what a migration makes of them.
#include "store/migration/migrate.hpp"

#include "store/backup.hpp"
#include "store/extension.hpp"
#include "unit/store/descriptors.hpp"
#include "unit/store/fixture.hpp"
#include "unit/store/rows.hpp"

namespace tandem::store {
namespace {

constexpr std::string_view kNext = "9.0.0";  // of a Tandem after this one

class MigrationTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    make();
    ada = add_lead();
    Change change(*db, {});
    declare_extension(change, {"lead", "x_region", model::Type::text, false});
    change.commit();
    EXPECT_EQ(raw("UPDATE lead SET x_region = 'north'"), SQLITE_OK);
    columns = columns_of(db->raw());
    before = rows_of(db->raw(), columns);
  }

  std::string refused_open(const model::Catalogue& by) {
    return refused(TANDEM_NEEDS_UPGRADE, [&] { Database::open(path, by, options); });
  }
  std::string refused_migrate(const model::Catalogue& by, std::span<const Migration> steps = migrations(),
                              int target = kSchemaNumber) {
    return refused(TANDEM_INVALID_STATE, [&] { migrate(path, by, options, steps, target); });
  }
  void open_by(const model::Catalogue& by) {
    db.reset();
    db = Database::open(path, by, options);
  }
  /// Migrates, and sees that every row is as it was and the file is whole.
  MigrationPlan migrate_by(const model::Catalogue& by) {
    db.reset();
    const MigrationPlan done = migrate(path, by, options);
    open_by(by);
    EXPECT_EQ(rows_of(db->raw(), columns), before);
    EXPECT_TRUE(verify(*db).empty());
    EXPECT_FALSE(db->safe_mode());
    return done;
  }
  void expect_untouched() {
    EXPECT_EQ(rows_of_file(path, columns), before);
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
      EXPECT_FALSE(contains(entry.path().filename(), ".before-")) << entry.path();
    }
  }

  Id ada;
  Columns columns;
  Rows before;
};

TEST_F(MigrationTest, AStoreOfThisShapeHasNothingToDo) {
  EXPECT_TRUE(migrate(path, catalogue, options).steps.empty());
  expect_untouched();  // an extension field is no difference
}

TEST_F(MigrationTest, AnOlderStoreIsToldWhatDiffers) {
  Descriptors next;
  next.add_field("lead", {.name = "nickname"});
  next.add_choice("lead", "stage", "friend");
  const std::string told = refused_open(next.catalogue());
  EXPECT_TRUE(contains(told, "field lead.nickname is new")) << told;
  EXPECT_TRUE(contains(told, "field lead.stage may also be friend")) << told;
  EXPECT_TRUE(contains(told, "tandem migrate")) << told;
  options.read_only = true;
  refused_open(next.catalogue());
  expect_untouched();
}

TEST_F(MigrationTest, ANewFieldEntityAndIndexAreAdded) {
  static constexpr model::Field kFields[] = {
      {.name = "text", .flags = model::kRequired},
      {.name = "lead_id", .type = model::Type::ref, .flags = model::kIndexed, .target = "lead"}};
  Descriptors next;
  next.add({.name = "wish", .number = 901, .fields = kFields, .label = "text"});
  next.add_field("lead", {.name = "nickname"});
  next.add_field("lead",
                 {.name = "wish_id", .type = model::Type::ref, .flags = model::kIndexed, .target = "wish"});
  next.add_index("lead", {.name = "by_phone", .columns = "phone"});
  const model::Catalogue by = next.catalogue();
  const MigrationPlan done = migrate_by(by);
  EXPECT_EQ(done.from, kSchemaNumber);
  EXPECT_EQ(done.steps.size(), 5U);
  for (const PlannedStep& step : done.steps) EXPECT_EQ(step.rows, 0) << step.what;  // nothing is copied
  EXPECT_EQ(text("SELECT nickname FROM v_lead"), "<nothing>");
  EXPECT_EQ(number("SELECT count(*) FROM v_wish"), 0);
  EXPECT_EQ(number("SELECT count(*) FROM sqlite_schema WHERE name IN ('lead_by_phone', 'lead_wish_id', "
                   "'wish_lead_id')"),
            3);
  EXPECT_EQ(raw("UPDATE lead SET wish_id = randomblob(16)"), SQLITE_CONSTRAINT);
  EXPECT_TRUE(migrate(path, by, options).steps.empty());
}

TEST_F(MigrationTest, ANewChoiceCopiesTheTableWithItsExtensionFields) {
  Descriptors next;
  next.add_choice("lead", "stage", "friend");
  next.add_field("lead", {.name = "nickname"});
  const model::Catalogue by = next.catalogue();
  EXPECT_EQ(raw("UPDATE lead SET stage = 'friend'"), SQLITE_CONSTRAINT);
  const MigrationPlan done = migrate_by(by);
  ASSERT_EQ(done.steps.size(), 2U);
  EXPECT_EQ(done.steps[1].rows, 1);
  EXPECT_EQ(raw("UPDATE lead SET stage = 'friend', nickname = 'a'"), SQLITE_OK);
  EXPECT_EQ(raw("UPDATE lead SET stage = 'boss'"), SQLITE_CONSTRAINT);
  EXPECT_EQ(text("SELECT x_region FROM v_lead"), "north");
  EXPECT_EQ(raw("DELETE FROM team"), SQLITE_CONSTRAINT);  // references into and out of it still hold
  EXPECT_EQ(number("SELECT count(*) FROM sqlite_schema WHERE tbl_name = 'lead' AND type = 'index'"),
            number("SELECT count(*) FROM sqlite_schema WHERE tbl_name = 'lead' AND type = 'index' AND name "
                   "LIKE 'lead!_%' "
                   "ESCAPE '!'") +
                number("SELECT count(*) FROM sqlite_schema WHERE tbl_name = 'lead' AND sql IS NULL"));
  add_lead("after@example.com");
}

TEST_F(MigrationTest, AChangedRuleCopiesTheTable) {
  Descriptors next;
  next.entity("lead").checks = "length(email) > 3";
  migrate_by(next.catalogue(kNext));
  EXPECT_EQ(raw("UPDATE lead SET email = 'a'"), SQLITE_CONSTRAINT);
  EXPECT_EQ(raw("UPDATE lead SET queue_team_id = NULL"), SQLITE_OK);  // the old rule is gone
}

TEST_F(MigrationTest, RowsThatBreakANewRuleAreCountedAndNothingIsChanged) {
  Descriptors next;
  next.entity("lead").checks = "length(email) > 300";
  const std::string told = refused_migrate(next.catalogue(kNext));
  EXPECT_TRUE(contains(told, "1 of lead break the new rule: every lead must keep")) << told;
  expect_untouched();
  const MigrationPlan planned = plan_migration(path, next.catalogue(kNext), options);
  EXPECT_EQ(planned.problems.size(), 1U);
}

TEST_F(MigrationTest, ANewRequiredFieldTakesItsDefault) {
  Descriptors next;
  next.add_field(
      "lead", {.name = "mood", .type = model::Type::text, .flags = model::kRequired, .fallback = "\"calm\""});
  migrate_by(next.catalogue());
  EXPECT_EQ(text("SELECT mood FROM lead"), "calm");
}

TEST_F(MigrationTest, ANewRequiredFieldWithoutDefaultIsRefusedWhereThereAreRows) {
  Descriptors lead, idea;
  lead.add_field("lead", {.name = "mood", .flags = model::kRequired});
  const std::string told = refused_migrate(lead.catalogue());
  EXPECT_TRUE(contains(told, "1 of lead break the new rule: lead.mood is required")) << told;
  expect_untouched();
  idea.add_field("idea", {.name = "mood", .flags = model::kRequired});
  migrate_by(idea.catalogue());  // no idea is stored
}

TEST_F(MigrationTest, ARequirementAndAUniqueFieldAreHeldAgainstTheRows) {
  add_lead("second@example.com");
  EXPECT_EQ(raw("UPDATE lead SET phone = '1'"), SQLITE_OK);
  before = rows_of(db->raw(), columns);
  Descriptors required, unique;
  required.field("lead", "title").flags |= model::kRequired;
  unique.field("lead", "phone").flags |= model::kUnique;
  EXPECT_TRUE(contains(refused_migrate(required.catalogue(kNext)),
                       "2 of lead break the new rule: lead.title is required"));
  EXPECT_TRUE(contains(refused_migrate(unique.catalogue(kNext)),
                       "2 of lead break the new rule: lead.phone is unique"));
  expect_untouched();
}

TEST_F(MigrationTest, WhatIsNoAdditionNeedsAHandWrittenStep) {
  Descriptors field, type, entity_number;
  field.remove_field("lead", "title");
  type.field("lead", "captured_at").type = model::Type::date;  // the same column type, another meaning
  entity_number.entity("lead").number = 999;
  EXPECT_TRUE(contains(refused_migrate(field.catalogue(kNext)), "does not know field lead.title"));
  EXPECT_TRUE(
      contains(refused_migrate(type.catalogue(kNext)), "field lead.captured_at was instant, is date"));
  EXPECT_TRUE(contains(refused_migrate(entity_number.catalogue(kNext)), "had the number"));
  Descriptors gone;
  gone.remove("clause_wording");
  EXPECT_TRUE(contains(refused_migrate(gone.catalogue(kNext)), "does not know entity clause_wording"));
  expect_untouched();
}

TEST_F(MigrationTest, AHandWrittenStepGoesBeforeTheDerivedOnes) {
  Descriptors next;
  next.remove_field("lead", "title");
  next.add_field("lead", {.name = "job"});
  next.add_choice("lead", "stage", "friend");
  const model::Catalogue by = next.catalogue(kNext);
  const Migration steps[] = {
      {3, "call the title of a lead its job", "ALTER TABLE lead RENAME COLUMN title TO job", 3, 3}};
  EXPECT_EQ(raw("UPDATE lead SET title = 'smith'"), SQLITE_OK);
  const MigrationPlan planned = plan_migration(path, by, options, steps, 3);
  EXPECT_TRUE(planned.problems.empty());
  EXPECT_EQ(planned.steps.front().what, "call the title of a lead its job");
  db.reset();
  EXPECT_EQ(migrate(path, by, options, steps, 3).to, 3);
  const Connection file = connect(path, Access::read, 0);
  EXPECT_EQ(ask(file.get(), "SELECT job FROM v_lead"), "smith");
  EXPECT_TRUE(contains(refused(TANDEM_NEEDS_UPGRADE, [&] { open(); }), "another Tandem"));
}

TEST_F(MigrationTest, ThePlanTellsStepsRowsAndBackupAndWritesNothing) {
  Descriptors next;
  next.add_choice("lead", "stage", "friend");
  const MigrationPlan planned = plan_migration(path, next.catalogue(), options);
  ASSERT_EQ(planned.steps.size(), 1U);
  EXPECT_TRUE(contains(planned.steps[0].what, "lead.stage may also be friend"));
  EXPECT_EQ(planned.steps[0].rows, 1);
  EXPECT_EQ(planned.backup.filename(), "crm.db.before-2.bak");
  expect_untouched();
}

TEST_F(MigrationTest, OpeningMigratesWhenAsked) {
  Descriptors next;
  next.add_field("lead", {.name = "nickname"});
  db.reset();
  options.migrate = true;
  const model::Catalogue by = next.catalogue();
  open_by(by);
  EXPECT_EQ(rows_of(db->raw(), columns), before);
  EXPECT_TRUE(std::filesystem::exists(folder / "crm.db.before-2.bak"));
}

TEST_F(MigrationTest, GoingBackIsRestoringTheBackup) {
  Descriptors next;
  next.add_choice("lead", "stage", "friend");
  const model::Catalogue by = next.catalogue();
  const MigrationPlan done = migrate_by(by);
  add_lead("after@example.com");
  restore(done.backup, path, options);
  // The newer Tandem, still open, sees at its next look that the store is of another age.
  EXPECT_TRUE(contains(refused(TANDEM_NEEDS_UPGRADE, [&] { Change change(*db, {}); }), "older Tandem"));
  db.reset();
  open();
  EXPECT_EQ(rows_of(db->raw(), columns), before);
  add_lead("back@example.com");
}

TEST_F(MigrationTest, AnOlderTandemGoesOnWritingToWhatWasOnlyAddedTo) {
  Descriptors next;
  next.add_field("lead", {.name = "nickname"});
  const model::Catalogue by = next.catalogue();
  migrate(path, by, options);  // while the older one has it open
  add_lead("older@example.com");
  Database::open(path, catalogue, options);
  EXPECT_EQ(number("SELECT count(*) FROM lead"), 2);
  refused(TANDEM_NEEDS_UPGRADE, [&] {  // it would make the view without the nickname
    Change change(*db, {});
    declare_extension(change, {"lead", "x_more", model::Type::text, false});
  });
  open_by(by);
  EXPECT_EQ(number("SELECT count(*) FROM v_lead WHERE nickname IS NULL"), 2);
}

TEST_F(MigrationTest, AnOlderTandemOnlyReadsWhereARuleChanged) {
  Descriptors next;
  next.add_choice("lead", "stage", "friend");
  const model::Catalogue by = next.catalogue();
  migrate(path, by, options);
  for (int i = 0; i < 2; ++i) {
    const std::string told = refused(TANDEM_NEEDS_UPGRADE, [&] { add_lead("older@example.com"); });
    EXPECT_TRUE(contains(told, "newer Tandem")) << told;
    EXPECT_TRUE(contains(told, "lead.stage may be friend")) << told;
    Row row;
    EXPECT_TRUE(db->read(info("lead"), ada, row));  // it keeps reading
  }
  refused(TANDEM_NEEDS_UPGRADE, [&] { migrate(path, catalogue, options); });
  refused_open(catalogue);
  options.read_only = true;
  open();
  EXPECT_EQ(rows_of(db->raw(), columns), before);
}

TEST_F(MigrationTest, AnUnknownShapeIsRefusedAndKept) {
  Descriptors branch;  // of the same age as ours, and different both ways
  branch.remove_field("lead", "title");
  branch.add_field("lead", {.name = "nickname"});
  const model::Catalogue by = branch.catalogue();
  const std::string told = refused_open(by);
  EXPECT_TRUE(contains(told, "another Tandem")) << told;
  EXPECT_TRUE(contains(told, "lead.title")) << told;
  EXPECT_TRUE(contains(told, "lead.nickname")) << told;
  refused(TANDEM_NEEDS_UPGRADE, [&] { migrate(path, by, options); });
  refused(TANDEM_NEEDS_UPGRADE, [&] { plan_migration(path, by, options); });
  // So is a rule that differs where nothing tells which of the two is the newer one.
  Descriptors rule;
  rule.entity("lead").checks = "1";
  EXPECT_TRUE(contains(refused_open(rule.catalogue()), "another Tandem"));
  expect_untouched();
}

TEST_F(MigrationTest, AFingerprintThatNobodyKnowsIsJudgedByTheTables) {
  db->execute("UPDATE store_meta SET value = 'nobody knows it' WHERE key IN ('fingerprint', 'shape')");
  open_by(catalogue);  // nothing differs
  add_lead("b@example.com");
  db->execute("DELETE FROM store_meta WHERE key IN ('fingerprint', 'shape')");
  open_by(catalogue);
  before = rows_of(db->raw(), columns);
  Descriptors next;
  next.add_field("lead", {.name = "nickname"});
  migrate_by(next.catalogue());
  EXPECT_TRUE(contains(text("SELECT value FROM store_meta WHERE key = 'shape'"), "field lead.nickname text"));
}

TEST_F(MigrationTest, ATableOfSomebodyElseIsLeftAlone) {
  db->execute("CREATE TABLE notes (a TEXT) STRICT; INSERT INTO notes VALUES ('mine')");
  Descriptors next;
  next.add_choice("lead", "stage", "friend");
  migrate_by(next.catalogue());
  EXPECT_EQ(text("SELECT a FROM notes"), "mine");
}

}  // namespace
}  // namespace tandem::store
