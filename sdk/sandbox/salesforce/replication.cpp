// SPDX-License-Identifier: Apache-2.0
// getUpdated and getDeleted.
#include <algorithm>

#include "../engine/date.hpp"
#include "../engine/text.hpp"
#include "resources.hpp"

namespace tandem::sandbox::salesforce {
namespace {

constexpr std::size_t most_ids = 600000;

struct Window {
  std::int64_t start;
  std::int64_t end;
};

// Seconds are dropped from both bounds.
Window window(Call& call, std::int64_t days_back) {
  const auto start = parse_datetime(call.request.query("start"), false);
  const auto end = parse_datetime(call.request.query("end"), false);
  if (!start || !end)
    fail("INVALID_REPLICATION_DATE", "startDate and endDate must be given as ISO 8601 times");
  const Window window{*start / 60 * 60, *end / 60 * 60};
  if (window.start >= window.end) {
    fail("INVALID_REPLICATION_DATE", "endDate must be at least one minute greater than startDate");
  }
  if (window.start < call.org.now() - days_back * seconds_a_day) {
    fail("INVALID_REPLICATION_DATE",
         concat({"startDate cannot be more than ", std::to_string(days_back), " days ago"}));
  }
  return window;
}

Table& replicated(Call& call) {
  Table& table = call.org.table(call.path.at(1));
  if (!table.object().replicateable) {
    fail("INVALID_TYPE_FOR_OPERATION",
         concat({"entity type ", table.object().name, " does not support replication"}));
  }
  return table;
}

template <typename Visit>
void each_between(const Table& table, const Window& window, Visit visit) {
  const auto& index = table.by_stamp();
  for (auto entry = index.lower_bound({window.start, 0}); entry != index.end() && entry->first < window.end;
       ++entry) {
    visit(entry->second);
  }
}

}  // namespace

Response updated_resource(Call& call) {
  const Table& table = replicated(call);
  const Window asked = window(call, 30);
  std::string ids;
  std::size_t count = 0;
  each_between(table, asked, [&](Number number) {
    const Row& row = table.at(number);
    if (row.deleted || row.purged) return;
    if (++count > most_ids)
      fail("EXCEEDED_ID_LIMIT", "Exceeded the limit of 600000 ids; use a shorter window");
    ids.append(ids.empty() ? "\"" : ",\"");
    call.org.append_id_of(ids, table, number);
    ids.push_back('"');
  });
  return Response::json(200, concat({"{\"ids\":[", ids, "],\"latestDateCovered\":\"",
                                     datetime_text(std::min(asked.end, call.org.latest_covered())), "\"}"}));
}

Response deleted_resource(Call& call) {
  const Table& table = replicated(call);
  const Window asked = window(call, 15);
  const std::int64_t earliest =
      std::max(call.org.earliest_deleted, call.org.now() - 15 * seconds_a_day) / 60 * 60;
  if (asked.start < earliest && call.org.earliest_deleted > 0) {
    fail("INVALID_REPLICATION_DATE",
         concat({"startDate before org replication enabled date; earliest is ", datetime_text(earliest)}));
  }
  Json body;
  body["deletedRecords"] = Json::array();
  each_between(table, asked, [&](Number number) {
    const Row& row = table.at(number);
    if (!row.deleted || row.deleted_at < call.org.earliest_deleted) return;
    Json entry;
    entry["id"] = call.org.id_of(table, number);
    entry["deletedDate"] = datetime_text(row.deleted_at);
    body["deletedRecords"].push_back(entry);
  });
  body["earliestDateAvailable"] = datetime_text(earliest);
  body["latestDateCovered"] = datetime_text(std::min(asked.end, call.org.latest_covered()));
  return Response::json(200, dump(body));
}

}  // namespace tandem::sandbox::salesforce
