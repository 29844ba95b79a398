// SPDX-License-Identifier: Apache-2.0
// query.h: named questions, SQL of one's own, the journal, the scorecard.
#include <tandem/query.h>

#include <limits>

#include "capi/barrier.hpp"
#include "capi/check.hpp"
#include "capi/cursor_rows.hpp"
#include "capi/handles.hpp"
#include "capi/scorecard.hpp"
#include "domain/domain.hpp"
#include "store/journal.hpp"
#include "store/query.hpp"

using namespace tandem;

namespace {

constexpr std::int64_t kGreatestAgeMs = 5 * 60 * 1000;  // an open read pins the log
constexpr std::int64_t kJournalLimit = 1000;

tandem_cursor* make_cursor(const tandem_session& session, std::unique_ptr<store::RowCursor> rows) {
  return new tandem_cursor(session.state, std::move(rows));
}

/// Runs `ask` on a connection of its own, in the name of the session's person.
template <typename Ask>
auto ask_as(const tandem_session& session, Ask ask) {
  const auto own = session.state->own_reader();
  domain::actor_for(*own, session.person);
  return ask(*own);
}

const tandem_value* cell(const tandem_cursor* cursor, size_t column) {
  if (cursor == nullptr || !cursor->has_row) return nullptr;
  const auto row = cursor->rows->row();
  return column < row.size() ? &row[column] : nullptr;
}

bool is_integer(const tandem_value& value) {
  return value.kind == TANDEM_VALUE_BOOL || value.kind == TANDEM_VALUE_INT ||
         value.kind == TANDEM_VALUE_DATE || value.kind == TANDEM_VALUE_INSTANT;
}

/// What is left of the time allowed for waiting, cut to what the store can count.
std::int64_t waiting_time(std::int64_t timeout_ms) {
  if (timeout_ms < 0) throw Error(TANDEM_INVALID_ARGUMENT, "timeout_ms is negative");
  return std::min(timeout_ms, std::numeric_limits<std::int64_t>::max() / 4000);
}

}  // namespace

tandem_status tandem_query(tandem_session* session, tandem_str name, tandem_str args, tandem_cursor** out,
                           tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    capi::require_out(out, "out");
    const auto& who = capi::require(session, "session");
    const auto query = capi::required_text(name, "name");
    const Json arguments = capi::object(args, "args");
    auto table = ask_as(who, [&](store::Database& db) { return domain::query(db, query, arguments); });
    *out = make_cursor(who, store::query_table(std::move(table)));
  });
}

tandem_status tandem_sql(tandem_session* session, tandem_str sql, tandem_str parameters, tandem_cursor** out,
                         tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    capi::require_out(out, "out");
    const auto& who = capi::require(session, "session");
    const auto question = capi::required_text(sql, "sql");
    const auto given = capi::text(parameters, "parameters");
    const Json values = given.empty() ? Json() : parse_json(given, "parameters");
    store::QueryLimits limits;
    limits.greatest_age_ms = kGreatestAgeMs;
    *out = make_cursor(who, ask_as(who, [&](store::Database& db) {
                         return store::query_sql(db, question, values, limits);
                       }));
  });
}

tandem_status tandem_cursor_next(tandem_cursor* cursor, int32_t* has_row, tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    auto& from = capi::require(cursor, "cursor");
    auto& answer = capi::require(has_row, "has_row");
    answer = 0;
    from.state->fork_guard().check();
    if (from.ended) return;
    from.has_row = false;  // also where next() throws
    from.has_row = from.rows->next();
    from.ended = !from.has_row;
    answer = from.has_row ? 1 : 0;
  });
}

const tandem_value* tandem_cursor_row(tandem_cursor* cursor, size_t* count) noexcept {
  const bool has_row = cursor != nullptr && cursor->has_row;
  const auto row = has_row ? cursor->rows->row() : std::span<const tandem_value>();
  if (count != nullptr) *count = row.size();
  return has_row ? row.data() : nullptr;
}

