// SPDX-License-Identifier: Apache-2.0
// The phases between lease and close; a real run and a dry run share them.
#pragma once

#include "sync/run/session.hpp"

namespace tandem::sync {

std::string run_phases(Session& session);  ///< the outcome

}  // namespace tandem::sync
