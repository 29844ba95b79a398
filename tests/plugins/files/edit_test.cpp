// SPDX-License-Identifier: Apache-2.0
// Properties of a batch of writes over files of any dirt.
#include "edit.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "key_index.hpp"

namespace tandem::files {
namespace {

using Rows = std::map<std::string, std::string>;

/// First good row of each key → its name.
Rows read_rows(const Table& table) {
  Rows rows;
  const auto reader = table.read({"name"}, table.first());
  while (reader->next()) {
    if (!reader->problem().empty()) continue;
    rows.emplace(adapter::view(reader->key().value), adapter::view(reader->cell(0).value));
  }
  return rows;
}

std::vector<std::string> broken_lines(const Table& table) {
  std::vector<std::string> all;
  const auto reader = table.read({}, table.first());
  while (reader->next()) {
    if (!reader->problem().empty()) all.emplace_back(reader->raw());
  }
  return all;
}

std::string dirty_line(std::mt19937& random, int i) {
  static const std::vector<std::string> names{
      "a", "\"q,\"", "\"two\nlines\"", "", "\"d\"\"d\"", "x\"y", "\"open", "b,c", "\xff"};
  return std::to_string(i) + "," + names[random() % names.size()] + (random() % 2 ? "\n" : "\r\n");
}

TEST(EditProperty, EditsDoWhatTheySayAndNothingElseOrAreRefused) {
  std::mt19937 random(17);
  const std::vector<std::string> new_names{"plain", "with \"quotes\"", ",", "\n", "\",\"", "\"", "a\r\nb"};
  const std::string fields_text = "name";
  const tandem_str field{fields_text.data(), fields_text.size()};
  int written = 0, refused = 0;
  for (int round = 0; round < 5000; ++round) {
    std::string content = "id,name\n";
    const int count = static_cast<int>(random() % 8);
    for (int i = 0; i < count; ++i) content += dirty_line(random, i);
    if (random() % 3 == 0) content.pop_back();
    const auto table = open_table(Format::csv, "t.csv", content, "id", ',');

    std::vector<tandem_push_item> items;
    std::vector<tandem_value> values(3);
    std::vector<std::string> names(3), ids(3);
    Rows expected = read_rows(*table);
    for (std::size_t i = 0; i < 3; ++i) {
      names[i] = new_names[random() % new_names.size()];
      ids[i] = i == 2 ? "new" : std::to_string(2 * i + random() % 2);
      values[i] = adapter::text_value(names[i]);
      const std::uint32_t op = i == 2         ? TANDEM_PUSH_CREATE
                               : random() % 2 ? TANDEM_PUSH_UPDATE
                                              : TANDEM_PUSH_DELETE;
      const tandem_str id = adapter::str(ids[i]);
      const tandem_str none{nullptr, 0};
      items.push_back(tandem_push_item{op, 1, i == 2 ? none : id, id, none, &values[i]});
      if (op == TANDEM_PUSH_DELETE) {
        expected.erase(ids[i]);
      } else if (i == 2 || expected.count(ids[i])) {
        expected[ids[i]] = names[i];
      }
    }
    const tandem_push_batch raw{
        sizeof(raw), 0, {nullptr, 0}, &field, 1, items.data(), 3, sizeof(tandem_push_item)};
    const adapter::PushBatch batch(raw);
    Edit edit(*table, content, "id", batch, [] {});
    const auto results = edit.apply();
    ASSERT_EQ(results.size(), 3u);
    const std::string after = edit.content();
    const auto again = open_table(Format::csv, "t.csv", after, "id", ',');
    if (edit.unreadable() && !edit.reads_back(*again)) {
      ++refused;
      continue;
    }
    ++written;
    ASSERT_EQ(read_rows(*again), expected) << content << "---\n" << after;
    if (content.back() == '\n') {
      ASSERT_EQ(broken_lines(*again), broken_lines(*table));
    }
  }
  EXPECT_GT(written, 3000);
  EXPECT_GT(refused, 0);
}

TEST(KeyIndex, FindsEveryKeyAgainAndCopiesWhatDoesNotStay) {
  KeyIndex index;
  for (std::uint64_t i = 1; i <= 20'000; ++i) {
    const std::string key = "key " + std::to_string(i);
    ASSERT_EQ(index.add(key, i, false), 0u);
  }
  for (std::uint64_t i = 1; i <= 20'000; i += 7) {
    ASSERT_EQ(index.add("key " + std::to_string(i), 99'999, false), i);
  }
  EXPECT_EQ(index.size(), 20'000u);
}

}  // namespace
}  // namespace tandem::files
