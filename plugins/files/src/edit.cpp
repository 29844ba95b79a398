// SPDX-License-Identifier: Apache-2.0
#include "edit.hpp"

#include <algorithm>
#include <tandem/cpp/csv.hpp>

#include "value_text.hpp"

namespace tandem::files {
namespace {

using adapter::PushItem;
using adapter::PushResult;
using adapter::view;

PushResult refused(tandem_error_class error_class, std::string message, std::string field = {}) {
  PushResult result;
  result.error_class = error_class;
  result.message = std::move(message);
  result.field = std::move(field);
  return result;
}

PushResult applied(const std::string& id, std::string version) {
  PushResult result;
  result.id = id;
  result.version = std::move(version);
  return result;
}

}  // namespace

Edit::Edit(const Table& table, std::string_view content, std::string_view key_field,
           const adapter::PushBatch& batch, const std::function<void()>& between)
    : table_(table),
      content_(content),
      key_field_(key_field),
      batch_(batch),
      key_column_(batch.fields().index_of(key_field)),
      has_external_id_(false) {
  for (std::size_t i = 0; i < batch.size(); ++i) note_wanted(batch[i]);
  find_records(between);
}

void Edit::note_wanted(const PushItem& item) {
  if (!item.is_create()) {
    by_key_.emplace(item.id(), kNone);
    return;
  }
  by_key_.emplace(item.idem_key(), kNone);
  by_external_id_.emplace(item.idem_key(), kNone);
  try {
    by_key_.emplace(keep(key_given(item)), kNone);
  } catch (const FieldRefused&) {  // its verdict comes when the item is applied
  }
}

/// One pass over the file: finds the records that the batch names. Of two with one key the first is
/// meant, as for a pull.
void Edit::find_records(const std::function<void()>& between) {
  const auto reader = table_.read({kExternalId}, table_.first());
  // A CSV file has the column by its header; a JSON file when any line has the member.
  for (const Column& column : table_.columns()) has_external_id_ |= column.name == kExternalId;
  std::uint64_t records = 0;
  while (reader->next()) {
    if (++records % 4096 == 0) between();
    if (!reader->problem().empty()) {
      if (++unreadable_ == 1) first_unreadable_ = reader->start().line;
      continue;
    }
    ++good_;
    const std::string_view key = view(reader->key().value);
    const auto named = by_key_.find(key);
    const Cell external = reader->cell(0);
    has_external_id_ |= !view(external.value).empty();
    const auto ours = by_external_id_.find(view(external.value));
    const bool by_key = named != by_key_.end() && named->second == kNone;
    const bool by_external_id =
        ours != by_external_id_.end() && ours->second == kNone && !ours->first.empty();
    if (!by_key && !by_external_id) continue;
    if (by_key) named->second = touched_.size();
    if (by_external_id) ours->second = touched_.size();
    Touched record;
    record.key = key;
    record.raw = reader->raw();
    record.version = record_version(reader->raw());
    record.begin = reader->start().offset;
    record.end = reader->end().offset;
    touched_.push_back(std::move(record));
  }
}

std::size_t Edit::place_of(const Places& places, std::string_view name) const {
  const auto found = places.find(name);
  if (name.empty() || found == places.end() || found->second == kNone) return kNone;
  return touched_[found->second].removed ? kNone : found->second;
}

std::vector<PushResult> Edit::apply() {
  std::vector<PushResult> results;
  for (std::size_t i = 0; i < batch_.size(); ++i) {
    try {
      results.push_back(apply_item(batch_[i]));
    } catch (const FieldRefused& field) {
      results.push_back(refused(TANDEM_CLASS_INVALID, field.message, field.field));
    }
  }
  return results;
}

PushResult Edit::apply_item(const PushItem& item) {
  if (item.is_create()) return create(item);
  if (item.is_update()) return update(item);
  if (item.is_delete()) return remove(item);
  return refused(TANDEM_CLASS_INVALID, "this kind of write is not known here");
}

/// The values that an item gives. Throws FieldRefused for a field the file does not have.
std::vector<Assignment> Edit::assignments(const PushItem& item) const {
  std::vector<Assignment> all;
  const adapter::TextList fields = batch_.fields();
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const tandem_value value = item.value(i);
    if (adapter::is_absent(value)) continue;
    if (!table_.has(fields[i])) {
      throw FieldRefused{std::string(fields[i]), "the file has no such column: add it to the header row"};
    }
    all.push_back(Assignment{fields[i], value});
  }
  return all;
}

/// The key that the item's own fields give, or nothing.
std::string Edit::key_given(const PushItem& item) const {
  if (key_column_ == adapter::TextList::npos) return {};
  const tandem_value value = item.value(key_column_);
  return adapter::is_absent(value) ? std::string() : cell_text(key_field_, value);
}

