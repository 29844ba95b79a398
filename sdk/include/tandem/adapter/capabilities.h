/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file adapter/capabilities.h
 * The operations an adapter may offer, one table each, looked up by exact id once after start.
 * `self` is the instance; every function is [host-worker]: one at a time an instance, may block.
 * A failure is reported with `call_api->fail` and its status returned. What is not offered is not used.
 */
#ifndef TANDEM_ADAPTER_CAPABILITIES_H
#define TANDEM_ADAPTER_CAPABILITIES_H

#include "entry.h"
#include "row.h"

#define TANDEM_CAP_VERIFY "tandem.verify/1"
#define TANDEM_CAP_SCHEMA "tandem.schema/1"
#define TANDEM_CAP_PULL "tandem.pull/1"
#define TANDEM_CAP_GET "tandem.get/1"
#define TANDEM_CAP_FIND "tandem.find/1"
#define TANDEM_CAP_PUSH "tandem.push/1"

/** A host-owned place for one JSON answer; the host copies. [callback] */
typedef struct tandem_json_sink {
  uint32_t struct_size;
  uint32_t reserved;
  void* context;
  tandem_status (*put)(void* context, tandem_str json) TANDEM_NOEXCEPT;
} tandem_json_sink;

/** Who are we there? Since 0.1. */
typedef struct tandem_cap_verify {
  uint32_t struct_size;
  uint32_t reserved;
  /** Answers {"org": identity that never changes, "user": …, "rights": […], "server_time": µs|null,
   * "note": …}. Unauthenticated or unavailable when the remote cannot be used. */
  tandem_status (*verify)(tandem_adapter* self, tandem_call* call,
                          const tandem_json_sink* out) TANDEM_NOEXCEPT;
} tandem_cap_verify;

/** What types and fields are there, and what can be done with each type? Since 0.1. */
typedef struct tandem_cap_schema {
  uint32_t struct_size;
  uint32_t reserved;
  /** Answers {"types":[{"name","label","fields":[{"name","type","required","writable","create_only",
   * "values":[…],"reference","max_length"}],"traits":{…}}]}. Field type is one of text, integer,
   * decimal, boolean, date, instant, enum, reference, json. Traits of a type: "create"
   * ("upsert_by_key", "client_id", "probe"), "key_field", "conditional_write", "consistent_get",
   * "deletes" ("feed", "scan", "none"), "batch_items", "write" (bool), "delete" (bool). */
  tandem_status (*schema)(tandem_adapter* self, tandem_call* call,
                          const tandem_json_sink* out) TANDEM_NOEXCEPT;
} tandem_cap_schema;

#define TANDEM_PULL_CHANGES ((uint32_t)0) /**< what changed since the cursor */
#define TANDEM_PULL_FULL ((uint32_t)1)    /**< everything there is, in id order where possible */

/** Since 0.1. */
typedef struct tandem_pull_request {
  uint32_t struct_size;
  uint32_t mode;
  tandem_str type;
  tandem_str stream;        /**< names the cursor: one a mapping rule */
  tandem_str cursor;        /**< opaque, from the page before; empty at the very start */
  const tandem_str* fields; /**< remote field names; row values stand in this order */
  size_t field_count;
  uint32_t page_size; /**< a wish */
  uint32_t reserved;
} tandem_pull_request;

/** How a page ended. Since 0.1. */
typedef struct tandem_page_end {
  uint32_t struct_size;
  int32_t more;         /**< 1: call again with `cursor`; 0: caught up */
  tandem_str cursor;    /**< where the next page starts */
  int32_t complete;     /**< 1: since the scan began (mode full, empty cursor) every row was shown */
  uint32_t granularity; /**< TANDEM_GRAIN_* of modified_at */
  int64_t server_time;  /**< remote clock at the page's start, µs, or INT64_MIN */
  uint32_t calls_used;
  uint32_t reserved;
} tandem_page_end;

/** Host-owned; call `set` exactly once, after the last row; it copies. [callback] */
typedef struct tandem_page_sink {
  uint32_t struct_size;
  uint32_t reserved;
  void* context;
  tandem_status (*set)(void* context, const tandem_page_end* end) TANDEM_NOEXCEPT;
} tandem_page_sink;

