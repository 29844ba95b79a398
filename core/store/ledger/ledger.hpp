// SPDX-License-Identifier: Apache-2.0
// The sync ledger of one connection: reads and writes of its tables, no decisions. All SQL that names them
// stands in this folder; the write pipeline, the merge of records and the engine above ask here.
#pragma once

#include "store/ledger/attempts.hpp"
#include "store/ledger/bases.hpp"
#include "store/ledger/checkpoints.hpp"
#include "store/ledger/conflicts.hpp"
#include "store/ledger/links.hpp"
#include "store/ledger/outbox.hpp"
#include "store/ledger/parked.hpp"
#include "store/ledger/runs.hpp"

namespace tandem::store::ledger {

struct Ledger {
  Ledger(Database& database, std::int64_t conn)
      : links(database, conn),
        bases(database, conn),
        outbox(database, conn),
        attempts(database, conn),
        parked(database, conn),
        checkpoints(database, conn),
        conflicts(database, conn),
        runs(database, conn) {}

  Links links;
  Bases bases;
  Outbox outbox;
  Attempts attempts;
  ParkedRows parked;
  Checkpoints checkpoints;
  Conflicts conflicts;
  Runs runs;
};

}  // namespace tandem::store::ledger
