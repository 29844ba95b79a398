// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tandem/cpp/times.hpp>

#include "client.hpp"
#include "cursor.hpp"
#include "fault.hpp"
#include "json_value.hpp"
#include "mechanisms.hpp"
#include "model.hpp"
#include "settings.hpp"
#include "workflow.hpp"
#include "writers.hpp"

namespace tandem::tryton {
namespace {

using adapter::Failure;
using testing::ElementsAre;
using testing::HasSubstr;

template <class Body>
std::string failure_of(Body&& body) {
  try {
    body();
  } catch (const Failure& failure) {
    return failure.message();
  }
  return "(none)";
}

const char* const kSettings =
    R"({"url":"https://t.test:8000/","database":"d","username":"u","password":"secret://env/P")";

TEST(TrytonSettings, ReadsThemAndNamesWhatIsWrong) {
  const Settings good = read_settings(std::string(kSettings) + R"(,"company":3})");
  EXPECT_EQ(good.url, "https://t.test:8000");
  EXPECT_EQ(good.company, 3);
  EXPECT_TRUE(good.find_deletes);
  EXPECT_EQ(good.overlap_seconds, 600) << "a longer transaction of the server would be lost";
  const auto wrong = [](const std::string& more) {
    return failure_of([&] { read_settings(std::string(kSettings) + more); });
  };
  EXPECT_THAT(wrong(R"(,"company":"x"})"), HasSubstr("company"));
  EXPECT_THAT(wrong(R"(,"party_domain":{}})"), HasSubstr("party_domain"));
  EXPECT_THAT(failure_of([] { read_settings(R"({"url":"x"})"); }), HasSubstr("database is missing"));
  EXPECT_THAT(failure_of([] { read_settings(R"({"url":"x","database":"a/b","username":"u"})"); }),
              HasSubstr("database"));
  EXPECT_THAT(failure_of([] { read_settings(R"({"url":"x","database":"a","username":"a:b"})"); }),
              HasSubstr("username"));
}

TEST(TrytonValues, ADatetimeKeepsItsMicroseconds) {
  const Json tagged = {{"__class__", "datetime"},
                       {"year", 2026},
                       {"month", 2},
                       {"day", 28},
                       {"hour", 23},
                       {"minute", 59},
                       {"second", 58},
                       {"microsecond", 123456}};
  const auto instant = read_instant(tagged);
  ASSERT_TRUE(instant);
  EXPECT_EQ(*instant, 1772323198123456);
  EXPECT_EQ(instant_json(*instant), tagged) << "all seven keys: the server fails without";
  EXPECT_EQ(read_instant(instant_json(-1)), -1);
  EXPECT_FALSE(read_instant(Json("2026-02-28")));
}

TEST(TrytonValues, TheServersClockComesWithEveryAnswer) {
  EXPECT_EQ(times::read_http_date("Sat, 28 Feb 2026 23:59:58 GMT"), 1772323198000000);
  for (const char* odd : {"", "yesterday", "Sat, 28 Xxx 2026 23:59:58 GMT"})
    EXPECT_EQ(times::read_http_date(odd), std::nullopt) << odd;
}

TEST(TrytonValues, AmountsStayText) {
  const auto amount = write_value(adapter::decimal_value("0.10"), Kind::numeric);
  ASSERT_TRUE(amount);
  EXPECT_EQ((*amount)["decimal"], "0.10");
  EXPECT_FALSE(write_value(adapter::text_value("NaN"), Kind::numeric));
  EXPECT_FALSE(write_value(adapter::text_value("12x"), Kind::many2one));
  EXPECT_EQ(*write_value(adapter::text_value("12"), Kind::many2one), 12);
  EXPECT_EQ((*write_value(adapter::date_value(20000), Kind::date))["year"], 2024);
  EXPECT_TRUE(write_value(adapter::null_value(), Kind::date)->is_null());
}

TEST(TrytonValues, BooleansAreNumbersOnSqlite) {
  EXPECT_TRUE(truthy(Json(1)));
  EXPECT_TRUE(truthy(Json(true)));
  EXPECT_FALSE(truthy(Json(0)));
  EXPECT_FALSE(truthy(Json()));
}

TEST(TrytonWriters, AUserWithoutAnEmployeeIsSomebodyToo) {
  const Json rep = {{"create_uid", 5}, {"create_uid.", {{"employee", 7}}}, {"write_uid", nullptr}};
  EXPECT_EQ(editor(rep, 2), "7");
  EXPECT_EQ(editor(rep, 5), "") << "our own user's changes are nobody's";
  // An admin assigns a deal: that is no default of ours.
  const Json admin = {{"create_uid", 2}, {"write_uid", 1}, {"write_uid.", {{"employee", nullptr}}}};
  EXPECT_EQ(editor(admin, 2), "user:1");
  EXPECT_EQ(editor(Json{{"create_uid", 2}, {"write_uid", 3}}, 2), "user:3") << "nothing else is readable";
  EXPECT_EQ(editor(Json{{"create_uid", 2}, {"write_uid", 0}}, 2), "") << "Tryton itself";
  EXPECT_EQ(editor(Json{{"create_uid", nullptr}, {"write_uid", nullptr}}, 2), "");
}

TEST(TrytonFault, IsJudgedByItsClassAndNeverByItsText) {
  const auto class_of = [](const char* json, bool write) {
    return read_fault(Json::parse(json), write).error_class();
  };
  EXPECT_EQ(class_of(R"(["UserError",["Un champ est requis","",null]])", true), TANDEM_CLASS_INVALID);
  EXPECT_EQ(class_of(R"(["UserError",["Kein Zugriff","",null]])", false), TANDEM_CLASS_DENIED);
  EXPECT_EQ(class_of(R"(["ConcurrencyException","Records were modified in the meanwhile"])", true),
            TANDEM_CLASS_CONFLICT);
  EXPECT_EQ(class_of(R"(["LoginException",["otp","Code","char"]])", true), TANDEM_CLASS_AUTH);
  EXPECT_EQ(class_of(R"(["'nope'",""])", true), TANDEM_CLASS_INVALID);
  EXPECT_EQ(class_of(R"(["database is locked",""])", true), TANDEM_CLASS_LOCKED);
  const Fault warning = read_fault(Json::parse(R"(["UserWarning",["w.1","Really?","more"]])"), true);
  EXPECT_EQ(warning.kind(), Fault::Kind::user_warning);
  EXPECT_EQ(warning.name(), "w.1");
  for (const char* odd : {"null", "[]", "{}", "[1,2]", R"(["UserError","bare"])"}) {
    EXPECT_EQ(read_fault(Json::parse(odd), false).kind(), Fault::Kind::untyped) << odd;
  }
}

std::string said(const std::string& text, bool typed = true) {
  return read_fault(
             typed ? Json::array({"UserError", Json::array({text, "", nullptr})}) : Json::array({text, ""}),
             true)
      .message();
}

TEST(TrytonFault, KeepsFieldAndModelButNoValue) {
  EXPECT_EQ(said(R"(The value "jane@a.test" for field "E-Mail" in "Party" does not exist.)"),
            "Tryton refused it: The value \"…\" does not exist. (field E-Mail in Party)");
  EXPECT_EQ(
      said(
          R"(The value "pigeon" for field "Type" in "Contact Mechanism" is not one of the allowed options.)"),
      "Tryton refused it: The value \"…\" is not one of the allowed options. (field Type in Contact "
      "Mechanism)");
  EXPECT_EQ(said(R"(A value is required for field "Employee" in "Sale Opportunity".)"),
            "Tryton refused it: A value is required for field \"…\". (field Employee in Sale Opportunity)");
  EXPECT_EQ(
      said(R"(The records could not be deleted because they are used by field "Party" of "Sale".)"),
      "Tryton refused it: The records could not be deleted because they are used by field \"…\". (field "
      "Party in Sale)");
  EXPECT_EQ(said(R"(You are not allowed to access "Sale Opportunity".)"),
            "Tryton refused it: You are not allowed to access \"…\". (Sale Opportunity)");
  EXPECT_EQ(said("You are trying to read records \"7\" of \"Party\" that don't exist anymore."),
            "Tryton refused it: You are trying to read records \"…\" that don't exist anymore.");
}

TEST(TrytonFault, NoQuotedTextOfAPersonGetsIntoAMessage) {
  const char* const texts[] = {
      R"(The phone number "Jane 555-0101" for party "Jane Roe" is not valid.)",
      R"t(The number of digits in the value "Decimal('5550101')" for field "Amount" in "Sale" exceeds the limit of "2".)t",
      R"(The value "a" Jane "b" for field "Name" in "Party" contains some invalid chars "\n".)",
      "The value \"Jane\n555-0101\" for field \"Name\" in \"Party\" contains some invalid chars \"\\n\".",
      R"(Der Wert "Jane" des Feldes "Name" in "Partei" existiert nicht.)",
      "Der Wert „Jane Roe“ ist ungültig.",
      "La valeur « Jane » du champ « Nom » sur « Tiers » n'existe pas.",
      "A „Jane” elem „Név” mezőjét ki kell tölteni.",
      "值「Jane」不存在.",
      "值'Jane'不存在.",
      "invalid literal for int() with base 10: 'Jane'",
      "duplicate key value violates constraint \"party_code\"\nDETAIL:  Key (code)=(Jane) already exists.",
      "no such user: Jane@a.test",
      "the text ends within \"Jane",
      "it is 'Jane's 555-0101' that is wrong",
  };
  for (const char* text : texts) {
    for (const bool typed : {true, false}) {
      EXPECT_THAT(said(text, typed),
                  testing::AllOf(testing::Not(HasSubstr("Jane")), testing::Not(HasSubstr("5550101")),
                                 testing::Not(HasSubstr("555-0101")), HasSubstr("Tryton ")));
    }
  }
  EXPECT_THAT(said("La valeur « Jane » du champ « Nom » sur « Tiers » n'existe pas."),
              testing::EndsWith("n'existe pas."));
  const Fault warning = read_fault(Json::parse(R"(["UserWarning",["w.1","Rename \"Jane\"?",""]])"), true);
  EXPECT_THAT(warning.message(), testing::Not(HasSubstr("Jane")));
  EXPECT_THAT(read_fault(Json::parse(R"({"Jane":"Jane"})"), true).message(), testing::Not(HasSubstr("Jane")));
}

TEST(TrytonFault, HttpStatusesHaveClasses) {
  EXPECT_EQ(http_failure(500, true).error_class(), TANDEM_CLASS_UNKNOWN) << "a write may have been done";
  EXPECT_EQ(http_failure(500, false).error_class(), TANDEM_CLASS_TRANSIENT);
  EXPECT_EQ(http_failure(429, false).error_class(), TANDEM_CLASS_THROTTLED);
  EXPECT_GT(http_failure(429, false).retry_after_ms(), 0);
  EXPECT_EQ(http_failure(403, false).error_class(), TANDEM_CLASS_DENIED);
}

TEST(TrytonCursor, ComesBackAsItWas) {
  Cursor cursor;
  cursor.phase = Cursor::Phase::children;
  cursor.after = 7;
  cursor.rows = {1, 2, 3, 0xFFFFFFFFFFFFFFFFU, 5, 6, 7};
  cursor.next_children = {4, 5, 6, 7, 8, 9, 10};
  const Cursor same = Cursor::parse(cursor.text());
  EXPECT_EQ(same.text(), cursor.text());
  EXPECT_EQ(same.next_children.count, 6);
  EXPECT_EQ(same.rows.print, cursor.rows.print);
  EXPECT_EQ(Cursor::parse("").phase, Cursor::Phase::scan);
  for (const char* foreign : {"x", "{}", R"({"v":1,"p":0,"a":0})", R"({"v":2,"p":9,"a":0})"}) {
    EXPECT_THROW(Cursor::parse(foreign), Failure) << foreign;
  }
}

TEST(TrytonMark, TellsSetsApartWhoseNumbersAreTheSame) {
  const auto mark_of = [](std::initializer_list<std::int64_t> ids) {
    Mark mark;
    for (const auto id : ids) mark.add(id);
    return mark;
  };
  const Mark known = mark_of({3, 4, 6, 9});
  EXPECT_EQ(known.top, 9);
  EXPECT_EQ(known.count, 4);
  EXPECT_EQ(mark_of({3, 4, 6, 9, 9, 4}).print, known.print) << "each counts once";
  EXPECT_NE(mark_of({3, 5, 6, 9}).print, known.print);
  EXPECT_NE(mark_of({3, 4, 7, 8}).print, known.print) << "the sum of the ids is the same too";
}

TEST(TrytonMark, ManyIdsAreComparedOnceADay) {
  constexpr std::int64_t kHour = 3'600'000'000;
  Mark mark;
  mark.compared = 1'000 * kHour;
  mark.count = 5'000;
  EXPECT_TRUE(mark.comparing_is_due(mark.compared)) << "few: on each run";
  mark.count = 5'001;
  EXPECT_FALSE(mark.comparing_is_due(mark.compared));
  EXPECT_FALSE(mark.comparing_is_due(mark.compared + 23 * kHour));
  EXPECT_TRUE(mark.comparing_is_due(mark.compared + 24 * kHour));
  EXPECT_TRUE(mark.comparing_is_due(mark.compared - kHour)) << "a clock that was set back";
  EXPECT_TRUE(mark.comparing_is_due(0)) << "no clock at all";
}

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kOverlap = 600 * kSecond;

TEST(TrytonMark, StaysBehindTheDatabasesClockWhateverTheWebServersSays) {
  constexpr std::int64_t kStart = 1'700'000'000 * kSecond;
  for (const std::int64_t ahead : {0, 3'600, -3'600}) {
    Mark mark;
    for (std::int64_t second = 0; second < 5'000; second += 50) {
      // Up to second 2500 a record changes on each run.
      const std::int64_t now = kStart + second * kSecond;
      const std::int64_t newest = second <= 2'500 ? now : 0;
      const std::int64_t web = now + ahead * kSecond;
      mark.settle(newest, web, web, kOverlap);
      EXPECT_LE(mark.date, now - kOverlap) << second << " s, the web server's clock ahead by " << ahead;
    }
    EXPECT_EQ(mark.date, kStart + 2'500 * kSecond) << "nothing new: nothing is read twice any more";
  }
}

TEST(TrytonMark, AServerWithoutAClockIsReadAgainFromTheNewestDateBack) {
  Mark mark;
  for (int runs = 0; runs < 100; ++runs) mark.settle(5'000 * kSecond, 0, 0, kOverlap);
  EXPECT_EQ(mark.date, 4'400 * kSecond);
  Mark empty;
  empty.settle(0, 0, 9'000 * kSecond, kOverlap);
  EXPECT_EQ(empty.date, 0);
}

TEST(TrytonMark, AWebClockThatIsSetBackOnlyDelays) {
  Mark mark;
  mark.settle(1'000 * kSecond, 0, 90'000 * kSecond, kOverlap);
  mark.settle(0, 50'000 * kSecond, 50'000 * kSecond, kOverlap);
  EXPECT_EQ(mark.date, 400 * kSecond);
  mark.settle(0, 50'601 * kSecond, 50'601 * kSecond, kOverlap);
  EXPECT_EQ(mark.date, 1'000 * kSecond);
}

TEST(TrytonWorkflow, GoesByButtonsAndNeverThroughAClosedState) {
  EXPECT_THAT(*buttons_between("lead", "lead"), ElementsAre());
  EXPECT_THAT(*buttons_between("lead", "opportunity"), ElementsAre("opportunity"));
  EXPECT_THAT(*buttons_between("lead", "converted"), ElementsAre("opportunity", "convert"));
  EXPECT_THAT(*buttons_between("cancelled", "converted"), ElementsAre("lead", "opportunity", "convert"));
  EXPECT_THAT(*buttons_between("lost", "opportunity"), ElementsAre("lead", "opportunity"));
  EXPECT_FALSE(buttons_between("converted", "opportunity"));
  EXPECT_FALSE(buttons_between("opportunity", "won"));
  EXPECT_FALSE(buttons_between("lead", "nonsense"));
}

TEST(TrytonWorkflow, KnowsWhatAStateMeans) {
  EXPECT_EQ(outcome_of("converted"), "open");
  EXPECT_EQ(outcome_of("cancelled"), "lost");
  EXPECT_EQ(state_for("lost", "cancelled"), "cancelled") << "it is lost already";
  EXPECT_EQ(state_for("open", "lost"), "lead");
  EXPECT_FALSE(state_for("won", "converted"));
}

Mechanism mechanism(std::int64_t id, const char* type, const char* value, const char* name = "") {
  Mechanism one;
  one.id = id;
  one.type = type;
  one.value = value;
  one.name = name;
  return one;
}

TEST(TrytonMechanisms, TheFirstActiveOneCounts) {
  std::vector<Mechanism> all = {mechanism(1, "email", "old@a.test"), mechanism(2, "email", "new@a.test")};
  EXPECT_EQ(first_of(all, "email")->id, 1);
  all[0].active = false;
  EXPECT_EQ(first_of(all, "email")->id, 2);
  EXPECT_EQ(first_of(all, "phone"), nullptr);
}

TEST(TrytonMechanisms, EditsBecomeTheFewestCommands) {
  const std::vector<Mechanism> all = {mechanism(1, "email", "a@a.test", "Ada"), mechanism(2, "phone", "1")};
  MechanismEdit edit;
  edit.values["email"] = "a@a.test";
  edit.contact_name = "Ada";
  EXPECT_TRUE(commands(all, edit).empty()) << "nothing changed";
  edit.values["email"] = "b@a.test";
  edit.values["phone"] = std::nullopt;
  edit.values["mobile"] = "2";
  EXPECT_EQ(commands(all, edit),
            Json::parse(R"([["write",[1],{"value":"b@a.test"}],["write",[2],{"active":false}],
    ["create",[{"type":"mobile","value":"2"}]]])"));
}

TEST(TrytonMechanisms, TheContactsNameGoesWithTheAddressThatIsThere) {
  MechanismEdit edit;
  edit.values["email"] = "a@a.test";
  edit.contact_name = "Ada";
  EXPECT_EQ(commands({}, edit),
            Json::parse(R"([["create",[{"type":"email","value":"a@a.test","name":"Ada"}]]])"));
  edit.values.clear();
  EXPECT_EQ(commands({}, edit), Json::parse(R"([["create",[{"type":"other","value":"Ada","name":"Ada"}]]])"));
  edit.contact_name = std::optional<std::string>();
  EXPECT_EQ(commands({mechanism(4, "mobile", "1", "Ada")}, edit),
            Json::parse(R"([["write",[4],{"name":null}]])"));
}

TEST(TrytonModel, AVersionMovesWithTheMechanisms) {
  const Json first =
      Json::parse(R"({"id":1,"create_date":{"__class__":"datetime","year":2026,"month":1,"day":1},
    "write_date":null,"contact_mechanisms.":[]})");
  Json second = first;
  second["contact_mechanisms."].push_back({{"id", 9}, {"type", "email"}, {"value", "x"}});
  const Model& party = model_of("party.party");
  EXPECT_NE(version_of(party, first), version_of(party, second));
  EXPECT_THAT(failure_of([] { model_of("account.move"); }), HasSubstr("party.party"));
}

TEST(TrytonModel, AClosedDealHasADayAndAnOpenOneHasNone) {
  Column closed;
  closed.source = Column::Source::closed_on;
  Json deal = {{"state", "opportunity"},
               {"end_date", {{"__class__", "date"}, {"year", 2026}, {"month", 1}, {"day", 2}}}};
  EXPECT_TRUE(column_value(closed, deal).is_null());
  deal["state"] = "won";
  EXPECT_EQ(read_date(column_value(closed, deal)), 20455);
  deal["end_date"] = nullptr;
  deal["write_date"] = instant_json(1772323198123456);
  EXPECT_EQ(read_date(column_value(closed, deal)), 20512) << "a deal won by hand has no end date";
}

}  // namespace
}  // namespace tandem::tryton
