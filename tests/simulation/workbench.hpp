// SPDX-License-Identifier: Apache-2.0
// A founded workspace in a real file, connections to fake remotes, and the checks after each scenario.
#pragma once

#include <gtest/gtest.h>

#include "base/time.hpp"
#include "domain/domain.hpp"
#include "fake_remote.hpp"
#include "model/document.hpp"
#include "support/files.hpp"
#include "sync/engine.hpp"

namespace tandem::sync {

using model::Row;

class StillClock : public Clock {
 public:
  Instant now() override { return at += 1000; }
  void sleep_ms(std::int64_t milliseconds) override { at += milliseconds * 1000; }
  std::int64_t monotonic() override { return at += 10; }
  Instant at = 1'780'000'000 * kSecond;
};

/// Leads both ways, with a capture point known by its foreign id only.
inline Json lead_mapping() {
  return parse_json(R"({
    "format": 1,
    "rules": [{
      "entity": "lead", "remote_type": "Lead",
      "create": {"in": true, "out": true}, "delete": "archive", "match": [["email"]],
      "fields": [
        {"field": "id", "remote": "tandem_id"},
        {"field": "email", "remote": "Email"},
        {"field": "company_name", "remote": "company", "tie": "ask"},
        {"field": "title", "remote": "title", "authority": "remote"},
        {"field": "origin", "remote": "source", "authority": "local"},
        {"field": "captured_at", "remote": "created", "direction": "in", "transform": {"date": {"zone": "UTC"}}},
        {"field": "capture_point_id", "remote": "page", "direction": "in",
         "transform": {"ref": {"entity": "capture_point", "remote_type": "page", "create": {"kind": "web_form"}}}}
      ]}]})",
                    "a mapping");
}

class Workbench : public ::testing::Test {
 protected:
  void SetUp() override {
    open(true);
    domain::found_workspace(*db_, {.admin_name = "Ada", .admin_email = "ada@example.org"});
    store::Change change(*db_, {});
    Row person = change.catalogue().entity("person").new_row();
    model::read_document(change.catalogue().entity("person"),
                         R"({"name": "Maria", "side": "marketing", "email": "maria@example.org"})", person);
    maria_ = change.create(change.catalogue().entity("person"), person, model::SetBy::derived);
    change.commit();
  }
  /// Some tests tell many stories, one after the other, each with a store of its own.
  void TearDown() override {
    db_.reset();
    for (const auto& file : std::filesystem::directory_iterator(folder_.path()))
      std::filesystem::remove_all(file);
  }
  void open(bool create = false) {
    db_.reset();
    store::OpenOptions options;
    options.create = create;
    options.may_lose_newest_commits = true;
    options.clock = &clock_;
    db_ = store::Database::open(folder_ / "store.tandem", domain::make_catalogue(), options);
  }

  Connection connect(const std::string& name, const Json& mapping, model::Side side = model::Side::sales) {
    Connection wanted;
    wanted.name = name;
    wanted.adapter = "org.tandem.fake";
    wanted.side = side;
    wanted.mapping = mapping;
    wanted.live_from = 0;
    return create_connection(*db_, {}, wanted);
  }
  static void prepare(FakeRemote& remote) {
    remote.types["Lead"].fields = {"tandem_id", "Email", "company", "title", "source", "created", "page"};
  }
  Json sync(const std::string& name, FakeRemote& remote, RunOptions options = {}) {
    options.page_size = options.page_size == 2000 ? 7 : options.page_size;
    clock_.at += kMinute;
    return run(*db_, connection(*db_, name), remote, options);
  }

