/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file adapter/entry.h
 * The one symbol an adapter exports, and the table behind it.
 *
 * Life of an instance: created → started → stopped → destroyed. `create` may not use a host service;
 * operations are legal between `start` and `stop` only. One instance is called by one thread at a
 * time; two instances may run at once. A loaded library stays mapped until the process ends.
 */
#ifndef TANDEM_ADAPTER_ENTRY_H
#define TANDEM_ADAPTER_ENTRY_H

#include "call.h"
#include "host.h"

/** Adapter ABI of these headers. The major stands in the entry symbol's name. */
#define TANDEM_ADAPTER_ABI_MAJOR 0
#define TANDEM_ADAPTER_ABI_MINOR 1
#define TANDEM_ADAPTER_ENTRY_SYMBOL "tandem_adapter_entry_v0"

/** The least minor an adapter needs; authors may set it lower before including these headers. */
#ifndef TANDEM_ADAPTER_TARGET_MINOR
#define TANDEM_ADAPTER_TARGET_MINOR TANDEM_ADAPTER_ABI_MINOR
#endif

typedef struct tandem_adapter tandem_adapter; /**< the adapter's own object, opaque to the host */

/** What a connection says to its adapter. Valid during `create` only. Since 0.1. */
typedef struct tandem_adapter_config {
  uint32_t struct_size;
  uint32_t reserved;
  tandem_str settings; /**< JSON object: the connection's settings; secrets appear as names only */
  tandem_str connection_id;
} tandem_adapter_config;

/** Constant table. Slots are never reordered and only appended. All slots below are mandatory.
 * Since 0.1. */
typedef struct tandem_adapter_entry {
  uint32_t struct_size;
  uint32_t abi_minor_built;
  uint32_t abi_minor_required;
  uint32_t reserved; /**< zero */
  tandem_str id;     /**< as in the manifest: "files", "com.example.crm" */
  tandem_str version;
  /** Makes an instance; no host service may be used yet. [host-worker] */
  tandem_status (*create)(const tandem_host* host, const tandem_adapter_config* config, tandem_call* call,
                          tandem_adapter** out) TANDEM_NOEXCEPT;
  /** Checks settings against the world, opens what it needs. [host-worker] */
  tandem_status (*start)(tandem_adapter* self, tandem_call* call) TANDEM_NOEXCEPT;
  /** Gives back what start took; cannot fail. [host-worker] */
  void (*stop)(tandem_adapter* self) TANDEM_NOEXCEPT;
  /** Frees the instance; cannot fail. [host-worker] */
  void (*destroy)(tandem_adapter* self) TANDEM_NOEXCEPT;
  /** The constant table for exactly this capability id, or null. [any-thread] */
  const void* (*get_capability)(tandem_adapter* self, tandem_str id)TANDEM_NOEXCEPT;
} tandem_adapter_entry;

/** Type of the exported function `tandem_adapter_entry_v0`. */
typedef const tandem_adapter_entry* (*tandem_adapter_entry_fn)(void)TANDEM_NOEXCEPT;

#endif
