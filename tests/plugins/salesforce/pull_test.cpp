// SPDX-License-Identifier: Apache-2.0
// Streams over a socket: paging, resuming, deletions, counted calls, fields that went away.
#include <tandem/adapter/capabilities.h>
#include <tandem/cpp/times.hpp>

#include "cursor.hpp"
#include "org.hpp"
#include "pull.hpp"
#include "soql.hpp"

namespace tandem::salesforce::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kQuery = "GET /services/data/v60.0/query";
constexpr const char* kDeleted = "GET /services/data/v60.0/sobjects/Lead/deleted";

class Pull : public SalesforceTest {
 protected:
  Pull() {
    org.on(kDeleted, R"({"deletedRecords":[],"earliestDateAvailable":"2020-01-01T00:00:00.000+0000",
      "latestDateCovered":"2099-01-01T00:00:00.000+0000"})");
  }
  /// A cursor of a run that ended an hour ago.
  std::string an_hour_later(const std::string& text) {
    Cursor cursor = parse_cursor(text);
    *cursor.from -= 60 * times::kMinute;
    *cursor.deleted_from -= 60 * times::kMinute;
    return to_text(cursor);
  }
};

TEST_F(Pull, GivesRowsWithStampAndWhoChangedThem) {
  org.on(kQuery, page({record(1), record(2)}));
  const auto remote = open();
  const Pulled pulled = pull(*remote);
  ASSERT_EQ(pulled.rows.size(), 2U);
  const Row& row = pulled.rows.front();
  EXPECT_EQ(row.kind, TANDEM_ROW_LIVE);
  EXPECT_EQ(row.id, id_of(1));
  EXPECT_EQ(row.version, "2024-07-24T14:05:58.000+0000");
  EXPECT_EQ(row.modified_at, 1'721'829'958'000'000);
  EXPECT_EQ(row.modified_by, "005000000000001AAA");
  EXPECT_EQ(row.values, (std::vector<std::string>{"Name 1", "null"}));
  EXPECT_FALSE(pulled.end.more);
  EXPECT_FALSE(pulled.end.complete);
  EXPECT_EQ(pulled.end.granularity, TANDEM_GRAIN_SECOND);
}

TEST_F(Pull, AsksForWhatTheMappingNeedsAndNothingTwice) {
  org.on(kQuery, page({}));
  fields = {"SystemModstamp", "LastName", "Owner.Email"};
  const auto remote = open();
  pull(*remote);
  const std::string query = org.seen(kQuery).front().query;
  EXPECT_THAT(query, HasSubstr("SELECT SystemModstamp,LastName,Owner.Email,Id,LastModifiedById,"));
  EXPECT_THAT(query.substr(0, query.find(" FROM ")), Not(HasSubstr(",SystemModstamp")));
  EXPECT_THAT(org.seen(kQuery).front().head, HasSubstr("Sforce-Query-Options: batchSize=2000"));
  EXPECT_THAT(org.seen(kQuery).front().head, HasSubstr("Sforce-Call-Options: client=Tandem"));
}

TEST_F(Pull, AShortPageIsNotTheEnd) {
  org.on(kQuery, [](const Request& request) {
    if (request.path.find("01g-1") != std::string::npos)
      return reply(200, page({record(2)}, "/services/data/v60.0/query/01g-2"));
    if (request.path.find("01g-2") != std::string::npos) return reply(200, page({}));
    return reply(200, page({record(1)}, "/services/data/v60.0/query/01g-1"));
  });
  const auto remote = open();
  const Pulled one = pull(*remote), two = pull(*remote, one.end.cursor),
               three = pull(*remote, two.end.cursor);
  EXPECT_TRUE(one.end.more);
  EXPECT_TRUE(two.end.more);
  EXPECT_FALSE(three.end.more);
  EXPECT_EQ(two.rows.front().id, id_of(2));
}

TEST_F(Pull, ALoadOfManyPagesCostsOneCallAPageAndTwoAtTheStart) {
  org.on(kQuery, [](const Request& request) {
    const std::size_t at = request.path.find("01g-");
    const int number = at == std::string::npos ? 0 : std::stoi(request.path.substr(at + 4));
    return reply(200,
                 page({record(number + 1)},
                      number == 9 ? "" : "/services/data/v60.0/query/01g-" + std::to_string(number + 1)));
  });
  const auto remote = open();
  std::uint32_t calls = 0;
  std::string cursor;
  for (bool more = true; more;) {
    const Pulled pulled = pull(*remote, cursor);
    calls += pulled.end.calls_used;
    cursor = pulled.end.cursor;
    more = pulled.end.more;
  }
  EXPECT_EQ(calls, 10U + 2U);  // sign-in and description
  EXPECT_EQ(org.count(), calls);

  // The next run, in a new process: sign-in, one page, the log of deletions.
  org.on(kQuery, page({record(10)}));
  const auto later = open();
  EXPECT_EQ(pull(*later, an_hour_later(cursor)).end.calls_used, 3U);
  EXPECT_EQ(org.count("GET /services/data/v60.0/sobjects/Lead/describe"), 1U);
}

TEST_F(Pull, TheNextRunStartsBeforeThisOneBeganAndNotAtItsRows) {
  org.on(kQuery, page({record(1)}));
  const auto remote = open();
  const Cursor next = parse_cursor(pull(*remote).end.cursor);
  ASSERT_TRUE(next.from);
  const std::int64_t now = system_clock().now();
  EXPECT_NEAR(static_cast<double>(*next.from), static_cast<double>(now - kLookBack), 5e6);
  pull(*remote, to_text(next));
  EXPECT_THAT(org.seen(kQuery).back().query,
              HasSubstr("WHERE SystemModstamp >= " + soql_instant(*next.from)));
  EXPECT_THAT(org.seen(kQuery).back().path, HasSubstr("queryAll"));
}

TEST_F(Pull, ALostLocatorGoesOnBehindTheLastRowEvenInsideATie) {
  bool lost = false;
  org.on(kQuery, [&](const Request& request) {
    if (request.path.find("01g-1") != std::string::npos) {
      lost = true;
      return reply(400, R"([{"errorCode":"INVALID_QUERY_LOCATOR","message":"invalid query locator"}])");
    }
    if (lost) return reply(200, page({record(3)}));
    return reply(200, page({record(1), record(2)}, "/services/data/v60.0/query/01g-1"));
  });
  const auto remote = open();
  const Pulled one = pull(*remote), two = pull(*remote, one.end.cursor);
  EXPECT_EQ(two.end.calls_used, 2U);
  EXPECT_EQ(two.rows.front().id, id_of(3));
  EXPECT_THAT(org.seen(kQuery).back().query,
              HasSubstr("((SystemModstamp = 2024-07-24T14:05:58Z AND Id > '" + id_of(2) +
                        "') OR SystemModstamp > 2024-07-24T14:05:58Z)"));
}

TEST_F(Pull, ATokenThatEndsInMidRunStartsTheQueryAgainAtTheLastRow) {
  bool expired = false;
  org.on(kQuery, [&](const Request& request) {
    if (request.path.find("01g-1") != std::string::npos) {
      expired = true;
      return reply(401, session_expired());
    }
    return reply(200, expired ? page({record(3)}) : page({record(2)}, "/services/data/v60.0/query/01g-1"));
  });
  const auto remote = open();
  const Pulled one = pull(*remote), two = pull(*remote, one.end.cursor);
  EXPECT_FALSE(two.end.more);
  EXPECT_EQ(two.rows.front().id, id_of(3));
  EXPECT_EQ(two.end.calls_used, 3U);
  EXPECT_EQ(org.count("POST /services/oauth2/token"), 2U);
  EXPECT_THAT(org.seen(kQuery).back().query, HasSubstr("Id > '" + id_of(2)));
}

TEST_F(Pull, ALocatorOfAnotherProcessIsNotTried) {
  org.on(kQuery, page({record(1)}, "/services/data/v60.0/query/01g-1"));
  const std::string cursor = pull(*open()).end.cursor;
  org.on(kQuery, page({record(2)}));
  const Pulled pulled = pull(*open(), cursor);
  EXPECT_EQ(pulled.end.calls_used, 2U);
  EXPECT_EQ(org.count("GET /services/data/v60.0/query/01g-1"), 0U);
}

TEST_F(Pull, ARowChangedWhileItsPageWaitedDoesNotMoveThePlacePastOthers) {
  org.on(kQuery, page({record(1, "2024-01-01T00:00:00.000+0000"), record(2, "2098-01-01T00:00:00.000+0000")},
                      "/services/data/v60.0/query/01g-1"));
  const Cursor cursor = parse_cursor(pull(*open()).end.cursor);
  EXPECT_EQ(cursor.id, id_of(1));
}

TEST_F(Pull, AFullScanGoesByIdAndIsCompleteAtItsEnd) {
  org.on(kQuery, page({record(1), record(2)}, "/services/data/v60.0/query/01g-1"));
  const auto remote = open();
  const Pulled one = pull(*remote, {}, true);
  EXPECT_FALSE(one.end.complete);
  EXPECT_THAT(org.seen(kQuery).back().query, HasSubstr("ORDER BY Id"));
  org.on(kQuery, page({record(3)}));
  const Pulled two = pull(*open(), one.end.cursor, true);
  EXPECT_THAT(org.seen(kQuery).back().query, HasSubstr("Id > '" + id_of(2)));
  EXPECT_TRUE(two.end.complete);
  EXPECT_FALSE(two.end.more);
  EXPECT_EQ(org.count(kDeleted), 0U);
  // What comes after a scan is changes.
  const auto later = open();
  EXPECT_FALSE(pull(*later, an_hour_later(two.end.cursor)).end.complete);
  EXPECT_EQ(org.count(kDeleted), 1U);
}

TEST_F(Pull, DeletedMergedAndConvertedRowsAreTold) {
  org.on(kQuery,
         page({record(1, "2024-07-24T14:05:58.000+0000", R"("IsDeleted":true)"),
               record(2, "2024-07-24T14:05:58.000+0000",
                      R"("IsDeleted":true,"MasterRecordId":")" + id_of(1) + "\""),
               record(3, "2024-07-24T14:05:58.000+0000",
                      R"("IsDeleted":false,"IsConverted":true,"ConvertedContactId":"003000000000001AAA")")}));
  const Pulled pulled = pull(*open());
  ASSERT_EQ(pulled.rows.size(), 3U);
  EXPECT_EQ(pulled.rows[0].kind, TANDEM_ROW_DELETED);
  EXPECT_EQ(pulled.rows[1].kind, TANDEM_ROW_MERGED);
  EXPECT_EQ(pulled.rows[1].extra, id_of(1));
  EXPECT_EQ(pulled.rows[2].kind, TANDEM_ROW_CONVERTED);
  EXPECT_EQ(pulled.rows[2].extra, "003000000000001AAA");
  EXPECT_EQ(pulled.rows[2].values.front(), "Name 3");
}

