/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file abi.h
 * What the client ABI and the adapter ABI share: linkage, strings, ids, status codes.
 * Portable C99; every number here is frozen once released.
 */
#ifndef TANDEM_ABI_H
#define TANDEM_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define TANDEM_NOEXCEPT noexcept
#define TANDEM_BEGIN_C extern "C" {
#define TANDEM_END_C }
#else
#define TANDEM_NOEXCEPT
#define TANDEM_BEGIN_C
#define TANDEM_END_C
#endif

#if defined(_WIN32)
#define TANDEM_EXPORT __declspec(dllexport)
#else
#define TANDEM_EXPORT __attribute__((visibility("default")))
#endif

#ifdef TANDEM_BUILDING
#define TANDEM_API TANDEM_EXPORT
#else
#define TANDEM_API
#endif

/** True when a table or struct of `struct_size` bytes is long enough to hold `member`. */
#define TANDEM_HAS(ptr, type, member) \
  ((ptr)->struct_size >= offsetof(type, member) + sizeof(((type*)0)->member))

/** UTF-8 text: pointer and length, not necessarily NUL-terminated. Null with size 0 is the empty
 * string. A view handed in is read during the call only. Since 0.1. */
typedef struct tandem_str {
  const char* data;
  size_t size;
} tandem_str;

/** A record's identity: UUIDv7, sixteen bytes in network order. Since 0.1. */
typedef struct tandem_id {
  uint8_t bytes[16];
} tandem_id;

/** What a caller can do about the outcome of a call. Zero is success. The list may gain values:
 * treat an unknown one as a failure. Since 0.1. */
typedef int32_t tandem_status;
#define TANDEM_OK ((tandem_status)0)
#define TANDEM_INVALID_ARGUMENT ((tandem_status)1) /**< the call or its document is wrong: mend it */
#define TANDEM_INVALID_STATE ((tandem_status)2)    /**< not now: the object is in another state */
#define TANDEM_NOT_FOUND ((tandem_status)3)        /**< no such record, file, verb, query … */
#define TANDEM_ALREADY_EXISTS ((tandem_status)4)   /**< it is there already */
#define TANDEM_CONFLICT ((tandem_status)5)         /**< somebody changed it first: read again */
#define TANDEM_BUSY ((tandem_status)6)             /**< another holds the lock: try again */
#define TANDEM_UNSUPPORTED ((tandem_status)7)      /**< this build, adapter or remote cannot */
#define TANDEM_UNAUTHENTICATED ((tandem_status)8)  /**< sign in again */
#define TANDEM_FORBIDDEN ((tandem_status)9)        /**< this person or account may not */
#define TANDEM_RATE_LIMITED ((tandem_status)10)    /**< wait for the time given */
#define TANDEM_TIMEOUT ((tandem_status)11)         /**< the time allowed has passed */
#define TANDEM_CANCELLED ((tandem_status)12)       /**< the caller asked to stop */
#define TANDEM_UNAVAILABLE ((tandem_status)13)     /**< network, server or disk is away */
#define TANDEM_CORRUPT ((tandem_status)14)         /**< stored bytes do not make sense */
#define TANDEM_OUT_OF_MEMORY ((tandem_status)15)   /**< memory or disk space is used up */
#define TANDEM_ADAPTER_FAILURE ((tandem_status)16) /**< the adapter broke its contract */
#define TANDEM_NEEDS_UPGRADE ((tandem_status)17)   /**< store and library differ in age */
#define TANDEM_INTERNAL ((tandem_status)18)        /**< a fault in Tandem: report it */

#endif
