// SPDX-License-Identifier: Apache-2.0
// A company's store as its people use it, through the C ABI, with a clock that the story sets.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <tandem/cpp/tandem.hpp>
#include <vector>

#include "support/files.hpp"

namespace story {

using Json = nlohmann::json;

class Company : public testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  /// Now it is "2026-07-06 09:00" in Berlin, in summer: two hours ahead of UTC.
  void at(const std::string& local);
  static std::int64_t instant(const std::string& local);
  /// Lets time do what is due; answers what that was.
  Json time_passes();

  /// A member of staff, confirmed; acts by first name from now on.
  void hire(const std::string& name, const std::string& side, bool signer);
  std::string id_of(const std::string& name) const { return people_.at(name).id; }
  /// Does a verb as a person; answers the id of its record. The test ends where it is refused.
  std::string act(const std::string& who, std::string_view verb, const std::string& record,
                  const Json& args = Json::object());
  /// The same for what happened earlier and is told only now.
  std::string act_late(const std::string& who, const std::string& happened, std::string_view verb,
                       const std::string& record, const Json& args);
  /// What a verb is refused with: its message and advice.
  std::string refused(const std::string& who, std::string_view verb, const std::string& record,
                      const Json& args = Json::object());
  std::string put(std::string_view entity, const Json& document);
  Json get(std::string_view entity, const std::string& id);
  /// Rows of a named query, as marketing sees them; sales must see the same.
  std::vector<Json> ask(std::string_view query, const Json& args = Json::object());
  /// The first row where a column has this value.
  Json row(std::string_view query, std::string_view column, const Json& value,
           const Json& args = Json::object());
  /// How many events of a kind the journal holds.
  std::int64_t events(std::string_view kind);
  std::string metric(const std::string& key);
  /// Every invariant of the store holds.
  void nothing_is_broken();
  std::string scorecard_of(const std::string& who);

 private:
  std::string done(const std::string& who, std::string_view verb, const std::string& record, const Json& args,
                   const tandem_write_options& options);
  struct Person {
    std::string id;
    tandem::Session session;
  };
  std::vector<Json> rows(const tandem::Session& session, std::string_view query, const Json& args);
  std::vector<Json> read(tandem::Cursor cursor);

  tandem::test::TempFolder folder_;
  std::int64_t now_ = 0;
  std::optional<tandem::Store> store_;
  std::optional<tandem::Session> admin_;
  std::map<std::string, Person> people_;
};

}  // namespace story
