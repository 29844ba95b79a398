// SPDX-License-Identifier: Apache-2.0
// A store in a folder of its own, with the plain catalogue: the store's floor knows no rules.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "model/entities/all.hpp"
#include "store/change.hpp"
#include "store/connection.hpp"
#include "support/files.hpp"

namespace tandem::store {

using model::at;
using model::kLead;
using model::SetBy;

class StoreTest : public ::testing::Test {
 protected:
  void SetUp() override { options.machine = "this machine"; }
  void TearDown() override { db.reset(); }

  /// Makes a store with a queue that owns leads.
  void make() {
    OpenOptions creating = options;
    creating.create = true;
    db = Database::open(path, catalogue, creating);
    Change change(*db, {});
    Row team = info("team").new_row();
    team.set_text(info("team").position("name"), "Sales queue");
    team.set(info("team").position("side"), model::text("sales"));
    team.set(info("team").position("is_queue"), model::boolean(true));
    queue = change.create(info("team"), team, SetBy::host);
    change.commit();
  }
  void open() { db = Database::open(path, catalogue, options); }
  void reopen() {
    db.reset();
    open();
  }

  const EntityInfo& info(std::string_view entity) const {
    return db != nullptr ? db->catalogue().entity(entity) : catalogue.entity(entity);
  }
  Row lead(std::string_view email = "ada@example.com") const {
    Row row = info("lead").new_row();
    row.set_text(at(kLead, "email"), email);
    row.set(at(kLead, "captured_at"), model::instant(1'700'000'000'000'000));
    row.set_id(at(kLead, "queue_team_id"), queue);
    return row;
  }
  Id add_lead(std::string_view email = "ada@example.com", Actor actor = {}) {
    Change change(*db, actor);
    Row row = lead(email);
    const Id id = change.create(info("lead"), row, SetBy::host);
    change.commit();
    return id;
  }
  std::int64_t set_lead(const Id& id, std::string_view field, const Value& value, SetBy by = SetBy::host,
                        Actor actor = {}, std::optional<std::int64_t> if_revision = {}) {
    Change change(*db, actor);
    Row row = info("lead").new_row();
    row.set(info("lead").position(field), value);
    const std::int64_t revision = change.update(info("lead"), id, row, by, if_revision);
    change.commit();
    return revision;
  }
  std::int64_t number(const std::string& sql) { return ask_number(db->raw(), sql); }
  std::string text(const std::string& sql) { return ask(db->raw(), sql).value_or("<nothing>"); }

  /// Result code of raw SQL: what the structure itself refuses.
  int raw(const std::string& sql) {
    return sqlite3_exec(db->raw(), sql.c_str(), nullptr, nullptr, nullptr) & 0xff;
  }

  test::TempFolder folder;
  std::filesystem::path path = folder / "crm.db";
  OpenOptions options;
  model::Catalogue catalogue;
  std::unique_ptr<Database> db;
  Id queue;
};

/// Runs `what` and checks the error's status; returns its message and advice.
template <typename What>
std::string refused(tandem_status status, What&& what) {
  try {
    what();
  } catch (const Error& error) {
    EXPECT_EQ(error.status(), status) << error.message();
    return error.message() + " | " + error.advice();
  }
  ADD_FAILURE() << "nothing was refused";
  return {};
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace tandem::store
