// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/catalogue.hpp"

namespace tandem::domain {

void add_lead_rules(model::Catalogue& catalogue);

}  // namespace tandem::domain
