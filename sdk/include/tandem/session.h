/* SPDX-License-Identifier: Apache-2.0 */
/** @file session.h A person at work in a store; the host vouches for who it is. */
#ifndef TANDEM_SESSION_H
#define TANDEM_SESSION_H

#include "store.h"

TANDEM_BEGIN_C

typedef struct tandem_session tandem_session;

/** Opens a session. `person`: an id, an e-mail address of a person in the store, or empty for the
 * first admin. Statuses: not found, forbidden (inactive), conflict (address of several people).
 * Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_session_open(tandem_store* store, tandem_str person, tandem_session** out,
                                             tandem_error** error) TANDEM_NOEXCEPT;
/** {"person", "side", "admin", "signer", "confirmed"}. Since 0.1. [any-thread] */
TANDEM_API tandem_status tandem_session_info(tandem_session* session, tandem_text** out,
                                             tandem_error** error) TANDEM_NOEXCEPT;
/** Since 0.1. [any-thread] */
TANDEM_API void tandem_session_release(tandem_session* session) TANDEM_NOEXCEPT;

TANDEM_END_C
#endif
