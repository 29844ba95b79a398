// SPDX-License-Identifier: Apache-2.0
#include "model/catalogue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>

#include "base/error.hpp"
#include "model/entities/all.hpp"

namespace tandem::model {
namespace {

template <typename Work>
Error refusal(Work&& work) {
  try {
    work();
  } catch (const Error& e) {
    return e;
  }
  ADD_FAILURE() << "nothing was refused";
  return Error(TANDEM_OK, "");
}

TEST(Catalogue, KnowsEveryEntityByNameWithTheCommonFieldsFirst) {
  const Catalogue catalogue;
  EXPECT_EQ(catalogue.entities().size(), kEntities.size());
  for (const Entity* entity : kEntities) {
    const EntityInfo& info = catalogue.entity(entity->name);
    EXPECT_EQ(info.position("id"), kId);
    EXPECT_EQ(info.position("archived_at"), kArchivedAt);
    EXPECT_EQ(info.size(), kCommonFields + entity->fields.size());
    for (std::size_t i = 0; i < kCommonFields; ++i) EXPECT_EQ(info.field(i).set_by, SetBy::derived);
  }
  EXPECT_EQ(catalogue.entity("lead").position("stage"), at(kLead, "stage"));
}

TEST(Catalogue, DescriptorsAreSound) {
  const Catalogue catalogue;
  std::set<int> numbers;
  for (const EntityInfo& info : catalogue.entities()) {
    const Entity& entity = info.descriptor();
    EXPECT_TRUE(numbers.insert(entity.number).second) << entity.name;
    std::set<std::string_view> names;
    for (const Field& field : info.fields()) {
      const std::string where = std::string(entity.name) + "." + std::string(field.name);
      EXPECT_TRUE(names.insert(field.name).second) << where;
      EXPECT_EQ(field.type == Type::choice, !field.choices.empty()) << where;
      EXPECT_EQ(field.type == Type::ref, !field.target.empty()) << where;
      if (field.type == Type::ref) {
        EXPECT_NE(catalogue.find_entity(field.target), nullptr) << where;
      }
      if (field.set_by == SetBy::verb) {
        EXPECT_FALSE(field.verb.empty()) << where;
      }
      if (!field.fallback.empty()) {
        EXPECT_NO_THROW(parse_json(field.fallback, where)) << where;
      }
      if (field.type == Type::minor) {
        EXPECT_TRUE(info.find("currency").has_value()) << where;
      }
    }
    if (entity.moves.empty()) continue;
    const Field& state = info.field(info.position(entity.state_field));
    for (const Move& move : entity.moves) {
      for (const auto name : {move.from, move.to}) {
        EXPECT_NE(std::find(state.choices.begin(), state.choices.end(), name), state.choices.end()) << name;
      }
    }
  }
}

TEST(Catalogue, SuggestsTheNearestName) {
  const Catalogue catalogue;
  const Error entity = refusal([&] { catalogue.entity("laed"); });
  EXPECT_EQ(entity.status(), TANDEM_NOT_FOUND);
  EXPECT_NE(entity.advice().find("'lead'"), std::string::npos);
  const Error field = refusal([&] { catalogue.entity("lead").position("emial"); });
  EXPECT_EQ(field.status(), TANDEM_INVALID_ARGUMENT);
  EXPECT_NE(field.advice().find("'email'"), std::string::npos);
  EXPECT_EQ(refusal([&] { catalogue.verb("lead.mvoe"); }).status(), TANDEM_NOT_FOUND);
  EXPECT_EQ(refusal([&] { catalogue.query("anything"); }).status(), TANDEM_NOT_FOUND);
}

TEST(Catalogue, ACopyOwnsItsExtensionNames) {
  auto first = std::make_unique<Catalogue>();
  first->add_extension("lead", "x_" + std::string(40, 'r'), Type::text, true);
  const Catalogue copy(*first);
  first.reset();
  const EntityInfo& lead = copy.entity("lead");
  const std::size_t at = lead.position("x_" + std::string(40, 'r'));
  EXPECT_EQ(at, lead.size() - 1);
  EXPECT_TRUE(lead.is_extension(at));
  EXPECT_FALSE(lead.is_extension(at - 1));
  EXPECT_TRUE(lead.field(at).is(kPersonal));
  EXPECT_EQ(lead.field(at).name, "x_" + std::string(40, 'r'));
}

TEST(Catalogue, AnExtensionLeavesTheOriginalAlone) {
  const Catalogue original;
  Catalogue copy(original);
  copy.add_extension("lead", "x_region", Type::text, false);
  EXPECT_FALSE(original.entity("lead").find("x_region").has_value());
  EXPECT_TRUE(copy.entity("lead").find("x_region").has_value());
}

TEST(Catalogue, RefusesBadExtensions) {
  Catalogue catalogue;
  catalogue.add_extension("lead", "x_region", Type::text, false);
  EXPECT_EQ(refusal([&] { catalogue.add_extension("lead", "x_region", Type::text, false); }).status(),
            TANDEM_ALREADY_EXISTS);
  for (const char* wrong : {"region", "x_", "X_region", "x_re gion", "x_\"", "x_é"}) {
    EXPECT_EQ(refusal([&] { catalogue.add_extension("lead", wrong, Type::text, false); }).status(),
              TANDEM_INVALID_ARGUMENT);
  }
  EXPECT_EQ(refusal([&] { catalogue.add_extension("lead", "x_money", Type::minor, false); }).status(),
            TANDEM_INVALID_ARGUMENT);
  EXPECT_EQ(refusal([&] { catalogue.add_extension("leads", "x_a", Type::text, false); }).status(),
            TANDEM_NOT_FOUND);
}

constexpr Argument kArguments[] = {{.name = "reason", .type = Type::text, .required = true, .doc = "why"}};
constexpr Verb kVerbs[] = {
    {.name = "lead.recycle", .entity = "lead", .arguments = kArguments, .doc = "back again"}};
constexpr Query kQueries[] = {{.name = "leads_by_stage", .arguments = kArguments}};

TEST(Describe, TellsEntitiesVerbsAndQueries) {
  Catalogue catalogue;
  catalogue.add(std::span<const Verb>(kVerbs));
  catalogue.add(std::span<const Query>(kQueries));
  catalogue.add_extension("lead", "x_region", Type::text, true);
  const Json out = describe(catalogue);
  EXPECT_EQ(out["version"], kCatalogueVersion);
  EXPECT_EQ(out["entities"].size(), kEntities.size());
  EXPECT_EQ(out["verbs"][0]["arguments"][0]["name"], "reason");
  EXPECT_EQ(out["verbs"][0]["arguments"][0]["required"], true);
  EXPECT_EQ(out["queries"][0]["name"], "leads_by_stage");
  EXPECT_EQ(out["clause_kinds"].size(), std::size(kClauseKinds));
  for (const Json& entity : out["entities"]) {
    if (entity["name"] == "handoff") {
      EXPECT_EQ(entity["moves"].size(), std::size(kHandoffMoves));
    }
    if (entity["name"] != "lead") continue;
    EXPECT_EQ(entity["kind"], "fact");
    EXPECT_EQ(entity["fields"].back()["name"], "x_region");
    EXPECT_EQ(entity["fields"].back()["extension"], true);
    for (const Json& field : entity["fields"]) {
      if (field["name"] == "captured_at") {
        EXPECT_EQ(field["unit"], "microseconds since 1970-01-01 UTC");
      }
      if (field["name"] == "email") {
        EXPECT_EQ(field["flags"], Json::array({"indexed", "personal"}));
      }
      if (field["name"] == "stage") {
        EXPECT_EQ(field["default"], "lead");
      }
    }
  }
}

TEST(JsonSchema, IsAnObjectThatKnowsItsFields) {
  const Catalogue catalogue;
  for (const EntityInfo& entity : catalogue.entities()) {
    const Json schema = json_schema(entity);
    EXPECT_EQ(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    EXPECT_EQ(schema["type"], "object");
    EXPECT_EQ(schema["additionalProperties"], false);
    EXPECT_EQ(schema["properties"].size(), entity.size()) << entity.name();
    for (const auto& [name, property] : schema["properties"].items()) {
      EXPECT_TRUE(property.is_object()) << entity.name() << "." << name;
      EXPECT_TRUE(property["x-tandem-type"].is_string()) << entity.name() << "." << name;
    }
  }
  const Json lead = json_schema(catalogue.entity("lead"));
  EXPECT_EQ(lead["properties"]["revision"]["readOnly"], true);
  EXPECT_FALSE(lead["properties"]["id"].contains("readOnly"));
  EXPECT_EQ(lead["properties"]["stage"]["enum"].size(), std::size(kStages));
  EXPECT_EQ(lead["properties"]["email"]["anyOf"][1]["type"], "null");
  EXPECT_EQ(lead["x-tandem-needed-on-create"], Json::array({"captured_at"}));
}

TEST(Types, HaveNamesColumnsAndKinds) {
  EXPECT_EQ(type_name(Type::json), "json");
  EXPECT_EQ(type_name(Type::ref), "ref");
  EXPECT_EQ(sql_type(Type::ref), "BLOB");
  EXPECT_EQ(sql_type(Type::boolean), "INTEGER");
  EXPECT_EQ(sql_type(Type::decimal), "TEXT");
  EXPECT_EQ(value_kind(Type::choice), TANDEM_VALUE_ENUM);
  EXPECT_EQ(value_kind(Type::minor), TANDEM_VALUE_INT);
  EXPECT_EQ(parse_side("sales"), Side::sales);
  EXPECT_EQ(side_name(Side::external), "external");
  EXPECT_THROW(parse_side("neither"), Error);
}

}  // namespace
}  // namespace tandem::model
