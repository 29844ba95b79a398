// SPDX-License-Identifier: Apache-2.0
// The org's first inhabitants, made from the seed.
#pragma once
#include "org.hpp"

namespace tandem::sandbox::salesforce {

// Always: users (the first is the one the API runs as, the last is inactive), queues, the values of status
// lists. With settings().records: that many leads, and accounts, contacts, opportunities and campaigns.
void seed_org(Org& org);

}  // namespace tandem::sandbox::salesforce
