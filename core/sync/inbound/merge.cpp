// SPDX-License-Identifier: Apache-2.0
#include "sync/inbound/merge.hpp"

namespace tandem::sync {

bool equal_values(const Value& a, const Value& b) {
  if (!model::has(a) || !model::has(b)) return model::has(a) == model::has(b);
  return model::same(a, b);
}

FieldMerge merge_field(const Value& local, const Value& remote, const Value& base_local,
                       const Value& base_remote) {
  const bool edited_here = !equal_values(local, base_local);
  const bool edited_there = model::given(remote) && !equal_values(remote, base_remote);
  if (!edited_there) return edited_here ? FieldMerge::keep_local : FieldMerge::nothing;
  if (equal_values(local, remote)) return FieldMerge::agree;
  return edited_here ? FieldMerge::conflict : FieldMerge::take_remote;
}

Winner decide(const Claim& claim) {
  const auto fixed = [](Authority authority) {
    return authority == Authority::local    ? Winner::local
           : authority == Authority::remote ? Winner::remote
                                            : Winner::ask;
  };
  if (claim.authority != Authority::activity) return fixed(claim.authority);
  const bool here = claim.accountable != model::Side::none && claim.local == claim.accountable;
  const bool there = claim.accountable != model::Side::none && claim.remote == claim.accountable;
  if (here != there) return here ? Winner::local : Winner::remote;
  return fixed(claim.tie);
}

DeleteMerge merge_delete(bool edited_here, bool archived_here, bool archive_by_policy) {
  if (archived_here || !archive_by_policy) return DeleteMerge::ignore;
  return edited_here ? DeleteMerge::conflict : DeleteMerge::archive;
}

}  // namespace tandem::sync
