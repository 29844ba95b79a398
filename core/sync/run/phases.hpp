// SPDX-License-Identifier: Apache-2.0
// The phases between lease and close; a real run and a dry run share them.
#pragma once

#include "sync/run/session.hpp"

namespace tandem::sync {

RunOutcome run_phases(Session& session);

}  // namespace tandem::sync
