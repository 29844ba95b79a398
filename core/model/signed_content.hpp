// SPDX-License-Identifier: Apache-2.0
// What a signer signs: the signed fields of a record and of its children, nothing that moves.
#pragma once

#include <string>
#include <vector>

#include "model/catalogue.hpp"

namespace tandem::model {

/// Rows of one entity that belong to the signed record: the clauses of a version.
struct SignedChildren {
  const EntityInfo* entity = nullptr;
  std::vector<const Row*> rows;
};

/// {"entity": …, "fields": {…}, "children": {"clause": […]}}. Fields that are null are left out, so that a
/// field added later changes no hash; children stand in the order of their canonical text, so that the order
/// of reading does not matter. Ids, states and stamps are not part of it.
Json signed_content(const EntityInfo& entity, const Row& row,
                    const std::vector<SignedChildren>& children = {});

/// SHA-256 in lower-case hex over the RFC 8785 form of the signed content.
std::string content_hash(const EntityInfo& entity, const Row& row,
                         const std::vector<SignedChildren>& children = {});

}  // namespace tandem::model
