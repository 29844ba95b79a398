// SPDX-License-Identifier: Apache-2.0
#include "pull.hpp"

#include <algorithm>
#include <set>

#include "mechanisms.hpp"
#include "text.hpp"

namespace tandem::tryton {
namespace {

constexpr std::string_view kMechanism = "party.contact_mechanism";
constexpr std::int64_t kDefaultPage = 1'000;
constexpr std::int64_t kMostPage = 2'000;

Json clause(const char* field, const char* op, Json value) {
  return Json::array({field, op, std::move(value)});
}

Json above(std::int64_t id) { return Json::array({clause("id", ">", id)}); }
Json up_to(std::int64_t id) { return Json::array({clause("id", "<=", id)}); }

using Seen = std::pair<std::int64_t, std::int64_t>;  // id, date

/// Takes in what a page has shown and returns the newest date. The mark grows by records that are new,
/// so that a later difference means that something was deleted.
std::int64_t take_in(Mark& mark, std::vector<Seen> seen) {
  std::int64_t newest = 0;
  std::sort(seen.begin(), seen.end());
  for (const auto& [id, date] : seen) {
    newest = std::max(newest, date);
    mark.add(id);
  }
  return newest;
}

std::vector<Seen> seen_in(const Records& records) {
  std::vector<Seen> seen;
  for (const Json& record : records.good) {
    seen.emplace_back(record.value("id", std::int64_t{0}), changed_at(record));
  }
  for (const auto& [id, why] : records.broken) seen.emplace_back(id, 0);
  return seen;
}

}  // namespace

adapter::PageEnd Pull::page(adapter::Call& call, const adapter::PullRequest& request,
                            adapter::RowWriter& rows) {
  const Model& model = model_of(request.type);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < request.fields.size(); ++i) names.emplace_back(request.fields[i]);
  client_.take_calls();
  Cursor cursor = Cursor::parse(request.cursor);
  if (model.small && cursor.phase == Cursor::Phase::rest) cursor = Cursor::parse({});
  const ReadPlan plan = models_.plan(call, model, names);
  const std::int64_t wish = request.page_size == 0 ? kDefaultPage : std::int64_t{request.page_size};
  const std::int64_t limit = std::min(wish, kMostPage);

  const bool scanning = cursor.phase == Cursor::Phase::scan;
  bool more = false;
  if (scanning) {
    more = scan(call, plan, cursor, limit, rows);
  } else {
    if (cursor.phase == Cursor::Phase::rest) look_for_deletes(call, model, cursor);
    if (cursor.phase == Cursor::Phase::rows) more = changed_rows(call, plan, cursor, limit, rows);
    if (cursor.phase == Cursor::Phase::children) more = changed_children(call, plan, cursor, limit, rows);
  }
  adapter::PageEnd end;
  end.more = more;
  end.complete = scanning && !more;
  end.cursor = cursor.text();
  end.calls_used = client_.take_calls();
  return end;
}

/// The newest date there is, by the database's own clock.
std::int64_t Pull::newest(adapter::Call& call, std::string_view model, const Json& scope) {
  std::int64_t date = 0;
  for (const char* field : {"write_date", "create_date"}) {
    const Json order = Json::array({Json::array({field, "DESC"})});
    const Json domain = both(scope, Json::array({clause(field, "!=", Json())}));
    const Json found =
        client_.call(call, model, "search_read", Json::array({domain, 0, 1, order, Json::array({field})}));
    for (const Json& row : found) date = std::max(date, read_instant(row.value(field, Json())).value_or(0));
  }
  return date;
}

/// `read_from` is the web server's clock before the reading that showed `newest`.
void Pull::settle(Mark& mark, std::int64_t newest, std::int64_t read_from) const {
  mark.settle(newest, read_from, client_.server_time(), settings_.overlap_seconds * 1'000'000);
}

/// Marks are taken before the first page: what changes while the pages are read is newer than they.
void Pull::start_scan(adapter::Call& call, const Model& model, Cursor& cursor) {
  if (model.small) return;
  const Json& scope = reader_.scope(call, model);
  settle(cursor.next_rows, newest(call, model.name, scope), 0);
  cursor.next_rows.compared = client_.server_time();
  if (!model.mechanisms) return;
  settle(cursor.next_children, newest(call, kMechanism, Json::array()), 0);
  for (const std::int64_t id : reader_.all_ids(call, kMechanism, Json::array())) cursor.next_children.add(id);
  cursor.next_children.compared = client_.server_time();
}

bool Pull::scan(adapter::Call& call, const ReadPlan& plan, Cursor& cursor, std::int64_t limit,
                adapter::RowWriter& rows) {
  if (cursor.after == 0) start_scan(call, *plan.model, cursor);
  const Records records = reader_.page(call, plan, above(cursor.after), limit);
  reader_.show(call, plan, records, rows);
  take_in(cursor.next_rows, seen_in(records));
  if (records.shown() >= static_cast<std::size_t>(limit)) {
    cursor.after = records.last_id();
    return true;
  }
  Cursor settled;
  settled.rows = settled.next_rows = cursor.next_rows;
  settled.children = settled.next_children = cursor.next_children;
  cursor = settled;
  return false;
}

