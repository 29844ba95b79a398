/* SPDX-License-Identifier: Apache-2.0 */
/** @file adapter.h The whole adapter ABI. */
#ifndef TANDEM_ADAPTER_H
#define TANDEM_ADAPTER_H

#include "adapter/call.h"
#include "adapter/capabilities.h"
#include "adapter/entry.h"
#include "adapter/host.h"
#include "adapter/row.h"

#endif
