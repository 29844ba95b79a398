// SPDX-License-Identifier: Apache-2.0
// The built adapter asked directly, where the engine's own care would hide what is at stake.
#include <cstring>
#include <set>

#include "adapters/library.hpp"
#include "base/services.hpp"
#include "fixture.hpp"

namespace tandem::tryton_test {
namespace {

struct Got {
  std::string id, version;
  std::uint32_t kind = 0;
};

class TrytonAdapter : public testing::Test {
 protected:
  TrytonAdapter() : rita(server, "rita") {
    ::setenv("TRYTON_TEST_PASSWORD", password_of("tandem").c_str(), 1);
    library.load({TANDEM_TEST_ADAPTERS});
    guard.cancelled = [] { return false; };
    guard.heartbeat = [] {};
    guard.clock = services.clock;
    remote = library.open("tryton",
                          {{"url", server.url()},
                           {"database", "tandem"},
                           {"username", "tandem"},
                           {"password", "secret://env/TRYTON_TEST_PASSWORD"},
                           {"allow_loopback_http", true}},
                          "crm", services, guard);
  }
  std::vector<Got> get(const std::string& type, const std::vector<std::int64_t>& ids) {
    std::vector<std::string> names;
    for (const auto id : ids) names.push_back(std::to_string(id));
    std::vector<Got> rows;
    remote->get(type, names, {"write_date"}, [&](const tandem_row& row) {
      rows.push_back(
          {std::string(row.id.data, row.id.size), std::string(row.version.data, row.version.size), row.kind});
    });
    return rows;
  }
  static tandem_value text(const char* value) {
    tandem_value made{TANDEM_VALUE_TEXT, 0, static_cast<std::uint32_t>(std::strlen(value)), {0}};
    made.as.s = value;
    return made;
  }
  static sync::PushItem change_of(std::int64_t id, const char* value) {
    sync::PushItem item;
    item.op = TANDEM_PUSH_UPDATE;
    item.id = std::to_string(id);
    item.values = {text(value)};
    return item;
  }
  static sync::PushItem delete_of(std::int64_t id) {
    sync::PushItem item;
    item.op = TANDEM_PUSH_DELETE;
    item.id = std::to_string(id);
    item.values.resize(1);
    return item;
  }
  sync::PushResult push(const std::string& field, sync::PushItem item) {
    return remote->push("party.party", {field}, {std::move(item)}).at(0);
  }

