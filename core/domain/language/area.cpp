// SPDX-License-Identifier: Apache-2.0
// All parts of the shared language, each in the file of its subject.
#include "domain/practice.hpp"

namespace tandem::domain {

Part add_terms, add_language_queries;

void add_language(Catalogue& catalogue) {
  for (Part* const add : {add_terms, add_language_queries}) add(catalogue);
}

}  // namespace tandem::domain
