// SPDX-License-Identifier: Apache-2.0
#include "model/signed_content.hpp"
#include "unit/model/samples.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "model/document.hpp"
#include "model/entities/all.hpp"

namespace tandem::model {
namespace {

Row row_from(std::string_view entity, const std::string& json) {
  Row row;
  read_document(catalogue().entity(entity), json, row);
  return row;
}

constexpr const char* kGoalText =
    R"({"title": "Grow", "baseline": 0, "target": 100, "side": "sales", "state": "draft"})";

std::string goal_hash(const std::string& json) {
  return content_hash(catalogue().entity("goal"), row_from("goal", json));
}

TEST(ContentHash, IsSha256OverTheCanonicalForm) {
  EXPECT_EQ(
      goal_hash(kGoalText),
      sha256_hex(R"({"entity":"goal","fields":{"baseline":0,"side":"sales","target":100,"title":"Grow"}})"));
}

TEST(ContentHash, DoesNotDependOnOrderStateStampsOrIds) {
  const std::string hash = goal_hash(kGoalText);
  EXPECT_EQ(goal_hash(R"({"side": "sales", "target": 100, "baseline": 0, "title": "Grow", "state": "active",
                          "content_hash": "abc", "id": "017f22e2-79b0-7cc3-98c4-dc0c0c07398f", "stretch": null})"),
            hash);
  Row row = row_from("goal", kGoalText);
  row.set(kRevision, integer(7));
  row.set(kUpdatedAt, instant(123));
  EXPECT_EQ(content_hash(catalogue().entity("goal"), row), hash);
}

TEST(ContentHash, ChangesWithEverySignedField) {
  const std::string hash = goal_hash(kGoalText);
  EXPECT_NE(goal_hash(R"({"title": "Grow", "baseline": 0, "target": 101, "side": "sales"})"), hash);
  EXPECT_NE(goal_hash(R"({"title": "grow", "baseline": 0, "target": 100, "side": "sales"})"), hash);
  EXPECT_NE(goal_hash(R"({"title": "Grow", "baseline": 0, "target": 100, "side": "sales", "stretch": 0})"),
            hash);
}

std::string version_hash(const std::vector<std::string>& clauses) {
  std::vector<Row> rows;
  for (const auto& json : clauses) rows.push_back(row_from("clause", json));
  SignedChildren children{&catalogue().entity("clause"), {}};
  for (const Row& row : rows) children.rows.push_back(&row);
  return content_hash(catalogue().entity("guideline_version"),
                      row_from("guideline_version", R"({"number": 1})"), {children});
}

TEST(ContentHash, CoversChildrenInAnyOrderOfReading) {
  const std::string a =
      R"({"kind": "responsibility", "key": "a", "body": {"x": 1, "y": {"p": "é", "q": 2}}})";
  const std::string a_turned =
      R"({"body": {"y": {"q": 2, "p": "\u00e9"}, "x": 1}, "key": "a", "kind": "responsibility"})";
  const std::string b = R"({"kind": "responsibility", "key": "b", "body": {"x": 2}})";
  EXPECT_EQ(version_hash({a, b}), version_hash({b, a_turned}));
  EXPECT_NE(version_hash({a, b}), version_hash({a}));
  EXPECT_NE(version_hash({a, b}), version_hash({a, a}));
}

TEST(ContentHash, RefusesFractions) {
  EXPECT_THROW(version_hash({R"({"kind": "sla_policy", "key": "a", "body": {"share": 0.5}})"}), Error);
}

}  // namespace
}  // namespace tandem::model
