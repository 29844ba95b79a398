// SPDX-License-Identifier: Apache-2.0
// What no path can store: each forbidden state is tried with raw SQL, past all of Tandem's own checks.
#include "unit/store/fixture.hpp"

namespace tandem::store {
namespace {

class StructureTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    make();
    a = add_lead();
  }
  std::string blob(const Id& id) const {
    std::string out = "x'";
    for (const char c : id.text()) {
      if (c != '-') out += c;
    }
    return out + "'";
  }
  /// Tries to set one field of the lead; the message is SQLite's own.
  int set(const std::string& assignment) { return raw("UPDATE lead SET " + assignment); }
  std::string why() { return sqlite3_errmsg(db->raw()); }
  Id a;
};

TEST_F(StructureTest, FieldsKeepTheirTypesAndRanges) {
  for (const char* wrong :
       {"stage = 'boss'", "disposition = NULL", "is_history = 2", "fit_score = 'high'", "captured_at = NULL",
        "consent = '{'", "revision = NULL", "id = x'00'", "captured_at = 1.5", "email = x'00ff'"}) {
    EXPECT_EQ(set(wrong), SQLITE_CONSTRAINT) << wrong;
  }
  EXPECT_EQ(set("stage = 'boss'"), SQLITE_CONSTRAINT);
  EXPECT_TRUE(contains(why(), "lead.stage must be one of subscriber, lead")) << why();
}

TEST_F(StructureTest, ReferencesExist) {
  EXPECT_EQ(set("owner_person_id = " + blob(a)), SQLITE_CONSTRAINT);  // a lead is no person
  EXPECT_EQ(raw("DELETE FROM team"), SQLITE_CONSTRAINT);
}

TEST_F(StructureTest, ALeadHasAnOwnerOrAQueue) {
  EXPECT_EQ(set("queue_team_id = NULL"), SQLITE_CONSTRAINT);
  EXPECT_TRUE(contains(why(), "every lead must keep")) << why();
}

TEST_F(StructureTest, OpportunityAndHandoffStatesFitTheirStamps) {
  const std::string head =
      "INSERT INTO opportunity (id, revision, created_at, updated_at, is_history, result, ";
  const std::string tail = ") VALUES (randomblob(16), 1, 0, 0, 0, ";
  EXPECT_EQ(raw(head + "closed_at" + tail + "'open', 5)"), SQLITE_CONSTRAINT);
  EXPECT_EQ(raw(head + "closed_at" + tail + "'won', NULL)"), SQLITE_CONSTRAINT);
  EXPECT_EQ(raw(head + "probability_ppm" + tail + "'open', 1000001)"), SQLITE_CONSTRAINT);
  EXPECT_EQ(raw(head + "currency" + tail + "'open', 'EURO')"), SQLITE_CONSTRAINT);
  EXPECT_EQ(raw(head + "currency" + tail + "'open', 'EUR')"), SQLITE_OK) << why();
}

TEST_F(StructureTest, KeysAreUnique) {
  const std::string insert =
      "INSERT INTO guideline (id, revision, created_at, updated_at, \"key\", title) "
      "VALUES (randomblob(16), 1, 0, 0, 'k', 't')";
  EXPECT_EQ(raw(insert), SQLITE_OK) << why();
  EXPECT_EQ(raw(insert), SQLITE_CONSTRAINT);
}

TEST_F(StructureTest, TheJournalIsImmutable) {
  EXPECT_EQ(raw("UPDATE journal SET kind = 'x'"), SQLITE_CONSTRAINT);
  EXPECT_EQ(raw("DELETE FROM journal"), SQLITE_CONSTRAINT);
  EXPECT_TRUE(contains(why(), "immutable"));
}

TEST_F(StructureTest, EveryTableIsStrictAndEveryEntityHasAView) {
  EXPECT_EQ(
      number("SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 "
             "AND name NOT LIKE 'sqlite_%'"),
      0);
  for (const EntityInfo& entity : db->catalogue().entities()) {
    EXPECT_EQ(number("SELECT count(*) FROM \"v_" + std::string(entity.name()) + "\"") >= 0, true);
  }
  EXPECT_EQ(text("SELECT id_text FROM v_lead"), a.text());
  EXPECT_EQ(text("SELECT queue_team_id_text FROM v_lead"), queue.text());
  EXPECT_EQ(text("SELECT captured_at_text FROM v_lead"), "2023-11-14T22:13:20.000000Z");
  EXPECT_EQ(text("SELECT owner_person_id_text FROM v_lead"), "<nothing>");
}

TEST_F(StructureTest, InstantsBefore1970AreTextToo) {
  ASSERT_EQ(set("captured_at = -1"), SQLITE_OK);
  EXPECT_EQ(text("SELECT captured_at_text FROM v_lead"), "1969-12-31T23:59:59.999999Z");
}

}  // namespace
}  // namespace tandem::store
