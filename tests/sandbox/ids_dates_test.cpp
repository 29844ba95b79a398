// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "engine/date.hpp"
#include "engine/text.hpp"
#include "salesforce/ids.hpp"
#include "salesforce/row.hpp"
#include "salesforce/values.hpp"

namespace tandem::sandbox::salesforce {
namespace {

TEST(Ids, HaveThePublishedChecksum) {
  EXPECT_EQ(with_checksum("001D000000IRFma"), "001D000000IRFmaIAH");  // the vendor's own example
}

TEST(Ids, AcceptFifteenAndEighteenCharacters) {
  const std::string id = make_id("00Q", "gA0", 123456);
  EXPECT_EQ(id.size(), 18U);
  EXPECT_EQ(normal_id(id), id.substr(0, 15));
  EXPECT_EQ(normal_id(id.substr(0, 15)), id.substr(0, 15));
  EXPECT_EQ(normal_id(lower(id)), id.substr(0, 15)) << "18 characters survive a change of case";
  EXPECT_EQ(number_of(*normal_id(id)), 123456U);
}

TEST(Ids, RefuseWhatIsNone) {
  EXPECT_FALSE(normal_id("00Q"));
  EXPECT_FALSE(normal_id("00Q00000000000!"));
  EXPECT_FALSE(normal_id("0018000000Z3NLo999"));
}

TEST(Dates, AreWrittenAsSalesforceWritesThem) {
  EXPECT_EQ(datetime_text(1721829958), "2024-07-24T14:05:58.000+0000");
  EXPECT_EQ(date_text(1721829958), "2024-07-24");
  EXPECT_EQ(http_date_text(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(Dates, AreRead) {
  EXPECT_EQ(parse_datetime("2024-07-24T14:05:58.000+0000", true), 1721829958);
  EXPECT_EQ(parse_datetime("2024-07-24T16:05:58+02:00", true), 1721829958);
  EXPECT_EQ(parse_datetime("2024-07-24T14:05:58", false), 1721829958);
  EXPECT_FALSE(parse_datetime("2024-07-24T14:05:58", true));
  EXPECT_FALSE(parse_datetime("2024-07-24 14:05:58Z", true));
  EXPECT_FALSE(parse_date("2023-02-29"));
  EXPECT_TRUE(parse_date("2024-02-29"));
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), 784111777);
  EXPECT_FALSE(parse_http_date("1994-11-06"));
}

TEST(Numbers, KeepTheScaleHalfUp) {
  EXPECT_EQ(number_text(100, 2), "100.0");
  EXPECT_EQ(number_text(1.005, 2), "1.01");
  EXPECT_EQ(number_text(-2.5, 0), "-3.0");
  EXPECT_EQ(number_text(7, -1), "7");
}

TEST(Rows, KeepWhatIsSet) {
  Row row;
  row.set(3, "three");
  row.set(1, "one");
  row.set(3, "drei");
  EXPECT_EQ(row.get(3), "drei");
  EXPECT_EQ(row.get(1), "one");
  row.clear(1);
  EXPECT_FALSE(row.get(1));
  EXPECT_EQ(row.get(3), "drei");
}

TEST(Text, DecodesWhatItEncodes) {
  EXPECT_EQ(percent_decode(percent_encode("a+b/ü %"), false), "a+b/ü %");
  EXPECT_EQ(base64_decode(base64_encode("abcd", true)), "abcd");
  EXPECT_EQ(base64_decode(base64_encode("abc\xff", false)), "abc\xff");
  std::string json;
  append_json(json, "a\"b\n\x01");
  EXPECT_EQ(json, "\"a\\\"b\\n\\u0001\"");
}

}  // namespace
}  // namespace tandem::sandbox::salesforce
