// SPDX-License-Identifier: Apache-2.0
#include "store/ledger/states.hpp"

#include <string>

#include "base/error.hpp"

namespace tandem::store::ledger {

void unknown_word(std::string_view word) {
  throw Error(TANDEM_CORRUPT, "the sync ledger holds a state that is not known: '" + std::string(word) + "'");
}

}  // namespace tandem::store::ledger
