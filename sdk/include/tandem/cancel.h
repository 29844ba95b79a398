/* SPDX-License-Identifier: Apache-2.0 */
/** @file cancel.h Asking a long call to stop. */
#ifndef TANDEM_CANCEL_H
#define TANDEM_CANCEL_H

#include "library.h"

TANDEM_BEGIN_C

typedef struct tandem_cancel tandem_cancel;

/** Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_cancel_create(tandem_cancel** out, tandem_error** error) TANDEM_NOEXCEPT;
/** Sticky: every call that was given this object stops at its next safe point with status cancelled.
 * May be called while the call runs, from any thread or a signal handler. Since 0.1. [any-thread] */
TANDEM_API void tandem_cancel_request(tandem_cancel* cancel) TANDEM_NOEXCEPT;
/** Since 0.1. [any-thread] */
TANDEM_API void tandem_cancel_release(tandem_cancel* cancel) TANDEM_NOEXCEPT;

TANDEM_END_C
#endif
