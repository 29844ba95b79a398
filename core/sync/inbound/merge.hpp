// SPDX-License-Identifier: Apache-2.0
// The merge of one field: values decide what changed, working rules decide who wins. Pure.
#pragma once

#include "model/entity.hpp"
#include "model/value.hpp"
#include "sync/mapping/mapping.hpp"

namespace tandem::sync {

enum class FieldMerge {
  nothing,      ///< neither side changed
  keep_local,   ///< only here: stays in the outbox
  take_remote,  ///< only there: take it, it is the new base
  agree,        ///< both, and equal: the new base
  conflict,     ///< both, and different: the field's policy
};

/// Now (local, remote) and when both were last in agreement; canonical forms. An absent remote value
/// says nothing, an absent local one is null.
FieldMerge merge_field(const Value& local, const Value& remote, const Value& base_local,
                       const Value& base_remote);

enum class Winner { local, remote, ask };

struct Claim {
  Authority authority = Authority::activity;
  Authority tie = Authority::ask;
  model::Side accountable = model::Side::none;  ///< by the signed responsibilities, else the descriptor
  model::Side local = model::Side::none;        ///< the side of the local edit
  model::Side remote = model::Side::none;       ///< the side of the remote edit
};
Winner decide(const Claim& claim);

/// The remote deleted a record: what becomes of it here.
enum class DeleteMerge { archive, ignore, conflict };
DeleteMerge merge_delete(bool edited_here, bool archived_here, bool archive_by_policy);

/// Equal where null and absent mean the same.
bool equal_values(const Value& a, const Value& b);

}  // namespace tandem::sync
