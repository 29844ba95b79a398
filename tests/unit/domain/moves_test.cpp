// SPDX-License-Identifier: Apache-2.0
// Every verb in every state of what the sides ask and tell: what the moves allow is done, all else is
// refused with what can be done instead.
#include <algorithm>
#include <map>

#include "unit/domain/workspace.hpp"

namespace tandem::domain {
namespace {

/// A move that somebody may make: who, and with which arguments.
struct Try {
  Id by;
  Json args = Json::object();
};

class MovesTest : public WorkspaceTest {
 protected:
  void SetUp() override {
    WorkspaceTest::SetUp();
    lead_ = id_in(act(mona_, "lead.capture", {{"email", "b@example.com"}}));
    tries_ = {
        {"request.acknowledge", {mona_}},
        {"request.accept", {mona_}},
        {"request.decline", {mona_, {{"reason", "no_capacity"}, {"alternative", "last year's deck"}}}},
        {"request.start", {mona_}},
        {"request.deliver", {mona_, {{"delivery", "deck v1"}}}},
        {"request.confirm", {steve_, {{"rating", 4}}}},
        {"request.reopen", {steve_, {{"reason", "prices are missing"}}}},
        {"request.cancel", {steve_}},
        {"feedback.acknowledge", {mona_}},
        {"feedback.review", {mona_}},
        {"feedback.act", {mona_}},
        {"feedback.decline", {mona_, {{"reply", "we cannot"}}}},
        {"feedback.close", {mona_, {{"reply", "done"}}}},
        {"signal.acknowledge", {mona_}},
        {"signal.act", {mona_, {{"answer", "new page"}}}},
        {"signal.watch", {mona_}},
        {"signal.dismiss", {mona_, {{"answer", "one case only"}}}},
        {"idea.adopt", {mona_, {{"adopted_as_entity", "lead"}, {"adopted_as_id", lead_.text()}}}},
        {"idea.decline", {mona_, {{"reason", "tried before"}}}},
        {"handoff.accept", {steve_}},
        {"handoff.return", {steve_, {{"reason", "no_need"}}}},
        {"handoff.expire", {steve_}},
        {"handoff.complete", {steve_}},
    };
    tries_["feedback.merge"] = {mona_, {{"into_id", start("feedback").text()}}};
  }

