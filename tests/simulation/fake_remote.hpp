// SPDX-License-Identifier: Apache-2.0
// A remote in memory: typed rows, versions, a change feed, and faults drawn from a seed.
#pragma once

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "model/value.hpp"
#include "sync/mapping/values.hpp"
#include "sync/remote.hpp"

namespace tandem::sync {

struct Faults {
  double pull_lost = 0;         ///< a page's answer is lost
  double push_lost_before = 0;  ///< the request never arrives
  double push_lost_after = 0;   ///< applied, but the answer is lost
  double result_missing = 0;    ///< one item's verdict is missing
  double throttled = 0;         ///< one item is refused for now
  double cursor_reset = 0;
  double other_edit = 0;  ///< somebody edits there while we push
};

class FakeRemote final : public Remote {
 public:
  struct Record {
    std::map<std::string, std::string> fields;
    std::int64_t version = 0;
    bool deleted = false;
    std::string broken;
    std::string modified_by;
    std::string converted_to, merged_into;
  };
  struct Type {
    std::map<std::string, Record> rows;
    std::vector<std::string> fields;
    std::string key_field = "tandem_id";
    std::int64_t next = 1;
    bool writable = true;
  };

  explicit FakeRemote(std::uint64_t seed = 1) : chance_(seed) {}

  std::map<std::string, Type> types;
  Faults faults;
  bool scan_only = false;   ///< no change feed: every pull is a whole scan
  bool conditional = true;  ///< writes name the version they expect
  bool shuffled = false;    ///< pages come in any order
  bool can_get = true, can_find = true;
  std::set<std::string> refused_values;
  std::int64_t writes = 0, creates = 0, calls = 0, pulls = 0;
  std::string org = "org-1";
  std::size_t batch_items = 50;
  bool mangles = false;                               ///< keeps texts in upper case
  std::optional<tandem_error_class> refuses_batches;  ///< a whole push fails so
  bool denies_find = false;                           ///< the right to look was taken away
  bool has_a_double = false;                          ///< each create is like somebody else's record
  int pages_left = -1;                                ///< then the connection breaks; -1: never

  Record& edit(const std::string& type, const std::string& id,
               const std::map<std::string, std::string>& fields) {
    Record& row = types[type].rows[id];
    for (const auto& [name, value] : fields) row.fields[name] = value;
    row.version = ++clock_;
    row.deleted = false;
    return row;
  }
  void remove(const std::string& type, const std::string& id) {
    Record& row = types[type].rows[id];
    row.deleted = true;
    row.version = ++clock_;
  }
  std::string value(const std::string& type, const std::string& id, const std::string& field) {
    return types[type].rows[id].fields[field];
  }
  std::size_t live(const std::string& type) {
    std::size_t count = 0;
    for (const auto& [id, row] : types[type].rows) count += row.deleted ? 0 : 1;
    return count;
  }

  const std::string& adapter_id() const override { return id_; }
  Json verify() override { return {{"org", org}, {"user", "integration"}}; }
  Json schema() override {
    Json list = Json::array();
    for (const auto& [name, type] : types) {
      Json fields = Json::array();
      for (const std::string& field : type.fields) {
        fields.push_back({{"name", field}, {"type", "text"}, {"required", false}, {"writable", true}});
      }
      list.push_back({{"name", name},
                      {"label", name},
                      {"fields", fields},
                      {"traits",
                       {{"create", "probe"},
                        {"key_field", type.key_field},
                        {"conditional_write", conditional},
                        {"consistent_get", true},
                        {"deletes", scan_only ? "scan" : "feed"},
                        {"batch_items", batch_items},
                        {"write", type.writable},
                        {"delete", true}}}});
    }
    return {{"types", list}};
  }
  bool can(std::string_view capability) const override {
    if (capability == TANDEM_CAP_GET) return can_get;
    if (capability == TANDEM_CAP_FIND) return can_find;
    return true;
  }

