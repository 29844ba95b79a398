// SPDX-License-Identifier: Apache-2.0
// sdk/abi/catalogue.txt is the stored shape of this commit, for reviewers: whoever changes how records are
// stored sees it in the difference. To renew it:
//
//   TANDEM_RENEW=1 build/debug/bin/unit_store --gtest_filter='CatalogueFile.*'
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "store/migration/age.hpp"
#include "unit/store/descriptors.hpp"
#include "unit/store/fixture.hpp"

namespace tandem::store {
namespace {

const char* const kFile = TANDEM_SOURCE_DIR "/sdk/abi/catalogue.txt";

std::string file_text(const model::Catalogue& catalogue) {
  const std::string listing = listing_of(catalogue);
  return "# SPDX-License-Identifier: Apache-2.0\n"
         "# The stored shape of the catalogue (`sdk/docs/admin.md`, Migrating). Made by the test "
         "CatalogueFile, which\n"
         "# also renews it: TANDEM_RENEW=1 build/debug/bin/unit_store --gtest_filter='CatalogueFile.*'\n"
         "schema " +
         std::to_string(kSchemaNumber) + "\ncatalogue " + std::string(catalogue.version()) +
         "\nfingerprint " + fingerprint_of(listing) + "\n" + listing;
}

std::string kept_text() {
  std::ifstream file(kFile);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream from(text);
  for (std::string line; std::getline(from, line);) lines.push_back(line);
  return lines;
}

std::string line_after(const std::string& text, const std::string& word) {
  for (const std::string& line : lines_of(text)) {
    if (line.rfind(word + " ", 0) == 0) return line.substr(word.size() + 1);
  }
  return {};
}

/// Lines that were there and are not now. What is merely new has none.
std::vector<std::string> lost_lines(const std::string& before, const std::string& after) {
  const auto now = lines_of(after);
  std::vector<std::string> lost;
  for (const std::string& line : lines_of(before)) {
    const std::string kind = line.substr(0, line.find(' '));
    if (kind == "#" || kind == "schema" || kind == "catalogue" || kind == "fingerprint") continue;
    if (std::find(now.begin(), now.end(), line) == now.end()) lost.push_back(line);
  }
  return lost;
}

TEST(CatalogueFile, IsTheStoredShapeOfTheDescriptors) {
  const std::string now = file_text(model::Catalogue());
  const std::string before = kept_text();
  const auto lost = lost_lines(before, now);
  if (!lost.empty()) {
    // A store cannot tell by itself which of two rules is the newer one.
    EXPECT_TRUE(line_after(before, "schema") != line_after(now, "schema") ||
                compare_versions(line_after(before, "catalogue"), line_after(now, "catalogue")) < 0)
        << "more than something new: raise kCatalogueVersion where copying the table is enough (a choice, a "
           "rule), "
           "kSchemaNumber with a step in core/store/migration where it is not; for example\n  "
        << lost.front();
  }
  if (std::getenv("TANDEM_RENEW") != nullptr && !HasFailure()) std::ofstream(kFile) << now;
  EXPECT_EQ(kept_text(), now)
      << "the stored shape has changed; when that is meant, renew the file:\n"
         "  TANDEM_RENEW=1 build/debug/bin/unit_store --gtest_filter='CatalogueFile.*'";
}

TEST(CatalogueFile, FingerprintFollowsWhatIsStoredAndNothingElse) {
  const std::string plain = fingerprint_of(listing_of(model::Catalogue()));
  Descriptors same;
  same.field("lead", "email").doc = "another text";
  same.field("lead", "email").flags ^= model::kPersonal;
  EXPECT_EQ(fingerprint_of(listing_of(same.catalogue())), plain);
  Descriptors field, type, choice, required, check, index, number, entity;
  field.add_field("lead", {.name = "nickname"});
  type.field("lead", "email").type = model::Type::text;
  choice.add_choice("lead", "stage", "friend");
  required.field("lead", "email").flags |= model::kRequired;
  check.entity("lead").checks = "1";
  index.add_index("lead", {.name = "by_phone", .columns = "phone"});
  number.entity("lead").number = 999;
  entity.remove("idea");
  for (Descriptors* changed : {&field, &type, &choice, &required, &check, &index, &number, &entity}) {
    EXPECT_NE(fingerprint_of(listing_of(changed->catalogue())), plain);
  }
}

TEST(CatalogueFile, NoFieldOfTandemsOwnIsNamedLikeAnExtensionField) {
  const model::Catalogue catalogue;
  for (const auto& entity : catalogue.entities()) {
    for (const auto& field : entity.fields()) EXPECT_FALSE(is_extension_name(field.name)) << field.name;
  }
}

TEST(CatalogueFile, VersionsCompareByTheirNumbers) {
  EXPECT_LT(compare_versions("0.9.0", "0.10.0"), 0);
  EXPECT_EQ(compare_versions("1.2", "1.2.0"), 0);
  EXPECT_GT(compare_versions("1.0.1", "1.0"), 0);
}

}  // namespace
}  // namespace tandem::store
