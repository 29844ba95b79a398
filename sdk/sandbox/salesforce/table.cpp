// SPDX-License-Identifier: Apache-2.0
#include "table.hpp"

#include <algorithm>

#include "../engine/text.hpp"

namespace tandem::sandbox::salesforce {

std::string Table::key(const Field& field, std::string_view text) const {
  return field.case_sensitive ? std::string(text) : lower(text);
}

void Table::index(Number number, bool add) {
  const Row& row = rows_[number];
  if (add) {
    by_stamp_.emplace_hint(by_stamp_.end(), row.stamp, number);
  } else {
    by_stamp_.erase({row.stamp, number});
  }
  if (row.deleted || row.purged) return;
  for (const auto& field : object_->fields) {
    if (!field.indexed()) continue;
    const auto text = row.get(field.slot);
    if (!text) continue;
    auto& entries = lookup_[field.slot];
    if (add) {
      entries.emplace(key(field, *text), number);
      continue;
    }
    const auto range = entries.equal_range(key(field, *text));
    for (auto entry = range.first; entry != range.second; ++entry) {
      if (entry->second == number) {
        entries.erase(entry);
        break;
      }
    }
  }
}

Number Table::add(Row row) {
  const auto number = static_cast<Number>(rows_.size());
  rows_.push_back(std::move(row));
  index(number, true);
  return number;
}

void Table::replace(Number number, Row row) {
  index(number, false);
  rows_[number] = std::move(row);
  index(number, true);
}

void Table::take_back(Number number) {
  index(number, false);
  if (number + 1 == rows_.size()) {
    rows_.pop_back();
  } else {
    rows_[number] = Row{};
    rows_[number].purged = true;
    index(number, true);
  }
}

std::vector<Number> Table::lookup(const Field& field, std::string_view text) const {
  std::vector<Number> numbers;
  const auto entries = lookup_.find(field.slot);
  if (entries == lookup_.end()) return numbers;
  const auto range = entries->second.equal_range(key(field, text));
  for (auto entry = range.first; entry != range.second; ++entry) numbers.push_back(entry->second);
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

void Table::rebuild_indexes() {
  by_stamp_.clear();
  lookup_.clear();
  for (std::size_t number = 0; number < rows_.size(); ++number) index(static_cast<Number>(number), true);
}

}  // namespace tandem::sandbox::salesforce
