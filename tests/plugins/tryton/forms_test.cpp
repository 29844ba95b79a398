// SPDX-License-Identifier: Apache-2.0
// Forms in notes: what is read, what is written, and that nothing gets lost between.
#include "forms.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "lines.hpp"
#include "model.hpp"
#include "moment.hpp"
#include "notes.hpp"

namespace tandem::tryton {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const Form& form_named(std::string_view name) {
  for (const Form& form : forms()) {
    if (form.name == name) return form;
  }
  throw std::invalid_argument("no such form");
}

FormText read(std::string_view name, std::string_view message) {
  return read_form(form_named(name), message).value();
}

constexpr const char* kId = "0193a5c2-1111-7222-8333-0a1b2c3d4e5f";

TEST(TrytonForm, IsKnownByItsFirstLineAlone) {
  const Form& form = form_named("handoff");
  for (const char* first : {"Tandem hand-off", "tandem Hand-Off:", " Tandem hand-off  ",
                            "Tandem hand-off 4e5f", "Tandem hand-off 4E5F:"}) {
    EXPECT_TRUE(read_form(form, first)) << first;
  }
  for (const char* first : {"", "Tandem", "Tandem hand-offs", "Tandem hand-off is slow", "Tandem feedback",
                            "\nTandem hand-off", "Re: Tandem hand-off"}) {
    EXPECT_FALSE(read_form(form, first)) << first;
  }
  EXPECT_EQ(read("handoff", "Tandem hand-off 4E5F:").key, "4e5f");
}

TEST(TrytonForm, ReadsLinesAsPeopleWriteThem) {
  const FormText text = read("feedback",
                             "Tandem feedback\r\nWell then.\r\nVERDICT : Did not.\r\nwhy:\r\nNo prices:\r\n"
                             "  none at all\r\n\r\nA pity\r\nState: in  no way\r\n");
  EXPECT_EQ(text.values.at("verdict"), "did_not");
  EXPECT_EQ(text.values.at("why"), "No prices:\nnone at all\n\nA pity");
  EXPECT_EQ(text.remarks, "Well then.");
  EXPECT_THAT(text.problem, HasSubstr("State: must say one of submitted, acknowledged"));
}

TEST(TrytonForm, SaysWhatToWriteInstead) {
  const Form& feedback = form_named("feedback");
  EXPECT_THAT(missing_in(feedback, read("feedback", "Tandem feedback")),
              HasSubstr("Verdict: is missing, with"));
  EXPECT_THAT(missing_in(feedback, read("feedback", "Tandem feedback\nVerdict: mixed")),
              HasSubstr("Why: is missing"));
  EXPECT_THAT(read("handoff", "Tandem hand-off\nState: accepted\nState: returned").problem,
              HasSubstr("twice"));
  EXPECT_EQ(read("handoff", "Tandem hand-off\nState: accepted\nState: accepted\nState:").problem, "");
  EXPECT_THAT(read("request", "Tandem request\nRating: good").problem, HasSubstr("whole number"));
  EXPECT_THAT(read("request", "Tandem request\nNeeded by: soon").problem, HasSubstr("2026-12-31"));
}

TEST(TrytonForm, ADayLastsUntilItsEnd) {
  const std::int64_t day = 86'400'000'000;
  EXPECT_EQ(read_moment("1970-01-01"), day);
  EXPECT_EQ(read_moment("1970-01-02 00:01 UTC"), day + 60'000'000);
  EXPECT_EQ(read_moment(moment_text(day + 60'000'000)), day + 60'000'000);
  for (const char* wrong : {"", "soon", "2026-02-30", "2026-13-01", "2026-00-10", "2026-01-01 25:00",
                            "2026-01-01 10", "2026-01-01 10:00 CET", "26-01-01x"}) {
    EXPECT_FALSE(read_moment(wrong)) << wrong;
  }
}

/// Pieces that look like something else.
std::string hostile_text(std::mt19937& random) {
  static const std::vector<std::string> kPieces = {"State: accepted",
                                                   "Why:",
                                                   "Reply: no",
                                                   "Tandem feedback",
                                                   "\n",
                                                   "\n\n",
                                                   "\r\n",
                                                   "\r",
                                                   "  ",
                                                   "\t",
                                                   ":",
                                                   "ünïcødé 漢字 🙂",
                                                   "Remarks: none",
                                                   "How to answer: never",
                                                   "Answers read: 1, 2",
                                                   " ",
                                                   "x",
                                                   "--",
                                                   "\u2028",
                                                   "Not taken over: x",
                                                   "%_\\\"'"};
  std::string text;
  const std::size_t length = random() % 12;
  for (std::size_t i = 0; i < length; ++i) text += kPieces[random() % kPieces.size()];
  return text;
}

TEST(TrytonForm, WhatIsWrittenIsReadAgainWhateverItSays) {
  std::mt19937 random(20261122);
  const Form& form = form_named("feedback");
  for (int round = 0; round < 5'000; ++round) {
    FormText written;
    written.key = kId;
    written.values["verdict"] = "mixed";
    for (const char* name : {"why", "reply"}) {
      if (const std::string text = tidy(hostile_text(random)); !text.empty()) written.values[name] = text;
    }
    written.remarks = tidy(hostile_text(random));
    written.refused = tidy(hostile_text(random));
    written.answers_read = {7, 19};
    const std::string message = write_form(form, written);
    const FormText again = read_form(form, message).value();
    ASSERT_EQ(again.values, written.values) << message;
    ASSERT_EQ(again.remarks, written.remarks) << message;
    ASSERT_EQ(again.refused, written.refused) << message;
    ASSERT_EQ(again.answers_read, written.answers_read);
    ASSERT_EQ(again.problem, "") << message;
    ASSERT_EQ(write_form(form, again), message);
  }
}

TEST(TrytonForm, NoTextOfAPersonBreaksOrLosesAnything) {
  std::mt19937 random(42);
  for (int round = 0; round < 5'000; ++round) {
    const std::string message = "Tandem request\n" + hostile_text(random) + "\nlast words";
    for (const Form& form : forms()) {
      const auto text = read_form(form, message);
      if (text) {
        ASSERT_THAT(write_form(form, *text), HasSubstr("last words")) << message;
      }
    }
  }
}

constexpr std::int64_t kOwnUser = 2;

/// With the notes as the adapter's own user reads them.
Notes sorted(const Form& form, std::vector<Json> notes) {
  return sort_notes(form, std::move(notes), kOwnUser);
}

Json note(std::int64_t id, const std::string& message, std::int64_t user = 5,
          const char* place = "party.party,1") {
  return {
      {"id", id}, {"message", message}, {"resource", place}, {"create_uid", user}, {"write_uid", nullptr}};
}

const std::string kOffer = std::string("Tandem hand-off ") + kId + "\nState: offered";

TEST(TrytonNotes, AnAnswerSpeaksForTheFormOnItsRecord) {
  const Form& form = form_named("handoff");
  const Notes notes = sorted(form, {note(1, kOffer, 2), note(2, "Tandem hand-off\nState: accepted"),
                                    note(3, "Tandem hand-off\nState: returned", 5, "party.party,9"),
                                    note(4, "Tandem hand-offs are slow")});
  ASSERT_EQ(notes.forms.size(), 1u);
  EXPECT_EQ(notes.forms[0]["form."]["values"]["state"], "accepted");
  EXPECT_EQ(notes.forms[0]["form."]["by"]["id"], 2);
  EXPECT_THAT(notes.others, testing::UnorderedElementsAre(2, 4));
  ASSERT_EQ(notes.broken.size(), 1u) << "there is no hand-off on the other record";
  EXPECT_EQ(notes.broken[0].first, 3);
}

TEST(TrytonNotes, AnAnswerThatWasReadCountsNoMore) {
  const Form& form = form_named("handoff");
  std::vector<Json> all = {note(1, kOffer, 2), note(2, "Tandem hand-off\nState: accepted")};
  const std::string text =
      changed_message(form, sorted(form, all).forms.at(0), {{"decided_by", "rita@x.test"}}, kId, kOwnUser);
  EXPECT_THAT(text, HasSubstr("State: accepted\nDecided by: rita@x.test\nAnswers read: 2\n"));
  all[0] = note(1, text, 2);
  EXPECT_TRUE(sorted(form, all).forms.at(0)["form."]["by"].is_null());
  all.push_back(note(3, kOffer.substr(0, kOffer.find('\n')) + "\nState: Completed"));
  EXPECT_EQ(sorted(form, all).forms.at(0)["form."]["values"]["state"], "completed");
}

TEST(TrytonNotes, ARefusedAnswerIsNamedInTheForm) {
  const Form& form = form_named("handoff");
  std::vector<Json> all = {note(1, kOffer, 2), note(2, "Tandem hand-off\nState: returned\nReason: dunno")};
  const std::string text = changed_message(form, sorted(form, all).forms.at(0),
                                           {{"state", "offered"}, {"refused", "not listed"}}, kId, kOwnUser);
  EXPECT_THAT(text,
              HasSubstr("State: offered\nNot taken over: returned (note 2): not listed\nAnswers read: 2"));
  EXPECT_THAT(text, Not(HasSubstr("dunno"))) << "it stands in the person's own note";

  // Tandem reads what it says there, so as to take it back once another answer is in order.
  Column refused;
  refused.name = "refused";
  refused.source = Column::Source::form;
  EXPECT_TRUE(column_value(refused, sorted(form, all).forms.at(0)).is_null());
  all[0] = note(1, text, kOwnUser);
  EXPECT_EQ(column_value(refused, sorted(form, all).forms.at(0)), "returned (note 2): not listed");
}

TEST(TrytonNotes, AFurtherStepInTandemMakesNoRefusalOfAnAnswerThatWasTakenOver) {
  const Form& form = form_named("request");
  const std::string open =
      std::string("Tandem request ") + kId + "\nTitle: t\nKind: other\nWhy: w\nState: open";
  const Notes notes = sorted(form, {note(1, open, 2), note(2, "Tandem request 4e5f\nState: acknowledged")});
  // Acknowledging left nothing to write; then marketing cancels.
  for (const FormEdit& edit :
       {FormEdit{{"state", "cancelled"}}, FormEdit{{"state", "cancelled"}, {"refused", std::nullopt}}}) {
    const std::string text = changed_message(form, notes.forms.at(0), edit, kId, kOwnUser);
    EXPECT_THAT(text, HasSubstr("\nState: cancelled\nAnswers read: 2\n"));
    EXPECT_THAT(text, Not(HasSubstr("Not taken over")));
  }
}

TEST(TrytonNotes, AGarbledAnswerIsWrongUntilAGoodOneFollows) {
  const Form& form = form_named("handoff");
  std::vector<Json> all = {note(1, kOffer, 2), note(2, "Tandem hand-off\nState: okay"),
                           note(3, "Tandem hand-off")};
  Notes notes = sorted(form, all);
  ASSERT_EQ(notes.broken.size(), 2u);
  EXPECT_THAT(notes.broken[0].second, HasSubstr("must say one of"));
  EXPECT_THAT(notes.broken[1].second, HasSubstr("the answer says nothing: add a note here"));
  all.push_back(note(4, "Tandem hand-off\nState: accepted"));
  notes = sorted(form, all);
  EXPECT_TRUE(notes.broken.empty());
  EXPECT_THAT(notes.others, ElementsAre(2, 3, 4));
}

TEST(TrytonNotes, AnAnswerAsksOnlyForWhatAPersonDecides) {
  const Form& form = form_named("handoff");
  const Notes notes = sorted(form, {note(1, kOffer, 2), note(2, "Tandem hand-off\nState: expired")});
  ASSERT_EQ(notes.broken.size(), 1u);
  EXPECT_THAT(notes.broken[0].second, HasSubstr("must say one of accepted, returned, completed"));
  EXPECT_EQ(notes.forms.at(0)["form."]["values"]["state"], "offered");
}

TEST(TrytonNotes, AnAnswerSetsNoLineThatOnlyTandemSets) {
  const Form& handoff = form_named("handoff");
  const Json asked = sorted(handoff, {note(1, kOffer + "\nTo: rita@x.test", 2),
                                      note(2,
                                           "Tandem hand-off\nTo: bob@x.test\nAnswer by: 2020-01-01\n"
                                           "State: accepted\nReason: no_budget\nDecided by: bob@x.test")})
                         .forms.at(0)["form."]["values"];
  EXPECT_EQ(asked, Json({{"to_person", "rita@x.test"}, {"state", "accepted"}}))
      << "a reason belongs to a return";
  const Form& goal = form_named("goal");
  const std::string target = std::string("Tandem goal ") + kId + "\nTarget: 100";
  const Json signed_there = sorted(goal, {note(1, target, 2), note(2, "Tandem goal\nTarget: 5\nAgree: yes")})
                                .forms.at(0)["form."]["values"];
  EXPECT_EQ(signed_there, Json({{"target", "100"}, {"agree", "yes"}}));
}

TEST(TrytonNotes, AnAnswerOfNothingButTandemsLinesSaysWhatToWrite) {
  const auto problem = [](const char* form, const std::string& question, const char* answer) {
    const Notes notes = sorted(form_named(form), {note(1, question, 2), note(2, answer)});
    return notes.broken.empty() ? std::string() : notes.broken[0].second;
  };
  EXPECT_THAT(problem("handoff", kOffer, "Tandem hand-off\nTo: bob@x.test"),
              HasSubstr("a line State: is missing in the answer, with one of accepted, returned, completed"));
  const std::string goal = std::string("Tandem goal ") + kId + "\nTarget: 100";
  EXPECT_THAT(problem("goal", goal, "Tandem goal\nTarget: 5"), HasSubstr("below it Agree: yes"));
  EXPECT_THAT(problem("goal", goal, "Tandem goal\nState: won\nAgree: yes"), HasSubstr("follows by itself"));
}

TEST(TrytonNotes, OfTwoAnswersNobodyHasReadTheLastCountsWithItsOwnLines) {
  const Form& form = form_named("handoff");
  const Notes notes =
      sorted(form, {note(1, kOffer, 2), note(2, "Tandem hand-off\nState: returned\nReason: no_budget"),
                    note(3, "Tandem hand-off\nState: accepted")});
  EXPECT_EQ(notes.forms.at(0)["form."]["values"], Json({{"state", "accepted"}}));
}

TEST(TrytonNotes, EveryLineOfAnAnswerIsOneOfItsForm) {
  for (const Form& form : forms()) {
    for (const FormAnswer& answer : form.answers) {
      for (const std::string_view line : answer.lines) EXPECT_NE(form.field(line), nullptr) << line;
      if (answer.state.empty()) continue;
      ASSERT_NE(form.field("state"), nullptr) << form.name;
      EXPECT_THAT(form.field("state")->choices, testing::Contains(answer.state));
    }
  }
}

TEST(TrytonNotes, WithSeveralFormsTheAnswerSaysWhich) {
  const Form& form = form_named("request");
  const std::string end = "\nTitle: t\nKind: other\nWhy: w";
  const std::string one = "Tandem request 0193a5c2-1111-7222-8333-00000000aaaa" + end;
  const std::string two = "Tandem request 0193a5c2-1111-7222-8333-00000000bbbb" + end;
  const Notes notes =
      sorted(form, {note(1, one, 2), note(2, two, 2), note(3, "Tandem request AAAA\nState: accepted"),
                    note(4, "Tandem request 0000\nState: accepted"),
                    note(5, "Tandem request cccc\nState: accepted"), note(6, "Tandem request" + end)});
  ASSERT_EQ(notes.forms.size(), 3u) << "without a number it is a new request";
  EXPECT_EQ(notes.forms[0]["form."]["values"].value("state", ""), "accepted");
  EXPECT_EQ(notes.forms[1]["form."]["values"].value("state", ""), "");
  EXPECT_EQ(notes.forms[2]["id"], 6);
  EXPECT_EQ(notes.broken.size(), 2u) << "no number on this record ends so";
}

TEST(TrytonNotes, AnAnswerWithTheWholeNumberOnAnotherRecordIsToldAndNoForm) {
  const char* const deal = "sale.opportunity,9";
  const Notes notes = sorted(
      form_named("handoff"),
      {note(1, kOffer, kOwnUser), note(2, kOffer.substr(0, kOffer.find('\n')) + "\nState: accepted", 5, deal),
       note(3, "Tandem hand-off\nState: accepted", 5, deal)});
  ASSERT_EQ(notes.forms.size(), 1u);
  EXPECT_EQ(notes.forms[0]["id"], 1);
  ASSERT_EQ(notes.broken.size(), 2u) << "nor is it a form that others answer";
  EXPECT_EQ(notes.broken[0].first, 2);
  EXPECT_THAT(notes.broken[0].second,
              HasSubstr("there is no 'Tandem hand-off' with this number on this record"));
}

TEST(TrytonNotes, APersonsFeedbackIsAFormOnceTandemHasNumberedIt) {
  const Form& form = form_named("feedback");
  Json theirs = note(1, std::string("Tandem feedback ") + kId + "\nVerdict: mixed\nWhy: w");
  EXPECT_EQ(sorted(form, {theirs}).broken.size(), 1u) << "nobody but the person has written it";
  for (const std::int64_t user : {kOwnUser, std::int64_t{5}}) {
    theirs["write_uid"] = user;
    EXPECT_EQ(sorted(form, {theirs}).forms.size(), 1u) << user;
  }
}

TEST(TrytonNotes, WhatAPersonWroteMovesToTheRemarks) {
  const Form& form = form_named("feedback");
  const std::string theirs = std::string("Tandem feedback ") + kId + "\nVerdict: mixed\nWhy: w\nReply: mine";
  Json numbered = note(1, theirs);
  numbered["write_uid"] = 5;
  const Notes notes = sorted(form, {numbered});
  const std::string text = changed_message(form, notes.forms.at(0), {{"reply", "Tandem's"}}, kId, kOwnUser);
  EXPECT_THAT(text, HasSubstr("Reply: Tandem's\n"));
  EXPECT_THAT(text, HasSubstr("Remarks: Reply was: mine"));
}

}  // namespace
}  // namespace tandem::tryton
