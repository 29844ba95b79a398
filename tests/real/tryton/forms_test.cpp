// SPDX-License-Identifier: Apache-2.0
// Hand-offs, feedback, requests and goals as notes in a real Tryton, which a sales rep reads and answers
// there.
#include "fixture.hpp"

namespace tandem::tryton_test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class TrytonForms : public Connected {
 protected:
  void SetUp() override {
    Connected::SetUp();
    buyer = rita.create("party.party", party("Looms Ltd", "ada@looms.test"));
    tandem.synced();
    tandem.put("person", {{"name", "Mona"}, {"email", "mona@tandem.test"}, {"side", "marketing"}});
    for (const char* email : {"mona@tandem.test", "rita@tandem.test"}) {
      act({"person.confirm", person(email)});
      tandem.put("person", {{"id", person(email)}, {"is_signer", true}});
    }
  }

  std::string person(const std::string& email) const {
    return tandem.text("SELECT id_text FROM v_person WHERE email = '" + email + "'");
  }
  std::string lead() const { return tandem.text("SELECT id_text FROM v_lead"); }
  void act(std::vector<std::string> arguments, const std::string& as = {}) const {
    arguments.insert(arguments.begin(), "act");
    if (!as.empty()) arguments.insert(arguments.begin(), {"--as", as + "@tandem.test"});
    const Outcome done = tandem.run(arguments);
    EXPECT_EQ(done.code, 0) << done.out << done.err;
  }
  void offer() {
    act({"lead.move", lead(), "to_stage=mql"});
    act({"handoff.offer", "lead_id=" + lead(), "to_person_id=" + person("rita@tandem.test")}, "mona");
    tandem.synced();
  }
  std::string on_buyer() const { return "party.party," + std::to_string(buyer); }

  /// What a rep does in Tryton's client: a further note.
  std::int64_t write_note(const std::string& resource, const std::string& message) {
    return rita.create("ir.note", {{"resource", resource}, {"message", message}});
  }
  std::vector<std::int64_t> notes_on(const std::string& resource) {
    return rita.search("ir.note", {{"resource", "=", resource}});
  }
  std::string message(std::int64_t note) { return rita.read("ir.note", note, {"message"})["message"]; }
  /// The only note on a record.
  std::string message_on(const std::string& resource) {
    const auto notes = notes_on(resource);
    return notes.size() == 1 ? message(notes[0]) : "(" + std::to_string(notes.size()) + " notes)";
  }
  std::string handoff_state() const { return tandem.text("SELECT state FROM v_handoff"); }
  std::string quarantine() const {
    return tandem.text("SELECT group_concat(message, '|') FROM sync_parked WHERE direction = 'in'");
  }
  void expect_quiet() const {
    const Json again = tandem.synced();
    EXPECT_EQ(again["planned"], 0) << again.dump();
    EXPECT_EQ(again["applied"], 0) << again.dump();
  }

  std::int64_t buyer = 0;
};

TEST_F(TrytonForms, AnOfferIsANoteOnTheBuyerAndTheRepAcceptsItThere) {
  offer();
  ASSERT_EQ(notes_on(on_buyer()).size(), 1u);
  const auto form = notes_on(on_buyer())[0];
  EXPECT_THAT(message(form), AllOf(StartsWith("Tandem hand-off "), HasSubstr("\nState: offered\n"),
                                   HasSubstr("\nTo: rita@tandem.test\n"), HasSubstr("\nHow to answer: ")));
  const auto answer =
      write_note(on_buyer(), "Tandem hand-off\r\nState: Accepted\r\nI ring her on Monday: 9 am.");
  tandem.synced();
  EXPECT_EQ(handoff_state(), "accepted");
  EXPECT_EQ(tandem.text("SELECT p.email FROM v_handoff h JOIN v_person p ON p.id = h.decided_by"),
            "rita@tandem.test");
  EXPECT_THAT(message(form), AllOf(HasSubstr("\nState: accepted\n"), HasSubstr("\nDecided by: rita@"),
                                   HasSubstr("\nAnswers read: " + std::to_string(answer) + "\n")));
  EXPECT_THAT(message(answer), HasSubstr("I ring her on Monday: 9 am.")) << "a person's note is not touched";
  expect_quiet();
  expect_quiet();
}

