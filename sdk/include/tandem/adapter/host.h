/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file adapter/host.h
 * What the host offers an adapter. An adapter owns no thread, socket, file, clock or random number:
 * all of them come from here, so that budgets, retries, TLS policy, redaction and tests exist once.
 * Services are looked up by exact id once after start and cached. Every function is [any-thread]
 * unless it says otherwise; those that take a call may block until its deadline.
 */
#ifndef TANDEM_ADAPTER_HOST_H
#define TANDEM_ADAPTER_HOST_H

#include "call.h"

#define TANDEM_HOST_LOG "tandem.host.log/1"
#define TANDEM_HOST_HTTP "tandem.host.http/1"
#define TANDEM_HOST_AUTH "tandem.host.auth/1"
#define TANDEM_HOST_SECRETS "tandem.host.secrets/1"
#define TANDEM_HOST_CLOCK "tandem.host.clock/1"
#define TANDEM_HOST_RANDOM "tandem.host.random/1"
#define TANDEM_HOST_FILES "tandem.host.files/1"
#define TANDEM_HOST_METRICS "tandem.host.metrics/1"

/** The host, as one adapter instance sees it. Outlives the instance. Since 0.1. */
typedef struct tandem_host {
  uint32_t struct_size;
  uint32_t abi_minor;
  void* context; /**< pass to every service function */
  const tandem_call_api* call_api;
  /** The constant table of a service, or null. Not before start. */
  const void* (*get_service)(void* context, tandem_str id)TANDEM_NOEXCEPT;
} tandem_host;

#define TANDEM_LOG_DEBUG ((int32_t)0)
#define TANDEM_LOG_INFO ((int32_t)1)
#define TANDEM_LOG_WARNING ((int32_t)2)
#define TANDEM_LOG_ERROR ((int32_t)3)

/** Log lines get the connection's name; control characters are escaped. No secrets, no personal
 * data: ids and field names only. Since 0.1. */
typedef struct tandem_host_log {
  uint32_t struct_size;
  uint32_t reserved;
  void (*write)(void* context, int32_t level, tandem_str line) TANDEM_NOEXCEPT;
} tandem_host_log;

/** Since 0.1. */
typedef struct tandem_host_clock {
  uint32_t struct_size;
  uint32_t reserved;
  int64_t (*now)(void* context) TANDEM_NOEXCEPT; /**< µs since 1970 UTC */
  /** Sleeps, waking early for cancel or deadline (then their status). */
  tandem_status (*sleep)(void* context, tandem_call* call, int64_t milliseconds) TANDEM_NOEXCEPT;
} tandem_host_clock;

/** Since 0.1. */
typedef struct tandem_host_random {
  uint32_t struct_size;
  uint32_t reserved;
  void (*fill)(void* context, void* bytes, size_t size) TANDEM_NOEXCEPT;
} tandem_host_random;

/** Counters shown with the run: name in dotted lower case. Since 0.1. */
typedef struct tandem_host_metrics {
  uint32_t struct_size;
  uint32_t reserved;
  void (*count)(void* context, tandem_str name, int64_t delta) TANDEM_NOEXCEPT;
} tandem_host_metrics;

/** Whether a secret can be had; its value never reaches adapter code. Since 0.1. */
typedef struct tandem_host_secrets {
  uint32_t struct_size;
  uint32_t reserved;
  /** 1 when the setting `name` refers to a secret that its provider holds. */
  int32_t (*has)(void* context, tandem_str name) TANDEM_NOEXCEPT;
  /** Forgets a session secret captured by http (sign-in ended). */
  void (*forget_session)(void* context, tandem_str name) TANDEM_NOEXCEPT;
} tandem_host_secrets;

typedef struct tandem_header {
  tandem_str name;
  tandem_str value;
} tandem_header;

/** One exchange. In a header value `{{secret:NAME}}`, `{{session:NAME}}` (a captured one) and
 * `{{basic:USER:NAME}}` (basic authentication; `{{basic_session:USER:NAME}}` does the same with a captured
 * secret) are filled in by the host, for allowed origins only; in the body too when the request captures a
 * login answer or no header names a secret, and then the first occurrence of each. Data that may hold two
 * opening braces must be escaped by its encoding. Secrets are escaped to fit the Content-Type (JSON, form,
 * XML). An answer that is HTML carries the extra header `x-tandem-looks-like: html`. Since 0.1. */
