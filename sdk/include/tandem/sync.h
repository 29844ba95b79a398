/* SPDX-License-Identifier: Apache-2.0 */
/** @file sync.h Adapters, connections, and keeping both sides in step. */
#ifndef TANDEM_SYNC_H
#define TANDEM_SYNC_H

#include "record.h"

TANDEM_BEGIN_C

/** Loading is off until this is called: looks for `<folder>/<adapter>/manifest.json`, in the order
 * given, first id wins. A refused adapter is no failure of the call; `report` names every place looked
 * at, what was found, accepted or refused, why, and what to do. `folders`: JSON array of absolute paths.
 * Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_adapters_load(tandem_store* store, tandem_str folders, tandem_text** report,
                                              tandem_error** error) TANDEM_NOEXCEPT;
/** [{"id", "version", "publisher", "capabilities", "settings", "folder"}]. Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_adapters_list(tandem_store* store, tandem_text** out,
                                              tandem_error** error) TANDEM_NOEXCEPT;

/** Makes a connection: {"name", "adapter", "side", "settings": {…}, "mapping": {…} or absent for the
 * adapter's default, or the name of a mapping file the adapter ships}. Secrets are named in settings
 * ("secret://env/NAME"), never held. `answer`: the connection. Statuses: not found (adapter), already
 * exists, invalid argument (mapping: path inside it), forbidden (not an admin). Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_connection_create(tandem_session* session, tandem_str document,
                                                  tandem_text** answer, tandem_error** error) TANDEM_NOEXCEPT;
/** All connections with their state. Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_connection_list(tandem_session* session, tandem_text** out,
                                                tandem_error** error) TANDEM_NOEXCEPT;
/** Settings, mapping and state of one connection, by name or id. Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_connection_get(tandem_session* session, tandem_str connection,
                                               tandem_text** out, tandem_error** error) TANDEM_NOEXCEPT;
/** Replaces settings, once the adapter's manifest has judged them: a secret in plain is refused before it is
 * stored. Statuses: not found (connection; adapter not loaded), invalid argument, forbidden (not an admin).
 * Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_connection_set(tandem_session* session, tandem_str connection,
                                               tandem_str settings, tandem_error** error) TANDEM_NOEXCEPT;
/** Replaces the mapping; streams whose rules changed are read again. Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_connection_map(tandem_session* session, tandem_str connection,
                                               tandem_str mapping, tandem_error** error) TANDEM_NOEXCEPT;
/** Signs in, compares identity and schema; writes nothing there. `report`: {"ok", "org", "problems",
 * "notes"}. Statuses: unauthenticated, unavailable, adapter failure. Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_connection_check(tandem_session* session, tandem_str connection,
                                                 tandem_text** report, tandem_error** error) TANDEM_NOEXCEPT;
/** Ends a connection: `apply` 0 tells what stays at the remote and what still waits; 1 does it.
 * Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_connection_disconnect(tandem_session* session, tandem_str connection,
                                                      int32_t apply, tandem_text** report,
                                                      tandem_error** error) TANDEM_NOEXCEPT;

/** Zero elsewhere means default. */
typedef struct tandem_sync_options {
  uint32_t struct_size;
  int32_t full;               /**< read everything, so that deletions can be seen by absence */
  int32_t accept_mass_change; /**< the admin has seen the mass guard's numbers */
  int32_t page_size;          /**< 0: 2,000 */
  tandem_cancel* cancel;
  tandem_progress_fn progress;
  void* progress_context;
} tandem_sync_options;

#define TANDEM_SYNC_OPTIONS_INIT \
  { sizeof(tandem_sync_options), 0, 0, 0, NULL, NULL, NULL }
/** Equal to the macro. `struct_size` is sizeof the caller's struct: nothing is written past it.
 * Since 0.1. [any-thread] */
TANDEM_API void tandem_sync_options_init(tandem_sync_options* options, uint32_t struct_size) TANDEM_NOEXCEPT;

/** What a run would do, in numbers and first examples; nothing is written, here or there.
 * Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_sync_plan(tandem_session* session, tandem_str connection,
                                          const tandem_sync_options* options, tandem_text** plan,
                                          tandem_error** error) TANDEM_NOEXCEPT;
/** One run of one connection on the caller's thread. `report`: {"outcome": "done" | "partial" |
 * "stopped" | "cancelled", counters …, "adapter_counters": what the adapter counted, where it did}; a
 * record that failed is in quarantine and no failure of the call. Statuses: busy (another run holds the
 * lease), unauthenticated, unavailable, adapter failure, invalid state (safe mode, paused). Since 0.1.
 * [any-thread] */
TANDEM_API tandem_status tandem_sync_run(tandem_session* session, tandem_str connection,
                                         const tandem_sync_options* options, tandem_text** report,
                                         tandem_error** error) TANDEM_NOEXCEPT;
/** State, last run, what waits, one object a connection. Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_sync_status(tandem_session* session, tandem_text** out,
                                            tandem_error** error) TANDEM_NOEXCEPT;
/** Records that could not go on, with class, message and advice. `connection` empty: all.
 * Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_quarantine_list(tandem_session* session, tandem_str connection,
                                                tandem_text** out, tandem_error** error) TANDEM_NOEXCEPT;
/** `action`: "replay" (the next run tries again) or "discard" (closed with `reason`, journaled).
 * Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_quarantine_decide(tandem_session* session, int64_t id, tandem_str action,
                                                  tandem_str reason, tandem_error** error) TANDEM_NOEXCEPT;
/** Fields that both sides changed and nobody has decided. Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_conflict_list(tandem_session* session, tandem_str connection,
                                              tandem_text** out, tandem_error** error) TANDEM_NOEXCEPT;
/** `take`: "local" or "remote". Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_conflict_decide(tandem_session* session, int64_t id, tandem_str take,
                                                tandem_error** error) TANDEM_NOEXCEPT;

TANDEM_END_C
#endif
