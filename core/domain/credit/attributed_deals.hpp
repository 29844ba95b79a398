// SPDX-License-Identifier: Apache-2.0
// The won deals of a window with the credit of every touch before them: computed, never stored.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "domain/credit/attribution.hpp"
#include "domain/window.hpp"
#include "store/database.hpp"

namespace tandem::domain {

/// The credit of one touch of one deal; without a touch that counts the whole deal, to nobody.
struct AttributedTouch {
  Id opportunity, touch;
  Instant won_at = 0, at = 0;
  std::string channel, side;
  Id campaign;  ///< of the touch
  std::string model;
  bool is_signed = false;
  TouchCredit credit;
  std::string currency;  ///< empty where the deal has no amount
};

/// Every deal won in the window, by the policy in force when it was; `model` takes the place of the policy's
/// where it is not empty. Touches older than the policy's lookback count nothing. History is left out: what
/// is known of its touches is not the whole.
void read_attributed(store::Database& database, const Window& window, std::string_view model,
                     const std::function<void(const AttributedTouch&)>& give);

}  // namespace tandem::domain
