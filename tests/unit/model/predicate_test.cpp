// SPDX-License-Identifier: Apache-2.0
#include "model/predicate.hpp"
#include "unit/model/samples.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <map>
#include <random>

#include "base/error.hpp"
#include "base/time.hpp"
#include "model/document.hpp"
#include "model/entities/all.hpp"

namespace tandem::model {
namespace {

constexpr Instant kNow = 1'772'640'000 * kSecond;  // 2026-03-04T16:00:00Z

Row row_of(std::string_view entity, const Json& document) {
  Row row;
  read_document(catalogue().entity(entity), document.dump(), row);
  return row;
}

Predicate parsed(const Json& tree, std::string_view entity = "lead") {
  return Predicate::parse(catalogue(), catalogue().entity(entity), tree);
}

Json tree(const char* text) { return parse_json(text, "tree"); }

bool holds(const char* condition, const char* document) {
  return parsed(tree(condition)).matches(row_of("lead", tree(document)), kNow, {});
}

std::string refusal(const char* condition) {
  try {
    parsed(tree(condition));
  } catch (const Error& e) {
    EXPECT_EQ(e.status(), TANDEM_INVALID_ARGUMENT);
    EXPECT_FALSE(e.advice().empty());
    return e.message();
  }
  return "";
}

TEST(Predicate, AnswersEachOperator) {
  const char* lead = R"({"fit_score": 50, "email": "ada@example.com", "stage": "mql",
                         "captured_at": "2026-02-20T00:00:00Z"})";
  const std::pair<const char*, bool> table[] = {
      {R"({"field": "fit_score", "op": "=", "value": 50})", true},
      {R"({"field": "fit_score", "op": "!=", "value": 50})", false},
      {R"({"field": "fit_score", "op": "<", "value": 51})", true},
      {R"({"field": "fit_score", "op": "<=", "value": 49})", false},
      {R"({"field": "fit_score", "op": ">", "value": 50})", false},
      {R"({"field": "fit_score", "op": ">=", "value": 50})", true},
      {R"({"field": "stage", "op": "in", "value": ["mql", "sal"]})", true},
      {R"({"field": "stage", "op": "in", "value": []})", false},
      {R"({"field": "email", "op": "=", "value": " ADA@example.com"})", true},
      {R"({"field": "email", "op": "contains", "value": "@example."})", true},
      {R"({"field": "email", "op": "contains", "value": "@Example."})", false},
      {R"({"field": "title", "op": "is_null"})", true},
      {R"({"field": "title", "op": "is_null", "value": false})", false},
      {R"({"field": "captured_at", "op": "within", "value": {"days": 13}})", true},
      {R"({"field": "captured_at", "within": {"days": 12}})", false},
      {R"({"all": []})", true},
      {R"({"any": []})", false},
      {R"({"not": {"all": []}})", false},
  };
  for (const auto& [condition, answer] : table) EXPECT_EQ(holds(condition, lead), answer) << condition;
}

TEST(Predicate, AComparisonWithNullIsFalseAndNotTurnsItRound) {
  EXPECT_FALSE(holds(R"({"field": "fit_score", "op": "=", "value": 1})", "{}"));
  EXPECT_FALSE(holds(R"({"field": "fit_score", "op": "!=", "value": 1})", "{}"));
  EXPECT_TRUE(holds(R"({"not": {"field": "fit_score", "op": "=", "value": 1}})", "{}"));
  EXPECT_TRUE(holds(R"({"not": {"field": "fit_score", "op": "!=", "value": 1}})", "{}"));
}

TEST(Predicate, HopsOverOneReference) {
  const Json account_id = "017f22e2-79b0-7cc3-98c4-000000000001";
  const Row account = row_of("account", {{"name", "A"}, {"is_target", true}});
  const auto lookup = [&](std::string_view entity, const Id& id) -> const Row* {
    EXPECT_EQ(entity, "account");
    return id.text() == account_id.get<std::string>() ? &account : nullptr;
  };
  const Predicate target = parsed(tree(R"({"field": "account_id.is_target", "op": "=", "value": true})"));
  EXPECT_TRUE(target.matches(row_of("lead", {{"account_id", account_id}}), kNow, lookup));
  EXPECT_FALSE(
      target.matches(row_of("lead", {{"account_id", "017f22e2-79b0-7cc3-98c4-000000000002"}}), kNow, lookup));
  EXPECT_FALSE(target.matches(row_of("lead", Json::object()), kNow, lookup));
}