TEST_F(Pull, TheLogOfDeletionsTellsWhatTheBinNoLongerShows) {
  org.on(kQuery, page({}));
  const std::string cursor = an_hour_later(pull(*open()).end.cursor);
  org.on(kDeleted, R"({"deletedRecords":[{"id":")" + id_of(1) + R"("},{"id":")" + id_of(2) + R"("},{"id":")" +
                       id_of(3) + R"("},{"id":")" + id_of(4) +
                       R"("}],"earliestDateAvailable":"2020-01-01T00:00:00.000+0000",
                       "latestDateCovered":"2099-01-01T00:00:00.000+0000"})");
  const std::string stamp = "2024-07-24T14:05:58.000+0000";
  org.on(kQuery, [&](const Request& request) {
    // The second query asks what became of those the first did not show.
    if (request.query.find("Id IN") != std::string::npos) {
      EXPECT_THAT(request.query, Not(HasSubstr(id_of(1))));
      return reply(200,
                   page({record(2, stamp, R"("IsDeleted":true)"), record(3, stamp, R"("IsDeleted":false)")}));
    }
    return reply(200, page({record(1, stamp, R"("IsDeleted":true)")}));
  });
  const Pulled pulled = pull(*open(), cursor);
  ASSERT_EQ(pulled.rows.size(), 3U);
  EXPECT_EQ(pulled.rows[0].kind, TANDEM_ROW_DELETED);  // shown by the query
  EXPECT_EQ(pulled.rows[1].kind, TANDEM_ROW_DELETED);  // in the bin
  EXPECT_EQ(pulled.rows[1].id, id_of(2));
  EXPECT_EQ(pulled.rows[2].kind, TANDEM_ROW_PURGED);  // gone for good; the third was brought back
  EXPECT_EQ(pulled.rows[2].id, id_of(4));
}

