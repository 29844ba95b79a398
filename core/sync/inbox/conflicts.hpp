// SPDX-License-Identifier: Apache-2.0
// Decisions on conflicts: by a person, or because the sides came together by themselves.
#pragma once

#include "sync/run/session.hpp"

namespace tandem::sync {

/// Open conflicts whose local edit was taken back: the remote's value is the only change left.
void settle_moot(Session& session);

}  // namespace tandem::sync