TEST(Predicate, NamesThePlaceThatIsWrong) {
  const std::pair<const char*, const char*> table[] = {
      {R"([])", "$ "},
      {R"({})", "$ "},
      {R"({"both": []})", "'both'"},
      {R"({"all": {}})", "$.all"},
      {R"({"all": [{"any": [{"field": "stge", "op": "=", "value": "mql"}]}]})", "$.all[0].any[0].field"},
      {R"({"not": {"field": "stage", "op": "like", "value": "m"}})", "$.not.op"},
      {R"({"field": "stage"})", "has no op"},
      {R"({"field": "stage", "op": "=", "value": "prospect"})", "$.value"},
      {R"({"field": "stage", "op": "<", "value": "mql"})", "$.op"},
      {R"({"field": "stage", "op": "=", "value": null})", "$.value"},
      {R"({"field": "stage", "op": "=", "value": "mql", "extra": 1})", "'extra'"},
      {R"({"field": "stage", "op": "in", "value": "mql"})", "$.value"},
      {R"({"field": "stage", "op": "in", "value": ["mql", 4]})", "$.value[1]"},
      {R"({"field": "consent", "op": "=", "value": "x"})", "$.op"},
      {R"({"field": "fit_score", "op": "contains", "value": "x"})", "$.op"},
      {R"({"field": "fit_score", "op": "within", "value": {"days": 3}})", "$.op"},
      {R"({"field": "captured_at", "op": "within", "value": {"moons": 3}})", "$.value"},
      {R"({"field": "captured_at", "op": "within", "value": {"days": -3}})", "$.value"},
      {R"({"field": "captured_at", "op": "within", "value": {"days": 99999999999999}})", "$.value"},
      {R"({"field": "title.x", "op": "is_null"})", "no reference"},
      {R"({"field": "account_id.owner_person_id.name", "op": "is_null"})", "twice"},
      {R"({"field": "account_id.nmae", "op": "is_null"})", "nmae"},
      {R"({"field": 4, "op": "is_null"})", "$.field"},
      {R"({"field": "title", "op": "is_null", "value": 3})", "$.value"},
  };
  for (const auto& [condition, part] : table) {
    EXPECT_NE(refusal(condition).find(part), std::string::npos) << condition << "\n" << refusal(condition);
  }
  Json deep = {{"field", "title"}, {"op", "is_null"}};
  for (int i = 0; i < 40; ++i) deep = Json{{"not", deep}};
  EXPECT_THROW(parsed(deep), Error);
  Json wide = Json::array();
  for (int i = 0; i < 501; ++i) wide.push_back({{"field", "title"}, {"op", "is_null"}});
  EXPECT_THROW(parsed(Json{{"all", wide}}), Error);
}

TEST(Predicate, NeverRepeatsAValue) {
  EXPECT_EQ(refusal(R"({"field": "email", "op": "=", "value": "secret"})").find("secret"), std::string::npos);
}

// --- The SQL gives the same answer -------------------------------------------------------------

class Sqlite {
 public:
  Sqlite() {
    EXPECT_EQ(sqlite3_open(":memory:", &db_), SQLITE_OK);
    for (const char* name : {"lead", "account", "feedback"}) create(catalogue().entity(name));
  }
  ~Sqlite() { sqlite3_close(db_); }
  Sqlite(const Sqlite&) = delete;

  void insert(const EntityInfo& entity, const Row& row) {
    std::string marks;
    for (std::size_t i = 0; i < entity.size(); ++i) marks += i == 0 ? "?" : ",?";
    sqlite3_stmt* statement =
        prepare("INSERT INTO \"" + std::string(entity.name()) + "\" VALUES (" + marks + ")");
    bind(statement, row);
    EXPECT_EQ(sqlite3_step(statement), SQLITE_DONE) << sqlite3_errmsg(db_);
    sqlite3_finalize(statement);
  }