TEST_F(Pull, TheLogIsAskedInWholeMinutesAndNotTwiceForTheSameOne) {
  org.on(kQuery, page({}));
  const std::string cursor = pull(*open()).end.cursor;
  pull(*open(), an_hour_later(cursor));
  const std::string query = org.seen(kDeleted).back().query;
  EXPECT_THAT(query, HasSubstr(":00Z&end="));
  EXPECT_EQ(query.substr(query.size() - 4), ":00Z");
  const std::size_t before = org.count(kDeleted);
  Cursor just_now = parse_cursor(cursor);
  just_now.deleted_from = system_clock().now() + times::kMinute;
  pull(*open(), to_text(just_now));
  EXPECT_EQ(org.count(kDeleted), before);
}

TEST_F(Pull, ALogThatDoesNotReachBackAsksForAReset) {
  org.on(kQuery, page({}));
  const std::string cursor = an_hour_later(pull(*open()).end.cursor);
  org.on(
      kDeleted,
      R"({"deletedRecords":[],"earliestDateAvailable":"2098-01-01T00:00:00.000+0000","latestDateCovered":"2099-01-01T00:00:00.000+0000"})");
  EXPECT_EQ(error_of([&] { pull(*open(), cursor); }).error_class(), TANDEM_CLASS_RESET);
  org.on(
      kDeleted,
      R"([{"errorCode":"INVALID_REPLICATION_DATE","message":"startDate before org replication enabled date"}])",
      400);
  EXPECT_EQ(error_of([&] { pull(*open(), cursor); }).error_class(), TANDEM_CLASS_RESET);
  Cursor old = parse_cursor(cursor);
  old.deleted_from = system_clock().now() - 20 * times::kDay;
  EXPECT_EQ(error_of([&] { pull(*open(), to_text(old)); }).error_class(), TANDEM_CLASS_RESET);
  EXPECT_EQ(error_of([&] { pull(*open(), "not a cursor"); }).error_class(), TANDEM_CLASS_RESET);
}