size_t tandem_cursor_column_count(tandem_cursor* cursor) noexcept {
  return cursor == nullptr ? 0 : cursor->rows->columns().size();
}

tandem_str tandem_cursor_column_name(tandem_cursor* cursor, size_t column) noexcept {
  if (cursor == nullptr || column >= cursor->rows->columns().size()) return {"", 0};
  return capi::view_of(cursor->rows->columns()[column].name);
}

size_t tandem_cursor_column(tandem_cursor* cursor, tandem_str name) noexcept {
  if (cursor == nullptr || (name.data == nullptr && name.size > 0)) return SIZE_MAX;
  const std::string_view wanted =
      name.size == 0 ? std::string_view() : std::string_view(name.data, name.size);
  const auto& columns = cursor->rows->columns();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].name == wanted) return i;
  }
  return SIZE_MAX;
}

int32_t tandem_cursor_is_null(tandem_cursor* cursor, size_t column) noexcept {
  const auto* value = cell(cursor, column);
  return value == nullptr || !model::has(*value) ? 1 : 0;
}

int64_t tandem_cursor_int(tandem_cursor* cursor, size_t column) noexcept {
  const auto* value = cell(cursor, column);
  return value != nullptr && is_integer(*value) ? value->as.i : 0;
}

double tandem_cursor_double(tandem_cursor* cursor, size_t column) noexcept {
  const auto* value = cell(cursor, column);
  return value != nullptr && value->kind == TANDEM_VALUE_DOUBLE ? value->as.d : 0.0;
}

tandem_str tandem_cursor_text(tandem_cursor* cursor, size_t column) noexcept {
  const auto* value = cell(cursor, column);
  if (value == nullptr || !model::is_bytes(*value)) return {"", 0};
  return {value->as.s, value->size};
}

tandem_status tandem_cursor_json(tandem_cursor* cursor, tandem_text** out, tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    capi::require_out(out, "out");
    const auto& from = capi::require(cursor, "cursor");
    if (!from.has_row) throw Error(TANDEM_INVALID_STATE, "the cursor stands on no row", "call next first");
    capi::give(out, capi::row_document(from.rows->columns(), from.rows->row()));
  });
}

void tandem_cursor_release(tandem_cursor* cursor) noexcept { delete cursor; }

tandem_status tandem_journal_read(tandem_session* session, int64_t after_seq, int64_t limit,
                                  tandem_cursor** out, tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    capi::require_out(out, "out");
    const auto& who = capi::require(session, "session");
    if (limit < 0) throw Error(TANDEM_INVALID_ARGUMENT, "limit is negative");
    const auto most = static_cast<std::size_t>(limit == 0 ? kJournalLimit : limit);
    auto entries = ask_as(who, [&](store::Database& db) { return store::read_journal(db, after_seq, most); });
    *out = make_cursor(who, store::query_table(capi::journal_table(entries)));
  });
}

tandem_status tandem_journal_wait(tandem_store* store, int64_t after_seq, int64_t timeout_ms,
                                  tandem_cancel* cancel, int64_t* last_seq, tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    const auto& state = capi::require(store, "store").state;
    const std::int64_t time = waiting_time(timeout_ms);
    const auto own = state->own_reader();
    if (!store::wait_for_journal(*own, after_seq, time, capi::cancelled(cancel))) {
      throw Error(TANDEM_TIMEOUT, "nothing new in the journal");
    }
    if (last_seq != nullptr) *last_seq = store::newest_entry(*own);
  });
}

tandem_status tandem_scorecard(tandem_session* session, tandem_str args, tandem_str format, tandem_text** out,
                               tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    capi::require_out(out, "out");
    const auto& who = capi::require(session, "session");
    const Json arguments = capi::object(args, "args");
    const auto form = capi::required_text(format, "format");
    capi::give(out, ask_as(who, [&](store::Database& db) { return capi::scorecard(db, arguments, form); }));
  });
}