TEST_F(TrytonForms, ARepReturnsALeadWithAReasonAndALongNote) {
  offer();
  write_note(on_buyer(),
             "Tandem hand-off\nState: returned\nReason: no_budget\nNote: She said:\n\nnot before June.\nSo: "
             "wait.");
  tandem.synced();
  EXPECT_EQ(handoff_state(), "returned") << quarantine();
  EXPECT_EQ(tandem.text("SELECT reason FROM v_handoff"), "no_budget");
  EXPECT_EQ(tandem.text("SELECT note FROM handoff"), "She said:\n\nnot before June.\nSo: wait.");
  expect_quiet();
}

TEST_F(TrytonForms, AReturnWithoutAListedReasonIsRefusedInTheNoteAndMayBeTriedAgain) {
  offer();
  const auto form = notes_on(on_buyer()).at(0);
  const auto first = write_note(on_buyer(), "Tandem hand-off\nState: returned\nReason: dunno");
  tandem.sync();
  EXPECT_EQ(handoff_state(), "offered");
  EXPECT_THAT(message(form),
              AllOf(HasSubstr("\nState: offered\n"), HasSubstr("\nNot taken over: returned (note "),
                    HasSubstr(std::to_string(first)), HasSubstr("use one of: ")));
  EXPECT_EQ(tandem.text("SELECT count(*) FROM v_irregularity WHERE code = 'refused_verb'"), "1");
  expect_quiet();
  EXPECT_EQ(tandem.text("SELECT count(*) FROM v_irregularity WHERE code = 'refused_verb'"), "1");

  write_note(on_buyer(), "Tandem hand-off\nState: returned\nReason: no_budget");
  tandem.synced();
  EXPECT_EQ(handoff_state(), "returned");
  EXPECT_THAT(message(form), AllOf(HasSubstr("\nState: returned\n"), Not(HasSubstr("Not taken over"))));
  expect_quiet();
}

TEST_F(TrytonForms, FeedbackOfARepArrivesAndItsReplyIsInTheNote) {
  const auto note = write_note(
      on_buyer(), "Tandem feedback\nVerdict: did not\nWhy: They asked for prices:\n  we had none.\n\nA pity");
  tandem.synced();
  const Json given = tandem.rows(
      "SELECT f.id_text, f.verdict, f.why, f.state, f.to_side, p.email, f.about_entity FROM v_feedback f "
      "JOIN "
      "v_person p "
      "ON p.id = f.from_person_id");
  ASSERT_EQ(given.size(), 1u) << quarantine();
  EXPECT_EQ(given[0]["verdict"], "did_not");
  EXPECT_EQ(given[0]["why"], "They asked for prices:\nwe had none.\n\nA pity");
  EXPECT_EQ(given[0]["email"], "rita@tandem.test");
  EXPECT_EQ(given[0]["about_entity"], "lead");
  const std::string id = given[0]["id_text"];
  EXPECT_THAT(message(note), AllOf(StartsWith("Tandem feedback " + id), HasSubstr("\nState: submitted\n"),
                                   HasSubstr("\nFor: marketing\n")))
      << "the rep sees that it arrived";
  expect_quiet();

  act({"feedback.acknowledge", id}, "mona");
  act({"feedback.close", id, "reply=A price list comes.\nState: of the art."}, "mona");
  tandem.synced();
  EXPECT_THAT(message(note), AllOf(HasSubstr("\nState: closed\n"), HasSubstr("\nReplied by: mona@"),
                                   HasSubstr("\nReply: A price list comes.\n  State: of the art.\n"),
                                   HasSubstr("\nWhy: They asked for prices:\n")));
  EXPECT_EQ(notes_on(on_buyer()).size(), 1u);
  expect_quiet();
}