/// False where the records up to the mark are not those that were there. One that appears late makes up in
/// number for one that is deleted, so ids are compared, as often as their number allows.
bool Pull::same_set(adapter::Call& call, std::string_view model, const Json& scope, Mark& mark) {
  const Json known = both(scope, up_to(mark.top));
  const std::int64_t now = client_.server_time();
  if (!mark.comparing_is_due(now)) {
    const std::int64_t count = reader_.count(call, model, known);
    const bool fewer = count < mark.count;
    mark.count = count;
    return !fewer;
  }
  Mark found;
  for (const std::int64_t id : reader_.all_ids(call, model, known)) found.add(id);
  mark.compared = now;
  return found.print == mark.print;
}

/// A deleted record leaves nothing behind but its absence. Then everything is shown again.
void Pull::look_for_deletes(adapter::Call& call, const Model& model, Cursor& cursor) {
  cursor.next_rows = cursor.rows;
  cursor.next_children = cursor.children;
  cursor.after = 0;
  cursor.phase = Cursor::Phase::rows;
  if (!settings_.find_deletes) return;
  const auto check = [&](std::string_view name, const Json& scope, Mark& mark) {
    if (same_set(call, name, scope, mark)) return;
    throw adapter::Failure(
        TANDEM_INVALID_STATE, TANDEM_CLASS_RESET,
        concat({"records of ", model.type, " were deleted, or appeared late: the stream is read again"}));
  };
  check(model.name, reader_.scope(call, model), cursor.next_rows);
  if (model.mechanisms) check(kMechanism, Json::array(), cursor.next_children);
}

/// `write_date` is null until the first update, so a new record has only its `create_date`.
Json Pull::changed_since(const Mark& mark, std::int64_t after) {
  const Json date = instant_json(mark.date);
  const Json written = clause("write_date", ">", date);
  const Json made = Json::array({clause("write_date", "=", Json()), clause("create_date", ">", date)});
  return Json::array({Json::array({"OR", written, made}), clause("id", ">", after)});
}

/// True while there are more; goes on to the children else.
bool Pull::changed_rows(adapter::Call& call, const ReadPlan& plan, Cursor& cursor, std::int64_t limit,
                        adapter::RowWriter& rows) {
  const std::int64_t read_from = client_.server_time();
  const Records records = reader_.page(call, plan, changed_since(cursor.rows, cursor.after), limit);
  reader_.show(call, plan, records, rows);
  const std::int64_t newest = take_in(cursor.next_rows, seen_in(records));
  // Pages go by id. What changes after the first page was read is newer than all that it showed, so
  // only the first page may move the date.
  if (cursor.after == 0) settle(cursor.next_rows, newest, read_from);
  if (records.shown() >= static_cast<std::size_t>(limit)) {
    cursor.after = records.last_id();
    return true;
  }
  cursor.after = 0;
  cursor.rows = cursor.next_rows;
  cursor.phase = plan.model->mechanisms ? Cursor::Phase::children : Cursor::Phase::rest;
  return false;
}

/// A changed mechanism does not touch its party, so these parties are looked up by their mechanisms.
bool Pull::changed_children(adapter::Call& call, const ReadPlan& plan, Cursor& cursor, std::int64_t limit,
                            adapter::RowWriter& rows) {
  const Json order = Json::array({Json::array({"id", "ASC"})});
  const Json fields = Json::array({"party", "write_date", "create_date"});
  const std::int64_t read_from = client_.server_time();
  const Json found =
      client_.call(call, kMechanism, "search_read",
                   Json::array({changed_since(cursor.children, cursor.after), 0, limit, order, fields}));
  std::set<std::int64_t> parties;
  std::vector<Seen> seen;
  for (const Json& row : found) {
    if (const Json party = row.value("party", Json()); party.is_number_integer()) {
      parties.insert(party.get<std::int64_t>());
    }
    seen.emplace_back(row.value("id", std::int64_t{0}), changed_at(row));
  }
  const std::int64_t newest = take_in(cursor.next_children, seen);
  if (cursor.after == 0) settle(cursor.next_children, newest, read_from);
  reader_.emit(plan, reader_.by_ids(call, plan, {parties.begin(), parties.end()}), rows);
  if (found.size() >= static_cast<std::size_t>(limit)) {
    cursor.after = seen.back().first;  // in the order of the ids
    return true;
  }
  cursor.after = 0;
  cursor.children = cursor.next_children;
  cursor.phase = Cursor::Phase::rest;
  return false;
}

}  // namespace tandem::tryton
