// SPDX-License-Identifier: Apache-2.0
#include "model/clause_bodies/reject_reason_list.hpp"

#include "model/clause_bodies/checks.hpp"

namespace tandem::model {

void check_reject_reason_list(const Catalogue&, const Json& body) {
  constexpr std::string_view kind = "reject_reason_list";
  check_coded_reasons(kind, "reasons", body);
  const auto share = body.find("review_share_ppm");
  if (share == body.end() || share->is_null()) return;
  const auto ppm = share->get<std::int64_t>();
  if (ppm >= 1 && ppm <= 1'000'000) return;
  refuse_body(kind, "review_share_ppm is no share", "give parts per million: 300000 is 30 %");
}

}  // namespace tandem::model
