// SPDX-License-Identifier: Apache-2.0
// The ledger's words, as the engine says them.
#pragma once

#include "store/ledger/ledger.hpp"

namespace tandem::sync {

using store::ledger::Attempt;
using store::ledger::AttemptState;
using store::ledger::Base;
using store::ledger::Conflict;
using store::ledger::Direction;
using store::ledger::hash_bytes;
using store::ledger::Ledger;
using store::ledger::Link;
using store::ledger::Links;
using store::ledger::LinkState;
using store::ledger::Op;
using store::ledger::Parked;
using store::ledger::ParkedState;
using store::ledger::Pending;
using store::ledger::RowHash;
using store::ledger::RunOutcome;
using store::ledger::to_text;

}  // namespace tandem::sync