typedef struct tandem_http_request {
  uint32_t struct_size;
  uint32_t header_count;
  tandem_str method;
  tandem_str url; /**< absolute; https, or http to a loopback literal where the connection allows */
  const tandem_header* headers;
  tandem_str body;
  int64_t timeout_ms;      /**< 0: the host's default */
  uint64_t max_body_bytes; /**< 0: the host's default */
  /** Login answers: store the string at this JSON pointer as session secret `capture_name` and blank
   * it in the body handed over. Empty: nothing is captured. */
  tandem_str capture_pointer;
  tandem_str capture_name;
} tandem_http_request;

/** The answer; views live until the adapter's running operation ends. `body` is followed by 64
 * readable bytes, so that simdjson parses it in place. Since 0.1. */
typedef struct tandem_http_response {
  uint32_t struct_size;
  int32_t status;               /**< HTTP status */
  const tandem_header* headers; /**< names in lower case */
  size_t header_count;
  tandem_str body; /**< decompressed */
} tandem_http_response;

/** Since 0.1. */
typedef struct tandem_host_http {
  uint32_t struct_size;
  uint32_t reserved;
  /** Sends and waits. TANDEM_OK means that an answer came, whatever its HTTP status. Failures are
   * already recorded in the call: transient (nothing was sent, or a GET cut off), unknown (a write was
   * sent and no whole answer came), contract (redirect, origin not allowed, certificate, too large). */
  tandem_status (*send)(void* context, tandem_call* call, const tandem_http_request* request,
                        tandem_http_response* response) TANDEM_NOEXCEPT;
} tandem_host_http;

#define TANDEM_DIGEST_MD5 ((int32_t)1)
#define TANDEM_DIGEST_SHA1 ((int32_t)2)
#define TANDEM_DIGEST_SHA256 ((int32_t)3)

/** Signing without showing the key. Results live until the running operation ends. Since 0.1. */
typedef struct tandem_host_auth {
  uint32_t struct_size;
  uint32_t reserved;
  /** JWT: signs header and claims (JSON) with the PEM key in secret `name`, RS256. The signed token
   * becomes session secret `session_name`. */
  tandem_status (*sign_jwt)(void* context, tandem_call* call, tandem_str secret_name, tandem_str header_json,
                            tandem_str claims_json, tandem_str session_name) TANDEM_NOEXCEPT;
  /** Lower-case hex digest of `data` (not of a secret). */
  tandem_status (*digest)(void* context, tandem_call* call, int32_t algorithm, tandem_str data,
                          tandem_str* hex) TANDEM_NOEXCEPT;
} tandem_host_auth;

/** One entry of a folder. */
typedef struct tandem_file_info {
  tandem_str name;
  uint64_t size;
  int64_t modified_at; /**< µs */
} tandem_file_info;

/** Files below the folder named by the connection's setting `folder`, and nowhere else: names are
 * relative, without `..`, and no link leads out. Views live until the running operation ends.
 * Since 0.1. */
typedef struct tandem_host_files {
  uint32_t struct_size;
  uint32_t reserved;
  /** Regular files directly in the folder, sorted by name. */
  tandem_status (*list)(void* context, tandem_call* call, const tandem_file_info** files,
                        size_t* count) TANDEM_NOEXCEPT;
  /** The whole file; the view is followed by 64 readable bytes. Not found is TANDEM_NOT_FOUND. */
  tandem_status (*read)(void* context, tandem_call* call, tandem_str name,
                        tandem_str* content) TANDEM_NOEXCEPT;
  /** Replaces or makes the file in one step (temporary file, flush, rename). With `expected_digest`
   * (SHA-256 hex of what was read; empty: must not exist; null data: anything) the write is refused
   * with TANDEM_CONFLICT when somebody changed the file meanwhile. */
  tandem_status (*replace)(void* context, tandem_call* call, tandem_str name, tandem_str content,
                           tandem_str expected_digest) TANDEM_NOEXCEPT;
} tandem_host_files;

#endif
