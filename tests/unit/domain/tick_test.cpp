// SPDX-License-Identifier: Apache-2.0
// One rule that cannot be followed does not stop time for the others.
#include "domain/tick.hpp"
#include "base/text.hpp"
#include "unit/domain/guideline_fixture.hpp"

namespace tandem::domain {
namespace {

class TickTest : public GuidelineTest {
 protected:
  Id offer(const char* email) {
    const Id lead = id_in(act(mona_, "lead.capture", {{"email", email}, {"stage", "mql"}}));
    return id_in(act(mona_, "handoff.offer", {{"lead_id", lead.text()}}));
  }
};

TEST_F(TickTest, AnOfferThatCannotBeAcceptedByRuleExpires) {
  Json taken = point("mql", "sal");
  taken["on_timeout"] = "auto_accept";
  in_force("silence", {{"handoff_point", "to_sales", taken},
                       {"stage_definition",
                        "sal",
                        {{"stage", "sal"}, {"predicate", condition("account_id", "is_null", false)}}}});
  const Id handoff = offer("a@example.com");
  clock_.at += kDay;
  const Json done = tick();
  EXPECT_EQ(done.at("expired"), 1) << done;
  EXPECT_FALSE(done.contains("failed")) << done;
  EXPECT_EQ(get("handoff", handoff).at("state"), "expired");
}

Json half_done(store::Change& change, Instant, model::Portion&) {
  change.event("half.done", "person", {});
  throw Refusal(TANDEM_FORBIDDEN, "not_this_one", "this cannot be", "do something else");
}
Json whole(store::Change&, Instant, model::Portion&) { return {{"whole", 1}}; }
constexpr model::TimeRule kRules[] = {{"half", "", half_done}, {"whole", "", whole}};

TEST_F(TickTest, ARuleThatIsRefusedIsUndoneAndToldOf) {
  model::Catalogue catalogue = make_catalogue();
  catalogue.add(kRules);
  store::OpenOptions options;
  options.clock = &clock_;
  db_.reset();
  db_ = store::Database::open(folder_ / "store.tandem", catalogue, options);
  const Json done = tick();
  EXPECT_EQ(done.at("whole"), 1);
  ASSERT_EQ(done.at("failed").size(), 1u);
  EXPECT_EQ(done.at("failed")[0].at("rule"), "half");
  EXPECT_EQ(done.at("failed")[0].at("message"), "this cannot be");
  EXPECT_EQ(done.at("failed")[0].at("code"), "not_this_one");
  EXPECT_EQ(events("half.done"), 0);
}

class LongTickTest : public TickTest {
 protected:
  static constexpr std::int64_t kMany = 10'000;
  /// Signals that nobody acknowledged in time.
  void signals(std::int64_t count) {
    store::Change change(*db_, system());
    const EntityInfo& entity = db_->catalogue().entity("signal");
    const Json one = {{"kind", "market"},        {"strength", 3},
                      {"text", "Prices fall"},   {"from_person_id", mona_.text()},
                      {"raised_at", clock_.at},  {"due_at", clock_.at + kHour},
                      {"needs_leadership", true}};
    const std::string document = one.dump();
    for (std::int64_t i = 0; i < count; ++i) {
      Row row;
      model::read_document(entity, document, row);
      change.create(entity, row, model::SetBy::verb);
    }
    change.commit();
    clock_.at += kDay;
  }
  std::int64_t told() { return count("SELECT count(*) FROM signal WHERE overdue_at IS NOT NULL"); }
};

TEST_F(LongTickTest, LetsOtherWritersInBetweenAndCanBeInterrupted) {
  signals(kMany);
  const auto other = [&] {
    store::OpenOptions options;
    options.clock = &clock_;
    return store::Database::open(folder_ / "store.tandem", make_catalogue(), options);
  }();
  const auto write = [&](int n) {  // another process, as it were
    return domain::act(*other, as(mona_), "idea.submit", {}, {{"text", "idea " + std::to_string(n)}});
  };
  std::int64_t seen = 0;
  {
    Tick interrupted(clock_.at);
    for (int part = 1; part <= 3; ++part) {
      ASSERT_TRUE(interrupted.run_part(*db_, system()));
      EXPECT_GT(told(), seen);
      seen = told();
      write(part);
    }
    EXPECT_EQ(interrupted.done().at("signals_overdue"), seen);
  }
  ASSERT_LT(seen, kMany / 2);
  EXPECT_EQ(tick().at("signals_overdue"), kMany - seen);  // what was done stays done
  EXPECT_EQ(told(), kMany);
  EXPECT_EQ(events("signal.overdue"), kMany);
  EXPECT_EQ(tick().at("signals_overdue"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM idea"), 3);
}

TEST_F(LongTickTest, PartsAddUpAndOnlyTheRefusedPartIsUndone) {
  for (int i = 0; i < 5; ++i) offer(concat({"p", std::to_string(i), "@example.com"}).c_str());
  signals(3);
  clock_.at += 30 * kDay;
  Tick tick(clock_.at, 2);
  int parts = 1;
  while (tick.run_part(*db_, system())) ++parts;
  EXPECT_EQ(tick.done().at("expired"), 5);
  EXPECT_EQ(tick.done().at("signals_overdue"), 3);
  EXPECT_GE(parts, 4);
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

}  // namespace
}  // namespace tandem::domain