TEST_F(TrytonForms, AFeedbackOfMarketingIsAnsweredByTheRep) {
  act({"feedback.submit", "about_entity=lead", "about_id=" + lead(), "verdict=worked",
       "why=Rang back at once.\r\nState: fine\n\nVerdict: none"},
      "mona");
  tandem.synced();
  ASSERT_THAT(message_on(on_buyer()), StartsWith("Tandem feedback "));
  const std::string why = tandem.text("SELECT why FROM feedback");
  for (const char* step :
       {"State: acknowledged", "State: reviewing", "State: acted\nReply: Thank you.\nWe do."}) {
    const std::string form = message(notes_on(on_buyer()).at(0));
    write_note(on_buyer(), form.substr(0, form.find('\n')) + "\n" + step);
    tandem.synced();
    expect_quiet();
  }
  EXPECT_EQ(tandem.text("SELECT state FROM v_feedback"), "acted") << quarantine();
  EXPECT_EQ(tandem.text("SELECT reply FROM feedback"), "Thank you.\nWe do.");
  EXPECT_EQ(tandem.text("SELECT why FROM feedback"), why);
}

TEST_F(TrytonForms, ARequestOfARepIsDeliveredAndConfirmedInTryton) {
  const auto staff = rita.search("company.employee", {{"party.name", "=", "Rita Rep"}}).at(0);
  const auto deal = rita.create("sale.opportunity", {{"party", buyer}, {"employee", staff}});
  const std::string on_deal = "sale.opportunity," + std::to_string(deal);
  const auto note =
      write_note(on_deal,
                 "Tandem request\nTitle: A reference from a mill\nKind: reference\nWhy: they doubt\n"
                 "Priority: high\nNeeded by: 2099-12-31");
  tandem.synced();
  const Json asked = tandem.rows(
      "SELECT r.id_text, r.kind, r.priority, r.needed_by, p.email, r.opportunity_id IS NOT NULL AS deal FROM "
      "v_request r JOIN v_person p ON p.id = r.from_person_id");
  ASSERT_EQ(asked.size(), 1u) << quarantine();
  EXPECT_EQ(asked[0]["email"], "rita@tandem.test");
  EXPECT_EQ(asked[0]["priority"], "high");
  EXPECT_EQ(asked[0]["deal"], 1);
  const std::string id = asked[0]["id_text"];
  EXPECT_THAT(message(note), AllOf(StartsWith("Tandem request " + id), HasSubstr("\nState: open\n")));
  for (const char* verb : {"request.acknowledge", "request.accept", "request.start"}) act({verb, id}, "mona");
  act({"request.deliver", id, "delivery=Mill Ltd: ring Bob", "effort_h=1"}, "mona");
  tandem.synced();
  EXPECT_THAT(message(note),
              AllOf(HasSubstr("\nState: delivered\n"), HasSubstr("\nDelivery: Mill Ltd: ring Bob\n")));
  expect_quiet();

  write_note(on_deal, "Tandem request " + id.substr(id.size() - 8) + "\nState: confirmed\nRating: 4");
  tandem.synced();
  EXPECT_EQ(tandem.text("SELECT state FROM v_request"), "confirmed") << quarantine();
  EXPECT_EQ(tandem.text("SELECT rating FROM v_request"), "4");
  expect_quiet();
}

