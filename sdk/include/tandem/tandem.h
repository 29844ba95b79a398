/* SPDX-License-Identifier: Apache-2.0 */
/** @file tandem.h The whole client ABI. */
#ifndef TANDEM_TANDEM_H
#define TANDEM_TANDEM_H

#include "cancel.h"
#include "library.h"
#include "query.h"
#include "record.h"
#include "session.h"
#include "store.h"
#include "sync.h"
#include "value.h"

#endif
