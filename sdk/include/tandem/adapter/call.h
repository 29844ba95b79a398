/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file adapter/call.h
 * The host's object for one running operation: errors go in through it, cancel and deadline come out.
 */
#ifndef TANDEM_ADAPTER_CALL_H
#define TANDEM_ADAPTER_CALL_H

#include "../abi.h"

/** What went wrong at the remote, and so what the engine does. */
typedef int32_t tandem_error_class;
#define TANDEM_CLASS_NONE ((tandem_error_class)0)
#define TANDEM_CLASS_TRANSIENT ((tandem_error_class)1) /**< net, 5xx: back off and retry */
#define TANDEM_CLASS_THROTTLED ((tandem_error_class)2) /**< limit hit: wait `retry_after_ms` */
#define TANDEM_CLASS_LOCKED ((tandem_error_class)3)    /**< row or parent busy: later, smaller */
#define TANDEM_CLASS_AUTH ((tandem_error_class)4)      /**< sign-in needed: the connection pauses */
#define TANDEM_CLASS_DENIED ((tandem_error_class)5)    /**< no right for this object or field */
#define TANDEM_CLASS_INVALID ((tandem_error_class)6)   /**< refused value: quarantine the record */
#define TANDEM_CLASS_DUPLICATE ((tandem_error_class)7) /**< exists already as `id` */
#define TANDEM_CLASS_CONFLICT ((tandem_error_class)8)  /**< version moved: merge again */
#define TANDEM_CLASS_NOT_FOUND ((tandem_error_class)9) /**< never seen there */
#define TANDEM_CLASS_GONE ((tandem_error_class)10)     /**< deleted there */
#define TANDEM_CLASS_MERGED ((tandem_error_class)11)   /**< lives on as `id` */
#define TANDEM_CLASS_HIDDEN ((tandem_error_class)12)   /**< not visible to this account */
#define TANDEM_CLASS_TERMINAL ((tandem_error_class)13) /**< will never be accepted */
#define TANDEM_CLASS_UNKNOWN ((tandem_error_class)14)  /**< sent, and no verdict came */
#define TANDEM_CLASS_CONTRACT ((tandem_error_class)15) /**< answer makes no sense: the run stops */
#define TANDEM_CLASS_RESET ((tandem_error_class)16)    /**< cursor no longer valid: full scan */

/** Details of a failure. Copied by the host at once. Texts never contain secrets. Since 0.1. */
typedef struct tandem_error_info {
  uint32_t struct_size;
  tandem_error_class error_class;
  tandem_str message;     /**< one line, for a person */
  tandem_str remote_code; /**< the remote's own code, or empty */
  int64_t native_code;    /**< HTTP status, errno …, or 0 */
  int64_t retry_after_ms; /**< 0 where the remote did not say */
} tandem_error_info;

typedef struct tandem_call tandem_call; /**< owned by the host, valid for the call it is given to */

/** The host's table behind a call; the same for every call of one host. Since 0.1. */
typedef struct tandem_call_api {
  uint32_t struct_size;
  uint32_t reserved;
  /** Records why the call fails and returns `status`, so that `return api->fail(call, …)` reads
   * well. The first error of a call is kept. [any-thread] */
  tandem_status (*fail)(tandem_call* call, tandem_status status,
                        const tandem_error_info* info) TANDEM_NOEXCEPT;
  /** 1 when the caller asked to stop; sticky. Poll it between pages and items. [any-thread] */
  int32_t (*cancelled)(tandem_call* call) TANDEM_NOEXCEPT;
  /** Instant (µs since 1970 UTC) after which the host gives up, or 0 for none. [any-thread] */
  int64_t (*deadline)(tandem_call* call) TANDEM_NOEXCEPT;
} tandem_call_api;

#endif
