// SPDX-License-Identifier: Apache-2.0
// The state of one org: metadata, records, time, and what an operator has arranged.
#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "../engine/clock.hpp"
#include "../engine/random.hpp"
#include "errors.hpp"
#include "metadata.hpp"
#include "settings.hpp"
#include "table.hpp"

namespace tandem::sandbox::salesforce {

// A record refused whatever it holds, when a field has this value: a validation rule, a duplicate rule or
// any other error an operator asks for.
struct RecordRule {
  std::string object;
  std::string field;
  std::string value;
  ApiError error;
  std::string matches_id;  // duplicate rule: the record it points at
  bool allow_save = false;
  std::int64_t times = -1;  // -1: always
};

// A change of somebody else that is stamped but not committed yet.
struct OpenTransaction {
  std::int64_t started = 0;
  std::int64_t commits_at = 0;
  std::function<void(std::int64_t stamp)> apply;
};

struct Place {  // of one record
  Table* table = nullptr;
  Number number = 0;
  const Row& row() const { return table->at(number); }
};

class Org {
 public:
  Org(Settings settings, const Clock& clock);

  const Settings& settings() const { return settings_; }
  Settings& settings() { return settings_; }
  const Metadata& metadata() const { return metadata_; }
  void change_metadata(const std::function<void(Metadata&)>& change);
  std::int64_t metadata_changed() const { return metadata_changed_; }
  Random& random() { return random_; }

  std::int64_t now() const;  // seconds
  std::int64_t now_ms() const;
  void advance(std::int64_t seconds) { offset_ms_ += seconds * 1000; }

  std::string org_id() const;
  void become_another_org() { ++org_number_; }
  const std::string& org_part() const { return org_part_; }

  Table& table(std::string_view object);
  std::map<std::string, Table>& tables() { return tables_; }

  std::string id_of(const Table& table, Number number) const;
  void append_id_of(std::string& out, const Table& table, Number number) const;
  // Where a record stands, also a deleted one; table is null when there is none or it is purged.
  Place locate(std::string_view id) const;
  std::string user_id(std::uint32_t number) const;
  std::uint32_t running_user() const { return running_user_; }
  void set_running_user(std::uint32_t number) { running_user_ = number; }

  // Writes go through these two, so that a transaction can be rolled back.
  Number insert(Table& table, Row row);
  void update(Table& table, Number number, Row row);
  void begin();
  void commit();
  void roll_back();
  void abandon();  // rolls back whatever is open

  // The SystemModstamp of a write that happens now.
  std::int64_t write_stamp();

  void open_transaction(OpenTransaction transaction) { open_.push_back(std::move(transaction)); }
  void settle();  // applies what is due
  std::int64_t latest_covered() const;

  std::vector<RecordRule> rules;
  std::map<std::string, std::int64_t> locked_until;  // by 18-character id
  std::int64_t earliest_deleted = 0;                 // earliestDateAvailable, when later than 15 days ago
  std::int64_t created_at = 0;

 private:
  struct Undo {
    Table* table;
    Number number;
    bool added;
    Row before;
  };

  Settings settings_;
  const Clock& clock_;
  std::int64_t offset_ms_ = 0;
  Random random_;
  Metadata metadata_;
  std::int64_t metadata_changed_ = 0;
  std::string org_part_;
  std::uint64_t org_number_ = 1;
  std::uint32_t running_user_ = 0;
  std::map<std::string, Table> tables_;
  std::vector<OpenTransaction> open_;
  std::vector<Undo> undo_;
  int depth_ = 0;
};

}  // namespace tandem::sandbox::salesforce