PushResult Edit::create(const PushItem& item) {
  std::vector<Assignment> values = assignments(item);
  const std::size_t mine = has_external_id_ ? place_of(by_external_id_, item.idem_key()) : kNone;
  if (mine != kNone) return applied(touched_[mine].key, record_version(touched_[mine].raw));

  const std::string given = key_given(item);
  const std::string key = given.empty() ? std::string(item.idem_key()) : given;
  if (key.empty()) return refused(TANDEM_CLASS_INVALID, "a new record needs a key", std::string(key_field_));

  const std::size_t other = place_of(by_key_, key);
  if (other != kNone) {
    const Touched& record = touched_[other];
    // The key is the idempotency key, or all is there already: the same create came before.
    const bool repeated =
        given.empty() || (!has_external_id_ && table_.changed(record.raw, values) == record.raw);
    if (repeated) return applied(record.key, record_version(record.raw));
    PushResult duplicate =
        refused(TANDEM_CLASS_DUPLICATE, "a record with this key is there already", std::string(key_field_));
    duplicate.id = record.key;
    return duplicate;
  }

  const auto set = [&](std::string_view field, std::string_view text) {
    values.erase(std::remove_if(values.begin(), values.end(), [&](auto& v) { return v.field == field; }),
                 values.end());
    values.insert(values.begin(), Assignment{field, adapter::text_value(text)});
  };
  if (has_external_id_ && !item.idem_key().empty()) set(kExternalId, item.idem_key());
  if (given.empty()) set(key_field_, key);
  Touched record;
  record.raw = table_.made(values);
  record.key = key;
  record.added = true;
  PushResult result = applied(record.key, record_version(record.raw));
  by_key_[keep(key)] = touched_.size();
  if (has_external_id_) by_external_id_[item.idem_key()] = touched_.size();
  touched_.push_back(std::move(record));
  return result;
}

PushResult Edit::update(const PushItem& item) {
  const std::size_t place = place_of(by_key_, item.id());
  if (place == kNone) return not_there();
  Touched& record = touched_[place];
  if (!item.version().empty() && item.version() != record.version) {
    return refused(TANDEM_CLASS_CONFLICT, "the record changed in the file meanwhile");
  }
  std::vector<Assignment> values = assignments(item);
  if (key_column_ != adapter::TextList::npos && !adapter::is_absent(item.value(key_column_))) {
    if (key_given(item) != record.key) {
      return refused(TANDEM_CLASS_INVALID, "the key of a record cannot change", std::string(key_field_));
    }
    values.erase(std::remove_if(values.begin(), values.end(), [&](auto& v) { return v.field == key_field_; }),
                 values.end());
  }
  std::string raw = table_.changed(record.raw, values);
  record.edited |= raw != record.raw;
  record.raw = std::move(raw);
  return applied(record.key, record_version(record.raw));
}

PushResult Edit::remove(const PushItem& item) {
  const std::size_t place = place_of(by_key_, item.id());
  if (place == kNone) return not_there();
  Touched& record = touched_[place];
  if (!item.version().empty() && item.version() != record.version) {
    return refused(TANDEM_CLASS_CONFLICT, "the record changed in the file meanwhile");
  }
  record.removed = true;
  return applied(record.key, {});
}

/// Not finding a record proves nothing while some cannot be read.
PushResult Edit::not_there() const {
  if (unreadable_ == 0) return refused(TANDEM_CLASS_GONE, "the file has no record with this key");
  return refused(TANDEM_CLASS_LOCKED, "the record is not among the readable ones: mend line " +
                                          std::to_string(first_unreadable_) + " first");
}

bool Edit::changed() const {
  return std::any_of(touched_.begin(), touched_.end(), [](const Touched& record) {
    return record.added != record.removed || (!record.added && record.edited);
  });
}

std::string Edit::content() const {
  std::vector<const Touched*> in_file;
  for (const Touched& record : touched_) {
    if (!record.added && (record.edited || record.removed)) in_file.push_back(&record);
  }
  std::sort(in_file.begin(), in_file.end(), [](auto* a, auto* b) { return a->begin < b->begin; });

  std::string out;
  out.reserve(content_.size() + 256 * touched_.size());
  std::size_t copied = 0;
  for (const Touched* record : in_file) {
    out.append(content_.substr(copied, record->begin - copied));
    if (!record->removed) out.append(record->raw);
    copied = record->end;
  }
  out.append(content_.substr(copied));
  for (const Touched& record : touched_) {
    if (!record.added || record.removed) continue;
    if (!out.empty() && csv::line_end_of(out).empty()) out.append(table_.line_end());
    out.append(record.raw);
  }
  return out;
}

bool Edit::reads_back(const Table& table) const {
  std::unordered_map<std::string_view, std::string_view> expected;
  std::uint64_t good = good_;
  for (const Touched& record : touched_) {
    if (record.added && !record.removed) ++good;
    if (!record.added && record.removed) --good;
    if (!record.removed && (record.added || record.edited)) expected[record.key] = record.raw;
  }
  const auto reader = table.read({}, table.first());
  while (reader->next()) {
    if (!reader->problem().empty()) continue;
    --good;
    const auto written = expected.find(view(reader->key().value));
    if (written == expected.end()) continue;
    const std::string_view raw = reader->raw();
    // A last line may lack its line end.
    if (record_version(raw) == record_version(written->second)) expected.erase(written);
  }
  return good == 0 && expected.empty();
}

}  // namespace tandem::files
