// SPDX-License-Identifier: Apache-2.0
#include "sync/mapping/mapping.hpp"

#include <gtest/gtest.h>

#include "domain/domain.hpp"

namespace tandem::sync {
namespace {

class NoReferences final : public References {
 public:
  Id local(const Reference&, const Reference::RemoteType& type, std::string_view remote_id) override {
    throw Waiting(type.name, std::string(remote_id));
  }
  std::optional<RemoteRecord> remote(const Reference&, const Id&) override { return std::nullopt; }
};

class MappingTest : public ::testing::Test {
 protected:
  static Json document(const std::string& entity, const std::string& fields, const std::string& more = "") {
    return parse_json(R"({"format": 1, "default_currency": "BRL", "rules": [{"entity": ")" + entity +
                          R"(", "remote_type": "T", "fields": [)" + fields + "]" + more + "}]}",
                      "a test mapping");
  }
  std::string in(const std::string& entity, const std::string& field, const std::string& transform,
                 Value raw) {
    plan_ = Mapping::parse(
        document(entity, R"({"field": ")" + field + R"(", "remote": "r", "transform": )" + transform + "}"),
        catalogue_);
    Row row;
    map_in(plan_->rules[0], &raw, none_, "BRL", row);
    const EntityInfo& info = *plan_->rules[0].entity;
    const std::size_t position = info.position(field);
    return model::has(row[position]) ? model::to_text(info.field(position).type, row[position]) : "null";
  }
  /// There and back: what the remote is shown for what was read from it.
  std::string back(const std::string& entity, const std::string& field, const std::string& transform,
                   Value raw) {
    in(entity, field, transform, raw);
    Row row;
    map_in(plan_->rules[0], &raw, none_, "BRL", row);
    Row out(plan_->streams[0].fields.size());
    std::size_t index = 0;
    while (plan_->rules[0].fields[index].position != plan_->rules[0].entity->position(field)) ++index;
    map_out(plan_->rules[0], row, {index}, none_, "BRL", out);
    return model::has(out[0]) ? plain_text(out[0]) : "null";
  }
  std::string error(const Json& mapping) {
    try {
      Mapping::parse(mapping, catalogue_);
    } catch (const Error& e) {
      return e.message() + " " + e.advice();
    }
    return "none";
  }

  model::Catalogue catalogue_ = domain::make_catalogue();
  std::unique_ptr<Mapping> plan_;
  NoReferences none_;
};

TEST_F(MappingTest, TextIsTrimmedAndBlankIsNull) {
  EXPECT_EQ(in("lead", "company_name", R"("trim")", model::text("  Acme ")), "Acme");
  EXPECT_EQ(in("lead", "company_name", "null", model::text("   ")), "null");
  EXPECT_EQ(back("lead", "origin", R"({"text": {"max": 3}})", model::text("social")), "soc");
}

TEST_F(MappingTest, EnumsMapBothWays) {
  const std::string map = R"({"map": {"Working - Contacted": "working", "New": "open"}})";
  EXPECT_EQ(in("lead", "disposition", map, model::text("New")), "open");
  EXPECT_EQ(back("lead", "disposition", map, model::text("Working - Contacted")), "Working - Contacted");
  EXPECT_THROW(in("lead", "disposition", map, model::text("?")), Error);
}

TEST_F(MappingTest, AnUnlistedValueMayBecomeOneThatIsNamed) {
  const std::string sides = R"({"map": {"Standard": "sales"}, "else": {"value": "external"}})";
  EXPECT_EQ(in("person", "side", sides, model::text("Standard")), "sales");
  EXPECT_EQ(in("person", "side", sides, model::text("Guest")), "external");
  EXPECT_EQ(in("person", "side", sides, model::null()), "null");
  EXPECT_THROW(
      in("person", "side", R"({"map": {"Standard": "sales"}, "else": {"other": "x"}})", model::text("Guest")),
      Error);
}

TEST_F(MappingTest, DatesReadTheirPatternInTheirZone) {
  const std::string date = R"({"date": {"pattern": "%d-%m-%Y", "zone": "America/Sao_Paulo"}})";
  EXPECT_EQ(in("lead", "captured_at", date, model::text("01-02-2018")).substr(0, 16), "2018-02-01T02:00");
  EXPECT_EQ(back("lead", "captured_at", date, model::text("01-02-2018")), "01-02-2018");
  EXPECT_EQ(in("opportunity", "expected_close_on", R"({"date": {}})", model::text("2026-03-04")),
            "2026-03-04");
  EXPECT_THROW(in("lead", "captured_at", date, model::text("2018-02-01")), Error);
}

