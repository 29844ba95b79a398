// SPDX-License-Identifier: Apache-2.0
#include "pull.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tandem/cpp/json.hpp>
#include <tandem/cpp/times.hpp>

#include "errors.hpp"
#include "ids.hpp"
#include "soql.hpp"

namespace tandem::salesforce {
namespace {

using adapter::Failure;
using Json = nlohmann::json;

constexpr std::uint32_t kSmallestPage = 200;

std::int64_t whole_minute(std::int64_t at) { return at - at % times::kMinute; }

[[noreturn]] void start_over(const std::string& why) {
  throw Failure(TANDEM_NOT_FOUND, TANDEM_CLASS_RESET, why + ": everything is read again");
}

struct DeletedLog {
  std::vector<std::string> ids;
  std::optional<std::int64_t> earliest, covered;
};

DeletedLog parse_deleted(std::string_view body) {
  const Json document = read_json<Json>(body);
  if (!document.is_object() || !document.contains("deletedRecords") ||
      !document["deletedRecords"].is_array()) {
    throw unreadable("the list of deletions", false);
  }
  const auto instant = [&](const char* key) -> std::optional<std::int64_t> {
    const auto found = document.find(key);
    if (found == document.end() || !found->is_string()) return std::nullopt;
    return times::read_instant(found->get_ref<const std::string&>());
  };
  DeletedLog log;
  log.earliest = instant("earliestDateAvailable");
  log.covered = instant("latestDateCovered");
  for (const Json& record : document["deletedRecords"]) {
    const auto id = record.find("id");
    if (id != record.end() && id->is_string()) log.ids.push_back(long_id(id->get_ref<const std::string&>()));
  }
  return log;
}

/// The log cannot answer for this stretch of time.
bool log_is_short(const Failure& failure) {
  return failure.remote_code() == "INVALID_REPLICATION_DATE" || failure.remote_code() == "EXCEEDED_ID_LIMIT";
}

}  // namespace

std::string pull_query(std::string_view type, const RowPlan& plan, const Cursor& cursor) {
  std::vector<std::string> conditions;
  const bool only_live = cursor.full || !cursor.from;
  if (only_live && plan.is('d')) conditions.emplace_back("IsDeleted = false");
  if (cursor.full) {
    if (!cursor.id.empty()) conditions.push_back("Id > " + soql_text(cursor.id));
    return select(plan.paths(), type, conditions, "Id");
  }
  if (cursor.at) {
    const std::string at = soql_instant(*cursor.at);
    std::string rest = "((SystemModstamp = ";
    rest.append(at).append(" AND Id > ").append(soql_text(cursor.id));
    rest.append(") OR SystemModstamp > ").append(at).append(")");
    conditions.push_back(std::move(rest));
  } else if (cursor.from) {
    conditions.push_back("SystemModstamp >= " + soql_instant(*cursor.from));
  }
  return select(plan.paths(), type, conditions, "SystemModstamp, Id");
}

Cursor finished(const Cursor& cursor) {
  Cursor next;
  next.fields = cursor.fields;
  next.kinds = cursor.kinds;
  next.flags = cursor.flags;
  next.described_at = cursor.described_at;
  const std::int64_t back = *cursor.started - kLookBack;
  next.from = cursor.from ? std::max(*cursor.from, back) : back;
  next.deleted_from = cursor.deleted_from ? *cursor.deleted_from : whole_minute(*cursor.started);
  return next;
}

/// A description a day is enough; between, the cursor remembers what it said.
RowPlan Puller::plan_for(adapter::Call& call, const adapter::PullRequest& request, Cursor& cursor,
                         bool afresh) {
  const std::string mark = mark_of(request.type, request.fields);
  const std::int64_t now = api_.host().clock().now();
  const bool known = cursor.fields == mark && cursor.kinds.size() == request.fields.size();
  const bool recent = now - cursor.described_at < times::kDay && now >= cursor.described_at;
  // In the middle of a run the plan stays, or the pages of one run would differ.
  if (!afresh && known && (recent || !cursor.fresh_run())) {
    return plan_rows(request.fields, cursor.kinds, cursor.flags);
  }
  if (afresh) describer_.forget(request.type);
  const Object& object = describer_.object(call, request.type);
  RowPlan plan = plan_rows(object, request.fields);
  cursor.fields = mark;
  cursor.kinds = plan.kinds;
  cursor.flags = plan.flags;
  cursor.described_at = now;
  return plan;
}

adapter::HttpResponse Puller::query(adapter::Call& call, const adapter::PullRequest& request,
                                    const Cursor& cursor, const RowPlan& plan, std::uint32_t page_size) {
  // queryAll shows the recycle bin and archived activities too.
  const std::string path = plan.is('d') ? "/queryAll?q=" : "/query?q=";
  return api_.get(call, path + url_encoded(pull_query(request.type, plan, cursor)), page_size);
}

adapter::HttpResponse Puller::ask(adapter::Call& call, const adapter::PullRequest& request, Cursor& cursor,
                                  RowPlan& plan, std::uint32_t page_size) {
  if (!cursor.next.empty() && cursor.session == api_.session()) {
    if (const auto answer = api_.next_page(call, cursor.next, page_size)) return *answer;
    api_.host().log().info("a query's locator was lost: the query goes on from its last row");
  }
  cursor.next.clear();
  try {
    return query(call, request, cursor, plan, page_size);
  } catch (const Failure& failure) {
    // A field may have gone, or changed its name, since the description: a new one tells which.
    if (failure.remote_code() != "INVALID_FIELD" && failure.remote_code() != "INVALID_TYPE") throw;
    plan = plan_for(call, request, cursor, true);
    return query(call, request, cursor, plan, page_size);
  }
}

adapter::PageEnd Puller::page(adapter::Call& call, const adapter::PullRequest& request,
                              adapter::RowWriter& rows) {
  const std::uint32_t calls_before = api_.calls();
  Cursor cursor;
  if (request.cursor.empty()) {
    cursor.full = request.full;
  } else {
    cursor = parse_cursor(request.cursor);
  }
  if (cursor.fresh_run()) shown_deleted_[std::string(request.stream)].clear();
  RowPlan plan = plan_for(call, request, cursor, false);
  std::uint32_t page_size = api_.settings().page_size;
  if (request.page_size != 0) page_size = std::clamp(request.page_size, kSmallestPage, page_size);

  const adapter::HttpResponse answer = ask(call, request, cursor, plan, page_size);
  const std::int64_t server_time = api_.server_time().value_or(api_.host().clock().now());
  if (!cursor.started) cursor.started = server_time;
  std::set<std::string>& shown = shown_deleted_[std::string(request.stream)];
  const PageRead read = reader_.read(answer.body(), plan, &rows, [&](const RowFacts& row) {
    if (row.kind == TANDEM_ROW_DELETED || row.kind == TANDEM_ROW_MERGED) shown.insert(row.id);
    if (cursor.full) {
      cursor.id = row.id;
    } else if (row.stamp && *row.stamp <= *cursor.started) {
      // A row changed while its page waited shows its new stamp: it must not move the place past others.
      cursor.at = row.stamp;
      cursor.id = row.id;
    }
  });
  adapter::PageEnd end;
  end.granularity = TANDEM_GRAIN_SECOND;
  end.server_time = server_time;
  end.more = !read.done;
  if (read.done) {
    end.complete = cursor.full;
    if (!cursor.full && cursor.from && plan.is('r')) deletions(call, request, plan, cursor, rows);
    shown.clear();
    cursor = finished(cursor);
  } else {
    cursor.next = read.next;
    cursor.session = api_.session();
  }
  end.cursor = to_text(cursor);
  end.calls_used = api_.calls() - calls_before;
  return end;
}

/// What the recycle bin does not show: rows deleted for good since the last run.
void Puller::deletions(adapter::Call& call, const adapter::PullRequest& request, const RowPlan& plan,
                       Cursor& cursor, adapter::RowWriter& rows) {
  const std::int64_t until = whole_minute(*cursor.started);
  const std::int64_t since = whole_minute(cursor.deleted_from.value_or(*cursor.from));
  if (since >= until) return;  // the log works in whole minutes
  if (until - since > kDeletedDays)
    start_over("the last sync is too long ago to learn what was deleted since");
  std::string path = "/sobjects/";
  path.append(request.type).append("/deleted/?start=").append(url_encoded(soql_instant(since)));
  path.append("&end=").append(url_encoded(soql_instant(until)));
  DeletedLog log;
  try {
    log = parse_deleted(api_.get(call, path).body());
  } catch (const Failure& failure) {
    if (log_is_short(failure)) start_over("the log of deletions does not reach back to the last sync");
    throw;
  }
  if (log.earliest && whole_minute(*log.earliest) > since) {
    start_over("the log of deletions does not reach back to the last sync");
  }
  const std::set<std::string>& shown = shown_deleted_[std::string(request.stream)];
  std::vector<std::string> fresh;
  for (std::string& id : log.ids) {
    if (shown.count(id) == 0) fresh.push_back(std::move(id));
  }
  if (!fresh.empty()) confirm_deleted(call, request.type, plan, fresh, rows);
  const std::int64_t covered = log.covered ? whole_minute(*log.covered) : until;
  cursor.deleted_from = std::clamp(covered, since, until);
}

/// The log also names what was brought back since, and what lies in the bin.
void Puller::confirm_deleted(adapter::Call& call, std::string_view type, const RowPlan& plan,
                             const std::vector<std::string>& ids, adapter::RowWriter& rows) {
  const RowPlan bare = plan_rows(adapter::TextList(), {}, plan.flags);
  std::set<std::string> there;
  for (const std::string& list : in_lists("Id", ids, 400)) {
    std::string path = "/queryAll?q=" + url_encoded(select(bare.paths(), type, {list}, {}));
    while (!path.empty()) {
      const adapter::HttpResponse answer = api_.get(call, path);
      path = reader_
                 .read(answer.body(), bare, nullptr,
                       [&](const RowFacts& row) {
                         there.insert(row.id);
                         if (row.kind == TANDEM_ROW_DELETED) rows.deleted(row.id);
                         if (row.kind == TANDEM_ROW_MERGED) rows.merged(row.id, row.extra);
                       })
                 .next;
    }
  }
  for (const std::string& id : ids) {
    if (there.count(id) == 0) rows.purged(id);
  }
}

}  // namespace tandem::salesforce