TEST_F(TrytonForms, ARequestOfMarketingHangsOnTheDealAndIsWorkedOnInTryton) {
  const auto staff = rita.search("company.employee", {{"party.name", "=", "Rita Rep"}}).at(0);
  const auto deal = rita.create("sale.opportunity", {{"party", buyer}, {"employee", staff}});
  tandem.synced();
  act({"request.open", "kind=field_input", "title=What do they say", "why=the next campaign",
       "opportunity_id=" + tandem.text("SELECT id_text FROM v_opportunity")},
      "mona");
  tandem.synced();
  const std::string on_deal = "sale.opportunity," + std::to_string(deal);
  ASSERT_THAT(message_on(on_deal), HasSubstr("\nTitle: What do they say\n"));
  const std::string form = message(notes_on(on_deal).at(0));
  const std::string first_line = form.substr(0, form.find('\n'));
  for (const char* step :
       {"acknowledged", "accepted", "In progress", "delivered\nDelivery: Too slow, they say."}) {
    write_note(on_deal, first_line + "\nState: " + step);
    tandem.synced();
  }
  EXPECT_EQ(tandem.text("SELECT state FROM v_request"), "delivered") << quarantine();
  EXPECT_EQ(tandem.text("SELECT delivery FROM v_request"), "Too slow, they say.");
  EXPECT_EQ(tandem.text("SELECT p.email FROM v_request r JOIN v_person p ON p.id = r.worker_person_id"),
            "rita@tandem.test");
  expect_quiet();
}

TEST_F(TrytonForms, AGoalIsOnTheCompanyAndIsSignedThere) {
  const std::string metric = tandem.text("SELECT id_text FROM v_metric WHERE key = 'revenue'");
  const std::string period =
      tandem.put("period", {{"name", "2099"}, {"starts_on", "2099-01-01"}, {"ends_on", "2100-01-01"}});
  const std::string goal = tandem.put("goal", {{"title", "We win: more"},
                                               {"metric_id", metric},
                                               {"period_id", period},
                                               {"target", 100'000'000},
                                               {"currency", "EUR"},
                                               {"side", "sales"}});
  tandem.synced();
  const auto own = rita.read("company.company", 1, {"party"})["party"].get<std::int64_t>();
  const std::string on_company = "party.party," + std::to_string(own);
  EXPECT_THAT(message_on(on_company),
              AllOf(StartsWith("Tandem goal " + goal), HasSubstr("\nTitle: We win: more\n"),
                    HasSubstr("\nTarget: 100000000\n"), HasSubstr("\nState: draft\n")));
  act({"goal.agree", goal}, "mona");
  const auto form = notes_on(on_company).at(0);
  write_note(on_company, "Tandem goal\nAgree: yes");
  tandem.synced();
  EXPECT_THAT(tandem.text("SELECT state FROM v_goal"), testing::AnyOf("agreed", "active")) << quarantine();
  EXPECT_THAT(message(form), Not(HasSubstr("\nState: draft\n")));
  expect_quiet();
}

TEST_F(TrytonForms, AGarbledFormSaysWhatToWriteAndHealsWhenItIsPutRight) {
  offer();
  const auto answer = write_note(on_buyer(), "Tandem hand-off\nState: okay");
  const auto feedback = write_note(on_buyer(), "Tandem feedback\nWhy: it was good");
  tandem.sync();
  EXPECT_THAT(quarantine(), AllOf(HasSubstr("State: must say one of offered, accepted, returned"),
                                  HasSubstr("Verdict: is missing, with one of worked, did_not, mixed")));
  EXPECT_EQ(handoff_state(), "offered");
  EXPECT_EQ(tandem.text("SELECT count(*) FROM v_feedback"), "0");
  EXPECT_EQ(message(answer), "Tandem hand-off\nState: okay");

  write_note(on_buyer(), "Tandem hand-off\nState: accepted");  // as the client has it: a further note
  rita.write("ir.note", feedback, {{"message", "Tandem feedback\nVerdict: mixed\nWhy: it was good"}});
  tandem.synced();
  EXPECT_EQ(quarantine(), "null");
  EXPECT_EQ(handoff_state(), "accepted");
  EXPECT_EQ(tandem.text("SELECT verdict FROM v_feedback"), "mixed");
  expect_quiet();
}

