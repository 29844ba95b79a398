/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file library.h
 * The library itself, its error object and the text it hands out.
 *
 * Conventions of the whole client ABI:
 * - Handles come out of a last-but-one out-parameter, belong to the caller and are given back with
 *   `tandem_<noun>_release`, which accepts null and cannot fail. A child keeps what it needs alive:
 *   the order of releases is free.
 * - Fallible functions return tandem_status and take `tandem_error **error` last; null is allowed. It
 *   is written on failure only and never read.
 * - Documents are UTF-8 JSON. Instants are integers in microseconds since 1970 UTC, money is an integer
 *   in minor units, decimals and civil dates are text, ids are canonical text.
 * - The last line of each comment is a thread tag. [any-thread]: concurrent calls are fine.
 *   [serialized]: any thread, one call at a time per object. [callback]: runs on the caller's thread
 *   inside a call and must return quickly.
 * - After a fork, handles made before it answer invalid state in the child.
 */
#ifndef TANDEM_LIBRARY_H
#define TANDEM_LIBRARY_H

#include "abi.h"

#define TANDEM_VERSION_MAJOR 0
#define TANDEM_VERSION_MINOR 1
#define TANDEM_VERSION_PATCH 0
/** One number that grows: major × 1,000,000 + minor × 1,000 + patch. */
#define TANDEM_VERSION_NUMBER \
  (TANDEM_VERSION_MAJOR * 1000000 + TANDEM_VERSION_MINOR * 1000 + TANDEM_VERSION_PATCH)

TANDEM_BEGIN_C

/** Version of the library that runs, as TANDEM_VERSION_NUMBER. Since 0.1. [any-thread] */
TANDEM_API uint32_t tandem_version(void) TANDEM_NOEXCEPT;

/** Number of handles, errors and texts not yet released; for tests. Since 0.1. [any-thread] */
TANDEM_API int64_t tandem_live_objects(void) TANDEM_NOEXCEPT;

/** The name of a status: "not found". Static storage; "unknown" for a newer one.
 * Since 0.1. [any-thread] */
TANDEM_API const char* tandem_status_name(tandem_status status) TANDEM_NOEXCEPT;

/** Text that the library made; yours to release. */
typedef struct tandem_text tandem_text;
/** View of the text; lives until its release. Null answers the empty string. Since 0.1. [any-thread] */
TANDEM_API tandem_str tandem_text_view(const tandem_text* text) TANDEM_NOEXCEPT;
/** Since 0.1. [any-thread] */
TANDEM_API void tandem_text_release(tandem_text* text) TANDEM_NOEXCEPT;

/** Why a call failed. Immutable; may be read by any thread. Views live until its release. No secrets
 * and no personal data of leads. */
typedef struct tandem_error tandem_error;
/** Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_error_status(const tandem_error* error) TANDEM_NOEXCEPT;
/** One line, objective. Since 0.1. [any-thread] */
TANDEM_API tandem_str tandem_error_message(const tandem_error* error) TANDEM_NOEXCEPT;
/** What to do next, or empty. Since 0.1. [any-thread] */
TANDEM_API tandem_str tandem_error_advice(const tandem_error* error) TANDEM_NOEXCEPT;
/** "core", "loader" or an adapter's id. Since 0.1. [any-thread] */
TANDEM_API tandem_str tandem_error_origin(const tandem_error* error) TANDEM_NOEXCEPT;
/** Whose native code: "sqlite", "errno", "http", an adapter's id; or empty. Since 0.1. [any-thread] */
TANDEM_API tandem_str tandem_error_domain(const tandem_error* error) TANDEM_NOEXCEPT;
/** Since 0.1. [any-thread] */
TANDEM_API int64_t tandem_error_native_code(const tandem_error* error) TANDEM_NOEXCEPT;
/** 1 when the same call may succeed later. Since 0.1. [any-thread] */
TANDEM_API int32_t tandem_error_retryable(const tandem_error* error) TANDEM_NOEXCEPT;
/** Milliseconds to wait first, or 0. Since 0.1. [any-thread] */
TANDEM_API int64_t tandem_error_retry_after_ms(const tandem_error* error) TANDEM_NOEXCEPT;
/** "entity id" of the record concerned, or empty. Since 0.1. [any-thread] */
TANDEM_API tandem_str tandem_error_record(const tandem_error* error) TANDEM_NOEXCEPT;
/** All of the above and further details as one JSON object. Where a rule said no, `details.code` names the
 * rule
 * ("reason_not_listed"): it stays when texts change, and irregularities use the same names.
 * Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_error_json(const tandem_error* error, tandem_text** out) TANDEM_NOEXCEPT;
/** Since 0.1. [any-thread] */
TANDEM_API void tandem_error_release(tandem_error* error) TANDEM_NOEXCEPT;

/** What runs: {"version", "catalogue", "sqlite", "sqlite_checkpoint_race": bool, "schema"}.
 * Statuses: out of memory. Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_library_info(tandem_text** out, tandem_error** error) TANDEM_NOEXCEPT;

TANDEM_END_C
#endif
