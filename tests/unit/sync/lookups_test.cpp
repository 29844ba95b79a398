// SPDX-License-Identifier: Apache-2.0
// References that have one remote field a remote type.
#include <gtest/gtest.h>

#include <map>

#include "domain/domain.hpp"
#include "sync/inbound/page.hpp"
#include "sync/mapping/mapping.hpp"

namespace tandem::sync {
namespace {

/// Knows records by entity, type and remote id; remembers nothing else.
class Known final : public References {
 public:
  Id local(const Reference&, const Reference::RemoteType& type, std::string_view remote_id) override {
    const auto found = by_key.find(type.entity + "/" + type.name + "/" + std::string(remote_id));
    if (found == by_key.end()) throw Waiting(type.name, std::string(remote_id));
    return found->second;
  }
  std::optional<RemoteRecord> remote(const Reference& reference, const Id& local) override {
    for (std::size_t i = 0; i < reference.remote_types.size(); ++i) {
      const auto& type = reference.remote_types[i];
      const std::string start = type.entity + "/" + type.name + "/";
      for (const auto& [key, id] : by_key) {
        if (id == local && key.compare(0, start.size(), start) == 0)
          return RemoteRecord{i, key.substr(start.size())};
      }
    }
    return std::nullopt;
  }
  Id add(const std::string& key) {
    const Id id = Id::require("01890000-0000-7000-8000-00000000000" + std::to_string(by_key.size()), "id");
    by_key[key] = id;
    return id;
  }
  std::map<std::string, Id> by_key;
};

constexpr const char* kLinked = R"({"entity": "lead", "remote_type": "Lead", "fields": []},
  {"entity": "lead", "remote_type": "Contact", "fields": []},
  {"entity": "opportunity", "remote_type": "Deal", "fields": []},
  {"entity": "person", "remote_type": "User", "fields": []})";

class Lookups : public ::testing::Test {
 protected:
  static Json document(const std::string& entity, const std::string& body) {
    return parse_json(R"({"format": 1, "rules": [{"entity": ")" + entity + R"(", "remote_type": "T", )" +
                          body + "}, " + kLinked + "]}",
                      "a test mapping");
  }
  static Json touch(const std::string& remote, const std::string& types) {
    return document("touch", R"("fields": [{"field": "lead_id", "remote": )" + remote +
                                 R"(, "transform": {"ref": {"remote_type": )" + types + "}}}]");
  }
  static Json feedback(const std::string& types, const std::string& more = {}) {
    const std::string source =
        R"("remote": ["lead", "contact", "deal"], "transform": {"ref": {"remote_type": )" + types +
        R"(, "entity_field": "about_entity"}})";
    return document("feedback", R"("fields": [{"field": "about_id", )" + source +
                                    R"(}], "verbs": [{"verb": "feedback.submit", "create": true,
        "when": {"field": "why", "op": "not_null"}, "args": {"about_id": {)" +
                                    source + "}" + more + "}}]");
  }
  void use(const Json& mapping) { plan_ = Mapping::parse(mapping, catalogue_); }
  std::string error(const Json& mapping) {
    try {
      use(mapping);
    } catch (const Error& e) {
      return e.message() + "; " + e.advice();
    }
    return "none";
  }
  const RulePlan& rule() { return plan_->rules[0]; }
  std::vector<Value> row(const std::vector<Value>& values) {
    std::vector<Value> all = values;
    all.resize(plan_->stream_of(rule()).fields.size(), model::null());
    return all;
  }
  Value in(const std::vector<Value>& values) {
    map_in(rule(), row(values).data(), known_, "", mapped_);
    return mapped_[rule().fields[0].position];
  }
  /// The remote fields of the first mapped field, '-' where cleared.
  std::string out(const Row& local) {
    Row remote(plan_->stream_of(rule()).fields.size());
    map_out(rule(), local, {0}, known_, "", remote);
    std::string all;
    for (const std::size_t position : rule().fields[0].remote) {
      EXPECT_TRUE(model::given(remote[position])) << "left out: it keeps what it had";
      all += (all.empty() ? "" : " ") + (model::has(remote[position]) ? plain_text(remote[position]) : "-");
    }
    return all;
  }
  Row about(const std::string& entity, const Id& id) {
    Row local(rule().entity->size());
    local.set_text(rule().entity->position("about_entity"), entity);
    local.set(rule().entity->position("about_id"), model::bytes(TANDEM_VALUE_ID, id.view()));
    return local;
  }

  model::Catalogue catalogue_ = domain::make_catalogue();
  std::unique_ptr<Mapping> plan_;
  Known known_;
  Row mapped_;
};

constexpr const char* kTwo = R"(["lead", "contact"])";
constexpr const char* kThree = R"(["Lead", "Contact", "Deal"])";

TEST_F(Lookups, TheFirstFilledFieldDecidesTheTypeToo) {
  use(touch(kTwo, R"(["Lead", "Contact"])"));
  const Id lead = known_.add("lead/Lead/1"), contact = known_.add("lead/Contact/1");
  EXPECT_EQ(model::to_id(in({model::text("1"), model::null()})), lead);
  EXPECT_EQ(model::to_id(in({model::text("  "), model::text("1")})), contact);
  EXPECT_EQ(model::to_id(in({model::text("1"), model::text("1")})), lead);
  EXPECT_THROW(in({model::null(), model::text("2")}), Waiting);
}

TEST_F(Lookups, NoneFilledIsNothingAndNotToldSaysNothing) {
  use(touch(kTwo, R"(["Lead", "Contact"])"));
  EXPECT_EQ(in({model::null(), model::null()}).kind, TANDEM_VALUE_NULL);
  EXPECT_FALSE(model::given(in({model::absent(), model::null()})));
}

TEST_F(Lookups, TheFieldOfTheTypeGetsTheIdAndTheOthersAreCleared) {
  use(touch(kTwo, R"(["Lead", "Contact"])"));
  const Id lead = known_.add("lead/Lead/1"), contact = known_.add("lead/Contact/2");
  Row local(rule().entity->size());
  const std::size_t position = rule().entity->position("lead_id");
  EXPECT_EQ(out(local), "- -");
  local.set(position, model::bytes(TANDEM_VALUE_ID, lead.view()));
  EXPECT_EQ(out(local), "1 -");
  local.set(position, model::bytes(TANDEM_VALUE_ID, contact.view()));
  EXPECT_EQ(out(local), "- 2");
}

TEST_F(Lookups, WhatIsNotLinkedYetWaitsAndClearsNothing) {
  use(touch(kTwo, R"(["Lead", "Contact"])"));
  Row local(rule().entity->size()), remote(2);
  const Id stranger = known_.add("account/Account/1");
  local.set(rule().entity->position("lead_id"), model::bytes(TANDEM_VALUE_ID, stranger.view()));
  EXPECT_THROW(map_out(rule(), local, {0}, known_, "", remote), Waiting);
  EXPECT_FALSE(model::given(remote[0]));
  EXPECT_FALSE(model::given(remote[1]));
}

TEST_F(Lookups, ASubjectIsTwoArgumentsAndTheTypeSaysWhichEntity) {
  use(feedback(kThree));
  const Id lead = known_.add("lead/Contact/1"), deal = known_.add("opportunity/Deal/1");
  const VerbPlan& verb = rule().verbs[0];
  const auto told = [&](const std::vector<Value>& values) {
    return map_arguments(verb, row(values).data(), known_);
  };
  const Json about_lead = told({model::null(), model::text("1"), model::null()});
  EXPECT_EQ(about_lead["about_entity"], "lead");
  EXPECT_EQ(about_lead["about_id"], lead.text());
  const Json about_deal = told({model::null(), model::null(), model::text("1")});
  EXPECT_EQ(about_deal["about_entity"], "opportunity");
  EXPECT_EQ(about_deal["about_id"], deal.text());
  EXPECT_EQ(told({model::null(), model::null(), model::null()}), Json::object());
}

TEST_F(Lookups, ASubjectGoesOutByItsEntity) {
  use(feedback(kThree));
  const Id lead = known_.add("lead/Contact/1"), deal = known_.add("opportunity/Deal/2");
  EXPECT_EQ(out(about("lead", lead)), "- 1 -");
  EXPECT_EQ(out(about("opportunity", deal)), "- - 2");
  EXPECT_EQ(out(about("goal", known_.add("goal/Goal/3"))), "- - -") << "no field there shows a goal";
  EXPECT_THROW(out(about("lead", known_.add("lead/Elsewhere/4"))), Waiting);
}

TEST_F(Lookups, EveryRemoteFieldIsAskedForAndHashed) {
  use(touch(kTwo, R"(["Lead", "Contact"])"));
  const StreamPlan& stream = plan_->stream_of(rule());
  EXPECT_EQ(stream.fields, (std::vector<std::string>{"lead", "contact"}));
  RowHasher hasher(stream.seed);
  const auto hash = [&](std::vector<Value> values) {
    tandem_row raw{};
    raw.values = values.data();
    raw.value_count = static_cast<std::uint32_t>(values.size());
    return hasher.hash(raw);
  };
  const RowHash none = hash({model::null(), model::null()}), second = hash({model::null(), model::text("1")});
  EXPECT_NE(none, second);
  EXPECT_NE(second, hash({model::text("1"), model::null()}));
}

TEST_F(Lookups, StreamsComeBehindAllTheTypesTheyReferTo) {
  use(feedback(kThree));
  std::vector<std::string> order;
  for (const StreamPlan& stream : plan_->streams) order.push_back(stream.remote_type);
  EXPECT_EQ(order, (std::vector<std::string>{"Lead", "Contact", "Deal", "T", "User"}));
}

TEST_F(Lookups, AnUnsoundListIsRefusedByItsPath) {
  EXPECT_EQ(error(touch(kTwo, R"(["Lead"])")),
            "mapping /rules/0/fields/0/remote: 2 remote fields for 1 remote types; name one remote field for "
            "each type, in the same order");
  EXPECT_EQ(error(touch(R"("lead")", R"(["Lead", "Contact"])")).find("mapping /rules/0/fields/0/remote: 1 "),
            0U);
  EXPECT_EQ(error(touch(kTwo, R"(["Lead", "Lead"])")),
            "mapping /rules/0/fields/0/transform: names 'Lead' twice; each type has one remote field");
  EXPECT_EQ(error(touch(R"(["lead", "lead"])", R"(["Lead", "Contact"])")),
            "mapping /rules/0/fields/0/remote: names a field twice; each type has a remote field of its own");
  EXPECT_EQ(error(touch(kTwo, R"(["Lead", "Contract"])")),
            "mapping /rules/0/fields/0/transform: no rule of this mapping links 'Contract'; did you mean "
            "'Contact'?");
  EXPECT_EQ(error(touch(kTwo, R"(["Lead", "Deal"])")),
            "mapping /rules/0/fields/0/transform: 'Deal' is no lead in this mapping; ");
  EXPECT_NE(error(touch(kTwo, R"([{"prefix": "a", "type": "Lead"}, {"prefix": "b", "type": "Contact"}])"))
                .find("/rules/0/fields/0/remote: several fields need"),
            std::string::npos);
  EXPECT_NE(error(touch(kTwo, R"(["Lead", {"prefix": "b", "type": "Contact"}])")).find("/remote_type/1"),
            std::string::npos);
  EXPECT_NE(error(document("touch", R"("fields": [{"field": "lead_id", "remote": ["lead", "contact"],
      "transform": ["trim", {"ref": {"remote_type": ["Lead", "Contact"]}}]}])"))
                .find("stands alone"),
            std::string::npos);
}

TEST_F(Lookups, AnUnsoundSubjectIsRefusedByItsPath) {
  EXPECT_EQ(
      error(feedback(R"(["Lead", "Contact", "User"])")),
      "mapping /rules/0/fields/0/transform: 'User' is nothing that the field named by 'entity_field' may "
      "say; leave this type out");
  EXPECT_EQ(error(feedback(kThree, R"(, "about_entity": {"constant": "lead"})")),
            "mapping /rules/0/verbs/0/args/about_entity: follows from the remote type of 'about_id'; ");
  EXPECT_NE(error(document("touch", R"("fields": [{"field": "lead_id", "remote": ["lead"],
      "transform": {"ref": {"remote_type": ["Lead"], "entity_field": "channel"}}}])"))
                .find("/ref/entity_field: is for a list"),
            std::string::npos);
  EXPECT_NE(error(document("feedback", R"("fields": [{"field": "about_id", "remote": ["lead"],
      "transform": {"ref": {"remote_type": ["Lead"], "entity_field": "about_entiti"}}}])"))
                .find("did you mean 'about_entity'?"),
            std::string::npos);
}

}  // namespace
}  // namespace tandem::sync
