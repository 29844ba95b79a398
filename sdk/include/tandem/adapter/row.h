/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file adapter/row.h
 * A remote row as it travels from adapter to host.
 */
#ifndef TANDEM_ADAPTER_ROW_H
#define TANDEM_ADAPTER_ROW_H

#include "../value.h"

#define TANDEM_ROW_LIVE ((uint32_t)0)
#define TANDEM_ROW_DELETED ((uint32_t)1)   /**< in the remote's bin */
#define TANDEM_ROW_PURGED ((uint32_t)2)    /**< gone for good */
#define TANDEM_ROW_MERGED ((uint32_t)3)    /**< lives on under `extra` */
#define TANDEM_ROW_CONVERTED ((uint32_t)4) /**< became `extra` (lead → contact) */
#define TANDEM_ROW_HIDDEN ((uint32_t)5)    /**< exists, this account may not see it */
#define TANDEM_ROW_BROKEN ((uint32_t)6)    /**< could not be read; `extra` says why; goes to quarantine */

/** Dense: the value at position i belongs to field i of the request; names never travel in rows. All
 * views live for the sink call only. Since 0.1. */
typedef struct tandem_row {
  uint32_t kind;
  uint32_t value_count;
  tandem_str id;
  tandem_str version;     /**< opaque mark, or empty */
  int64_t modified_at;    /**< µs since 1970 UTC, or INT64_MIN where unknown */
  tandem_str modified_by; /**< remote user id, or empty */
  const tandem_value* values;
  tandem_str extra; /**< merged or converted id, or why a row is broken */
} tandem_row;

/** Where an adapter puts rows; the host owns it. Any number of rows a call. The sink states the row
 * size it was built with; the reader strides by `row_size`. A non-zero answer means stop and return
 * it. [callback] Since 0.1. */
typedef struct tandem_row_sink {
  uint32_t struct_size;
  uint32_t reserved;
  void* context;
  tandem_status (*emit)(void* context, const tandem_row* rows, size_t count, size_t row_size) TANDEM_NOEXCEPT;
} tandem_row_sink;

#endif
