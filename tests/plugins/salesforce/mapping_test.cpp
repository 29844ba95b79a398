// SPDX-License-Identifier: Apache-2.0
// The shipped mapping: values that an organisation made up itself must not hold its records up.
#include <gtest/gtest.h>

#include <algorithm>

#include "domain/domain.hpp"
#include "support/files.hpp"
#include "sync/mapping/mapping.hpp"

namespace tandem::salesforce::test {
namespace {

class NoReferences final : public sync::References {
 public:
  Id local(const sync::Reference&, const sync::Reference::RemoteType& type, std::string_view id) override {
    throw sync::Waiting(type.name, std::string(id));
  }
  std::optional<sync::RemoteRecord> remote(const sync::Reference&, const Id&) override {
    return std::nullopt;
  }
};

class ShippedMapping : public testing::Test {
 protected:
  ShippedMapping() {
    const std::string text = tandem::test::read_file(TANDEM_TEST_ADAPTERS "/salesforce/salesforce.json");
    mapping = sync::Mapping::parse(parse_json(text, "the shipped mapping"), catalogue);
  }
  using Given = std::vector<std::pair<std::string, sync::Value>>;
  /// The field's local text under each rule that holds for a row of these values; '-' where it is left out.
  std::string read(const std::string& type, const std::string& field, const Given& given) {
    std::string all;
    for (const sync::RulePlan& rule : mapping->rules) {
      if (rule.remote_type != type) continue;
      sync::StreamPlan& stream = mapping->stream_of(rule);
      std::vector<sync::Value> values(stream.fields.size(), model::absent());
      for (const auto& [name, value] : given) values[stream.field(name)] = value;
      if (rule.when && !rule.when->holds(values.data())) continue;
      sync::Row row;
      sync::map_in(rule, values.data(), none, "USD", row);
      const std::size_t position = rule.entity->position(field);
      if (!all.empty()) all += ' ';
      all += model::has(row[position]) ? std::string(model::view(row[position])) : std::string("-");
    }
    return all;
  }
  std::string side(const char* user_type, bool active = true) {
    return read("User", "side", {{"UserType", model::text(user_type)}, {"IsActive", model::boolean(active)}});
  }

  model::Catalogue catalogue = domain::make_catalogue();
  std::unique_ptr<sync::Mapping> mapping;
  NoReferences none;
};

TEST_F(ShippedMapping, EveryKindOfUserHasASideAndComesOnce) {
  EXPECT_EQ(side("Standard"), "sales");
  EXPECT_EQ(side("AutomatedProcess"), "shared");
  EXPECT_EQ(side("CloudIntegrationUser"), "shared");
  for (const char* type : {"PowerPartner", "CspLitePortal", "CustomerSuccess", "PowerCustomerSuccess",
                           "CsnOnly", "Guest", "SelfService", "SomethingQuiteNew"}) {
    EXPECT_EQ(side(type), "external") << type;
    EXPECT_EQ(side(type, false), "external") << type;
  }
}

TEST_F(ShippedMapping, ASideCorrectedHereIsKept) {
  for (const sync::RulePlan& rule : mapping->rules) {
    if (rule.remote_type != "User") continue;
    for (const sync::FieldPlan& plan : rule.fields) {
      if (plan.position == rule.entity->position("side")) {
        EXPECT_TRUE(plan.only_create);
      }
    }
  }
}

TEST_F(ShippedMapping, AStatusOfTheOrganisationsOwnLeavesTheDispositionAlone) {
  EXPECT_EQ(read("Lead", "disposition", {{"Status", model::text("Nurturing")}}), "nurturing");
  EXPECT_EQ(read("Lead", "disposition", {{"Status", model::text("Waiting for the fair")}}), "-");
  // A new lead gets the default then; and no disposition is ever written there as an empty status.
  const sync::EntityInfo& lead = catalogue.entity("lead");
  const sync::Field& disposition = lead.field(lead.position("disposition"));
  EXPECT_EQ(disposition.fallback, "\"open\"");
  const auto rule = std::find_if(mapping->rules.begin(), mapping->rules.end(),
                                 [](const sync::RulePlan& one) { return one.remote_type == "Lead"; });
  ASSERT_NE(rule, mapping->rules.end());
  const sync::StreamPlan& stream = mapping->stream_of(*rule);
  std::size_t index = 0;
  while (rule->fields[index].position != lead.position("disposition")) ++index;
  for (const std::string_view choice : disposition.choices) {
    sync::Row local(lead.size()), out(stream.fields.size());
    local.set(lead.position("disposition"), model::text(choice));
    sync::map_out(*rule, local, {index}, none, "USD", out);
    EXPECT_TRUE(model::has(out[rule->fields[index].remote.front()])) << choice;
  }
}

}  // namespace
}  // namespace tandem::salesforce::test
