/* SPDX-License-Identifier: Apache-2.0 */
/** @file query.h Named questions, SQL of one's own, the journal; all answered through a cursor. */
#ifndef TANDEM_QUERY_H
#define TANDEM_QUERY_H

#include "record.h"

TANDEM_BEGIN_C

/** Rows one after the other. It sees one moment of the store; while it is open the log cannot shrink,
 * so it ends with timeout when it is open for more than five minutes. [serialized] */
typedef struct tandem_cursor tandem_cursor;

/** Runs a named query of the catalogue. `args`: JSON object. The answer is the same for both sides.
 * Statuses: not found, invalid argument. Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_query(tandem_session* session, tandem_str name, tandem_str args,
                                      tandem_cursor** out, tandem_error** error) TANDEM_NOEXCEPT;
/** Runs one read-only SELECT over the documented views (`v_lead`, `v_journal` …). `parameters`: JSON
 * array or object. Statuses: invalid argument (syntax), forbidden (anything but reading the views).
 * Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_sql(tandem_session* session, tandem_str sql, tandem_str parameters,
                                    tandem_cursor** out, tandem_error** error) TANDEM_NOEXCEPT;

/** Moves to the next row; `has_row` is 0 after the last. Statuses: timeout, corrupt.
 * Since 0.1. [serialized] */
TANDEM_API tandem_status tandem_cursor_next(tandem_cursor* cursor, int32_t* has_row,
                                            tandem_error** error) TANDEM_NOEXCEPT;
/** Values of the row; views live until the next call on the cursor. Null when there is no row.
 * Since 0.1. [serialized] */
TANDEM_API const tandem_value* tandem_cursor_row(tandem_cursor* cursor, size_t* count) TANDEM_NOEXCEPT;
/** Since 0.1. [serialized] */
TANDEM_API size_t tandem_cursor_column_count(tandem_cursor* cursor) TANDEM_NOEXCEPT;
/** Lives as long as the cursor. Since 0.1. [serialized] */
TANDEM_API tandem_str tandem_cursor_column_name(tandem_cursor* cursor, size_t column) TANDEM_NOEXCEPT;
/** Column of this name, or SIZE_MAX. Ask once. Since 0.1. [serialized] */
TANDEM_API size_t tandem_cursor_column(tandem_cursor* cursor, tandem_str name) TANDEM_NOEXCEPT;
/** 1 for null, absent, or no such column. Since 0.1. [serialized] */
TANDEM_API int32_t tandem_cursor_is_null(tandem_cursor* cursor, size_t column) TANDEM_NOEXCEPT;
/** The integer, instant, date (days) or boolean; 0 for every other kind: getters do not convert.
 * Since 0.1. [serialized] */
TANDEM_API int64_t tandem_cursor_int(tandem_cursor* cursor, size_t column) TANDEM_NOEXCEPT;
/** The double; 0 for every other kind. Since 0.1. [serialized] */
TANDEM_API double tandem_cursor_double(tandem_cursor* cursor, size_t column) TANDEM_NOEXCEPT;
/** The text, decimal, JSON or sixteen id bytes; empty for every other kind. Lives until the next call.
 * Since 0.1. [serialized] */
TANDEM_API tandem_str tandem_cursor_text(tandem_cursor* cursor, size_t column) TANDEM_NOEXCEPT;
/** The row as a JSON object, values as in documents. Since 0.1. [serialized] */
TANDEM_API tandem_status tandem_cursor_json(tandem_cursor* cursor, tandem_text** out,
                                            tandem_error** error) TANDEM_NOEXCEPT;
/** Since 0.1. [serialized] */
TANDEM_API void tandem_cursor_release(tandem_cursor* cursor) TANDEM_NOEXCEPT;

/** Journal entries with seq > after_seq, oldest first, at most `limit` (0: 1,000). Columns: seq, at,
 * recorded_at, actor_kind, actor_id, on_behalf_of, kind, entity, record_id, version_id, payload.
 * Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_journal_read(tandem_session* session, int64_t after_seq, int64_t limit,
                                             tandem_cursor** out, tandem_error** error) TANDEM_NOEXCEPT;
/** Waits on the caller's thread until an entry with seq > after_seq is there, of whatever process.
 * `last_seq`: the newest. Statuses: timeout, cancelled. Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_journal_wait(tandem_store* store, int64_t after_seq, int64_t timeout_ms,
                                             tandem_cancel* cancel, int64_t* last_seq,
                                             tandem_error** error) TANDEM_NOEXCEPT;

/** The joint scorecard. `args`: {"at": instant}. `format`: "json" or "text".
 * Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_scorecard(tandem_session* session, tandem_str args, tandem_str format,
                                          tandem_text** out, tandem_error** error) TANDEM_NOEXCEPT;

TANDEM_END_C
#endif
