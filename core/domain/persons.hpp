// SPDX-License-Identifier: Apache-2.0
// Finding the person a host speaks of.
#pragma once

#include <string_view>

#include "store/database.hpp"

namespace tandem::domain {

/// By id, by e-mail address, or the first admin where the text is empty. Not found, or conflict for an
/// address that several people share; forbidden for somebody inactive.
Id find_person(store::Database& database, std::string_view id_or_email);

}  // namespace tandem::domain
