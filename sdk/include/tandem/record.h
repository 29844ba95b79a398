/* SPDX-License-Identifier: Apache-2.0 */
/** @file record.h Records of every entity, one document at a time, in bulk, and as typed values. */
#ifndef TANDEM_RECORD_H
#define TANDEM_RECORD_H

#include "cancel.h"
#include "session.h"
#include "value.h"

TANDEM_BEGIN_C

/** Zero elsewhere means default. */
typedef struct tandem_write_options {
  uint32_t struct_size;
  int32_t has_if_revision;
  int64_t if_revision;    /**< refuse with conflict unless the record has this revision */
  int64_t at;             /**< when it happened, µs; 0: now */
  tandem_str request_key; /**< a repeat with the same key returns the first answer */
} tandem_write_options;

#define TANDEM_WRITE_OPTIONS_INIT                      \
  {                                                    \
    sizeof(tandem_write_options), 0, 0, 0, { NULL, 0 } \
  }
/** Equal to the macro. `struct_size` is sizeof the caller's struct: nothing is written past it.
 * Since 0.1. [any-thread] */
TANDEM_API void tandem_write_options_init(tandem_write_options* options,
                                          uint32_t struct_size) TANDEM_NOEXCEPT;

/** Makes a record (no "id", or one unknown here) or changes the fields given (absent: keep, null:
 * clear, unknown key: invalid argument). Fields that a verb owns are refused with the verb's name.
 * `answer`: {"id", "revision", "created": bool}; null: not wanted.
 * Statuses: invalid argument (also a reference to a record that is not there), not found (entity),
 * conflict (revision), already exists (unique), forbidden (a rule, or a field that a verb owns), invalid
 * state, busy, out of memory. Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_record_put(tandem_session* session, tandem_str entity, tandem_str document,
                                           const tandem_write_options* options, tandem_text** answer,
                                           tandem_error** error) TANDEM_NOEXCEPT;
/** One record as a document. Statuses: not found. Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_record_get(tandem_session* session, tandem_str entity, tandem_str id,
                                           tandem_text** document, tandem_error** error) TANDEM_NOEXCEPT;
/** Puts a record away: readable by id, absent from lists and figures. `answer` as for put.
 * Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_record_archive(tandem_session* session, tandem_str entity, tandem_str id,
                                               const tandem_write_options* options, tandem_text** answer,
                                               tandem_error** error) TANDEM_NOEXCEPT;

/** Called now and then during a bulk import. [callback] */
typedef void (*tandem_progress_fn)(void* context, tandem_str phase, tandem_str detail, int64_t done,
                                   int64_t total);

/** Zero elsewhere means default. */
typedef struct tandem_bulk_options {
  uint32_t struct_size;
  int32_t skip_broken; /**< 1: leave broken documents out and report them; 0: any broken one undoes all */
  tandem_cancel* cancel;
  tandem_progress_fn progress;
  void* progress_context;
  int64_t live_from; /**< µs: leads captured before are history, without clock or event; 0: none is */
} tandem_bulk_options;

#define TANDEM_BULK_OPTIONS_INIT \
  { sizeof(tandem_bulk_options), 0, NULL, NULL, NULL, 0 }
/** Equal to the macro. `struct_size` is sizeof the caller's struct: nothing is written past it.
 * Since 0.1. [any-thread] */
TANDEM_API void tandem_bulk_options_init(tandem_bulk_options* options, uint32_t struct_size) TANDEM_NOEXCEPT;

/** Puts many documents of one entity in one transaction. `documents`: a JSON array or JSON lines.
 * `answer`: {"created", "changed", "same", "broken": [{"index", "message"}]}; of leads whose mail address
 * stands there already also "duplicates": [{"index", "lead_id", "duplicate_of"}].
 * Statuses: as put; the error names the document's index. Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_record_put_many(tandem_session* session, tandem_str entity,
                                                tandem_str documents, const tandem_bulk_options* options,
                                                tandem_text** answer, tandem_error** error) TANDEM_NOEXCEPT;

/** Reads records of one entity by id as typed values, without JSON. [serialized] */
typedef struct tandem_reader tandem_reader;
/** Statuses: not found (entity). Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_reader_open(tandem_session* session, tandem_str entity, tandem_reader** out,
                                            tandem_error** error) TANDEM_NOEXCEPT;
/** Number of fields of a row. Since 0.1. [serialized] */
TANDEM_API size_t tandem_reader_field_count(tandem_reader* reader) TANDEM_NOEXCEPT;
/** Name of a field; lives as long as the reader. Since 0.1. [serialized] */
TANDEM_API tandem_str tandem_reader_field_name(tandem_reader* reader, size_t field) TANDEM_NOEXCEPT;
/** The row's values in field order; views live until the next call on the reader.
 * Statuses: not found. Since 0.1. [serialized] */
TANDEM_API tandem_status tandem_reader_get(tandem_reader* reader, const tandem_id* id,
                                           const tandem_value** values, tandem_error** error) TANDEM_NOEXCEPT;
/** Since 0.1. [serialized] */
TANDEM_API void tandem_reader_release(tandem_reader* reader) TANDEM_NOEXCEPT;

/** Does a verb of the catalogue, such as "handoff.accept". `record`: the id, or empty for a verb that
 * makes one. `args`: JSON object. `answer`: {"id", "revision", …}.
 * Statuses: not found (verb, record), invalid argument, invalid state (forbidden move), forbidden
 * (wrong side, not a signer, not confirmed), conflict, busy. Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_act(tandem_session* session, tandem_str verb, tandem_str record,
                                    tandem_str args, const tandem_write_options* options,
                                    tandem_text** answer, tandem_error** error) TANDEM_NOEXCEPT;

TANDEM_END_C
#endif