TEST_F(TrytonForms, TwoStatesInOneNoteAreNoAnswer) {
  offer();
  const auto answer = write_note(on_buyer(), "Tandem hand-off\nState: accepted\nState: returned");
  tandem.sync();
  EXPECT_THAT(quarantine(), HasSubstr("State: stands there twice"));
  EXPECT_EQ(handoff_state(), "offered");
  rita.remove("ir.note", answer);
  tandem.synced();
  EXPECT_EQ(quarantine(), "null") << "what is gone is no longer wrong";
  EXPECT_EQ(handoff_state(), "offered");
}

TEST_F(TrytonForms, NotesThatAreNoFormAreLeftAlone) {
  offer();
  for (const char* text : {"Tandem hand-offs are slow", "Tandem feedback was asked for\nVerdict: mixed",
                           "State: accepted", "Called her.\nTandem hand-off\nState: accepted"}) {
    write_note(on_buyer(), text);
  }
  tandem.synced();
  EXPECT_EQ(quarantine(), "null");
  EXPECT_EQ(handoff_state(), "offered");
  EXPECT_EQ(tandem.text("SELECT count(*) FROM v_feedback"), "0");
  expect_quiet();
}

TEST_F(TrytonForms, AnAnswerAndAChangeInTandemMeet) {
  offer();
  const auto form = notes_on(on_buyer()).at(0);
  act({"handoff.accept", tandem.text("SELECT id_text FROM v_handoff")}, "rita");
  write_note(on_buyer(), "Tandem hand-off\nState: returned\nReason: no_budget");
  tandem.synced();
  // The later act of the two: what was accepted is disputed.
  EXPECT_EQ(handoff_state(), "returned");
  EXPECT_THAT(message(form), AllOf(HasSubstr("\nState: returned\n"), HasSubstr("\nReason: no_budget\n")));
  expect_quiet();
}

TEST_F(TrytonForms, WhatTandemsOwnUserWritesIsNoAnswer) {
  offer();
  Person robot(server, "tandem");
  robot.create("ir.note", {{"resource", on_buyer()}, {"message", "Tandem hand-off\nState: accepted"}});
  tandem.sync();
  EXPECT_EQ(handoff_state(), "offered");
  EXPECT_THAT(message(notes_on(on_buyer()).at(0)), HasSubstr("\nNot taken over: accepted (note "));
  expect_quiet();
}

TEST_F(TrytonForms, AFormEditedInPlaceByAnotherClientCountsToo) {
  offer();
  const auto form = notes_on(on_buyer()).at(0);
  std::string text = message(form);
  text.replace(text.find("State: offered"), 14, "State: accepted");
  rita.write("ir.note", form, {{"message", "Hm.\n" + text}});
  tandem.synced();
  EXPECT_EQ(handoff_state(), "offered") << "without its first line it is no form";
  rita.write("ir.note", form, {{"message", text + "\nRemarks: I know her\nfrom school"}});
  tandem.synced();
  EXPECT_EQ(handoff_state(), "accepted") << quarantine();
  EXPECT_THAT(message(form),
              AllOf(HasSubstr("\nState: accepted\n"), HasSubstr("\nRemarks: I know her\n  from school")));
  expect_quiet();
}

TEST_F(TrytonForms, ADeletedNoteStaysDeletedAndTheHandOffGoesOn) {
  offer();
  rita.remove("ir.note", notes_on(on_buyer()).at(0));
  tandem.synced();
  EXPECT_EQ(handoff_state(), "offered");
  act({"handoff.accept", tandem.text("SELECT id_text FROM v_handoff")}, "rita");
  tandem.sync();
  EXPECT_TRUE(notes_on(on_buyer()).empty());
  expect_quiet();
}

}  // namespace
}  // namespace tandem::tryton_test
