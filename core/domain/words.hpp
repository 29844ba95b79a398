// SPDX-License-Identifier: Apache-2.0
// Rules are written in the model's words: `kLead["stage"]`, `Type::instant`, `Side::sales`.
#pragma once

#include "model/catalogue.hpp"
#include "model/entities/all.hpp"

namespace tandem::domain {

using namespace model;

}  // namespace tandem::domain