TEST_F(Pull, AFieldThatIsNotThereIsNamedWithWhatToDo) {
  fields.emplace_back("Score__c");
  const auto error = error_of([&] { pull(*open()); });
  EXPECT_EQ(error.error_class(), TANDEM_CLASS_DENIED);
  EXPECT_THAT(error.message(), HasSubstr("'Lead' has no field 'Score__c'"));
  EXPECT_EQ(org.count(kQuery), 0U);
}

TEST_F(Pull, AFieldRenamedSinceTheLastRunIsNamedToo) {
  org.on(kQuery, page({}));
  const std::string cursor = pull(*open()).end.cursor;
  org.on(kQuery, R"([{"errorCode":"INVALID_FIELD","message":"No such column 'Status' on entity 'Lead'"}])",
         400);
  org.on("GET /services/data/v60.0/sobjects/Lead/describe",
         R"({"name":"Lead","queryable":true,"fields":[{"name":"Id","type":"id"},
            {"name":"SystemModstamp","type":"datetime"},{"name":"LastName","type":"string"}]})");
  EXPECT_THAT(error_of([&] { pull(*open(), cursor); }).message(), HasSubstr("no field 'Status'"));
}

TEST_F(Pull, AnObjectThatIsNotThereIsNamed) {
  const auto remote = open();
  const auto error = error_of([&] {
    remote->pull({"Nothing__c", "x", "", fields, 200, false}, [](const tandem_row&) {});
  });
  EXPECT_THAT(error.message(), HasSubstr("no object 'Nothing__c'"));
}

