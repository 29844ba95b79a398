// SPDX-License-Identifier: Apache-2.0
// A founded workspace in a real file, with people of both sides and a clock that stands still.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "base/error.hpp"
#include "base/time.hpp"
#include "domain/domain.hpp"
#include "domain/rows.hpp"
#include "model/document.hpp"
#include "support/files.hpp"

namespace tandem::domain {

class StillClock : public Clock {
 public:
  Instant now() override { return at; }
  void sleep_ms(std::int64_t milliseconds) override { at += milliseconds * 1000; }
  std::int64_t monotonic() override { return at; }
  Instant at = 1'780'000'000 * kSecond;  // 2026-05-28
};

class WorkspaceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    store::OpenOptions options;
    options.create = true;
    options.may_lose_newest_commits = true;
    options.clock = &clock_;
    db_ = store::Database::open(folder_ / "store.tandem", make_catalogue(), options);
    founding_ = found_workspace(*db_, {.admin_name = "Ada", .admin_email = "ada@example.org"});
    maria_ = person("Maria", "marketing", true);
    sam_ = person("Sam", "sales", true);
    mona_ = person("Mona", "marketing", false);
    steve_ = person("Steve", "sales", false);
  }
  void TearDown() override { db_.reset(); }

  store::Actor as(const Id& id) { return actor_for(*db_, id); }
  static store::Actor system() { return {}; }
  store::Actor remote(const Id& person = {}) {
    store::Actor actor;
    actor.kind = store::ActorKind::connection;
    actor.id = db_->ids().next(clock_.at);
    actor.on_behalf_of = person;
    actor.side = model::Side::sales;
    return actor;
  }

  Id put(std::string_view entity, const Json& document, const store::Actor& actor = {},
         model::SetBy by = model::SetBy::host) {
    store::Change change(*db_, actor);
    const EntityInfo& info = db_->catalogue().entity(entity);
    Row row;
    model::read_document(info, document.dump(), row);
    const Id id = change.create(info, row, by);
    change.commit();
    return id;
  }
  void edit(std::string_view entity, const Id& id, const Json& document, const store::Actor& actor = {},
            model::SetBy by = model::SetBy::host) {
    store::Change change(*db_, actor);
    const EntityInfo& info = db_->catalogue().entity(entity);
    Row row;
    model::read_document(info, document.dump(), row);
    change.update(info, id, row, by);
    change.commit();
  }
  Json get(std::string_view entity, const Id& id) {
    const EntityInfo& info = db_->catalogue().entity(entity);
    Row row;
    EXPECT_TRUE(db_->read(info, id, row));
    return model::to_json(info, row);
  }
  Json get(std::string_view entity, const Json& answer) {
    return get(entity, Id::require(answer.at("id").get<std::string>(), "id"));
  }
  Json act(const Id& actor, std::string_view verb, const Id& record, const Json& args = Json::object()) {
    return domain::act(*db_, as(actor), verb, record, args);
  }
  Json act(const Id& actor, std::string_view verb, const Json& args = Json::object()) {
    return act(actor, verb, Id{}, args);
  }
  static Id id_in(const Json& answer, const char* name = "id") {
    return Id::require(answer.at(name).get<std::string>(), name);
  }

  Id person(const std::string& name, const std::string& side, bool is_signer, bool confirmed = true) {
    return put("person",
               {{"name", name},
                {"email", name + "@example.org"},
                {"side", side},
                {"is_signer", is_signer},
                {"confirmed", confirmed}},
               system(), model::SetBy::verb);
  }
  Id metric(const std::string& key) {
    auto find = db_->prepare("SELECT id FROM metric WHERE key = ?");
    find.bind(1, key);
    EXPECT_TRUE(find.step());
    return find.id(0);
  }
  Id period(const std::string& from, const std::string& until, const Json& season = nullptr) {
    return put("period", {{"name", from}, {"starts_on", from}, {"ends_on", until}, {"season", season}});
  }
  std::int64_t count(const std::string& sql) {
    auto rows = db_->prepare(sql);
    return rows.step() ? rows.integer(0) : -1;
  }
  std::int64_t events(const std::string& kind) {
    return count("SELECT count(*) FROM journal WHERE kind = '" + kind + "'");
  }
  std::vector<std::string> broken() {
    std::vector<std::string> names;
    for (const InvariantCheck& check : invariant_checks()) {
      if (db_->prepare(check.sql).step()) names.emplace_back(check.name);
    }
    return names;
  }

  StillClock clock_;
  test::TempFolder folder_;
  std::unique_ptr<store::Database> db_;
  Founding founding_;
  Id maria_, sam_, mona_, steve_;  // signers of marketing and sales, and one colleague each
};

/// What a call refuses with: status and whether its text and advice name what they should.
template <typename Call>
Error refusal(Call call) {
  try {
    call();
  } catch (const Error& e) {
    // What is wrong with the shape of an argument is for people; every rule that says no has its code.
    EXPECT_TRUE(e.status() == TANDEM_INVALID_ARGUMENT || !e.code().empty()) << e.message();
    return e;
  }
  ADD_FAILURE() << "nothing was refused";
  return Error(TANDEM_OK, "");
}

/// The call is refused with this status, by the rule of this code; an empty code: for an argument's shape.
template <typename Call>
void expect_refused(tandem_status status, std::string_view code, Call call) {
  const Error e = refusal(call);
  EXPECT_EQ(e.status(), status) << e.message();
  EXPECT_EQ(e.code(), code) << e.message();
}

}  // namespace tandem::domain