  PageEnd pull(const PullRequest& request, const RowSink& sink) override {
    ++calls;
    ++pulls;
    Type& type = types[std::string(request.type)];
    if (pages_left == 0) throw RemoteError(TANDEM_UNAVAILABLE, TANDEM_CLASS_TRANSIENT, "the line is dead");
    if (pages_left > 0) --pages_left;
    if (!request.cursor.empty() && happens(faults.cursor_reset)) {
      throw RemoteError(TANDEM_INVALID_STATE, TANDEM_CLASS_RESET, "the cursor is too old");
    }
    // Cursor: "c<version>" of the change feed, or "s…" inside a scan.
    const bool scanning = request.cursor.empty() || request.cursor[0] == 's' || scan_only;
    PageEnd end;
    std::vector<std::pair<std::string, const Record*>> rows;
    if (scanning) {
      // The cursor carries where its own scan began: "s<version>:<last id>".
      const std::size_t colon = request.cursor.find(':');
      const bool resumed = colon != std::string_view::npos;
      const std::string from = resumed ? std::string(request.cursor.substr(colon + 1)) : "";
      const std::string start =
          resumed ? std::string(request.cursor.substr(1, colon - 1)) : std::to_string(clock_);
      for (const auto& [id, row] : type.rows) {
        if (!row.deleted && (from.empty() || id > from)) rows.emplace_back(id, &row);
      }
      end.more = rows.size() > request.page_size;
      if (end.more) rows.resize(request.page_size);
      end.complete = !end.more;
      end.cursor = end.more ? "s" + start + ":" + rows.back().first : (scan_only ? "s" : "c" + start);
    } else {
      const std::int64_t since = std::stoll(std::string(request.cursor.substr(1)));
      for (const auto& [id, row] : type.rows) {
        if (row.version > since) rows.emplace_back(id, &row);
      }
      std::sort(rows.begin(), rows.end(),
                [](const auto& a, const auto& b) { return a.second->version < b.second->version; });
      end.more = rows.size() > request.page_size;
      if (end.more) rows.resize(request.page_size);
      end.cursor =
          rows.empty() ? std::string(request.cursor) : "c" + std::to_string(rows.back().second->version);
    }
    if (shuffled) std::shuffle(rows.begin(), rows.end(), chance_);
    if (happens(faults.pull_lost)) {
      if (!rows.empty()) emit(rows.front().first, *rows.front().second, request.fields, sink);
      throw RemoteError(TANDEM_UNAVAILABLE, TANDEM_CLASS_TRANSIENT, "the page was lost");
    }
    for (const auto& [id, row] : rows) emit(id, *row, request.fields, sink);
    return end;
  }

  void get(std::string_view type, const std::vector<std::string>& ids, const std::vector<std::string>& fields,
           const RowSink& sink) override {
    ++calls;
    const auto& rows = types[std::string(type)].rows;
    for (const std::string& id : ids) {
      const auto found = rows.find(id);
      Record gone;
      gone.deleted = true;
      emit(id, found == rows.end() ? gone : found->second, fields, sink);
    }
  }
  void find(std::string_view type, std::string_view key_field, const std::vector<std::string>& values,
            const std::vector<std::string>& fields, const RowSink& sink) override {
    ++calls;
    if (denies_find) throw RemoteError(TANDEM_FORBIDDEN, TANDEM_CLASS_DENIED, "no right to look");
    for (const auto& [id, row] : types[std::string(type)].rows) {
      const auto key = row.fields.find(std::string(key_field));
      if (key == row.fields.end() || row.deleted) continue;
      if (std::find(values.begin(), values.end(), key->second) != values.end()) emit(id, row, fields, sink);
    }
  }

  std::vector<PushResult> push(std::string_view type_name, const std::vector<std::string>& fields,
                               const std::vector<PushItem>& items) override {
    ++calls;
    if (refuses_batches) throw RemoteError(TANDEM_NOT_FOUND, *refuses_batches, "no such page");
    if (happens(faults.push_lost_before)) {
      throw RemoteError(TANDEM_UNAVAILABLE, TANDEM_CLASS_TRANSIENT, "no connection");
    }
    Type& type = types[std::string(type_name)];
    std::vector<PushResult> results;
    for (const PushItem& item : items) {
      if (happens(faults.other_edit) && !type.rows.empty()) {
        auto victim = type.rows.begin();
        std::advance(victim, static_cast<std::ptrdiff_t>(chance_() % type.rows.size()));
        if (!victim->second.deleted) {
          victim->second.fields["company"] = "there " + std::to_string(chance_() % 5);
          victim->second.version = ++clock_;
        }
      }
      PushResult result = one(type, fields, item);
      if (happens(faults.result_missing)) result = PushResult{};
      results.push_back(std::move(result));
    }
    if (happens(faults.push_lost_after)) {
      throw RemoteError(TANDEM_UNAVAILABLE, TANDEM_CLASS_UNKNOWN, "the answer was lost");
    }
    return results;
  }
  std::vector<std::pair<std::string, std::int64_t>> take_metrics() override {
    if (pulls == counted_pulls_) return {};
    return {{"fake.pulls", pulls - std::exchange(counted_pulls_, pulls)}};
  }

