// SPDX-License-Identifier: Apache-2.0
// One rule that cannot be followed does not stop time for the others.
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

Json half_done(store::Change& change, Instant) {
  change.event("half.done", "person", {});
  throw Error(TANDEM_FORBIDDEN, "this cannot be", "do something else");
}
Json whole(store::Change&, Instant) { return {{"whole", 1}}; }
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
  EXPECT_EQ(events("half.done"), 0);
}

}  // namespace
}  // namespace tandem::domain