  Id lead_of(const std::string& conn, const std::string& remote_id) {
    store::Statement s = db_->prepare(
        "SELECT l.local_id FROM sync_link l JOIN sync_conn c ON c.number = l.conn WHERE c.name = ? AND "
        "l.remote_id = ? "
        "AND l.entity = 20");
    s.bind(1, conn).bind(2, remote_id);
    return s.step() ? s.id(0) : Id{};
  }
  std::string text(const Id& id, const std::string& field, const std::string& entity = "lead") {
    const auto& info = db_->catalogue().entity(entity);
    Row row;
    if (!db_->read(info, id, row)) return "(none)";
    const std::size_t position = info.position(field);
    return model::to_text(info.field(position).type, row[position]);
  }
  void edit(const Id& id, const std::string& json, const Id& person = {}) {
    store::Actor actor;
    if (!person.empty()) actor = domain::actor_for(*db_, person);
    store::Change change(*db_, actor);
    const auto& info = change.catalogue().entity("lead");
    Row row = info.new_row();
    model::read_document(info, json, row);
    change.update(info, id, row, model::SetBy::host);
    change.commit();
  }
  Id capture(const std::string& email, const std::string& company) {
    store::Change change(*db_, {});
    const auto& info = change.catalogue().entity("lead");
    Row row = info.new_row();
    model::read_document(info, R"({"email": ")" + email + R"(", "company_name": ")" + company + R"("})", row);
    row.set(info.position("captured_at"), model::instant(change.now()));
    const Id id = change.create(info, row, model::SetBy::sync);
    change.commit();
    return id;
  }
  std::int64_t count(const std::string& sql) {
    store::Statement s = db_->prepare(sql);
    s.step();
    return s.integer(0);
  }
  /// Everything but the run's own bookkeeping: an idle run must not change it.
  std::string fingerprint() {
    std::string all;
    for (const char* sql :
         {"SELECT group_concat(hex(id) || revision) FROM (SELECT * FROM lead ORDER BY id)",
          "SELECT group_concat(hex(local_id) || remote_id || state || coalesce(hex(row_hash),'-') || "
          "coalesce(version,'-')) FROM (SELECT * FROM sync_link ORDER BY conn, remote_id)",
          "SELECT count(*) || '/' || max(seq) FROM journal",
          "SELECT group_concat(hex(local_id) || local_values) FROM sync_base",
          "SELECT count(*) FROM sync_outbox", "SELECT count(*) FROM sync_conflict",
          "SELECT group_concat(remote_id || state || tries) FROM sync_parked"}) {
      store::Statement s = db_->prepare(sql);
      s.step();
      all += std::string(s.text(0)) + "|";
    }
    return all;
  }
  void expect_sound() {
    const Json broken = broken_invariants(*db_);
    EXPECT_TRUE(broken.empty()) << broken.dump(1);
  }
  void expect_all_done(const std::string& name, FakeRemote& remote) {
    const Json run = sync(name, remote);
    EXPECT_EQ(run["outcome"], "done") << run.dump();
    EXPECT_EQ(run["skipped"], 0) << run.dump();
  }
  /// One more run has nothing to do, here or there.
  void expect_at_rest(const std::string& name, FakeRemote& remote) {
    sync(name, remote);
    const std::string before = fingerprint();
    const std::int64_t writes = remote.writes;
    EXPECT_EQ(sync(name, remote)["applied"], 0);
    EXPECT_EQ(remote.writes, writes);
    EXPECT_EQ(fingerprint(), before);
    expect_sound();
  }
  static void expect_adds_up(const Json& r) {
    EXPECT_EQ(r["pulled"].get<int>(), r["applied"].get<int>() + r["same"].get<int>() +
                                          r["parked"].get<int>() + r["quarantined"].get<int>())
        << r.dump();
    EXPECT_EQ(r["planned"].get<int>(), r["acked"].get<int>() + r["failed"].get<int>() +
                                           r["unknown"].get<int>() + r["skipped"].get<int>())
        << r.dump();
  }

  StillClock clock_;
  test::TempFolder folder_;
  std::unique_ptr<store::Database> db_;
  Id maria_;
};

}  // namespace tandem::sync
