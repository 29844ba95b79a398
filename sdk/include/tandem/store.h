/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file store.h
 * The store: one SQLite file that several processes may open and write.
 */
#ifndef TANDEM_STORE_H
#define TANDEM_STORE_H

#include "library.h"

TANDEM_BEGIN_C

typedef struct tandem_store tandem_store;

/** One line for the host's log. level: 0 debug … 3 error. [callback] */
typedef void (*tandem_log_fn)(void* context, int32_t level, tandem_str connection, tandem_str line);
/** The host's secret provider: copies the secret's bytes with `put(put_context, …)` and answers 1, or 0
 * when it has none of this name. [callback] */
typedef int32_t (*tandem_secret_fn)(void* context, tandem_str name,
                                    void (*put)(void* put_context, tandem_str secret), void* put_context);
/** Microseconds since 1970 UTC. [callback] */
typedef int64_t (*tandem_clock_fn)(void* context);

/** Fill with tandem_store_options_init; zero elsewhere means default. */
typedef struct tandem_store_options {
  uint32_t struct_size;
  int32_t read_only;
  int32_t migrate;                 /**< bring an older file up to date, after a backup beside it */
  int32_t may_lose_newest_commits; /**< faster single writes; a power cut may take the newest ones */
  int64_t busy_timeout_ms;         /**< 0: 10,000 */
  tandem_log_fn log;               /**< null: warnings and errors go nowhere */
  void* log_context;
  tandem_secret_fn secret; /**< null: environment and file providers only */
  void* secret_context;
  tandem_clock_fn clock; /**< null: the machine's clock */
  void* clock_context;
} tandem_store_options;

#define TANDEM_STORE_OPTIONS_INIT \
  { sizeof(tandem_store_options), 0, 0, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL }
/** Equal to the macro. `struct_size` is sizeof the caller's struct: nothing is written past it.
 * Since 0.1. [any-thread] */
TANDEM_API void tandem_store_options_init(tandem_store_options* options,
                                          uint32_t struct_size) TANDEM_NOEXCEPT;

/** Makes a new store and founds the workspace in it: first admin, a queue a side, an unsigned
 * house-default guideline, the usual metrics. `workspace`: {"admin_name", "admin_email", "admin_side",
 * "time_zone"}, all optional. `founding`: {"admin", "guideline"} ids; null: not wanted.
 * Statuses: already exists, invalid argument, unavailable, out of memory (disk full), unsupported
 * (network file system). Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_store_create(tandem_str path, const tandem_store_options* options,
                                             tandem_str workspace, tandem_text** founding, tandem_store** out,
                                             tandem_error** error) TANDEM_NOEXCEPT;

/** Opens a store. Statuses: not found, corrupt (not a database), needs upgrade (older and `migrate` not
 * asked; newer by what this library must not write to, which opens read-only all the same; of a shape that
 * it cannot read: the message says what differs), unsupported (network file system), unavailable, forbidden
 * (read-only file). A store that another Tandem migrates while it is open answers needs upgrade to the next
 * change and goes on reading, unless the newer one only added to it: then it goes on writing.
 * A file that was copied opens in safe mode: see tandem_store_info and tandem_store_adopt.
 * Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_store_open(tandem_str path, const tandem_store_options* options,
                                           tandem_store** out, tandem_error** error) TANDEM_NOEXCEPT;
/** Gives the handle back; the file closes when its last child is released. Since 0.1. [any-thread] */
TANDEM_API void tandem_store_release(tandem_store* store) TANDEM_NOEXCEPT;

/** {"path", "store_id", "schema", "catalogue", "epoch", "safe_mode": bool, "signed": bool, "records":
 * {entity: n}}. Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_store_info(tandem_store* store, tandem_text** out,
                                           tandem_error** error) TANDEM_NOEXCEPT;
/** Copies the store, while others work, to a new file. Statuses: already exists, unavailable.
 * Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_store_backup(tandem_store* store, tandem_str to_path,
                                             tandem_error** error) TANDEM_NOEXCEPT;
/** Puts the store at `path` back to what a checked backup holds, in one transaction, raises its epoch
 * and keeps what it held as `<path>.replaced`; makes the file where it is missing. Statuses: not found,
 * corrupt, busy. Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_store_restore(tandem_str backup_path, tandem_str path,
                                              tandem_error** error) TANDEM_NOEXCEPT;
/** Brings an older file up to date in one transaction, after an automatic backup beside it: whatever goes
 * wrong, the file is the old one or the new one. Going back is tandem_store_restore with that backup.
 * `report`: {"from", "to", "backup", "steps": [{"what", "rows"}], "problems": []}; nothing to do: no steps,
 * no backup. Statuses: needs upgrade (a newer store, or one that is too old), invalid state (records stand in
 * the way: the message counts them), out of memory (disk full), busy. Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_store_migrate(tandem_str path, tandem_text** report,
                                              tandem_error** error) TANDEM_NOEXCEPT;
/** What tandem_store_migrate would do, as its report; "problems" says why it would refuse. Writes nothing.
 * Statuses: as there. Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_store_migration_plan(tandem_str path, tandem_text** plan,
                                                     tandem_error** error) TANDEM_NOEXCEPT;
/** Declares that this file, copied or restored, is the store from now on; ends safe mode. `report`:
 * {"store_id", "epoch", "was"}. Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_store_adopt(tandem_str path, tandem_text** report,
                                            tandem_error** error) TANDEM_NOEXCEPT;
/** Checks pages, references, invariants of the domain and of sync. `report`: {"ok": bool, "checks":
 * [{"name", "ok", "found"}]}. A store that is not well is no failure of the call.
 * Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_store_verify(tandem_store* store, tandem_text** report,
                                             tandem_error** error) TANDEM_NOEXCEPT;

/** Lets time pass: does all that is due by now, such as breaching promises nobody kept and ending offers
 * nobody answered. Twice with the same `now` does nothing new. `now`: 0 for the store's clock; a later
 * instant than that is refused. Much that is due is done in several transactions: others write in between,
 * and after an error what is done stays done. `report`: how often what was done, {"expired": n, "breached":
 * n, …}, and where a rule was refused and undone "failed": [{"rule", "record", "code", "message", "advice"}].
 * Statuses: invalid argument, busy. Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_tick(tandem_store* store, int64_t now, tandem_text** report,
                                     tandem_error** error) TANDEM_NOEXCEPT;

/** The catalogue: entities, verbs, queries, version; with the store's extension fields, or without
 * them when `store` is null. Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_catalogue(tandem_store* store, tandem_text** out,
                                          tandem_error** error) TANDEM_NOEXCEPT;
/** JSON Schema of the documents of one entity. Statuses: not found. Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_catalogue_schema(tandem_store* store, tandem_str entity, tandem_text** out,
                                                 tandem_error** error) TANDEM_NOEXCEPT;

TANDEM_END_C
#endif
