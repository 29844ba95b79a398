// SPDX-License-Identifier: Apache-2.0
#include "unit/domain/clock_workspace.hpp"

namespace tandem::domain {
namespace {

TEST_F(ClockTest, ACapturedLeadHasARunningClockWhateverTheSource) {
  const Id by_verb = capture();
  const Id by_host = put("lead", {{"email", "host@example.com"}, {"captured_at", clock_.at - kHour}});
  const Id by_sync =
      put("lead", {{"email", "crm@example.com"}, {"captured_at", clock_.at}}, remote(), model::SetBy::sync);
  for (const Id& lead : {by_verb, by_host, by_sync}) {
    const Json made = clock(lead);
    EXPECT_EQ(made.at("state"), "running");
    EXPECT_EQ(made.at("started_at"), get("lead", lead).at("captured_at"));
    EXPECT_EQ(made.at("due_at"), made.at("started_at").get<Instant>() + kHour);
    EXPECT_EQ(made.at("responsible_side"), "marketing");
    EXPECT_EQ(made.at("subject_entity"), "lead");
    EXPECT_FALSE(made.at("zone_data").get<std::string>().empty());
  }
  EXPECT_EQ(events("clock.started"), 3);
  EXPECT_EQ(count("SELECT count(*) FROM journal WHERE kind = 'clock.started' AND version_id IS NOT NULL"), 3);
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(ClockTest, HistoryHasNoClock) {
  store::Change change(*db_, remote());
  change.live_from = clock_.at;
  Draft draft(change.entity(model::kLead));
  draft.set(kLead["stage"]["mql"]).number(kLead["captured_at"], clock_.at - kDay);
  draft.create(change, model::SetBy::sync);
  change.commit();
  EXPECT_EQ(count("SELECT count(*) FROM sla_clock"), 0);
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(ClockTest, ATouchInTimeMeetsAndALateOneBreaksThePromise) {
  const Id quick = capture(), slow = capture();
  clock_.at += 30 * kMinute;
  touch(quick);
  EXPECT_EQ(state(quick), "met");
  EXPECT_EQ(clock(quick).at("worked_s"), 1800);
  EXPECT_EQ(clock(quick).at("stopped_by"), "lead.first_touched");
  clock_.at += kHour;
  touch(slow);  // no tick has run
  EXPECT_EQ(state(slow), "met_late");
  EXPECT_EQ(clock(slow).at("breached_at"), clock(slow).at("due_at"));
  EXPECT_EQ(clock(slow).at("worked_s"), 5400);
  EXPECT_EQ(events("clock.breached"), 1);
  EXPECT_EQ(events("clock.stopped"), 2);
  EXPECT_EQ(tick().at("breached"), 0);
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(ClockTest, AMachinesTouchNeverStopsAClock) {
  const Id lead = capture();
  touch(lead, {}, true);
  put("touch", {{"lead_id", lead.text()}, {"at", clock_.at}, {"channel", "email"}, {"is_automated", true}});
  EXPECT_EQ(state(lead), "running");
  EXPECT_NE(refusal([&] {
              policy("first_contact", {{"stops_on", {"lead.touched"}}});
            })
                .message()
                .find("lead.touched"),
            std::string::npos);
}

TEST_F(ClockTest, ChiliPiper_FourEscalationsOnceEachInOrder) {
  policy("first_contact", {{"warn_at_ppm", Json::array()},
                           {"escalation",
                            {{{"after_s", 900}, {"action", "warn"}},
                             {{"after_s", 2700}, {"action", "mail"}, {"to_role", "team_lead"}},
                             {{"after_s", 3300}, {"action", "status"}},
                             {{"after_s", 3600}, {"action", "reassign"}, {"to_role", "queue"}}}}});
  const Id lead = capture({{"owner_person_id", mona_.text()}});
  for (const int minutes : {14, 1, 0, 29, 1, 10, 4, 1, 60}) {
    clock_.at += minutes * kMinute;
    tick();
  }
  std::vector<std::string> actions;
  auto rows = db_->prepare(
      "SELECT json_extract(payload,'$.action'), at FROM journal WHERE kind = "
      "'clock.escalated' ORDER BY seq");
  while (rows.step()) actions.emplace_back(rows.text(0));
  EXPECT_EQ(actions, (std::vector<std::string>{"warn", "mail", "status", "reassign"}));
  EXPECT_EQ(events("clock.breached"), 1);
  EXPECT_EQ(get("lead", lead).at("owner_person_id"), nullptr);
  EXPECT_NE(get("lead", lead).at("queue_team_id"), nullptr);
  EXPECT_EQ(count("SELECT max(at) - min(at) FROM journal WHERE kind = 'clock.escalated'"), 45 * kMinute);
}

TEST_F(ClockTest, NoEscalationAfterATouch) {
  policy("first_contact",
         {{"escalation", {{{"after_s", 900}, {"action", "warn"}}, {{"after_s", 2700}, {"action", "mail"}}}}});
  const Id lead = capture();
  clock_.at += 20 * kMinute;
  EXPECT_EQ(tick().at("escalated"), 1);
  touch(lead);
  clock_.at += kDay;
  EXPECT_EQ(tick().at("escalated"), 0);
  EXPECT_EQ(events("clock.escalated"), 1);
  EXPECT_EQ(events("clock.breached"), 0);
}

TEST_F(ClockTest, ReassigningGivesTheLeadToWhoLeadsTheOwnersTeam) {
  const Id team = put("team", {{"name", "Inside"}, {"side", "marketing"}, {"lead_person_id", maria_.text()}});
  edit("person", mona_, {{"team_id", team.text()}});
  policy("first_contact",
         {{"escalation", {{{"after_s", 60}, {"action", "reassign"}, {"to_role", "team_lead"}}}}});
  const Id lead = capture({{"owner_person_id", mona_.text()}});
  clock_.at += kHour;
  tick();
  EXPECT_EQ(get("lead", lead).at("owner_person_id"), maria_.text());
  EXPECT_EQ(events("lead.assigned"), 2);
}

TEST_F(ClockTest, ATickTwiceDoesNothingNew) {
  capture();
  clock_.at += 2 * kHour;
  const Json done = tick();
  EXPECT_EQ(done.at("warned"), 1);
  EXPECT_EQ(done.at("breached"), 1);
  EXPECT_EQ(done.at("escalated"), 1);
  const auto before = count("SELECT max(seq) FROM journal");
  const Json again = tick();
  for (const auto& [what, times] : again.items()) EXPECT_EQ(times, 0) << what;
  EXPECT_EQ(count("SELECT max(seq) FROM journal"), before);
}

TEST_F(ClockTest, ATouchToldLateTurnsABreachIntoMetAndTheBreachStays) {  // model 8.2
  const Id lead = capture();
  const Instant captured = clock_.at;
  clock_.at += 3 * kHour;
  tick();
  EXPECT_EQ(state(lead), "breached");
  const Json breached_at = clock(lead).at("breached_at");
  touch(lead, captured + 50 * kMinute);
  EXPECT_EQ(state(lead), "met");
  EXPECT_EQ(clock(lead).at("corrected"), true);
  EXPECT_EQ(clock(lead).at("breached_at"), breached_at);
  EXPECT_EQ(clock(lead).at("worked_s"), 3000);
  EXPECT_EQ(events("clock.breached"), 1);
  EXPECT_EQ(events("clock.corrected"), 1);
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(ClockTest, AnEarlierTouchThanTheOneKnownCorrectsToo) {
  const Id lead = capture();
  const Instant captured = clock_.at;
  clock_.at += 3 * kHour;
  touch(lead);
  EXPECT_EQ(state(lead), "met_late");
  touch(lead, captured + 2 * kHour);
  EXPECT_EQ(state(lead), "met_late");
  EXPECT_EQ(clock(lead).at("worked_s"), 7200);
  EXPECT_EQ(clock(lead).at("corrected"), false);
  touch(lead, captured + kHour);  // exactly when it was due
  EXPECT_EQ(state(lead), "met");
  EXPECT_EQ(clock(lead).at("corrected"), true);
  EXPECT_EQ(events("clock.corrected"), 2);
}

TEST_F(ClockTest, C12_APauseForAListedReasonMovesTheDueInstant) {
  clock_.at = utc("2026-03-04T15:00");
  edit("person", mona_, {{"calendar_id", calendar().text()}});
  policy("first_contact", {{"target_s", 8 * 3600}, {"escalation", Json::array()}});
  const Id lead = capture({{"owner_person_id", mona_.text()}}), made = clock_id(lead);
  EXPECT_EQ(clock(lead).at("due_at"), utc("2026-03-04T22:00") + 17 * kHour);  // 7 h today, 1 h tomorrow
  clock_.at = utc("2026-03-04T21:00");
  expect_refused(TANDEM_INVALID_ARGUMENT, "reason_not_listed", [&] {
    act(mona_, "clock.pause", made, {{"reason", "lunch"}});
  });
  expect_refused(TANDEM_INVALID_STATE, "forbidden_move", [&] { act(mona_, "clock.resume", made); });
  act(mona_, "clock.pause", made, {{"reason", "asked_to_wait"}});
  EXPECT_EQ(clock(lead).at("next_at"), nullptr);
  clock_.at = utc("2026-03-05T15:00");
  tick();
  EXPECT_EQ(state(lead), "paused");
  EXPECT_EQ(act(mona_, "clock.resume", made).at("due_at"), utc("2026-03-05T17:00"));
  EXPECT_EQ(clock(lead).at("paused_s"), 2 * 3600);
  clock_.at = utc("2026-03-05T16:59");
  touch(lead);
  EXPECT_EQ(state(lead), "met");
  EXPECT_EQ(clock(lead).at("worked_s"), 8 * 3600 - 60);
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(ClockTest, APauseHidesNoBrokenPromise) {
  const Id lead = capture(), made = clock_id(lead);
  clock_.at += 2 * kHour;
  expect_refused(TANDEM_INVALID_STATE, "due_already", [&] {
    act(mona_, "clock.pause", made, {{"reason", "asked_to_wait"}});
  });
  tick();
  expect_refused(TANDEM_INVALID_STATE, "forbidden_move", [&] {
    act(mona_, "clock.pause", made, {{"reason", "asked_to_wait"}});
  });
}

TEST_F(ClockTest, ATouchWhilePausedMeets) {
  const Id lead = capture();
  clock_.at += 30 * kMinute;
  act(mona_, "clock.pause", clock_id(lead), {{"reason", "asked_to_wait"}});
  clock_.at += kDay;
  touch(lead);
  EXPECT_EQ(state(lead), "met");
  EXPECT_EQ(clock(lead).at("worked_s"), 1800);
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(ClockTest, OnlyASignerTakesAClockAwayAndSaysWhy) {
  const Id lead = capture(), made = clock_id(lead);
  expect_refused(TANDEM_FORBIDDEN, "no_signer", [&] {
    act(mona_, "clock.cancel", made, {{"reason", "test"}});
  });
  clock_.at += 2 * kHour;
  tick();
  act(maria_, "clock.cancel", made, {{"reason", "a test lead"}});
  EXPECT_EQ(state(lead), "cancelled");
  EXPECT_NE(clock(lead).at("breached_at"), nullptr);
  EXPECT_EQ(clock(lead).at("reason"), "a test lead");
}

TEST_F(ClockTest, ClosingAndArchivingEndTheClockWithTheirReason) {
  const Id spam = capture(), gone = capture(), late = capture();
  edit("lead", spam, {{"disposition", "disqualified"}, {"close_reason", "spam"}});
  EXPECT_EQ(state(spam), "cancelled");
  EXPECT_EQ(clock(spam).at("reason"), "closed");
  {
    store::Change change(*db_, system());
    change.archive(change.entity(model::kLead), gone);
    change.commit();
  }
  EXPECT_EQ(state(gone), "cancelled");
  EXPECT_EQ(clock(gone).at("reason"), "archived");
  clock_.at += 2 * kHour;
  edit("lead", late, {{"disposition", "disqualified"}, {"close_reason", "duplicate"}});
  EXPECT_EQ(state(late), "abandoned");
  EXPECT_EQ(events("clock.breached"), 1);
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(ClockTest, AnOfferMadeAgainHasANewClock) {
  const Id lead = capture({{"stage", "mql"}});
  const Id offer = id_in(act(mona_, "handoff.offer", {{"lead_id", lead.text()}}));
  EXPECT_EQ(clock(offer).at("responsible_side"), "sales");
  clock_.at += 3 * kDay;
  tick();
  EXPECT_EQ(get("handoff", offer).at("state"), "expired");
  EXPECT_EQ(state(offer), "abandoned");
  act(mona_, "handoff.offer", {{"lead_id", lead.text()}});
  EXPECT_EQ(state(offer), "running");
  act(steve_, "handoff.accept", offer);
  EXPECT_EQ(state(offer), "met");
  EXPECT_EQ(count("SELECT count(*) FROM sla_clock WHERE subject_entity = 'handoff'"), 2);
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(ClockTest, ASignedPolicyTakesOverAndRunningClocksKeepTheirs) {
  const Id before = capture();
  const Id house = put("guideline", {{"key", "answers"}, {"title", "Answers"}});
  const Id version = put("guideline_version", {{"guideline_id", house.text()}});
  put("clause", {{"version_id", version.text()},
                 {"kind", "sla_policy"},
                 {"key", "web"},
                 {"justified_by", "evidence"},
                 {"body",
                  {{"subject", "lead"},
                   {"applies_when", {{"field", "origin"}, {"op", "="}, {"value", "web"}}},
                   {"starts_on", "lead.captured"},
                   {"stops_on", {"lead.first_touched"}},
                   {"target_s", 300},
                   {"responsible_side", "sales"}}}});
  act(mona_, "guideline.propose", version);
  act(maria_, "guideline.sign", version);
  act(sam_, "guideline.sign", version);
  act(maria_, "guideline.activate", version);
  const Id web = capture({{"origin", "web"}}), other = capture({{"origin", "fair"}});
  EXPECT_EQ(clock(before).at("target_s"), 3600);
  EXPECT_EQ(clock(web).at("target_s"), 300);
  EXPECT_EQ(clock(web).at("responsible_side"), "sales");
  EXPECT_EQ(clock(web).at("version_id"), version.text());
  EXPECT_EQ(clock(other).at("target_s"), 3600);  // the house default stands in
  EXPECT_EQ(count("SELECT count(*) FROM sla_clock"), 3);
  const Id said = id_in(
      act(steve_, "feedback.submit",
          {{"about_entity", "lead"}, {"about_id", web.text()}, {"verdict", "mixed"}, {"why", "no budget"}}));
  EXPECT_EQ(state(said), "running");  // until there is a reply
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(ClockTest, AnotherConnectionsRulesAreNoticed) {
  capture();
  const auto other = db_->reopen(false);
  const Id clause = [&] {
    auto find = other->prepare("SELECT id FROM clause WHERE key = 'first_contact'");
    EXPECT_TRUE(find.step());
    return find.id(0);
  }();
  {
    store::Change change(*other, system());
    Row row = change.get(change.entity(model::kClause), clause);
    Json body = parse_json(text_of(row, kClause["body"]), "body");
    body["target_s"] = 60;
    Draft(change.entity(model::kClause)).text(kClause["body"], body.dump()).update(change, clause);
    change.commit();
  }
  EXPECT_EQ(clock(capture()).at("target_s"), 60);
}

TEST_F(ClockTest, ANewCalendarMovesWhatStillRuns) {
  const Id office = calendar();
  edit("person", mona_, {{"calendar_id", office.text()}});
  clock_.at = utc("2026-03-06T21:30");  // Friday, half an hour before five
  const Id lead = capture({{"owner_person_id", mona_.text()}});
  EXPECT_EQ(clock(lead).at("due_at"), utc("2026-03-09T13:30"));
  EXPECT_EQ(clock(lead).at("calendar_id"), office.text());
  edit("calendar", office, {{"holidays", {{{"on", "2026-03-09"}, {"name", "Feast"}}}}});
  EXPECT_EQ(clock(lead).at("due_at"), utc("2026-03-10T13:30"));
}

TEST_F(ClockTest, ANewCalendarThatEndsBeforeAPauseBreaksThePromiseAtTheTouch) {
  const Id office = calendar();
  edit("person", mona_, {{"calendar_id", office.text()}});
  clock_.at = utc("2026-03-06T21:30");
  const Id lead = capture({{"owner_person_id", mona_.text()}});
  clock_.at = utc("2026-03-09T13:10");
  act(mona_, "clock.pause", clock_id(lead), {{"reason", "asked_to_wait"}});
  edit("calendar", office,
       {{"exceptions", {{{"on", "2026-03-07"}, {"windows", {{{"start_min", 540}, {"end_min", 1020}}}}}}}});
  EXPECT_EQ(clock(lead).at("due_at"), utc("2026-03-07T14:30"));
  EXPECT_EQ(state(lead), "paused");
  clock_.at += kHour;
  touch(lead);
  EXPECT_EQ(state(lead), "met_late");
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(ClockTest, RefusesCalendarsThatAreNone) {
  const Json bad[] = {
      {{"weekly", Json::array()}},
      {{"weekly", {{{"weekday", 8}, {"start_min", 0}, {"end_min", 60}}}}},
      {{"weekly", {{{"weekday", 0}, {"start_min", 0}, {"end_min", 60}}}}},
      {{"weekly", {{{"weekday", 1}, {"start_min", 60}, {"end_min", 60}}}}},
      {{"weekly", {{{"weekday", 1}, {"start_min", 60}, {"end_min", 1441}}}}},
      {{"weekly", {{{"weekday", 1}, {"start_min", "9:00"}, {"end_min", 600}}}}},
      {{"weekly", {{{"weekday", 1}, {"start_min", 540}}}}},
      {{"weekly", {{"weekday", 1}}}},
      {{"time_zone", "Mars/Olympus"}},
      {{"holidays", {{{"on", "2026-02-30"}}}}},
      {{"holidays", {{{"on", "2026-02-28"}, {"until", "x"}}}}},
      {{"exceptions", {{{"on", "2026-02-28"}}}}},
      {{"exceptions", {{{"on", "2026-02-28"}, {"windows", {{{"start_min", 5}}}}}}}},
  };
  for (const Json& document : bad) {
    EXPECT_EQ(refusal([&] { calendar(document); }).status(), TANDEM_INVALID_ARGUMENT) << document.dump();
  }
  EXPECT_EQ(count("SELECT count(*) FROM calendar"), 0);
}

}  // namespace
}  // namespace tandem::domain
