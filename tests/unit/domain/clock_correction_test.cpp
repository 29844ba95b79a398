// SPDX-License-Identifier: Apache-2.0
// Promises whose story is told late, is taken back, or goes on under another record.
#include "unit/domain/clock_workspace.hpp"

namespace tandem::domain {
namespace {

class ClockCorrectionTest : public ClockTest {
 protected:
  Id pulled(const std::string& entity, const Json& document) {
    return put(entity, document, remote(), model::SetBy::sync);
  }
  Id told_touch(const Id& lead, Instant at) {
    return pulled("touch", {{"lead_id", lead.text()}, {"at", at}, {"channel", "phone"}});
  }
  void archive(const model::Entity& entity, const Id& id, bool away = true) {
    store::Change change(*db_, system());
    if (away) {
      change.archive(change.entity(entity), id);
    } else {
      change.restore(change.entity(entity), id);
    }
    change.commit();
  }
  /// Adds a policy to the house default.
  Id promise(const std::string& key, const Json& body) {
    auto house = db_->prepare("SELECT id FROM guideline_version WHERE is_house_default = 1");
    EXPECT_TRUE(house.step());
    return put("clause", {{"version_id", house.id(0).text()},
                          {"kind", "sla_policy"},
                          {"key", key},
                          {"justified_by", "evidence"},
                          {"body", body}});
  }
  Json clock_by(const Id& subject, const Id& clause) {
    auto find = db_->prepare("SELECT id FROM sla_clock WHERE subject_id = ? AND clause_id = ?");
    find.bind(1, subject).bind(2, clause);
    EXPECT_TRUE(find.step());
    return get("sla_clock", find.id(0));
  }
  void merge(const Id& from, const Id& into) {
    act(steve_, "lead.merge", from, {{"into_lead_id", into.text()}});
  }
};

TEST_F(ClockCorrectionTest, ATouchThatArrivesAfterTheClosingKeepsThePromiseAndExcusesTheClosing) {
  const Instant nine = clock_.at;
  clock_.at += 2 * kHour;
  const Json closed = {
      {"captured_at", nine}, {"disposition", "disqualified"}, {"closed_at", nine + 90 * kMinute}};
  const Id quick = pulled("lead", closed), late = pulled("lead", closed);
  EXPECT_NE(clock(quick).at("reason"), nullptr);
  EXPECT_EQ(count("SELECT count(*) FROM irregularity WHERE state = 'open'"), 2);
  told_touch(quick, nine + 20 * kMinute);
  EXPECT_EQ(state(quick), "met");
  EXPECT_EQ(clock(quick).at("reason"), nullptr);
  EXPECT_EQ(clock(quick).at("corrected"), true);
  EXPECT_EQ(clock(quick).at("worked_s"), 1200);
  told_touch(late, nine + 80 * kMinute);
  EXPECT_EQ(state(late), "met_late");
  EXPECT_EQ(clock(late).at("breached_at"), clock(late).at("due_at"));
  EXPECT_EQ(count("SELECT count(*) FROM irregularity WHERE state = 'open'"), 0);
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(ClockCorrectionTest, AClosedLeadsCancelledClockIsMetToo) {
  const Id lead = capture();
  const Instant start = clock_.at;
  clock_.at += 30 * kMinute;
  edit("lead", lead, {{"disposition", "disqualified"}, {"close_reason", "spam"}});
  EXPECT_EQ(state(lead), "cancelled");
  touch(lead, start + 10 * kMinute);
  EXPECT_EQ(state(lead), "met");
  EXPECT_EQ(events("clock.breached"), 0);
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(ClockCorrectionTest, FactsThatNameAMergedLeadGoToTheSurvivor) {
  const Id one = capture(), two = capture({{"email", "b@example.org"}});
  const Id three = capture({{"email", "c@example.org"}});
  merge(one, two);
  merge(two, three);
  const Id made = told_touch(one, clock_.at);
  EXPECT_EQ(get("touch", made).at("lead_id"), three.text());
  const Id deal = pulled("opportunity", {{"lead_id", one.text()}, {"name", "Deal"}});
  EXPECT_EQ(get("opportunity", deal).at("lead_id"), three.text());
  EXPECT_EQ(get("lead", three).at("first_human_touch_at"), clock_.at);
  EXPECT_EQ(count("SELECT count(*) FROM sla_clock WHERE stopped_at IS NULL"), 0);
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(ClockCorrectionTest, APromiseToALeadThatWasTouchedBeforeCanBeKept) {
  const Id clause = promise("assigned", {{"subject", "lead"},
                                         {"starts_on", "lead.assigned"},
                                         {"stops_on", {"lead.first_touched"}},
                                         {"target_s", 3600}});
  const Id lead = capture();
  const Instant start = clock_.at;
  touch(lead);
  clock_.at += kDay;
  edit("lead", lead, {{"owner_person_id", steve_.text()}});
  EXPECT_EQ(clock_by(lead, clause).at("state"), "running");
  touch(lead, start - kHour);  // told late, from before the promise
  EXPECT_EQ(clock_by(lead, clause).at("state"), "running");
  clock_.at += 30 * kMinute;
  touch(lead, {}, true);
  EXPECT_EQ(clock_by(lead, clause).at("state"), "running");
  touch(lead);
  EXPECT_EQ(clock_by(lead, clause).at("state"), "met");
  EXPECT_EQ(clock_by(lead, clause).at("worked_s"), 1800);
  EXPECT_EQ(events("lead.contacted"), 3);
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(ClockCorrectionTest, APolicyMayNameTheContact) {
  const Id clause = promise("again", {{"subject", "lead"},
                                      {"starts_on", "lead.stage_changed"},
                                      {"stops_on", {"lead.contacted"}},
                                      {"target_s", 3600}});
  const Id lead = capture();
  touch(lead);
  act(mona_, "lead.move", lead, {{"to_stage", "mql"}});
  clock_.at += kMinute;
  touch(lead);
  EXPECT_EQ(clock_by(lead, clause).at("stopped_by"), "lead.contacted");
}

TEST_F(ClockCorrectionTest, AMergedLeadsPromiseOutlivesOneThatWasKeptBeforeItBegan) {
  const Id old = capture();
  touch(old);
  clock_.at += kDay;
  const Id fresh = capture({{"email", "b@example.org"}});
  merge(fresh, old);
  EXPECT_EQ(count("SELECT count(*) FROM sla_clock WHERE state = 'running'"), 1);
  clock_.at += 10 * kMinute;
  touch(old);  // not the first one of this lead
  EXPECT_EQ(count("SELECT count(*) FROM sla_clock WHERE state = 'met'"), 2);
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(ClockCorrectionTest, AMergeWritesTheBreachFirst) {
  const Id one = capture();
  clock_.at += 3 * kHour;
  const Id two = capture({{"email", "b@example.org"}});
  touch(two);
  merge(one, two);
  EXPECT_EQ(count("SELECT count(*) FROM sla_clock WHERE reason = 'merged' AND state = 'abandoned'"), 1);
  EXPECT_EQ(events("clock.breached"), 1);
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(ClockCorrectionTest, ACalendarNeedsHoursInTheWeek) {
  expect_refused(TANDEM_INVALID_ARGUMENT, "bad_calendar", [&] {
    calendar(
        {{"weekly", Json::array()},
         {"exceptions", {{{"on", "2026-06-01"}, {"windows", {{{"start_min", 540}, {"end_min", 600}}}}}}}});
  });
}

TEST_F(ClockCorrectionTest, APromiseThatWasUndoneIsNotMadeToTheNextLead) {
  auto find = db_->prepare("SELECT id, body FROM clause WHERE key = 'first_contact'");
  ASSERT_TRUE(find.step());
  const Id policy_clause = find.id(0);
  Json body = parse_json(find.text(1), "body");
  find.reset();
  body["target_s"] = 60;
  const auto captured = [this](Change& change) {
    return id_in(domain::act(change, "lead.capture", {}, {{"email", "a@example.com"}}, clock_.at));
  };
  Change change(*db_, system());
  {
    const Change::Savepoint undone(change);
    Draft shorter(change.entity(model::kClause));
    shorter.text(kClause["body"], body.dump()).update(change, policy_clause);
    captured(change);
    EXPECT_EQ(count("SELECT target_s FROM sla_clock"), 60);
  }
  captured(change);
  EXPECT_EQ(count("SELECT target_s FROM sla_clock"), 3600);
}

TEST_F(ClockCorrectionTest, SilenceIsNoAnswer) {
  for (const char* rule : {"auto_accept", "auto_return", "escalate"}) {
    auto find = db_->prepare("SELECT id, body FROM clause WHERE kind = 'handoff_point'");
    ASSERT_TRUE(find.step());
    const Id point = find.id(0);
    Json body = parse_json(find.text(1), "body");
    find.reset();
    body["on_timeout"] = rule;
    body["accept_window_s"] = 3600;  // earlier than the promise is due
    edit("clause", point, {{"body", body}});
    const Id lead = capture({{"stage", "mql"}, {"email", std::string(rule) + "@example.com"}});
    const Id offer =
        id_in(act(mona_, "handoff.offer", {{"lead_id", lead.text()}, {"to_person_id", steve_.text()}}));
    clock_.at += 2 * kHour;
    tick();
    EXPECT_NE(get("handoff", offer).at("state"), "offered") << rule;
    EXPECT_EQ(state(offer), "abandoned") << rule;
    EXPECT_EQ(clock(offer).at("breached_at"), clock_.at) << rule;
  }
  EXPECT_EQ(count("SELECT count(*) FROM journal WHERE json_extract(payload,'$.by_silence') = 1"), 2);
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(ClockCorrectionTest, AnArchivedLeadGetsNoClockAndARestoredOneGetsItsPromiseAgain) {
  const Id clause = promise("assigned", {{"subject", "lead"},
                                         {"starts_on", "lead.assigned"},
                                         {"stops_on", {"lead.contacted"}},
                                         {"target_s", 3600}});
  const Id lead = capture(), touched = capture();
  touch(touched);
  archive(model::kLead, lead);
  archive(model::kLead, touched);
  edit("lead", lead, {{"owner_person_id", steve_.text()}});
  EXPECT_EQ(count("SELECT count(*) FROM sla_clock WHERE stopped_at IS NULL"), 0);
  clock_.at += kDay;
  archive(model::kLead, lead, false);
  archive(model::kLead, touched, false);
  EXPECT_EQ(count("SELECT count(*) FROM sla_clock WHERE stopped_at IS NULL"), 1);
  EXPECT_EQ(state(lead), "running");
  EXPECT_EQ(clock(lead).at("started_at"), clock_.at);
  EXPECT_NE(clock(lead).at("clause_id"), clause.text());
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(ClockCorrectionTest, AnArchivedDefaultStartsNothing) {
  auto find = db_->prepare("SELECT id FROM clause WHERE key = 'first_contact'");
  ASSERT_TRUE(find.step());
  const Id clause = find.id(0);
  find.reset();
  archive(model::kClause, clause);
  capture();
  EXPECT_EQ(count("SELECT count(*) FROM sla_clock"), 0);
}

TEST_F(ClockCorrectionTest, AShorterTargetLosesNoBreach) {
  const Id lead = capture();
  const Instant due = clock_.at + kHour;
  clock_.at += 40 * kMinute;
  EXPECT_EQ(tick().at("warned"), 1);
  policy("first_contact", {{"target_s", 1000}, {"escalation", Json::array()}});
  clock_.at += 10 * kMinute;
  EXPECT_EQ(tick().at("breached"), 0);  // its own promise is still the one it was started with
  clock_.at += kHour;
  EXPECT_EQ(tick().at("breached"), 1);
  EXPECT_EQ(clock(lead).at("breached_at"), due);
  EXPECT_EQ(clock(lead).at("next_at"), nullptr);
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(ClockCorrectionTest, CancellingAnOverdueClockWritesTheBreachAndNoPersonsWords) {
  const Id lead = capture();
  clock_.at += 2 * kHour;  // no tick has run
  act(maria_, "clock.cancel", clock_id(lead), {{"reason", "Mrs Miller asked for it"}});
  EXPECT_EQ(state(lead), "cancelled");
  EXPECT_EQ(clock(lead).at("breached_at"), clock(lead).at("due_at"));
  EXPECT_EQ(clock(lead).at("reason"), "Mrs Miller asked for it");
  EXPECT_EQ(count("SELECT count(*) FROM journal WHERE kind = 'clock.stopped' AND payload LIKE '%Miller%'"),
            0);
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(ClockCorrectionTest, ATeamLeadWhoHasGoneGetsNoLead) {
  const Id team = put("team", {{"name", "Inside"}, {"side", "marketing"}, {"lead_person_id", maria_.text()}});
  edit("person", mona_, {{"team_id", team.text()}});
  edit("person", maria_, {{"active", false}}, system(), model::SetBy::verb);
  policy("first_contact",
         {{"escalation", {{{"after_s", 60}, {"action", "reassign"}, {"to_role", "team_lead"}}}}});
  const Id lead = capture({{"owner_person_id", mona_.text()}});
  clock_.at += kHour;
  tick();
  EXPECT_EQ(get("lead", lead).at("owner_person_id"), nullptr);
  EXPECT_NE(get("lead", lead).at("queue_team_id"), nullptr);
}

TEST_F(ClockCorrectionTest, ATouchTakenBackLetsTheClockRunOnOrBeJudgedByTheNext) {
  const Id lead = capture(), other = capture({{"email", "b@example.org"}});
  const Instant start = clock_.at;
  const Id first = told_touch(lead, start + 10 * kMinute);
  EXPECT_EQ(state(lead), "met");
  edit("touch", first, {{"is_automated", true}});
  EXPECT_EQ(state(lead), "running");
  EXPECT_EQ(get("lead", lead).at("first_human_touch_at"), nullptr);
  EXPECT_EQ(broken(), std::vector<std::string>{});
  edit("touch", first, {{"is_automated", false}});
  EXPECT_EQ(state(lead), "met");
  told_touch(lead, start + 2 * kHour);
  edit("touch", first, {{"lead_id", other.text()}});  // it was somebody else
  EXPECT_EQ(state(lead), "met_late");
  EXPECT_EQ(state(other), "met");
  EXPECT_EQ(get("lead", lead).at("first_human_touch_at"), start + 2 * kHour);
  edit("touch", first, {{"at", start + 3 * kHour}});  // it was later
  EXPECT_EQ(state(other), "met_late");
  archive(model::kTouch, first);
  EXPECT_EQ(state(other), "breached");
  EXPECT_EQ(events("clock.reopened"), 2);
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(ClockCorrectionTest, TheSamePromiseHasOneLength) {
  EXPECT_EQ(count("SELECT count(*) FROM clause p JOIN clause h ON h.kind = 'handoff_point' WHERE p.key = "
                  "'handoff_answer' AND json_extract(p.body,'$.target_s') = "
                  "json_extract(h.body,'$.accept_window_s') AND json_extract(p.body,'$.calendar') IS NULL"),
            1);
  EXPECT_EQ(count("SELECT json_extract(body,'$.target_s') FROM clause WHERE key = 'request_acknowledgement'"),
            172'800);
}

TEST_F(ClockCorrectionTest, ADeclinedOrMergedMatterEndsEveryPromiseAboutIt) {
  const Id lead = capture();
  const auto say = [&] {
    return id_in(act(
        steve_, "feedback.submit",
        {{"about_entity", "lead"}, {"about_id", lead.text()}, {"verdict", "mixed"}, {"why", "no budget"}}));
  };
  const Id one = say(), two = say();
  act(mona_, "feedback.merge", one, {{"into_id", two.text()}});
  EXPECT_EQ(state(one), "cancelled");
  EXPECT_EQ(clock(one).at("reason"), "merged");
  EXPECT_EQ(state(two), "running");
}

}  // namespace
}  // namespace tandem::domain
