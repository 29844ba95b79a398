// SPDX-License-Identifier: Apache-2.0
#include "fixture.hpp"

namespace integration {

std::string member(std::string_view document, std::string_view key) {
  const std::string start = "\"" + std::string(key) + "\":";
  auto at = document.find(start);
  if (at == std::string_view::npos) return {};
  at += start.size();
  if (document[at] == '"') return std::string(document.substr(at + 1, document.find('"', at + 1) - at - 1));
  return std::string(document.substr(at, document.find_first_of(",}]", at) - at));
}

void StoreTest::SetUp() {
  ASSERT_EQ(tandem_live_objects(), 0);
  store = tandem::Store::create(path(), R"({"admin_name":"Ops","admin_email":"ops@host.example"})").value();
  admin = session();
  mia_id = add_person("mia", "marketing");
  sam_id = add_person("sam", "sales");
  mia = session("mia@host.example");
  sam = session("sam@host.example");
}

void StoreTest::TearDown() {
  admin.reset();
  mia.reset();
  sam.reset();
  store.reset();
  EXPECT_EQ(tandem_live_objects(), 0);
}

tandem::Session StoreTest::session(std::string_view person) const {
  return tandem::Session::open(*store, person).value();
}

std::string StoreTest::add_person(std::string_view name, std::string_view side, bool signer) const {
  const std::string n(name);
  const auto added =
      admin
          ->put("person", R"({"name":")" + n + R"(","email":")" + n + R"(@host.example","side":")" +
                              std::string(side) + R"(","is_signer":)" + (signer ? "true" : "false") + "}")
          .value();
  const std::string id = member(added, "id");
  (void)admin->act("person.confirm", id).value();
  return id;
}

std::string StoreTest::capture(std::string_view email, std::string_view stage) const {
  return member(mia->act("lead.capture", "",
                         R"({"family_name":"Lead","email":")" + std::string(email) + R"(","stage":")" +
                             std::string(stage) + R"("})")
                    .value(),
                "id");
}

std::vector<std::string> StoreTest::column(std::string_view sql) const {
  auto cursor = admin->sql(sql).value();
  std::vector<std::string> values;
  while (cursor.next().value()) {
    const tandem_value* row = cursor.row();
    values.push_back(row[0].kind == TANDEM_VALUE_INT ? std::to_string(row[0].as.i)
                                                     : std::string(cursor.text(0)));
  }
  return values;
}

std::int64_t StoreTest::number(std::string_view sql) const { return std::stoll(column(sql).at(0)); }

}  // namespace integration