  bool holds(const EntityInfo& entity, const Id& id, const SqlCondition& condition) {
    sqlite3_stmt* statement = prepare("SELECT count(*) FROM \"" + std::string(entity.name()) +
                                      "\" AS r WHERE " + condition.sql + " AND r.id = x'" + hex_of(id) + "'");
    bind(statement, condition.parameters);
    EXPECT_EQ(sqlite3_step(statement), SQLITE_ROW) << sqlite3_errmsg(db_) << condition.sql;
    const bool out = sqlite3_column_int(statement, 0) == 1;
    sqlite3_finalize(statement);
    return out;
  }

 private:
  static std::string hex_of(const Id& id) {
    std::string out = id.text();
    out.erase(std::remove(out.begin(), out.end(), '-'), out.end());
    return out;
  }

  void create(const EntityInfo& entity) {
    std::string sql = "CREATE TABLE \"" + std::string(entity.name()) + "\" (";
    for (std::size_t i = 0; i < entity.size(); ++i) {
      sql += (i == 0 ? "\"" : ", \"") + std::string(entity.field(i).name) + "\" " +
             std::string(sql_type(entity.field(i).type));
    }
    EXPECT_EQ(sqlite3_exec(db_, (sql + ") STRICT").c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(db_);
  }

  sqlite3_stmt* prepare(const std::string& sql) {
    sqlite3_stmt* out = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(db_, sql.c_str(), -1, &out, nullptr), SQLITE_OK)
        << sqlite3_errmsg(db_) << "\n"
        << sql;
    return out;
  }

  static void bind(sqlite3_stmt* statement, const Row& row) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      const int at = static_cast<int>(i) + 1;
      const Value& value = row[i];
      const auto size = static_cast<int>(view(value).size());
      if (!has(value)) {
        sqlite3_bind_null(statement, at);
      } else if (value.kind == TANDEM_VALUE_ID) {
        sqlite3_bind_blob(statement, at, view(value).data(), size, SQLITE_TRANSIENT);
      } else if (is_bytes(value)) {
        sqlite3_bind_text(statement, at, view(value).data(), size, SQLITE_TRANSIENT);
      } else {
        sqlite3_bind_int64(statement, at, value.as.i);
      }
    }
  }

  sqlite3* db_ = nullptr;
};

/// Random rows and conditions over few values, so that conditions often hold and often do not.
class Chance {
 public:
  explicit Chance(unsigned seed) : random_(seed) {}

  std::size_t below(std::size_t n) { return random_() % n; }
  Json pick(const Json& list) { return list[below(list.size())]; }

  Json value(const Field& field) {
    switch (field.type) {
      case Type::id:
      case Type::ref:
        return pick(ids_);
      case Type::text:
      case Type::country:
        return pick({"a", "A", "ab", "é", "b\"", "%", "\xF0\x9F\x98\x80", "\xEF\xAC\xB3", "日本"});
      case Type::email:
        return pick({"a@b.c", "b@b.c", "é@b.c"});
      case Type::phone:
        return pick({"1", "+1", "12"});
      case Type::boolean:
        return pick({true, false});
      case Type::instant:
        return kNow + pick({-3, -1, 0, 1, 3}).get<std::int64_t>() * kDay +
               pick({-1, 0, 1}).get<std::int64_t>();
      case Type::choice:
        return field.choices[below(std::min<std::size_t>(3, field.choices.size()))];
      case Type::set:
        return pick(
            {Json::array(), Json::array({"a"}), Json::array({"a\"b", "b"}), Json::array({"a\",\"b"})});
      case Type::json:
        return pick({Json::object(), Json(1)});
      default:
        return static_cast<std::int64_t>(below(4)) - 1;
    }
  }

  Row row(const EntityInfo& entity, std::size_t index) {
    Json document = {{"id", ids_[index % ids_.size()]}};
    for (std::size_t i = kCommonFields; i < entity.size(); ++i) {
      if (below(3) != 0) document[std::string(entity.field(i).name)] = value(entity.field(i));
    }
    return row_of(entity.name(), document);
  }

