// SPDX-License-Identifier: Apache-2.0
// A field event goes from the signed message to the last answered lead, and time tells what was missed.
#include "unit/domain/guideline_fixture.hpp"

namespace tandem::domain {
namespace {

class FieldEventTest : public GuidelineTest {
 protected:
  void SetUp() override {
    GuidelineTest::SetUp();
    starts_ = clock_.at + 10 * kDay;
  }
  Id show(const Json& more = Json::object()) {
    Json document = {{"name", "Fair"},
                     {"starts_at", starts_},
                     {"ends_at", starts_ + 2 * kDay},
                     {"message", "We cut waste by half"}};
    document.update(more);
    return put("field_event", document, as(mona_));
  }
  Id staff(const Id& event, const Id& who, bool briefed = true) {
    return put("field_event_staff", {{"field_event_id", event.text()},
                                     {"person_id", who.text()},
                                     {"can_quote", true},
                                     {"briefed_at", briefed ? Json(clock_.at) : Json()}});
  }
  void sign(const Id& event) {
    act(maria_, "field_event.sign", event);
    act(sam_, "field_event.sign", event);
  }
  /// Ready, with one of each side.
  Id ready(const Json& more = Json::object()) {
    const Id event = show(more);
    sign(event);
    staff(event, mona_);
    staff(event, steve_);
    act(mona_, "field_event.staff", event);
    act(mona_, "field_event.prepare", event);
    return event;
  }
  Id lead(const Id& event, const char* email, const Json& more = Json::object()) {
    Json document = {{"email", email}, {"field_event_id", event.text()}};
    document.update(more);
    return id_in(act(mona_, "lead.capture", document));
  }
  std::string state(const Id& event) { return get("field_event", event).at("state"); }
  static std::string code(const Error& error) {
    for (const auto& [name, value] : error.details) {
      if (name == "code") return value;
    }
    return {};
  }
  std::string refused(const Id& who, const char* verb, const Id& event, const Json& args = Json::object()) {
    return code(refusal([&] { act(who, verb, event, args); }));
  }
  Json tick_at(Instant at) {
    clock_.at = at;
    return tick();
  }
  static Json policy() {
    return {{"sales_staff_min_ppm", 500'000}, {"followup_window_s", 3'600}, {"message_before_s", 5 * 86'400}};
  }
  static Json follow_up() {
    return {{"starts_on", "lead.captured"},
            {"steps", Json::array({{{"after_s", 86'400}, {"channel", "phone"}}})},
            {"tail_interval_s", 864'000}};
  }
  Instant starts_ = 0;
};

TEST_F(FieldEventTest, TheMessageIsAgreedWhenBothSidesHaveSigned) {
  const Id event = show();
  const Json first = act(maria_, "field_event.sign", event);
  EXPECT_EQ(first.at("state"), "planned");
  const Json second = act(sam_, "field_event.sign", event);
  EXPECT_EQ(second.at("state"), "message_agreed");
  EXPECT_EQ(second.at("content_hash"), first.at("content_hash"));
  EXPECT_EQ(events("field_event.message_agreed"), 1);
  EXPECT_EQ(events("signoff.given"), 2);
  EXPECT_EQ(code(refusal([&] {
              edit("field_event", event, {{"message", "Other"}}, as(mona_));
            })),
            "signed_content");
  edit("field_event", event, {{"place", "Hall 4"}}, as(mona_));
  EXPECT_EQ(broken(), std::vector<std::string>{});
}

TEST_F(FieldEventTest, AChangedMessageAndANoNeedNewSignatures) {
  const Id event = show();
  act(maria_, "field_event.sign", event);
  EXPECT_EQ(refused(sam_, "field_event.sign", event, {{"decision", "no"}}), "no_reason");
  act(sam_, "field_event.sign", event, {{"decision", "no"}, {"reason", "We cannot prove it"}});
  EXPECT_EQ(state(event), "planned");
  edit("field_event", event, {{"message", "We cut waste"}}, as(mona_));
  act(sam_, "field_event.sign", event);
  EXPECT_EQ(state(event), "planned");  // marketing signed other words
  act(maria_, "field_event.sign", event);
  EXPECT_EQ(state(event), "message_agreed");
}

TEST_F(FieldEventTest, TheMessageIsSignedInTimeByThePolicyInForce) {
  const Id silent = show({{"message", nullptr}}), event = show();
  EXPECT_EQ(refused(maria_, "field_event.sign", silent), "no_message");
  EXPECT_EQ(refusal([&] { act(mona_, "field_event.sign", event); }).status(), TANDEM_FORBIDDEN);  // no signer
  clock_.at = starts_ - 2 * kDay;  // the last instant of the house default
  act(maria_, "field_event.sign", event);
  clock_.at += 1;
  EXPECT_EQ(refused(sam_, "field_event.sign", event), "message_late");
  EXPECT_EQ(code(refusal([&] {
              domain::act(*db_, as(sam_), "field_event.sign", event, Json::object(), starts_ - 9 * kDay);
            })),
            "message_late");  // dated back
  edit("field_event", event, {{"starts_at", starts_ + kDay}}, as(mona_));
  in_force("events", {{"event_policy", "fairs", policy()}});
  EXPECT_EQ(refused(sam_, "field_event.sign", event), "message_late");  // the signed rule wants five days
  EXPECT_EQ(state(event), "planned");
}

TEST_F(FieldEventTest, SalesHasItsShareOfTheStaffAndEverybodyIsBriefed) {
  const Id version = in_force("events", {{"event_policy", "fairs", policy()}});
  const Id event = show();
  EXPECT_EQ(refusal([&] { act(mona_, "field_event.staff", event); }).status(), TANDEM_INVALID_STATE);
  sign(event);
  EXPECT_EQ(refused(mona_, "field_event.staff", event), "no_staff");
  staff(event, mona_);
  staff(event, steve_);
  const Id third = staff(event, maria_);
  EXPECT_EQ(refused(mona_, "field_event.staff", event), "too_few_of_sales");
  staff(event, sam_, false);
  act(mona_, "field_event.staff", event);
  EXPECT_EQ(events("field_event.staffed"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM journal WHERE kind = 'field_event.staffed' AND version_id = x'" +
                  [&] {
                    std::string hex;
                    for (const char letter : version.view()) {
                      const auto byte = static_cast<unsigned char>(letter);
                      const char* digits = "0123456789abcdef";
                      hex += digits[byte >> 4U];
                      hex += digits[byte & 15U];
                    }
                    return hex;
                  }() +
                  "'"),
            1);
  EXPECT_EQ(refused(mona_, "field_event.prepare", event), "unbriefed_staff");
  store::Change change(*db_, as(mona_));
  auto find = db_->prepare("SELECT id FROM field_event_staff WHERE briefed_at IS NULL");
  find.step();
  const Id unbriefed = find.id(0);
  find.reset();
  change.archive(db_->catalogue().entity("field_event_staff"), unbriefed);
  change.commit();
  EXPECT_EQ(refused(mona_, "field_event.prepare", event), "too_few_of_sales");  // the seller has left
  put("field_event_staff",
      {{"field_event_id", event.text()}, {"person_id", sam_.text()}, {"briefed_at", clock_.at}});
  act(mona_, "field_event.prepare", event);
  EXPECT_EQ(events("field_event.ready"), 1);
  EXPECT_FALSE(third.empty());
}

TEST_F(FieldEventTest, ALateMessageIsToldOnce) {
  const Id event = show();
  show({{"starts_at", starts_ + kDay}});
  EXPECT_EQ(tick_at(starts_ - 2 * kDay).at("messages_late"), 0);
  EXPECT_EQ(tick_at(starts_ - 2 * kDay + 1).at("messages_late"), 1);
  EXPECT_EQ(tick().at("messages_late"), 0);
  EXPECT_EQ(events("field_event.message_late"), 1);
  EXPECT_EQ(get("field_event", event).at("message_late_at"), clock_.at);
  EXPECT_EQ(tick_at(starts_).at("field_events_begun"), 0);  // not ready: it does not go live
}

TEST_F(FieldEventTest, WhatIsReadyBeginsAndEndsByTime) {
  const Id event = ready();
  const Id later = ready({{"starts_at", starts_ + 10 * kDay}, {"ends_at", starts_ + 11 * kDay}});
  EXPECT_EQ(tick_at(starts_ - 1).at("field_events_begun"), 0);
  EXPECT_EQ(tick_at(starts_).at("field_events_begun"), 1);
  EXPECT_EQ(state(event), "live");
  EXPECT_EQ(tick().at("field_events_begun"), 0);
  EXPECT_EQ(tick_at(starts_ + 2 * kDay).at("field_events_ended"), 1);
  EXPECT_EQ(state(event), "follow_up");
  EXPECT_EQ(state(later), "ready");
  tick_at(starts_ + 30 * kDay);
  EXPECT_EQ(state(later), "follow_up");  // both at once, each told at its instant
  EXPECT_EQ(events("field_event.begun"), 2);
  EXPECT_EQ(count("SELECT count(*) FROM journal WHERE kind = 'field_event.ended' AND at = " +
                  std::to_string(starts_ + 11 * kDay)),
            1);
}

TEST_F(FieldEventTest, AnUncontactedLeadIsToldOnceAfterTheWindow) {
  const Id event = ready();
  const Instant due = starts_ + 2 * kDay + 40 * kHour;
  EXPECT_EQ(get("field_event", event).at("follow_up_by"), due);
  const Id silent = lead(event, "a@example.com"), called = lead(event, "b@example.com");
  const Id given_up = lead(event, "c@example.com");
  edit("lead", given_up, {{"disposition", "disqualified"}, {"close_reason", "spam"}});
  put("touch",
      {{"lead_id", called.text()}, {"at", clock_.at}, {"channel", "phone"}, {"person_id", steve_.text()}});
  put("touch", {{"lead_id", silent.text()}, {"at", clock_.at}, {"channel", "email"}, {"is_automated", true}});
  EXPECT_EQ(tick_at(due).at("event_leads_uncontacted"), 0);
  EXPECT_EQ(tick_at(due + 1).at("event_leads_uncontacted"), 1);
  EXPECT_EQ(tick().at("event_leads_uncontacted"), 0);
  EXPECT_EQ(events("field_event.lead_uncontacted"), 1);
  EXPECT_EQ(get("lead", silent).at("follow_up_missed_at"), clock_.at);
  lead(event, "late@example.com");
  EXPECT_EQ(tick().at("event_leads_uncontacted"), 1);  // once each lead, not once each event
}

TEST_F(FieldEventTest, C13_TheWindowIsAWorkingWeekAfterTheShow) {
  const Json day = {{"start_min", 540}, {"end_min", 1020}};
  Json weekly = Json::array();
  for (int weekday = 1; weekday <= 5; ++weekday) {
    Json window = day;
    window["weekday"] = weekday;
    weekly.push_back(window);
  }
  const Id calendar =
      put("calendar", {{"name", "New York"}, {"time_zone", "America/New_York"}, {"weekly", weekly}});
  const Id event = show({{"starts_at", *parse_instant("2026-09-15T13:00:00Z")},
                         {"ends_at", *parse_instant("2026-09-17T21:00:00Z")},
                         {"followup_window_s", 40 * 3'600},
                         {"calendar_id", calendar.text()}});
  EXPECT_EQ(get("field_event", event).at("follow_up_by"), *parse_instant("2026-09-24T21:00:00Z"));
  edit("field_event", event, {{"ends_at", *parse_instant("2026-09-16T21:00:00Z")}}, as(mona_));
  EXPECT_EQ(get("field_event", event).at("follow_up_by"), *parse_instant("2026-09-23T21:00:00Z"));
}

TEST_F(FieldEventTest, ClosesOnlyWhenEveryUnsoldLeadIsAnsweredAndFollowedUp) {
  const Id event = ready();
  const Id before = lead(event, "a@example.com");  // no cadence runs yet
  in_force("cadence", {{"cadence_plan", "fair", follow_up()}});
  const Id silent = lead(event, "b@example.com");
  EXPECT_EQ(refusal([&] { act(mona_, "field_event.close", event); }).status(), TANDEM_INVALID_STATE);
  tick_at(starts_ + 2 * kDay);
  edit("lead", before, {{"disposition", "disqualified"}, {"close_reason", "duplicate"}});
  // The first-contact promise is broken and recorded: silence is known.
  EXPECT_EQ(count("SELECT count(*) FROM sla_clock WHERE breached_at IS NOT NULL"), 2);
  act(mona_, "field_event.close", event);
  EXPECT_EQ(state(event), "closed");
  EXPECT_EQ(events("field_event.closed"), 1);
  EXPECT_FALSE(silent.empty());
}

TEST_F(FieldEventTest, AnUnsoldLeadWithoutContactOrCadenceKeepsItOpen) {
  in_force("cadence", {{"cadence_plan", "fair", follow_up()}});
  const Id event = ready();
  tick_at(starts_ + 2 * kDay);
  const Id silent = lead(event, "a@example.com");
  EXPECT_EQ(refused(mona_, "field_event.close", event), "unanswered_leads");
  put("touch",
      {{"lead_id", silent.text()}, {"at", clock_.at}, {"channel", "phone"}, {"person_id", steve_.text()}});
  auto run = db_->prepare("SELECT id FROM cadence_run");
  ASSERT_TRUE(run.step());
  const Id cadence = run.id(0);
  run.reset();
  act(steve_, "cadence.end", cadence, {{"outcome", "disqualified"}});
  EXPECT_EQ(refused(mona_, "field_event.close", event),
            "unanswered_leads");  // contacted, followed up no more
  edit("lead", silent, {{"stage", "customer"}}, remote(), model::SetBy::sync);
  act(mona_, "field_event.close", event);
}

TEST_F(FieldEventTest, WithoutAPlanOrAfterAnOptOutNobodyIsFollowedUp) {
  const Id event = ready();
  const auto called = [&](const Id& of) {
    put("touch",
        {{"lead_id", of.text()}, {"at", clock_.at}, {"channel", "phone"}, {"person_id", steve_.text()}});
  };
  called(lead(event, "a@example.com"));
  tick_at(starts_ + 2 * kDay);
  act(mona_, "field_event.close", event);  // no cadence_plan is in force
  in_force("cadence", {{"cadence_plan", "fair", follow_up()}});
  starts_ = clock_.at + 10 * kDay;
  const Id next = ready();
  called(lead(next, "b@example.com"));
  tick_at(starts_ + 2 * kDay);
  auto run = db_->prepare("SELECT id FROM cadence_run");
  ASSERT_TRUE(run.step());
  const Id cadence = run.id(0);
  run.reset();
  act(steve_, "cadence.end", cadence, {{"outcome", "opted_out"}});
  act(mona_, "field_event.close", next);
}

TEST_F(FieldEventTest, WhatIsFollowedUpKeepsItsWindowAndIsNotCancelled) {
  const Id event = ready();
  tick_at(starts_ + 2 * kDay);
  const auto change = [&](const char* field, const Json& value) {
    return code(refusal([&] { edit("field_event", event, {{field, value}}, as(mona_)); }));
  };
  EXPECT_EQ(change("ends_at", clock_.at + 90 * kDay), "follow_up_begun");
  EXPECT_EQ(change("calendar_id",
                   put("calendar",
                       {{"name", "C"}, {"weekly", {{{"weekday", 1}, {"start_min", 0}, {"end_min", 60}}}}})
                       .text()),
            "follow_up_begun");
  EXPECT_EQ(refused(mona_, "field_event.cancel", event, {{"reason", "over"}}), "forbidden_move");
}

TEST_F(FieldEventTest, AStartIsNotMovedBackBehindTheSigning) {
  const Id event = show();
  sign(event);
  edit("field_event", event, {{"starts_at", clock_.at + 2 * kDay}}, as(mona_));
  EXPECT_EQ(code(refusal([&] {
              edit("field_event", event, {{"starts_at", clock_.at + 2 * kDay - 1}}, as(mona_));
            })),
            "message_late");
  edit("field_event", event, {{"starts_at", starts_}}, as(mona_));
}

TEST_F(FieldEventTest, ItsTimesAndItsWindowAreSound) {
  expect_refused(TANDEM_INVALID_ARGUMENT, "ends_before_start", [&] { show({{"ends_at", starts_ - 1}}); });
  for (const std::int64_t window :
       {std::int64_t{0}, std::int64_t{366 * 86'400 + 1}, (std::int64_t{1} << 53) - 1}) {
    expect_refused(TANDEM_INVALID_ARGUMENT, "window_out_of_range", [&] {
      show({{"followup_window_s", window}});
    });
  }
  show({{"followup_window_s", 366 * 86'400}});
}

TEST_F(FieldEventTest, WhatIsReadyKeepsItsShareAndItsBriefing) {
  const Id event = ready();
  EXPECT_EQ(code(refusal([&] { staff(event, sam_, false); })), "unbriefed_staff");
  staff(event, maria_);  // one of three is still enough
  const Id ada = person("Ann", "marketing", false);
  EXPECT_EQ(code(refusal([&] { staff(event, ada); })), "too_few_of_sales");
  EXPECT_EQ(
      code(refusal([&] {
        put("field_event_staff",
            {{"field_event_id", event.text()}, {"person_id", sam_.text()}, {"briefed_at", clock_.at + 1}});
      })),
      "briefed_in_future");
  EXPECT_EQ(count("SELECT count(*) FROM field_event_staff"), 3);
}

TEST_F(FieldEventTest, OfWhatWasOverWhenItWasWrittenDownNothingIsTold) {
  const Id past = show({{"starts_at", clock_.at - 100 * kDay}, {"ends_at", clock_.at - 99 * kDay}});
  lead(past, "a@example.com");
  const Json done = tick();
  EXPECT_EQ(done.at("messages_late"), 0);
  EXPECT_EQ(done.at("event_leads_uncontacted"), 0);
}

TEST_F(FieldEventTest, AMergeTellsNoLeadTwice) {
  const Id event = ready();
  const Id one = lead(event, "a@example.com");
  tick_at(starts_ + 30 * kDay);
  const Json missed = get("lead", one).at("follow_up_missed_at");
  ASSERT_FALSE(missed.is_null());
  const Id other = id_in(act(mona_, "lead.capture", {{"email", "b@example.com"}}));
  clock_.at += kHour;
  act(mona_, "lead.merge", one, {{"into_lead_id", other.text()}});
  EXPECT_EQ(get("lead", other).at("follow_up_missed_at"), missed);
  EXPECT_EQ(tick().at("event_leads_uncontacted"), 0);
}

TEST_F(FieldEventTest, IsCancelledWithAReasonBeforeItsFollowUp) {
  const Id planned = show(), prepared = ready();
  EXPECT_EQ(refusal([&] { act(mona_, "field_event.cancel", planned); }).status(), TANDEM_INVALID_ARGUMENT);
  EXPECT_EQ(refused(mona_, "field_event.cancel", planned, {{"reason", "  "}}), "no_reason");
  for (const Id& event : {planned, prepared}) {
    act(mona_, "field_event.cancel", event, {{"reason", "The hall is closed"}});
    EXPECT_EQ(state(event), "cancelled");
    lead(event, planned == event ? "a@example.com" : "b@example.com");
  }
  EXPECT_EQ(events("field_event.cancelled"), 2);
  EXPECT_EQ(refusal([&] {
              act(mona_, "field_event.cancel", planned, {{"reason", "x"}});
            }).status(),
            TANDEM_INVALID_STATE);
  EXPECT_EQ(tick_at(starts_ + 60 * kDay).at("event_leads_uncontacted"), 0);
  EXPECT_EQ(events("field_event.message_late"), 0);
}

TEST_F(FieldEventTest, TheQueryShowsStaffAndLeads) {
  const Id event = ready();
  lead(event, "a@example.com");
  const Id called = lead(event, "b@example.com");
  put("touch",
      {{"lead_id", called.text()}, {"at", clock_.at}, {"channel", "phone"}, {"person_id", steve_.text()}});
  const model::Table table = query(*db_, "field_events", Json::object());
  ASSERT_EQ(table.rows.size(), 1U);
  Json row = Json::object();
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const model::Field field{.name = table.columns[i].name, .type = table.columns[i].type};
    row[table.columns[i].name] = model::to_json(field, table.rows[0][i]);
  }
  EXPECT_EQ(row.at("state"), "ready");
  EXPECT_EQ(row.at("is_message_signed"), true);
  EXPECT_EQ(row.at("staff"), 2);
  EXPECT_EQ(row.at("sales_staff_ppm"), 500'000);
  EXPECT_EQ(row.at("sales_staff_min_ppm"), 300'000);
  EXPECT_EQ(row.at("is_policy_signed"), false);
  EXPECT_EQ(row.at("leads"), 2);
  EXPECT_EQ(row.at("contacted"), 1);
  EXPECT_EQ(row.at("uncontacted"), 1);
  EXPECT_EQ(row.at("missed"), 0);
}

TEST_F(FieldEventTest, AMergeKeepsTheEventOfTheEarlierCapture) {
  const Id event = show();
  const Id one = lead(event, "a@example.com");
  clock_.at += kHour;
  const Id other = id_in(act(mona_, "lead.capture", {{"email", "b@example.com"}}));
  act(mona_, "lead.merge", one, {{"into_lead_id", other.text()}});
  EXPECT_EQ(get("lead", other).at("field_event_id"), event.text());
}

}  // namespace
}  // namespace tandem::domain