  std::mt19937_64& chance() { return chance_; }
  bool happens(double rate) {
    return rate > 0 && std::uniform_real_distribution<double>(0, 1)(chance_) < rate;
  }

 private:
  PushResult one(Type& type, const std::vector<std::string>& fields, const PushItem& item) {
    PushResult result;
    result.answered = true;
    const auto refuse = [&](tandem_error_class error_class, const char* message) {
      result.error_class = error_class;
      result.message = message;
      return result;
    };
    if (happens(faults.throttled)) return refuse(TANDEM_CLASS_THROTTLED, "slow down");
    for (const tandem_value& v : item.values) {
      if (model::has(v) && refused_values.count(plain_text(v)) > 0)
        return refuse(TANDEM_CLASS_INVALID, "not allowed");
    }
    if (item.op == TANDEM_PUSH_CREATE) {
      if (has_a_double) return refuse(TANDEM_CLASS_DUPLICATE, "a record like it exists");
      for (const auto& [id, row] : type.rows) {
        const auto key = row.fields.find(type.key_field);
        if (key != row.fields.end() && key->second == item.idem_key && !row.deleted) {
          result.id = id;
          return refuse(TANDEM_CLASS_DUPLICATE, "the key exists");
        }
      }
      result.id = "r" + std::to_string(type.next++);
      type.rows[result.id].fields[type.key_field] = item.idem_key;
      ++creates;
    } else {
      result.id = item.id;
      const auto found = type.rows.find(item.id);
      if (found == type.rows.end() || found->second.deleted) return refuse(TANDEM_CLASS_GONE, "deleted");
      if (!found->second.converted_to.empty()) return refuse(TANDEM_CLASS_TERMINAL, "converted");
      if (conditional && !item.version.empty() && item.version != std::to_string(found->second.version)) {
        return refuse(TANDEM_CLASS_CONFLICT, "somebody changed it");
      }
    }
    ++writes;
    Record& row = type.rows[result.id];
    if (item.op == TANDEM_PUSH_DELETE) row.deleted = true;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (!model::given(item.values[i])) continue;
      std::string text = plain_text(item.values[i]);
      if (mangles && fields[i] == "company") {
        for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
      }
      row.fields[fields[i]] = text;
    }
    row.version = ++clock_;
    result.version = std::to_string(row.version);
    return result;
  }

  void emit(const std::string& id, const Record& row, const std::vector<std::string>& fields,
            const RowSink& sink) {
    std::vector<tandem_value> values;
    for (const std::string& field : fields) {
      const auto found = row.fields.find(field);
      values.push_back(found == row.fields.end() ? model::null() : model::text(found->second));
    }
    const std::string version = std::to_string(row.version);
    tandem_row raw{};
    raw.kind = kind_of(row);
    raw.value_count = static_cast<std::uint32_t>(values.size());
    raw.id = {id.data(), id.size()};
    raw.version = {version.data(), version.size()};
    raw.modified_at = INT64_MIN;
    raw.modified_by = {row.modified_by.data(), row.modified_by.size()};
    raw.values = values.data();
    const std::string extra = row.broken + row.converted_to + row.merged_into;
    raw.extra = {extra.data(), extra.size()};
    sink(raw);
  }

  static std::uint32_t kind_of(const Record& row) {
    if (!row.merged_into.empty()) return TANDEM_ROW_MERGED;
    if (row.deleted) return TANDEM_ROW_DELETED;
    if (!row.broken.empty()) return TANDEM_ROW_BROKEN;
    return row.converted_to.empty() ? TANDEM_ROW_LIVE : TANDEM_ROW_CONVERTED;
  }

  std::string id_ = "org.tandem.fake";
  std::int64_t clock_ = 0;
  std::int64_t counted_pulls_ = 0;
  std::mt19937_64 chance_;
};

}  // namespace tandem::sync