  Server server;
  Person rita;
  adapters::HostServices services;
  sync::CallGuard guard;
  adapters::Library library;
  std::unique_ptr<sync::Remote> remote;
};

TEST_F(TrytonAdapter, TrapTheLockStampHasWholeSecondsYetAnEditWithinTheSecondIsNotOverwritten) {
  // Read and edit fall into one second because their dates say so, however long they take.
  const auto id = rita.create("party.party", party("Before", "ada@looms.test"));
  const std::string row = " WHERE id = " + std::to_string(id);
  server.run_sql("UPDATE party_party SET write_date = NULL, create_date = '2026-11-22 10:00:00.100000'" +
                 row);
  const Json stamp = rita.read("party.party", id, {"_timestamp"})["_timestamp"];
  sync::PushItem item = change_of(id, "By Tandem");
  item.version = get("party.party", {id}).at(0).version;
  rita.write("party.party", id, {{"name", "By a person"}});
  server.run_sql("UPDATE party_party SET write_date = '2026-11-22 10:00:00.100001'" + row);
  ASSERT_EQ(rita.read("party.party", id, {"_timestamp"})["_timestamp"], stamp);
  EXPECT_EQ(push("name", item).error_class, TANDEM_CLASS_CONFLICT);
  EXPECT_EQ(rita.read("party.party", id, {"name"})["name"], "By a person");
}

TEST_F(TrytonAdapter, TrapDeletingWhatIsNotThereSucceedsInTrytonAndIsToldHere) {
  EXPECT_NO_THROW(rita.remove("party.party", 424242));
  sync::PushItem item;
  item.op = TANDEM_PUSH_DELETE;
  item.id = "424242";
  item.values.resize(1);
  EXPECT_EQ(push("name", item).error_class, TANDEM_CLASS_GONE);
  EXPECT_EQ(get("party.party", {424242}).at(0).kind, TANDEM_ROW_PURGED);
}

TEST_F(TrytonAdapter, WhatIsOutOfTheScopeIsHiddenAndNotGone) {
  const auto id = rita.create("party.party", party("Mills", "grace@mills.test"));
  Person(server, "admin").create("company.employee", {{"party", id}, {"company", 1}});
  EXPECT_EQ(get("party.party", {id}).at(0).kind, TANDEM_ROW_HIDDEN);
  EXPECT_EQ(push("name", change_of(id, "Changed")).error_class, TANDEM_CLASS_HIDDEN);
  EXPECT_EQ(push("name", delete_of(id)).error_class, TANDEM_CLASS_HIDDEN);
  const Json left = rita.read("party.party", id, {"active", "name"});
  EXPECT_EQ(left["active"], 1);
  EXPECT_EQ(left["name"], "Mills");
  EXPECT_EQ(push("name", change_of(424242, "Changed")).error_class, TANDEM_CLASS_GONE);
}

TEST_F(TrytonAdapter, WhatCannotBeReadIsRefusedAndNotGone) {
  const auto id = rita.create("sale.opportunity", {{"party", 99999}, {"description", "dangling"}});
  const std::vector<std::string> fields = {"description", "party.name"};
  const auto push_to_deal = [&](sync::PushItem item) {
    item.values.resize(2);
    return remote->push("sale.opportunity", fields, {std::move(item)}).at(0);
  };
  const auto changed = push_to_deal(change_of(id, "Changed"));
  EXPECT_EQ(changed.error_class, TANDEM_CLASS_INVALID) << changed.message;
  EXPECT_NE(changed.message.find("cannot be read"), std::string::npos) << changed.message;
  EXPECT_EQ(push_to_deal(delete_of(id)).error_class, TANDEM_CLASS_INVALID);
  EXPECT_EQ(rita.search("sale.opportunity", {{"id", "=", id}}).size(), 1u);
}

TEST_F(TrytonAdapter, ARepeatedCreateFindsItsRecord) {
  sync::PushItem item;
  item.op = TANDEM_PUSH_CREATE;
  item.idem_key = "0190a0b0-0000-7000-8000-000000000001";
  item.values = {text("Mills")};
  const auto first = push("name", item);
  item.values = {text("Mills and Sons")};
  const auto second = push("name", item);
  ASSERT_EQ(second.error_class, TANDEM_CLASS_NONE) << second.message;
  EXPECT_EQ(first.id, second.id);
  EXPECT_EQ(rita.read("party.party", std::stoll(first.id), {"name"})["name"], "Mills and Sons");
}

TEST_F(TrytonAdapter, AFormIsMadeOnceAndNotWrittenOverAnAnswerNobodyHasSeen) {
  const auto buyer = rita.create("party.party", party("Mills", "grace@mills.test"));
  const std::string place = std::to_string(buyer);
  sync::PushItem item;
  item.op = TANDEM_PUSH_CREATE;
  item.idem_key = "0190a0b0-0000-7000-8000-000000000001";
  item.values = {text(place.c_str()), text("offered")};
  const auto write = [&] { return remote->push("ir.note/handoff", {"party", "state"}, {item}).at(0); };
  const auto first = write();
  ASSERT_EQ(first.error_class, TANDEM_CLASS_NONE) << first.message;
  EXPECT_EQ(write().id, first.id) << "the same create again";
  const auto note = std::stoll(first.id);
  const std::string before = rita.read("ir.note", note, {"message"})["message"];

  const auto answer = rita.create(
      "ir.note", {{"resource", "party.party," + place}, {"message", "Tandem hand-off\nState: accepted"}});
  item.op = TANDEM_PUSH_UPDATE;
  item.id = first.id;
  item.version = first.version;
  item.values[1] = text("expired");
  EXPECT_EQ(write().error_class, TANDEM_CLASS_CONFLICT);
  EXPECT_EQ(rita.read("ir.note", note, {"message"})["message"], before);
  rita.remove("ir.note", answer);
  EXPECT_EQ(write().error_class, TANDEM_CLASS_NONE) << "nobody has answered";
  rita.remove("ir.note", note);
  EXPECT_EQ(write().error_class, TANDEM_CLASS_GONE);
}

TEST_F(TrytonAdapter, AnOrganisationIsKnownByWhatNeverChanges) {
  const auto org = remote->verify()["org"];
  rita.create("party.party", party("Mills", "grace@mills.test"));
  EXPECT_EQ(remote->verify()["org"], org);
  EXPECT_NE(org.get<std::string>().find("tryton:"), std::string::npos);
}

TEST_F(TrytonAdapter, TheSchemaNamesWhatTheShippedMappingNeeds) {
  const auto schema = remote->schema();
  std::size_t types = 0;
  for (const auto& type : schema["types"]) {
    std::set<std::string> names;
    for (const auto& field : type["fields"]) names.insert(field["name"].get<std::string>());
    if (type["name"] == "party.party") {
      EXPECT_TRUE(names.count("email") && names.count("contact_name") && names.count("name"));
      EXPECT_EQ(type["traits"]["create"], "probe");
      EXPECT_EQ(type["traits"]["key_field"], "tandem_id");
    }
    ++types;
  }
  EXPECT_EQ(types, 7u) << "parties, deals, employees and four forms";
}

}  // namespace
}  // namespace tandem::tryton_test