TEST_F(Pull, ATypeWithoutBinOrLogIsReadByQuery) {
  org.on("GET /services/data/v60.0/sobjects/User/describe",
         R"({"name":"User","queryable":true,"replicateable":true,"fields":[{"name":"Id","type":"id"},
            {"name":"SystemModstamp","type":"datetime"},{"name":"Name","type":"string"}]})");
  org.on(kQuery, R"({"totalSize":0,"done":true,"records":[]})");
  const auto remote = open();
  const std::vector<std::string> names = {"Name"};
  const sync::PageEnd end = remote->pull({"User", "User", "", names, 200, false}, [](const tandem_row&) {});
  remote->pull({"User", "User", an_hour_later(end.cursor), names, 200, false}, [](const tandem_row&) {});
  EXPECT_EQ(org.count("GET /services/data/v60.0/queryAll"), 0U);
  EXPECT_EQ(org.count("GET /services/data/v60.0/sobjects/User/deleted"), 0U);
  EXPECT_THAT(org.seen(kQuery).front().query, Not(HasSubstr("IsDeleted")));
}

TEST_F(Pull, RowsByIdTellWhatIsGoneFromWhatIsOutOfSight) {
  const std::string stamp = "2024-07-24T14:05:58.000+0000";
  org.on(kQuery, page({record(1), record(2, stamp, R"("IsDeleted":true)")}));
  const auto remote = open();
  const auto rows = get(*remote, {id_of(1), id_of(2), id_of(3), "no-id"});
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows[0].kind, TANDEM_ROW_LIVE);
  EXPECT_EQ(rows[1].kind, TANDEM_ROW_DELETED);
  EXPECT_EQ(rows[2].kind, TANDEM_ROW_HIDDEN);  // sharing hides too: no proof of a deletion
  EXPECT_EQ(rows[2].id, id_of(3));
  EXPECT_EQ(rows[3].kind, TANDEM_ROW_PURGED);
  EXPECT_EQ(rows[3].id, "no-id");
  EXPECT_THAT(org.seen(kQuery).back().query, Not(HasSubstr("no-id")));
}

TEST_F(Pull, AnAddressThatIsNotThereIsNoDeletedRecord) {
  const auto remote = open();
  org.on(kQuery, "<html>not here</html>", 404);
  const auto by_id = [&] { get(*remote, {id_of(1)}); };
  EXPECT_EQ(error_of(by_id).error_class(), TANDEM_CLASS_TRANSIENT);
  org.on(kQuery, R"([{"errorCode":"NOT_FOUND","message":"The requested resource does not exist"}])", 404);
  EXPECT_EQ(error_of(by_id).error_class(), TANDEM_CLASS_DENIED);
}

TEST_F(Pull, AProxysPageInPlaceOfADescriptionIsNoMissingObject) {
  org.on("GET /services/data/v60.0/sobjects/Lead/describe", "<html>not here</html>", 404);
  const auto remote = open();
  EXPECT_EQ(error_of([&] { pull(*remote); }).error_class(), TANDEM_CLASS_TRANSIENT);
  org.on("GET /services/data/v60.0/sobjects/Lead/describe", R"([{"errorCode":"NOT_FOUND","message":"x"}])",
         404);
  EXPECT_THAT(error_of([&] { pull(*remote); }).message(), HasSubstr("there is no object 'Lead'"));
}

TEST_F(Pull, RowsByKeyAreAskedWithEscapes) {
  org.on(kQuery, page({record(1)}));
  const auto remote = open();
  int rows = 0;
  remote->find("Lead", "Tandem_Id__c", {"it's", "b\\c"}, fields, [&](const tandem_row&) { ++rows; });
  EXPECT_EQ(rows, 1);
  EXPECT_THAT(org.seen(kQuery).back().query, HasSubstr(R"(WHERE Tandem_Id__c IN ('it\'s','b\\c'))"));
}

}  // namespace
}  // namespace tandem::salesforce::test
