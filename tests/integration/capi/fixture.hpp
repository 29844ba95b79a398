// SPDX-License-Identifier: Apache-2.0
// A store in a folder of its own, with a person of each side; ends with no live object.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <tandem/cpp/tandem.hpp>
#include <vector>

#include "support/files.hpp"

namespace integration {

/// The value of a text or number member of an answer, as it stands there without quotes.
std::string member(std::string_view document, std::string_view key);
inline std::string member(const tandem::Text& document, std::string_view key) {
  return member(document.view(), key);
}

class StoreTest : public testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  std::string path() const { return (folder / "test.tandem").string(); }
  tandem::Session session(std::string_view person = {}) const;
  /// Adds and confirms a person; answers its id.
  std::string add_person(std::string_view name, std::string_view side, bool signer = true) const;
  std::string capture(std::string_view email, std::string_view stage = "lead") const;
  /// Rows of a SELECT, first column as text or number.
  std::vector<std::string> column(std::string_view sql) const;
  std::int64_t number(std::string_view sql) const;

  tandem::test::TempFolder folder;
  std::optional<tandem::Store> store;
  std::optional<tandem::Session> admin, mia, sam;  ///< mia: marketing, sam: sales
  std::string mia_id, sam_id;
};

/// Matches a failed Result: status and words of its message or advice.
MATCHER_P2(Fails, status, words, "") {
  if (arg.ok()) {
    *result_listener << "succeeded";
    return false;
  }
  const std::string text = std::string(arg.error().message()) + " | " + std::string(arg.error().advice());
  *result_listener << arg.error().status_name() << ": " << text;
  return arg.status() == status && text.find(words) != std::string::npos;
}
MATCHER(Succeeds, "") {
  if (!arg.ok()) *result_listener << arg.error().status_name() << ": " << std::string(arg.error().message());
  return arg.ok();
}

}  // namespace integration
