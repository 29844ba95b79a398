// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client.hpp"
#include "cursor.hpp"
#include "fault.hpp"
#include "json_value.hpp"
#include "mechanisms.hpp"
#include "model.hpp"
#include "settings.hpp"
#include "workflow.hpp"

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
  EXPECT_EQ(read_http_date("Sat, 28 Feb 2026 23:59:58 GMT"), 1772323198000000);
  for (const char* odd : {"", "yesterday", "Sat, 28 Xxx 2026 23:59:58 GMT"})
    EXPECT_EQ(read_http_date(odd), 0) << odd;
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
  cursor.rows = {1, 2, 3};
  cursor.next_children = {4, 5, 6};
  const Cursor same = Cursor::parse(cursor.text());
  EXPECT_EQ(same.text(), cursor.text());
  EXPECT_EQ(same.next_children.count, 6);
  EXPECT_EQ(Cursor::parse("").phase, Cursor::Phase::scan);
  for (const char* foreign : {"x", "{}", R"({"v":2})", R"({"v":1,"p":9,"a":0})"}) {
    EXPECT_THROW(Cursor::parse(foreign), Failure) << foreign;
  }
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
  const Model& party = model_named("party.party");
  EXPECT_NE(version_of(party, first), version_of(party, second));
  EXPECT_THAT(failure_of([] { model_named("account.move"); }), HasSubstr("party.party"));
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
