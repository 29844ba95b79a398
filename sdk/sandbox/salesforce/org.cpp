// SPDX-License-Identifier: Apache-2.0
#include "org.hpp"

#include <algorithm>

#include "../engine/text.hpp"
#include "ids.hpp"

namespace tandem::sandbox::salesforce {
namespace {
constexpr std::uint64_t first_number = 1000;  // ids do not start at zero
}  // namespace

Org::Org(Settings settings, const Clock& clock)
    : settings_(std::move(settings)),
      clock_(clock),
      random_(settings_.seed),
      metadata_(settings_.with_tandem) {
  org_part_ = concat({"g", random_.letters(1), "0"});
  for (const auto& object : metadata_.objects()) tables_.emplace(object.name, Table(&object));
  created_at = now();
  metadata_changed_ = created_at;
}

void Org::change_metadata(const std::function<void(Metadata&)>& change) {
  change(metadata_);
  metadata_changed_ = now();
  for (auto& [name, table] : tables_) table.rebuild_indexes();
}

std::int64_t Org::now_ms() const { return clock_.now_ms() + offset_ms_; }

std::int64_t Org::now() const {
  const std::int64_t ms = now_ms();
  return (ms >= 0 ? ms : ms - 999) / 1000;
}

std::string Org::org_id() const { return make_id("00D", org_part_, org_number_); }

Table& Org::table(std::string_view object) {
  for (auto& [name, table] : tables_) {
    if (same_ignoring_case(name, object)) return table;
  }
  fail("NOT_FOUND", "The requested resource does not exist", {}, 404);
}

void Org::append_id_of(std::string& out, const Table& table, Number number) const {
  if (table.object().name == "Organization") {
    out += org_id();
  } else {
    append_id(out, table.object().prefix, org_part_, first_number + number);
  }
}

std::string Org::id_of(const Table& table, Number number) const {
  std::string id;
  append_id_of(id, table, number);
  return id;
}

Place Org::locate(std::string_view id) const {
  const auto fifteen = normal_id(id);
  if (!fifteen) return {};
  const Object* object = metadata_.find_by_prefix(std::string_view(*fifteen).substr(0, 3));
  if (object == nullptr || fifteen->compare(3, 3, org_part_) != 0) return {};
  auto& table = const_cast<Org*>(this)->tables_.at(object->name);
  const std::uint64_t number = number_of(*fifteen);
  if (number < first_number || number - first_number >= table.size()) return {};
  const auto place = static_cast<Number>(number - first_number);
  if (table.at(place).purged) return {};
  return {&table, place};
}

std::string Org::user_id(std::uint32_t number) const {
  return make_id("005", org_part_, first_number + number);
}

Number Org::insert(Table& table, Row row) {
  const Number number = table.add(std::move(row));
  if (depth_ > 0) undo_.push_back({&table, number, true, Row{}});
  return number;
}

void Org::update(Table& table, Number number, Row row) {
  if (depth_ > 0) undo_.push_back({&table, number, false, table.at(number)});
  table.replace(number, std::move(row));
}

void Org::begin() { ++depth_; }

void Org::commit() {
  if (--depth_ == 0) undo_.clear();
}

void Org::roll_back() {
  while (!undo_.empty()) {
    Undo last = std::move(undo_.back());
    undo_.pop_back();
    if (last.added) {
      last.table->take_back(last.number);
    } else {
      last.table->replace(last.number, std::move(last.before));
    }
  }
  --depth_;
}

void Org::abandon() {
  while (depth_ > 0) roll_back();
}

std::int64_t Org::write_stamp() {
  const std::int64_t now_seconds = now();
  if (settings_.late_commit <= 0) return now_seconds;
  return now_seconds -
         static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(settings_.late_commit) + 1));
}

void Org::settle() {
  const std::int64_t time = now();
  for (std::size_t i = 0; i < open_.size();) {
    if (open_[i].commits_at > time) {
      ++i;
      continue;
    }
    const OpenTransaction due = std::move(open_[i]);
    open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(i));
    due.apply(due.started);
  }
}

std::int64_t Org::latest_covered() const {
  std::int64_t covered = now();
  for (const auto& transaction : open_) covered = std::min(covered, transaction.started);
  return covered / 60 * 60;
}

}  // namespace tandem::sandbox::salesforce
