// SPDX-License-Identifier: Apache-2.0
// Pages of query results: values by kind, rows by what became of them, and everything that is no page.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "page.hpp"

namespace tandem::salesforce {
namespace {

struct Caught {
  std::uint32_t kind;
  std::string id, extra;
  std::vector<tandem_value> values;
  std::vector<std::string> texts;
};

struct Catcher {
  std::vector<Caught> rows;
  tandem_row_sink sink{sizeof(tandem_row_sink), 0, this, &Catcher::emit};
  static tandem_status emit(void* context, const tandem_row* rows, size_t count, size_t) noexcept {
    for (size_t i = 0; i < count; ++i) {
      Caught row{rows[i].kind,
                 std::string(adapter::view(rows[i].id)),
                 std::string(adapter::view(rows[i].extra)),
                 {},
                 {}};
      for (std::uint32_t v = 0; v < rows[i].value_count; ++v) {
        row.values.push_back(rows[i].values[v]);
        row.texts.emplace_back(adapter::view(rows[i].values[v]));
      }
      static_cast<Catcher*>(context)->rows.push_back(std::move(row));
    }
    return TANDEM_OK;
  }
};

class PageTest : public testing::Test {
 protected:
  PageTest() : names_(fields_.begin(), fields_.end()) {
    for (const char* field : fields_) views_.push_back(adapter::str(field));
    plan_ = plan_rows(adapter::TextList(views_.data(), views_.size()), "tnibdsrjaa", "bdmcr");
  }
  PageRead read(const std::string& json) {
    body_ = json + std::string(64, '\0');
    adapter::RowWriter writer(caught_.sink, views_.size());
    return reader_.read(std::string_view(body_).substr(0, json.size()), plan_, &writer, {});
  }
  static std::string with(const std::string& members) {
    return R"({"totalSize":1,"done":true,"records":[{"attributes":{"type":"Lead"},)" + members +
           R"("Id":"00Q000000000001EAA","SystemModstamp":"2024-07-24T14:05:58.000+0000"}]})";
  }
  tandem_error_class refused(const std::string& json) {
    try {
      read(json);
    } catch (const adapter::Failure& failure) {
      return failure.error_class();
    }
    return TANDEM_CLASS_NONE;
  }

