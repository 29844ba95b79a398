// SPDX-License-Identifier: Apache-2.0
/// @file tandem.hpp The client ABI for C++17 and later: header-only, adds nothing to the ABI.
///
/// Owners move and do not copy; what one owner made may outlive it. Calls answer a Result that must be
/// looked at; `std::move(result).value()` is the throwing façade. `raw()` leads to the C handle, for
/// whatever stands in the C headers and not here.
#pragma once

#include "../tandem.h"
#include "client/error.hpp"
#include "client/rows.hpp"
#include "client/session.hpp"
#include "client/store.hpp"
