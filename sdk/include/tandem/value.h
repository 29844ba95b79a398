/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file value.h
 * One typed value, sixteen bytes, the same in adapter rows, records and cursor rows.
 */
#ifndef TANDEM_VALUE_H
#define TANDEM_VALUE_H

#include "abi.h"

/** Kinds of a value. Absent ("not given") differs from null ("given, and empty"). */
#define TANDEM_VALUE_ABSENT ((uint16_t)0)
#define TANDEM_VALUE_NULL ((uint16_t)1)
#define TANDEM_VALUE_BOOL ((uint16_t)2)    /**< `i`: 0 or 1 */
#define TANDEM_VALUE_INT ((uint16_t)3)     /**< `i` */
#define TANDEM_VALUE_DOUBLE ((uint16_t)4)  /**< `d`; never money */
#define TANDEM_VALUE_DECIMAL ((uint16_t)5) /**< `s`: the number's raw digits as text */
#define TANDEM_VALUE_TEXT ((uint16_t)6)    /**< `s`: UTF-8 */
#define TANDEM_VALUE_DATE ((uint16_t)7)    /**< `i`: days since 1970-01-01 */
#define TANDEM_VALUE_INSTANT ((uint16_t)8) /**< `i`: microseconds since 1970 UTC; aux: granularity */
#define TANDEM_VALUE_ENUM ((uint16_t)9)    /**< `s`: the value's name; aux: its index + 1, or 0 */
#define TANDEM_VALUE_REF ((uint16_t)10)    /**< `s`: a remote id; aux: 0 */
#define TANDEM_VALUE_ID ((uint16_t)11)     /**< `s`: sixteen bytes of a tandem_id */
#define TANDEM_VALUE_JSON ((uint16_t)12)   /**< `s`: one JSON document, UTF-8 */
#define TANDEM_VALUE_BYTES ((uint16_t)13)  /**< `s`: any bytes */

/** Granularity of an instant (`aux`): the smallest step its source tells apart. */
#define TANDEM_GRAIN_MICROSECOND ((uint16_t)0)
#define TANDEM_GRAIN_MILLISECOND ((uint16_t)1)
#define TANDEM_GRAIN_SECOND ((uint16_t)2)
#define TANDEM_GRAIN_MINUTE ((uint16_t)3)
#define TANDEM_GRAIN_DAY ((uint16_t)4)

/** A view: text and bytes belong to whoever made the row and live as long as its maker says.
 * Since 0.1. */
typedef struct tandem_value {
  uint16_t kind;
  uint16_t aux;
  uint32_t size; /**< bytes at `s`; 0 for the other kinds */
  union {
    int64_t i;
    double d;
    const char* s;
  } as;
} tandem_value;

#endif