  static constexpr const char* fields_list_[] = {
      "LastName", "Amount",  "Count",   "Done",        "Day",
      "At",       "OwnerId", "Address", "Owner.Email", "Owner.IsActive"};
  std::vector<const char*> fields_{std::begin(fields_list_), std::end(fields_list_)};
  std::vector<std::string> names_;
  std::vector<tandem_str> views_;
  RowPlan plan_;
  PageReader reader_;
  std::string body_;
  Catcher caught_;
};

TEST_F(PageTest, ValuesComeByTheirKind) {
  read(with(
      R"("LastName":"O\u0027Brien \"x\"","Amount":12345678901234567.890,"Count":7,"Done":true,"Day":"2024-02-29",
    "At":"2024-07-24T14:05:58.000+0000","OwnerId":"001D000000IqhSL","Address":{"city":"Bern"},
    "Owner":{"attributes":{"type":"User"},"Email":"o@example.test","IsActive":false},)"));
  ASSERT_EQ(caught_.rows.size(), 1U);
  const Caught& row = caught_.rows.front();
  EXPECT_EQ(row.kind, TANDEM_ROW_LIVE);
  EXPECT_EQ(row.texts[0], "O'Brien \"x\"");
  EXPECT_EQ(row.values[1].kind, TANDEM_VALUE_DECIMAL);
  EXPECT_EQ(row.texts[1], "12345678901234567.890");
  EXPECT_EQ(row.values[2].as.i, 7);
  EXPECT_EQ(row.values[3].kind, TANDEM_VALUE_BOOL);
  EXPECT_EQ(row.values[4].as.i, 19'782);
  EXPECT_EQ(row.values[5].as.i, 1'721'829'958'000'000);
  EXPECT_EQ(row.values[5].aux, TANDEM_GRAIN_SECOND);
  EXPECT_EQ(row.values[6].kind, TANDEM_VALUE_REF);
  EXPECT_EQ(row.texts[6], "001D000000IqhSLIAZ");
  EXPECT_EQ(row.texts[7], R"({"city":"Bern"})");
  EXPECT_EQ(row.texts[8], "o@example.test");
  EXPECT_EQ(row.values[9].kind, TANDEM_VALUE_BOOL);
}

TEST_F(PageTest, NullAndLeftOutAreEmptyAndNotAbsent) {
  read(with(R"("LastName":null,"Owner":null,"Unknown":{"a":[1,2]},)"));
  ASSERT_EQ(caught_.rows.size(), 1U);
  for (const tandem_value& value : caught_.rows.front().values) EXPECT_EQ(value.kind, TANDEM_VALUE_NULL);
}

TEST_F(PageTest, AnotherTypeThanRememberedGoesOnAsItIs) {
  read(with(R"("LastName":12.5,"Amount":"12 EUR","Count":1.5E3,"Done":"yes",)"));
  ASSERT_EQ(caught_.rows.size(), 1U);
  EXPECT_EQ(caught_.rows.front().texts[0], "12.5");
  EXPECT_EQ(caught_.rows.front().texts[1], "12 EUR");
  EXPECT_EQ(caught_.rows.front().texts[2], "1500");
  EXPECT_EQ(caught_.rows.front().texts[3], "yes");
}

TEST_F(PageTest, OneBadValueBreaksItsRowAlone) {
  read(R"({"totalSize":2,"done":true,"records":[
    {"Id":"00Q000000000001EAA","SystemModstamp":"2024-07-24T14:05:58.000+0000","Day":"tomorrow"},
    {"Id":"00Q000000000002EAA","SystemModstamp":"2024-07-24T14:05:58.000+0000","Day":"2024-02-29"}]})");
  ASSERT_EQ(caught_.rows.size(), 2U);
  EXPECT_EQ(caught_.rows[0].kind, TANDEM_ROW_BROKEN);
  EXPECT_EQ(caught_.rows[0].extra, "field Day is not a date");
  EXPECT_EQ(caught_.rows[1].kind, TANDEM_ROW_LIVE);
}

TEST_F(PageTest, DeletedMergedAndConvertedRowsSaySo) {
  read(with(R"("IsDeleted":true,)"));
  read(with(R"("IsDeleted":true,"MasterRecordId":"00Q000000000009",)"));
  read(with(
      R"("IsDeleted":false,"IsConverted":true,"ConvertedContactId":"003000000000001","LastName":"Ada",)"));
  read(with(R"("IsConverted":true,"ConvertedContactId":null,)"));
  ASSERT_EQ(caught_.rows.size(), 4U);
  EXPECT_EQ(caught_.rows[0].kind, TANDEM_ROW_DELETED);
  EXPECT_EQ(caught_.rows[1].kind, TANDEM_ROW_MERGED);
  EXPECT_EQ(caught_.rows[1].extra, "00Q000000000009EAA");
  EXPECT_EQ(caught_.rows[2].kind, TANDEM_ROW_CONVERTED);
  EXPECT_EQ(caught_.rows[2].extra, "003000000000001AAA");
  EXPECT_EQ(caught_.rows[2].texts[0], "Ada");
  EXPECT_EQ(caught_.rows[3].kind, TANDEM_ROW_LIVE);
}

TEST_F(PageTest, ThePlaceOfTheNextPageIsTold) {
  const PageRead page = read(
      R"({"totalSize":4000,"done":false,"nextRecordsUrl":"/services/data/v60.0/query/01g-2000","records":[]})");
  EXPECT_FALSE(page.done);
  EXPECT_EQ(page.next, "/services/data/v60.0/query/01g-2000");
}

TEST_F(PageTest, MembersMayComeInAnyOrder) { EXPECT_TRUE(read(R"({"records":[],"done":true})").done); }

TEST_F(PageTest, AnythingElseIsAContractError) {
  for (const char* json :
       {"", "null", "[]", "{}", R"({"done":true})", R"({"records":[]})", R"({"done":false,"records":[]})",
        R"({"done":"true","records":[]})", R"({"done":true,"records":{}})", R"({"done":true,"records":[7]})",
        R"({"done":true,"records":[{"Name":"no id"}]})", R"({"done":true,"records":[{"Id":"short"}]})",
        R"({"done":true,"records":[{"Id":"00Q000000000001EAA")", R"({"done":true,"records":[]} and more)",
        R"({"done":false,"nextRecordsUrl":"https://elsewhere.example/","records":[]})",
        "{\"done\":true,\"records\":[{\"Id\":\"00Q00000000\xff\xfe\"}]}", "<html></html>"}) {
    EXPECT_EQ(refused(json), TANDEM_CLASS_CONTRACT) << json;
  }
}

TEST_F(PageTest, EveryCutOfAPageIsRefused) {
  const std::string whole = with(R"("LastName":"Ada","Owner":{"Email":"a@b.example"},)");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(refused(whole.substr(0, size)), TANDEM_CLASS_CONTRACT) << size;
  }
}

}  // namespace
}  // namespace tandem::salesforce
