// SPDX-License-Identifier: Apache-2.0
// The phases between lease and close; a real run and a dry run share them.
#pragma once

#include "sync/run/session.hpp"

namespace tandem::sync {

std::string run_phases(Session& session);  ///< the outcome
Json finish_report(const Session& session, std::string_view outcome);

}  // namespace tandem::sync
