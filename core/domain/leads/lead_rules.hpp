// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/words.hpp"

namespace tandem::domain {

void add_lead_rules(Catalogue& catalogue);

}  // namespace tandem::domain