  Json condition(const EntityInfo& entity, int depth) {
    const std::size_t form = depth == 0 ? 3 : below(5);
    if (form == 0) return {{"not", condition(entity, depth - 1)}};
    if (form <= 2) {
      Json list = Json::array();
      for (std::size_t i = below(4); i-- > 0;) list.push_back(condition(entity, depth - 1));
      return Json{{form == 1 ? "all" : "any", list}};
    }
    for (;;) {  // many pairs of field and operator do not fit; take the first that does
      Json leaf = this->leaf(entity);
      try {
        Predicate::parse(catalogue(), entity, leaf);
        return leaf;
      } catch (const Error&) {
      }
    }
  }

 private:
  Json leaf(const EntityInfo& entity) {
    const EntityInfo* owner = &entity;
    std::string name;
    if (entity.name() == "lead" && below(3) == 0) {
      owner = &catalogue().entity("account");
      name = "account_id.";
    }
    const std::size_t at = below(8) == 0 ? kId : kCommonFields + below(owner->size() - kCommonFields);
    const Field& field = owner->field(at);
    name += field.name;
    const std::string op =
        pick({"=", "!=", "<", "<=", ">", ">=", "in", "contains", "is_null", "within"}).get<std::string>();
    Json out = {{"field", name}, {"op", op}};
    if (op == "within") {
      out["value"] = pick({Json{{"days", 1}}, Json{{"hours", 72}}, Json{{"minutes", 0}}});
    } else if (op == "is_null") {
      out["value"] = pick({true, false});
    } else if (op == "contains") {
      out["value"] = pick({"a", "b", "é", "\"", "a\",\"b", "b.c", "%"});
    } else if (op == "in") {
      out["value"] = Json::array();
      for (std::size_t i = below(4); i-- > 0;) out["value"].push_back(value(field));
    } else {
      out["value"] = value(field);
    }
    return out;
  }

  std::mt19937 random_;
  const Json ids_ = {"017f22e2-79b0-7cc3-98c4-000000000001", "017f22e2-79b0-7cc3-98c4-000000000002",
                     "017f22e2-79b0-7cc3-98c4-000000000003", "017f22e2-79b0-7cc3-98c4-000000000004",
                     "017f22e2-79b0-7cc3-98c4-000000000005"};
};

class SameAnswer : public testing::TestWithParam<unsigned> {};

TEST_P(SameAnswer, InMemoryAndInSql) {
  Chance chance(GetParam());
  Sqlite sqlite;
  std::map<Id, Row> accounts;
  const EntityInfo& account = catalogue().entity("account");
  for (std::size_t i = 0; i < 3; ++i) {  // two of the five references lead nowhere
    Row row = chance.row(account, i);
    sqlite.insert(account, row);
    accounts.emplace(to_id(row[kId]), std::move(row));
  }
  const Predicate::Lookup lookup = [&](std::string_view, const Id& id) -> const Row* {
    const auto it = accounts.find(id);
    return it == accounts.end() ? nullptr : &it->second;
  };
  std::size_t yes = 0, no = 0;
  for (const char* name : {"lead", "feedback"}) {
    const EntityInfo& entity = catalogue().entity(name);
    std::vector<Row> rows;
    for (std::size_t i = 0; i < 5; ++i) {
      rows.push_back(chance.row(entity, i));
      sqlite.insert(entity, rows.back());
    }
    for (int round = 0; round < 60; ++round) {
      const Json condition = chance.condition(entity, 4);
      const Predicate predicate = Predicate::parse(catalogue(), entity, condition);
      const SqlCondition compiled = predicate.compile("r", kNow);
      for (const Row& row : rows) {
        const bool answer = predicate.matches(row, kNow, lookup);
        ASSERT_EQ(sqlite.holds(entity, to_id(row[kId]), compiled), answer) << condition.dump() << "\n"
                                                                           << compiled.sql << "\n"
                                                                           << to_json(entity, row).dump();
        ++(answer ? yes : no);
      }
    }
  }
  EXPECT_GT(yes, 50U);
  EXPECT_GT(no, 50U);
}

INSTANTIATE_TEST_SUITE_P(Seeds, SameAnswer, testing::Range(1U, 21U));

}  // namespace
}  // namespace tandem::model
