// SPDX-License-Identifier: Apache-2.0
// What a change owes the other connections.
#include "unit/store/fixture.hpp"

namespace tandem::store {
namespace {

class EnqueueTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    make();
    crm = connect_to(1, "crm");
    mail = connect_to(2, "mail");
  }
  Id connect_to(std::int64_t number_of, std::string_view name) {
    const Id id = db->ids().next(1);
    db->prepare(
          "INSERT INTO sync_conn (number, id, name, kind, adapter, side, settings, mapping, mapping_hash, "
          "state, "
          "created_at) VALUES (?, ?, ?, 'adapter', 'x', 'sales', '{}', '{}', '', 'live', 0)")
        .bind(1, number_of)
        .bind(2, id)
        .bind(3, name)
        .run();
    db->prepare("INSERT INTO sync_route (entity, conn) VALUES ('lead', ?)").bind(1, number_of).run();
    return id;
  }
  void link(std::int64_t conn, const Id& lead_id, std::string_view type = "Lead") {
    db->prepare(
          "INSERT INTO sync_link (conn, entity, remote_type, remote_id, local_id, state) "
          "VALUES (?, 20, ?, 'r1', ?, 'linked')")
        .bind(1, conn)
        .bind(2, type)
        .bind(3, lead_id)
        .run();
  }
  /// The row of that type has shown another origin.
  void pull_origin(const Id& lead_id, std::string type) {
    Change change(*db, as(crm));
    change.came_by = std::move(type);
    Row row = info("lead").new_row();
    row.set_text(at(kLead, "origin"), "fair");
    change.update(info("lead"), lead_id, row, SetBy::sync);
    change.commit();
  }
  Actor as(const Id& connection) const {
    Actor actor;
    actor.kind = ActorKind::connection;
    actor.id = connection;
    return actor;
  }
  Id crm, mail;
};

TEST_F(EnqueueTest, AHostsRecordGoesToEveryRouteAndAPulledOneToTheOthers) {
  add_lead("a@example.com");
  EXPECT_EQ(text("SELECT group_concat(conn) FROM sync_outbox"), "1,2");
  db->execute("DELETE FROM sync_outbox");
  add_lead("b@example.com", as(crm));
  EXPECT_EQ(text("SELECT group_concat(conn) FROM sync_outbox"), "2");
  EXPECT_EQ(number("SELECT upto_seq FROM sync_outbox"), number("SELECT max(seq) FROM journal"));
}

TEST_F(EnqueueTest, TheFirstEditCopiesTheBaseOfEveryOtherLink) {
  const Id id = add_lead();
  link(1, id);
  link(2, id);
  set_lead(id, "origin", model::text("fair"));
  set_lead(id, "origin", model::text("web"));
  EXPECT_EQ(number("SELECT count(*) FROM sync_base"), 2);
  EXPECT_EQ(number("SELECT count(*) FROM sync_base WHERE json_extract(local_values, '$.origin') IS NULL "
                   "AND json_extract(local_values, '$.email') = 'ada@example.com'"),
            2);
}

TEST_F(EnqueueTest, APulledChangeCopiesTheBaseOfTheOtherLinkOnly) {
  const Id id = add_lead();
  link(1, id);
  link(2, id);
  db->execute("DELETE FROM sync_outbox");
  pull_origin(id, "Lead");
  EXPECT_EQ(text("SELECT group_concat(conn) FROM sync_base"), "2");
  EXPECT_EQ(text("SELECT group_concat(conn) FROM sync_outbox"), "2");
  EXPECT_EQ(number("SELECT count(*) FROM change_value"), 1);  // the other connection must receive it
}

TEST_F(EnqueueTest, AChangeByOneRowIsNewsToTheOtherRowOfTheSameConnection) {
  const Id id = add_lead();
  link(1, id, "Lead");
  link(1, id, "Contact");
  db->execute("DELETE FROM sync_outbox");
  pull_origin(id, "Contact");
  EXPECT_EQ(text("SELECT group_concat(remote_type) FROM sync_base"), "Lead");
  EXPECT_EQ(number("SELECT count(*) FROM sync_outbox WHERE conn = 1"), 1);
}

TEST_F(EnqueueTest, OnePageIsOneJournalRowAndValuesOnlyForOthers) {
  const Id id = add_lead();
  db->execute("DELETE FROM sync_outbox; DELETE FROM sync_route WHERE conn = 2");
  const std::int64_t before = number("SELECT count(*) FROM journal");
  Change change(*db, as(crm));
  change.begin_page("sync.page_applied", Json{{"stream", "Lead"}});
  Row row = info("lead").new_row();
  row.set_text(at(kLead, "origin"), "crm");
  change.update(info("lead"), id, row, SetBy::sync);
  Row other = lead("b@example.com");
  change.create(info("lead"), other, SetBy::sync);
  change.commit();
  EXPECT_EQ(number("SELECT count(*) FROM journal"), before + 1);
  EXPECT_EQ(number("SELECT count(*) FROM change_value"), 0);
  EXPECT_EQ(number("SELECT count(*) FROM sync_outbox"), 0);
}

TEST_F(EnqueueTest, AnIdlePageLeavesNoTrace) {
  const std::string commits = *db->meta("commits");
  Change change(*db, as(crm));
  change.begin_page("sync.page_applied", Json::object());
  change.commit();
  EXPECT_EQ(*db->meta("commits"), commits);
}

TEST_F(EnqueueTest, ArchivingIsPassedOn) {
  const Id id = add_lead();
  Change change(*db, {});
  change.archive(info("lead"), id);
  change.commit();
  EXPECT_EQ(number("SELECT count(*) FROM sync_outbox WHERE kind = 'archive'"), 2);
}

}  // namespace
}  // namespace tandem::store