/** Since 0.1. */
typedef struct tandem_cap_pull {
  uint32_t struct_size;
  uint32_t reserved;
  /** One page. Nothing is applied before this has returned, so rows of a page whose tail turns out
   * broken may already have been emitted. A cursor the remote no longer honours fails with class
   * reset. */
  tandem_status (*pull)(tandem_adapter* self, tandem_call* call, const tandem_pull_request* request,
                        const tandem_row_sink* rows, const tandem_page_sink* end) TANDEM_NOEXCEPT;
} tandem_cap_pull;

/** Rows by id from a consistent end point. Ids not there are emitted as purged rows. Since 0.1. */
typedef struct tandem_cap_get {
  uint32_t struct_size;
  uint32_t reserved;
  tandem_status (*get)(tandem_adapter* self, tandem_call* call, tandem_str type, const tandem_str* ids,
                       size_t id_count, const tandem_str* fields, size_t field_count,
                       const tandem_row_sink* rows) TANDEM_NOEXCEPT;
} tandem_cap_get;

/** Rows whose key field equals one of the values; used to settle an unknown create. Since 0.1. */
typedef struct tandem_cap_find {
  uint32_t struct_size;
  uint32_t reserved;
  tandem_status (*find)(tandem_adapter* self, tandem_call* call, tandem_str type, tandem_str key_field,
                        const tandem_str* values, size_t value_count, const tandem_str* fields,
                        size_t field_count, const tandem_row_sink* rows) TANDEM_NOEXCEPT;
} tandem_cap_find;

#define TANDEM_PUSH_CREATE ((uint32_t)0) /**< must not double when repeated with the same key */
#define TANDEM_PUSH_UPDATE ((uint32_t)1) /**< only the fields given */
#define TANDEM_PUSH_DELETE ((uint32_t)2)

/** One write; its key is its index in the batch. Since 0.1. */
typedef struct tandem_push_item {
  uint32_t op;
  uint32_t value_count;
  tandem_str id;              /**< remote id; empty for create */
  tandem_str idem_key;        /**< the Tandem id as text: external id or idempotency key of a create */
  tandem_str version;         /**< expected version for a conditional write, or empty */
  const tandem_value* values; /**< one a field of the batch; absent = leave alone */
} tandem_push_item;

/** Since 0.1. */
typedef struct tandem_push_batch {
  uint32_t struct_size;
  uint32_t reserved;
  tandem_str type;
  const tandem_str* fields;
  size_t field_count;
  const tandem_push_item* items;
  size_t item_count;
  size_t item_size; /**< stride of items */
} tandem_push_batch;

/** The verdict on one item. Since 0.1. */
typedef struct tandem_push_result {
  uint32_t struct_size;
  uint32_t key;                   /**< index of the item */
  tandem_error_class error_class; /**< TANDEM_CLASS_NONE: applied */
  uint32_t reserved;
  tandem_str id;          /**< remote id after a create; the other record for duplicate or merged */
  tandem_str version;     /**< version after the write, or empty */
  tandem_str field;       /**< the refused field, or empty */
  tandem_str message;     /**< for a person; no secrets */
  tandem_str remote_code; /**< the remote's own code, or empty */
  int64_t retry_after_ms;
} tandem_push_result;

/** Host-owned; the host copies each result. A result missing at return is unknown. [callback] */
typedef struct tandem_result_sink {
  uint32_t struct_size;
  uint32_t reserved;
  void* context;
  tandem_status (*put)(void* context, const tandem_push_result* result) TANDEM_NOEXCEPT;
} tandem_result_sink;

/** Since 0.1. */
typedef struct tandem_cap_push {
  uint32_t struct_size;
  uint32_t reserved;
  /** Writes a batch of one type. Per-item outcomes go to the sink; the status tells of the batch as
   * a whole (a failure before anything was sent, or a cancelled call). */
  tandem_status (*push)(tandem_adapter* self, tandem_call* call, const tandem_push_batch* batch,
                        const tandem_result_sink* results) TANDEM_NOEXCEPT;
} tandem_cap_push;

#endif
