// SPDX-License-Identifier: Apache-2.0
#include "domain/handoffs/return_ranking.hpp"

#include "domain/goals/attainment.hpp"

namespace tandem::domain {

std::vector<RankedReason> ranked_returns(store::Database& database, const Window& window) {
  auto rows = database.prepare(
      "SELECT reason, count(*), sum(was_accepted) FROM handoff WHERE state = 'returned' AND archived_at IS "
      "NULL AND offered_at >= ?1 AND offered_at < ?2 GROUP BY reason ORDER BY count(*) DESC, reason");
  rows.bind(1, window.from).bind(2, window.until);
  std::vector<RankedReason> ranking;
  std::int64_t all = 0;
  while (rows.step()) {
    ranking.push_back({std::string(rows.text(0)), rows.integer(1), rows.integer(2), {}, {}});
    all += rows.integer(1);
  }
  std::int64_t so_far = 0;
  for (RankedReason& reason : ranking) {
    so_far += reason.returned;
    reason.share_ppm = ratio_ppm(reason.returned, all);
    reason.cumulative_ppm = ratio_ppm(so_far, all);
  }
  return ranking;
}

}  // namespace tandem::domain