TEST_F(MappingTest, AmountsAreExactAndNeverDoubles) {
  const std::string decimal = R"({"decimal": {"currency": "BRL"}})";
  EXPECT_EQ(in("opportunity", "amount_minor", decimal, model::bytes(TANDEM_VALUE_DECIMAL, "1234.5")),
            "123450");
  EXPECT_EQ(back("opportunity", "amount_minor", decimal, model::text("1234.50")), "1234.50");
  Value d{TANDEM_VALUE_DOUBLE, 0, 0, {0}};
  d.as.d = 0.1;
  EXPECT_THROW(in("opportunity", "amount_minor", decimal, d), Error);
  EXPECT_EQ(in("opportunity", "amount_minor", R"(["zero_to_null", {"decimal": {}}])", model::text("0.00")),
            "null");
}

TEST_F(MappingTest, ScalesAndBooleansInvert) {
  const std::string percent = R"({"scale": {"num": 10000}})";
  EXPECT_EQ(in("opportunity", "probability_ppm", percent, model::text("12.5")), "125000");
  EXPECT_EQ(back("opportunity", "probability_ppm", percent, model::text("12.5")), "12.5");
  const std::string flag = R"({"bool": {"true": ["Y", "J"], "false": ["N"]}})";
  EXPECT_EQ(back("account", "is_customer", flag, model::text("J")), "Y");
}

TEST_F(MappingTest, NamesSplitAndJoin) {
  const auto names = Mapping::parse(
      document("lead",
               R"({"field": "given_name", "remote": "n", "transform": {"split": {"part": "before_last"}}},
                          {"field": "family_name", "remote": "n", "transform": {"split": {"part": "last"}}})"),
      catalogue_);
  const RulePlan& rule = names->rules[0];
  const Value whole = model::text("Ana Maria Silva");
  Row row;
  map_in(rule, &whole, none_, "", row);
  EXPECT_EQ(model::view(row[rule.entity->position("given_name")]), "Ana Maria");
  EXPECT_EQ(model::view(row[rule.entity->position("family_name")]), "Silva");
  Row out(1);
  map_out(rule, row, {1}, none_, "", out);
  EXPECT_EQ(plain_text(out[0]), "Ana Maria Silva");
}

TEST_F(MappingTest, AReferenceThatIsNotThereWaits) {
  EXPECT_THROW(in("opportunity", "lead_id", R"({"ref": {"remote_type": "Lead"}})", model::text("x")),
               Waiting);
}

TEST_F(MappingTest, ErrorsNameTheirPath) {
  EXPECT_NE(error(document("leed", "")).find("/rules/0/entity"), std::string::npos);
  EXPECT_NE(error(document("lead", R"({"field": "emial", "remote": "r"})")).find("email"), std::string::npos);
  EXPECT_NE(error(document("lead", R"({"field": "email", "remote": "r", "transform": "trum"})"))
                .find("/rules/0/fields/0/transform: unknown transform 'trum' did you mean 'trim'?"),
            std::string::npos);
  EXPECT_NE(
      error(document("lead", R"({"field": "owner_person_id", "remote": "r"})")).find("needs the transform"),
      std::string::npos);
  EXPECT_NE(error(document("lead", R"({"field": "email", "remote": "r"}, {"field": "email", "remote": "s"})"))
                .find("mapped twice"),
            std::string::npos);
  EXPECT_NE(error(document("lead", "",
                           R"(, "verbs": [{"when": {"remote": "s", "equals": "x"}, "verb": "lead.jump"}])"))
                .find("/rules/0/verbs/0/verb"),
            std::string::npos);
  EXPECT_NE(error(document("lead", "", R"(, "fieldz": [])")).find("fieldz"), std::string::npos);
  EXPECT_NE(error(document("lead", "", R"(, "refusal": "why")")).find("/rules/0/refusal: only changes that"),
            std::string::npos);
}

TEST_F(MappingTest, StreamsComeInTheOrderOfTheirReferences) {
  const auto plan = Mapping::parse(parse_json(R"({"format": 1, "rules": [
        {"entity": "opportunity", "remote_type": "Deal", "fields": [
          {"field": "lead_id", "remote": "lead", "transform": {"ref": {"remote_type": "Lead"}}}]},
        {"entity": "lead", "remote_type": "Lead", "fields": [{"field": "email", "remote": "mail"}]}]})",
                                              "a mapping"),
                                   catalogue_);
  ASSERT_EQ(plan->streams.size(), 2U);
  EXPECT_EQ(plan->streams[0].remote_type, "Lead");
}

TEST_F(MappingTest, RawValuesSurviveParking) {
  const std::vector<Value> values{model::absent(),
                                  model::null(),
                                  model::boolean(true),
                                  model::integer(-5),
                                  model::text("ação"),
                                  model::date(17000),
                                  model::bytes(TANDEM_VALUE_DECIMAL, "0.10"),
                                  model::bytes(TANDEM_VALUE_BYTES, "\x01\xff")};
  std::vector<Value> again;
  Arena arena;
  unpack(parse_json(pack(values.data(), values.size()).dump(), "packed"), again, arena);
  ASSERT_EQ(again.size(), values.size());
  for (std::size_t i = 0; i < values.size(); ++i) EXPECT_TRUE(model::same(values[i], again[i])) << i;
}

}  // namespace
}  // namespace tandem::sync
