// SPDX-License-Identifier: Apache-2.0
// All parts of credit, each in the file of its subject.
#include "domain/practice.hpp"

namespace tandem::domain {

Part add_credit_splits, add_credit_queries;

void add_credit(Catalogue& catalogue) {
  for (Part* const add : {add_credit_splits, add_credit_queries}) add(catalogue);
}

}  // namespace tandem::domain
