// SPDX-License-Identifier: Apache-2.0
#include "model/document.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "model/document_reader.hpp"
#include "model/entities/all.hpp"
#include "unit/model/samples.hpp"

namespace tandem::model {
namespace {

const Catalogue& extended() {
  static const Catalogue one = [] {
    Catalogue made;
    made.add_extension("lead", "x_score", Type::decimal, false);
    return Catalogue(made);
  }();
  return one;
}

Json reading(std::string_view entity, const std::string& json) {
  Row row;
  read_document(extended().entity(entity), json, row);
  return to_json(extended().entity(entity), row);
}

Error document_refusal(std::string_view entity, const std::string& json) {
  try {
    reading(entity, json);
  } catch (const Error& e) {
    EXPECT_EQ(e.status(), TANDEM_INVALID_ARGUMENT) << json;
    EXPECT_FALSE(e.advice().empty()) << e.message();
    return e;
  }
  ADD_FAILURE() << "accepted: " << json;
  return Error(TANDEM_OK, "");
}

struct Good {
  const char* entity;
  const char* in;
  const char* out;
};

TEST(ReadDocument, PutsValuesInCanonicalForm) {
  const Good table[] = {
      {"lead", "{}", "{}"},
      {"lead", " {\"title\" : null } ", R"({"title":null})"},
      {"lead", R"({"email": "  Ada@Example.COM "})", R"({"email":"ada@example.com"})"},
      {"lead", R"({"email": ""})", R"({"email":null})"},
      {"lead", R"({"phone": "+49 (30) 123-45.6"})", R"({"phone":"+4930123456"})"},
      {"lead", R"({"country": "de"})", R"({"country":"DE"})"},
      {"lead", R"({"country": "Germany"})", R"({"country":"Germany"})"},
      {"lead", R"({"title": "a\r\nb\rc\u0007\td"})", R"({"title":"a\nb\nc\td"})"},
      {"lead", R"({"title": ""})", R"({"title":""})"},
      {"lead", R"({"ti\u0074le": "x"})", R"({"title":"x"})"},
      {"lead", R"({"captured_at": "2026-03-04T17:00:00+01:00"})", R"({"captured_at":1772640000000000})"},
      {"lead", R"({"captured_at": -5})", R"({"captured_at":-5})"},
      {"lead", R"({"consent": { "b" : [1.50, true] , "a":"x" }})", R"({"consent":{"b":[1.5,true],"a":"x"}})"},
      {"lead", R"({"consent": "text"})", R"({"consent":"text"})"},
      {"lead", R"({"consent": 1.5, "title": "t"})", R"({"title":"t","consent":1.5})"},
      {"lead", R"({"consent": false})", R"({"consent":false})"},
      {"lead", R"({"x_score": "+01.50"})", R"({"x_score":"1.5"})"},
      {"lead", R"({"id": "017F22E2-79B0-7CC3-98C4-DC0C0C07398F"})",
       R"({"id":"017f22e2-79b0-7cc3-98c4-dc0c0c07398f"})"},
      {"lead", R"({"fit_score": 9007199254740991})", R"({"fit_score":9007199254740991})"},
      {"opportunity", R"({"currency": "eur", "amount_minor": -1})",
       R"({"amount_minor":-1,"currency":"EUR"})"},
      {"opportunity", R"({"expected_close_on": "2024-02-29"})", R"({"expected_close_on":"2024-02-29"})"},
      {"feedback", R"({"evidence": ["b", "a", "b"]})", R"({"evidence":["a","b"]})"},
      {"feedback", R"({"evidence": []})", R"({"evidence":[]})"},
      {"person", R"({"time_zone": " Europe/Berlin ", "active": true})",
       R"({"time_zone":"Europe/Berlin","active":true})"},
  };
  for (const Good& good : table) {
    EXPECT_EQ(reading(good.entity, good.in).dump(), good.out) << good.in;
  }
}

struct Bad {
  const char* entity;
  const char* in;
  const char* names;  ///< must stand in the message
};

TEST(ReadDocument, RefusesAndNamesEntityAndField) {
  const Bad table[] = {
      {"lead", R"({"email": "secret-person"})", "lead.email"},
      {"lead", R"({"email": "secret@a@b"})", "lead.email"},
      {"lead", R"({"email": "secret@"})", "lead.email"},
      {"lead", R"({"email": "Secret <secret@example.com>"})", "lead.email"},
      {"lead", R"({"email": 5})", "lead.email"},
      {"lead", R"({"email": ["secret@example.com"]})", "lead.email"},
      {"lead", R"({"phone": "secret"})", "lead.phone"},
      {"lead", R"({"phone": "12 ext 3"})", "lead.phone"},
      {"lead", R"({"phone": "+"})", "lead.phone"},
      {"lead", R"({"title": "sec\u0000ret"})", "lead.title"},
      {"lead", R"({"title": "\ud800"})", "lead.title"},
      {"lead", R"({"title": true})", "lead.title"},
      {"lead", R"({"title": "a", "title": "b"})", "lead.title"},
      {"lead", R"({"consent": {"a": "\u0000"}})", "lead.consent"},
      {"lead", R"({"consent": {"a": 1, "a": 2}})", "consent"},
      {"lead", R"({"consent": [1,}})", "consent"},
      {"lead", R"({"consent": nope})", ""},
      {"lead", R"({"fit_score": 1.0})", "lead.fit_score"},
      {"lead", R"({"fit_score": "1"})", "lead.fit_score"},
      {"lead", R"({"fit_score": 9007199254740992})", "lead.fit_score"},
      {"lead", R"({"fit_score": 99999999999999999999999})", "lead.fit_score"},
      {"lead", R"({"x_score": 1.5})", "lead.x_score"},
      {"lead", R"({"x_score": 1})", "lead.x_score"},
      {"lead", R"({"x_score": "1,5"})", "lead.x_score"},
      {"lead", R"({"captured_at": "2026-03-04T17:00:00"})", "lead.captured_at"},
      {"lead", R"({"captured_at": "2026-03-04"})", "lead.captured_at"},
      {"lead", R"({"stage": "prospect"})", "lead.stage"},
      {"lead", R"({"account_id": "17"})", "lead.account_id"},
      {"lead", R"({"id": null})", "lead.id"},
      {"lead", R"({"revision": 4})", "lead.revision"},
      {"lead", R"({"created_at": 4})", "lead.created_at"},
      {"lead", R"({"archived_at": null})", "lead.archived_at"},
      {"lead", R"({"emial": "secret@example.com"})", "emial"},
      {"opportunity", R"({"currency": "Euro"})", "opportunity.currency"},
      {"opportunity", R"({"currency": ""})", "opportunity.currency"},
      {"opportunity", R"({"expected_close_on": "2023-02-29"})", "opportunity.expected_close_on"},
      {"opportunity", R"({"expected_close_on": 19000})", "opportunity.expected_close_on"},
      {"feedback", R"({"evidence": "a"})", "feedback.evidence"},
      {"feedback", R"({"evidence": [1]})", "feedback.evidence"},
      {"person", R"({"time_zone": "Europe/Atlantis"})", "person.time_zone"},
      {"person", R"({"active": 1})", "person.active"},
      {"person", R"({"active": "true"})", "person.active"},
      {"lead", "", "document"},
      {"lead", "   ", "document"},
      {"lead", "[]", "document"},
      {"lead", "null", "document"},
      {"lead", "\"x\"", "document"},
      {"lead", "{", "document"},
      {"lead", "{} {}", "document"},
      {"lead", "{},", "document"},
      {"lead", R"({"title" "a"})", "document"},
      {"lead", R"({"title": "a",})", "document"},
      {"lead", R"({"title": "a" "email": "b"})", "document"},
      {"lead", R"({"title": nul})", "document"},
      {"lead", R"({"title": "a)", "document"},
      {"lead", "{\"title\": \"\xFF\"}", "document"},
      {"lead", R"({title: "a"})", "document"},
  };
  for (const Bad& bad : table) {
    const Error e = document_refusal(bad.entity, bad.in);
    EXPECT_NE(e.message().find(bad.names), std::string::npos) << bad.in << "\n" << e.message();
    for (const auto& said : {e.message(), e.advice()}) {
      EXPECT_EQ(said.find("secret"), std::string::npos) << said;
    }
  }
}

TEST(ReadDocument, SaysWhatToDo) {
  EXPECT_NE(document_refusal("lead", R"({"stage": "prospect"})").advice().find("subscriber, lead, mql"),
            std::string::npos);
  EXPECT_NE(document_refusal("lead", R"({"emial": "x"})").advice().find("'email'"), std::string::npos);
  EXPECT_NE(document_refusal("lead", R"({"revision": 4})").advice().find("if_revision"), std::string::npos);
}

TEST(ReadDocument, KeepsApartAbsentAndNull) {
  Row row;
  const EntityInfo& lead = extended().entity("lead");
  read_document(lead, R"({"title": null, "email": "a@b"})", row);
  EXPECT_EQ(row[at(kLead, "title")].kind, TANDEM_VALUE_NULL);
  EXPECT_EQ(row[at(kLead, "phone")].kind, TANDEM_VALUE_ABSENT);
  read_document(lead, "{}", row);  // nothing stays from the document before
  EXPECT_EQ(row[at(kLead, "email")].kind, TANDEM_VALUE_ABSENT);
}

TEST(ReadDocument, AChoiceKnowsItsIndex) {
  Row row;
  read_document(extended().entity("lead"), R"({"stage": "mql"})", row);
  EXPECT_EQ(row[at(kLead, "stage")].kind, TANDEM_VALUE_ENUM);
  EXPECT_EQ(row[at(kLead, "stage")].aux, 3);
}

TEST(Documents, EveryEntityGoesThereAndBack) {
  std::mt19937 random(7);
  for (const EntityInfo& entity : extended().entities()) {
    for (int round = 0; round < 20; ++round) {
      const std::string first = sample_document(entity, random).dump();
      Row row, again;
      read_document(entity, first, row);
      std::string written;
      write_document(entity, row, written);
      read_document(entity, written, again);
      ASSERT_EQ(parse_json(first, "x"), parse_json(written, "x")) << entity.name();
      ASSERT_EQ(to_json(entity, row).dump(), written) << entity.name();
      for (std::size_t i = 0; i < row.size(); ++i) {
        ASSERT_TRUE(same(row[i], again[i])) << entity.name() << "." << entity.field(i).name;
      }
    }
  }
}

TEST(Documents, FromJsonAndReadingAgree) {
  std::mt19937 random(8);
  for (const EntityInfo& entity : extended().entities()) {
    const Json document = sample_document(entity, random);
    Row row;
    read_document(entity, document.dump(), row);
    for (const auto& [name, value] : document.items()) {
      Arena arena;
      const std::size_t at = entity.position(name);
      const Value one = from_json(entity.field(at), value, arena);
      EXPECT_TRUE(same(one, row[at])) << entity.name() << "." << name;
      EXPECT_EQ(one.kind, value_kind(entity.field(at).type)) << entity.name() << "." << name;
      EXPECT_TRUE(same(canonical(entity.field(at), one, arena), one)) << "canonical twice is canonical once";
    }
  }
}

TEST(Canonical, KeepsItsTextWhenTheSourceIsGone) {
  Arena arena;
  Value value;
  {
    std::string source = "a text that is long enough to live on the heap";
    value = canonical(Field{.name = "f"}, text(source), arena);
    source.assign(source.size(), '!');
  }
  EXPECT_EQ(view(value), "a text that is long enough to live on the heap");
}

TEST(Canonical, ChecksBytesFromElsewhere) {
  Arena arena;
  const Field note{.name = "note"};
  EXPECT_THROW(canonical(note, text("\xC0\x80"), arena), Error);
  EXPECT_THROW(canonical(note, text(std::string_view("a\0b", 3)), arena), Error);
  EXPECT_THROW(canonical(note, integer(4), arena), Error);
  EXPECT_THROW(canonical({.name = "r", .type = Type::ref}, bytes(TANDEM_VALUE_ID, "short"), arena), Error);
  EXPECT_THROW(canonical({.name = "d", .type = Type::date}, date(4'000'000), arena), Error);
  EXPECT_THROW(from_json(note, Json("\xFF"), arena), Error);
  EXPECT_THROW(from_json({.name = "j", .type = Type::json}, Json::array({"\xFF"}), arena), Error);
  EXPECT_FALSE(given(canonical(note, absent(), arena)));
}

TEST(ToText, IsWhatAPersonReads) {
  EXPECT_EQ(to_text(Type::date, date(19782)), "2024-02-29");
  EXPECT_EQ(to_text(Type::instant, instant(0)), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(to_text(Type::boolean, boolean(true)), "true");
  EXPECT_EQ(to_text(Type::integer, integer(-5)), "-5");
  EXPECT_EQ(to_text(Type::text, null()), "");
}

TEST(DocumentReader, ReadsArraysAndLines) {
  const EntityInfo& lead = extended().entity("lead");
  DocumentReader reader;
  for (const std::string_view batch :
       {R"([{"title": "a"}, {"email": "b@c"}, {}])", "{\"title\": \"a\"}\n\r\n{\"email\": \"b@c\"}\r\n{}",
        "\n {\"title\": \"a\"}\n{\"email\": \"b@c\"}\n{}\n"}) {
    std::vector<std::string> seen;
    const std::size_t count = reader.read_many(lead, batch, [&](std::size_t index, Row& row) {
      EXPECT_EQ(index, seen.size());
      seen.push_back(to_json(lead, row).dump());
    });
    EXPECT_EQ(count, 3U);
    EXPECT_EQ(seen, (std::vector<std::string>{R"({"title":"a"})", R"({"email":"b@c"})", "{}"}));
  }
  EXPECT_EQ(reader.read_many(lead, "[]", [](std::size_t, Row&) {}), 0U);
  EXPECT_EQ(reader.read_many(lead, "", [](std::size_t, Row&) {}), 0U);
}

TEST(DocumentReader, SaysWhichDocumentIsWrong) {
  const EntityInfo& lead = extended().entity("lead");
  DocumentReader reader;
  for (const std::string_view batch : {R"([{}, {"stage": "x"}])", "{}\n{\"stage\": \"x\"}\n"}) {
    try {
      reader.read_many(lead, batch, [](std::size_t, Row&) {});
      FAIL();
    } catch (const Error& e) {
      EXPECT_NE(e.message().find("document 2: lead.stage"), std::string::npos) << e.message();
    }
  }
  for (const std::string_view broken : {"[{}, ", "[{}] x", "[{} {}]", "[1]", "[{},]"}) {
    EXPECT_THROW(reader.read_many(lead, broken, [](std::size_t, Row&) {}), Error) << broken;
  }
}

TEST(DocumentReader, ReadsInPlaceWhereThereIsPadding) {
  const std::string text = R"({"title": "in place"})";
  std::string padded = text + std::string(kPadding, '\xFF');  // what stands there does not matter
  DocumentReader reader;
  Row row;
  reader.read(extended().entity("lead"), PaddedText{std::string_view(padded).substr(0, text.size())}, row);
  padded.assign(padded.size(), '!');
  EXPECT_EQ(view(row[at(kLead, "title")]), "in place");
}

TEST(DocumentReader, SurvivesAnything) {
  std::mt19937 random(20261122);
  DocumentReader reader;
  Row row;
  std::size_t accepted = 0;
  for (int round = 0; round < 20'000; ++round) {
    const auto& entities = extended().entities();
    const EntityInfo& entity = entities[random() % entities.size()];
    std::string text = sample_document(entity, random).dump();
    for (std::size_t edits = random() % 4; edits-- > 0 && !text.empty();) {
      const std::size_t at = random() % text.size();
      static constexpr std::string_view pieces = "{}[]\",:\\0123456789.-+eEtfnul \n\0\xFF\xC3\xA9";
      const char piece = pieces[random() % pieces.size()];
      if (random() % 3 == 0) {
        text.erase(at, 1 + random() % 3);
      } else if (random() % 2 == 0) {
        text.insert(at, 1, piece);
      } else {
        text[at] = piece;
      }
    }
    try {
      reader.read(entity, text, row);
      std::string written;
      write_document(entity, row, written);
      parse_json(written, "what was written");
      ++accepted;
    } catch (const Error& e) {
      ASSERT_EQ(e.status(), TANDEM_INVALID_ARGUMENT) << e.message();
    }
  }
  EXPECT_GT(accepted, 100U);
}

}  // namespace
}  // namespace tandem::model
