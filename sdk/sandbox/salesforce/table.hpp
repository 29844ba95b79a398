// SPDX-License-Identifier: Apache-2.0
// The records of one object with their indexes.
#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "metadata.hpp"
#include "row.hpp"

namespace tandem::sandbox::salesforce {

using Number = std::uint32_t;  // a record's place in its table; its id counts from first_number

class Table {
 public:
  explicit Table(const Object* object) : object_(object) {}

  const Object& object() const { return *object_; }
  std::size_t size() const { return rows_.size(); }
  const Row& at(Number number) const { return rows_[number]; }
  // In the order of (SystemModstamp, Id), which is how a client pulls.
  const std::set<std::pair<std::int64_t, Number>>& by_stamp() const { return by_stamp_; }

  Number add(Row row);
  void replace(Number number, Row row);
  void reserve(std::size_t count) { rows_.reserve(count); }
  void take_back(Number number);  // the newest record only: undoes add

  // Live records whose indexed field holds this text.
  std::vector<Number> lookup(const Field& field, std::string_view text) const;
  void rebuild_indexes();  // after the fields of the object changed

 private:
  std::string key(const Field& field, std::string_view text) const;
  void index(Number number, bool add);

  const Object* object_;
  std::vector<Row> rows_;
  std::set<std::pair<std::int64_t, Number>> by_stamp_;
  std::map<std::uint16_t, std::unordered_multimap<std::string, Number>> lookup_;
};

}  // namespace tandem::sandbox::salesforce
