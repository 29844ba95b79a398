// SPDX-License-Identifier: Apache-2.0
// Rows that cannot be applied now: kept with their raw values, taken up again when they can.
#include <algorithm>

#include "sync/inbound/pull.hpp"

namespace tandem::sync {

std::string Puller::payload(const StreamPlan& plan, const PulledRow& row) const {
  Json values = Json::object();
  const Json packed = pack(page_.values(row), row.kind == TANDEM_ROW_BROKEN ? 0 : page_.fields());
  for (std::size_t i = 0; i < packed.size(); ++i) values[plan.fields[i]] = packed[i];
  Json document = {{"kind", row.kind}, {"values", std::move(values)}};
  if (!row.modified_by.empty()) document["modified_by"] = std::string(row.modified_by);
  if (!row.extra.empty()) document["extra"] = std::string(row.extra);
  if (row.modified_at != INT64_MIN) document["modified_at"] = row.modified_at;
  return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void Puller::park(const StreamPlan& plan, const PulledRow& row, ParkedState state, std::string_view waits_for,
                  std::string_view error_class, const std::string& message, const std::string& advice) {
  Parked item;
  item.stream = plan.name;
  item.remote_type = plan.remote_type;
  item.remote_id = row.id.empty() ? "row " + hex(hash_bytes(row.hash)) : std::string(row.id);
  item.version = row.version;
  item.payload = payload(plan, row);
  item.observed_at = observed_at_;
  item.state = state;
  item.waits_for = waits_for;
  item.error_class = error_class;
  item.message = escape_controls(cut(message, 500));
  item.advice = advice;
  if (plan.rules.size() == 1) item.entity = session_.mapping->rules[plan.rules.front()].entity->name();
  const auto before = session_.ledger.parked.find(Direction::in, plan.name, plan.remote_type, item.remote_id);
  if (!before) ++standing_.parked;
  const bool same_row = before && before->payload == item.payload;
  if (same_row && before->state == ParkedState::discarded)
    return;  // closed by a decision; the row is the same
  if (same_row && !releasing_ && before->state == item.state && before->message == item.message) return;
  session_.ledger.parked.put(item);
}

/// Makes the current page of one parked row.
void Puller::restore_row(const StreamPlan& plan, const Parked& item) {
  const Json document = parse_json(item.payload, "a parked row");
  std::vector<Value> values(plan.fields.size(), model::absent());
  Arena arena;
  for (const auto& [name, packed] : document.at("values").items()) {
    const auto at = std::find(plan.fields.begin(), plan.fields.end(), name);
    if (at == plan.fields.end()) continue;
    std::vector<Value> one;
    unpack(Json::array({packed}), one, arena);
    values[static_cast<std::size_t>(at - plan.fields.begin())] = one.front();
  }
  const std::string modified_by = document.value("modified_by", ""), extra = document.value("extra", "");
  tandem_row raw{};
  raw.kind = document.at("kind").get<std::uint32_t>();
  raw.value_count = static_cast<std::uint32_t>(values.size());
  raw.id = {item.remote_id.data(), item.remote_id.size()};
  raw.version = {item.version.data(), item.version.size()};
  raw.modified_at = document.value("modified_at", INT64_MIN);
  raw.modified_by = {modified_by.data(), modified_by.size()};
  raw.extra = {extra.data(), extra.size()};
  raw.values = values.data();
  page_.add(raw, RowHasher(plan.seed).hash(raw));
}

void Puller::release_waiting() {
  releasing_ = true;
  for (int round = 0; round < 10; ++round) {
    bool moved = false;
    for (const StreamPlan& plan : session_.mapping->streams) {
      while (!session_.cancelled() && release_once(plan)) moved = true;
    }
    if (!moved) break;
  }
  releasing_ = false;
}

/// Up to a page of rows of one stream that can go on; true when some did.
bool Puller::release_once(const StreamPlan& plan) {
  const std::vector<Parked> items = session_.ledger.parked.released(plan.name, 500);
  if (items.empty()) return false;
  page_.clear(plan.fields.size());
  std::vector<std::string> stale;
  for (const Parked& item : items) {
    const bool of_this_run = item.observed_at >= run_started_;
    if (of_this_run) {
      --session_.counters.parked;
    } else {
      ++session_.counters.pulled;
    }
    if (!of_this_run && session_.remote.can(TANDEM_CAP_GET)) {
      stale.push_back(item.remote_id);  // it may have changed since: read it again
    } else {
      restore_row(plan, item);
    }
  }
  observed_at_ = session_.db.clock().now();
  if (!stale.empty()) {
    RowHasher hasher(plan.seed);
    session_.remote.get(plan.remote_type, stale, plan.fields,
                        [&](const tandem_row& row) { page_.add(row, hasher.hash(row)); });
  }
  standing_.parked = session_.ledger.parked.count_in(plan.name);
  const std::int64_t quarantined = session_.counters.quarantined;
  const std::int64_t parked = session_.counters.parked;
  apply_page(plan, {}, nullptr, nullptr);
  // Rows that wait for something else now, or failed, are not tried again in this call.
  return session_.counters.quarantined - quarantined + session_.counters.parked - parked <
         static_cast<std::int64_t>(items.size());
}

void Puller::fetch(const StreamPlan& plan, const std::vector<std::string>& ids) {
  page_.clear(plan.fields.size());
  observed_at_ = session_.db.clock().now();
  RowHasher hasher(plan.seed);
  session_.remote.get(plan.remote_type, ids, plan.fields,
                      [&](const tandem_row& row) { page_.add(row, hasher.hash(row)); });
  ++session_.counters.calls;
  session_.counters.pulled += static_cast<std::int64_t>(page_.rows().size());
  standing_.parked = session_.ledger.parked.count_in(plan.name);
  apply_page(plan, {}, nullptr, nullptr);
}

}  // namespace tandem::sync