  /// A new record in its first state.
  Id start(std::string_view entity) {
    if (entity == "request") {
      return id_in(act(steve_, "request.open", {{"kind", "collateral"}, {"title", "deck"}, {"why", "fair"}}));
    }
    if (entity == "feedback") {
      return id_in(act(steve_, "feedback.submit",
                       {{"about_entity", "lead"},
                        {"about_id", lead_.text()},
                        {"verdict", "mixed"},
                        {"why", "wrong number"}}));
    }
    if (entity == "signal") {
      return id_in(
          act(steve_, "signal.raise", {{"kind", "demand"}, {"text", "more calls"}, {"strength", 2}}));
    }
    if (entity == "idea") return id_in(act(steve_, "idea.submit", {{"text", "call on Mondays"}}));
    const Json lead = act(mona_, "lead.capture", {{"email", "x@example.com"}, {"stage", "mql"}});
    return id_in(act(mona_, "handoff.offer", {{"lead_id", lead.at("id")}}));
  }
  Json attempt(std::string_view verb, const Id& record) {
    const Try& one = tries_.at(std::string(verb));
    if (verb == "handoff.expire") clock_.at += 3 * kDay;  // the accept window is two days
    return act(one.by, verb, record, one.args);
  }
  /// The moves that lead from the first state to `state`, shortest way.
  static std::vector<model::Move> way_to(const model::Entity& entity, std::string_view first,
                                         std::string_view state) {
    std::map<std::string_view, std::vector<model::Move>> ways = {{first, {}}};
    for (bool grown = true; grown;) {
      grown = false;
      for (const model::Move& move : entity.moves) {
        if (ways.count(move.from) == 0 || ways.count(move.to) != 0) continue;
        ways[move.to] = ways[move.from];
        ways[move.to].push_back(move);
        grown = true;
      }
    }
    return ways.at(state);
  }
  Id in_state(const model::Entity& entity, std::string_view first, std::string_view state) {
    const Id record = start(entity.name);
    for (const model::Move& move : way_to(entity, first, state)) attempt(move.verb, record);
    EXPECT_EQ(get(entity.name, record).at(std::string(entity.state_field)), std::string(state));
    return record;
  }
  static const model::Move* move_by(const model::Entity& entity, std::string_view from,
                                    std::string_view verb) {
    for (const model::Move& move : entity.moves) {
      if (move.from == from && move.verb == verb) return &move;
    }
    return nullptr;
  }
  void expect_refused(const model::Entity& entity, std::string_view state, std::string_view verb,
                      const Id& record) {
    const Error e = refusal([&] { attempt(verb, record); });
    EXPECT_EQ(e.status(), TANDEM_INVALID_STATE);
    EXPECT_EQ(e.code(), "forbidden_move");
    EXPECT_EQ(e.record, std::string(entity.name) + " " + record.text());
    bool final_state = true;
    for (const model::Move& move : entity.moves) {
      if (move.from != state) continue;
      final_state = false;
      EXPECT_NE(e.advice().find(move.verb), std::string::npos) << e.advice();
    }
    if (final_state) {
      EXPECT_NE(e.advice().find("nothing can be done"), std::string::npos) << e.advice();
    }
  }
  int check_all(const model::Entity& entity, std::span<const model::Names> states) {
    int refused = 0;
    const std::string_view first = states.front();
    for (const std::string_view state : states) {
      for (const auto& [verb, unused] : tries_) {
        if (db_->catalogue().verb(verb).entity != entity.name) continue;
        SCOPED_TRACE(verb + " on " + std::string(state));
        const Id record = in_state(entity, first, state);
        if (const model::Move* move = move_by(entity, state, verb)) {
          EXPECT_EQ(attempt(verb, record).at("state"), std::string(move->to));
        } else {
          expect_refused(entity, state, verb, record);
          ++refused;
        }
      }
    }
    EXPECT_EQ(broken(), std::vector<std::string>{});
    return refused;
  }

  Id lead_;
  std::map<std::string, Try> tries_;
};

TEST_F(MovesTest, OfARequest) { EXPECT_EQ(check_all(model::kRequest, model::kRequestStates), 59); }
TEST_F(MovesTest, OfFeedback) { EXPECT_EQ(check_all(model::kFeedback, model::kFeedbackStates), 30); }
TEST_F(MovesTest, OfASignal) { EXPECT_EQ(check_all(model::kSignal, model::kSignalStates), 14); }
TEST_F(MovesTest, OfAnIdea) { EXPECT_EQ(check_all(model::kIdea, model::kIdeaStates), 4); }
TEST_F(MovesTest, OfAHandoff) { EXPECT_EQ(check_all(model::kHandoff, model::kHandoffStates), 15); }

/// The verbs that a field's descriptor names: "idea.adopt or idea.decline".
std::vector<std::string> verbs_in(std::string_view text) {
  std::vector<std::string> names(1);
  for (const char c : text) {
    if (c == ' ' || c == ',') {
      if (!names.back().empty()) names.emplace_back();
    } else {
      names.back() += c;
    }
  }
  names.erase(
      std::remove_if(names.begin(), names.end(), [](const auto& one) { return one == "or" || one.empty(); }),
      names.end());
  return names;
}

TEST(Descriptors, NameOnlyVerbsThatThereAre) {
  const model::Catalogue catalogue = make_catalogue();
  for (const EntityInfo& entity : catalogue.entities()) {
    for (const model::Move& move : entity.descriptor().moves) {
      if (move.verb.empty()) continue;  // only a rule makes it
      EXPECT_EQ(catalogue.verbs().count(move.verb), 1u) << move.verb;
    }
    for (const model::Field& field : entity.fields()) {
      for (const std::string& verb : verbs_in(field.verb)) {
        EXPECT_EQ(catalogue.verbs().count(verb), 1u) << entity.name() << "." << field.name << ": " << verb;
      }
    }
  }
}

}  // namespace
}  // namespace tandem::domain
