// SPDX-License-Identifier: Apache-2.0
// Deletes by absence: only after a complete scan, within the mass guard, confirmed by id where the
// remote can say.
#include <algorithm>

#include "base/text.hpp"
#include "sync/inbound/pull.hpp"

namespace tandem::sync {
namespace {

constexpr std::int64_t kMassShare = 5;  // one in so many
constexpr std::int64_t kMassCount = 20;

}  // namespace

/// Rows of the page that are linked by now count as seen; unchanged ones were counted on the way.
void Puller::note_linked(const StreamPlan& plan, Scan& scan) {
  store::ledger::ShownProbe shown(session_.db, session_.conn.number, plan.remote_type);
  auto created = standing_.created.begin();
  for (const PulledRow& row : page_.rows()) {
    if (row.kind == TANDEM_ROW_BROKEN) scan.broken.emplace(row.id);
    if (row.kind != TANDEM_ROW_LIVE) continue;
    if (created != standing_.created.end() && *created == &row) {
      scan.seen.add(row.id);
      ++created;
      continue;
    }
    if (shown.ask(row.id)) scan.seen.add(row.id);
  }
}

void Puller::sweep(const StreamPlan& plan, Scan& scan) {
  clear_broken(plan, scan);
  const bool archives = std::any_of(plan.rules.begin(), plan.rules.end(), [&](std::size_t i) {
    return session_.mapping->rules[i].archive_in && !session_.mapping->rules[i].into_type;
  });
  if (!archives || session_.db.safe_mode()) return;
  ScanProof linked;
  session_.ledger.links.each_shown(plan.remote_type, [&](std::string_view id) { linked.add(id); });
  if (linked == scan.seen) return;
  session_.progress("sweep", plan.name);
  const std::int64_t missing = linked.count() - scan.seen.count();
  const bool empty = scan.seen.count() == 0 && linked.count() > 0;
  const bool mass = missing >= kMassCount && missing * kMassShare > linked.count();
  if ((empty || mass) && !session_.options.accept_mass_change) {
    session_.stopped.push_back(plan.name);
    session_.note("stream '" + plan.name + "': " + std::to_string(missing) + " of " +
                  std::to_string(linked.count()) +
                  " linked rows are no longer shown; nothing was removed. Look at the remote, then run again "
                  "in full and "
                  "accept the mass change");
    return;
  }
  std::set<std::string> gone = absent(plan, linked, scan);
  if (!gone.empty() && session_.remote.can(TANDEM_CAP_GET)) confirm(plan, gone);
  remove(plan, gone);
}

/// Candidates stand in buckets that differ; a second look at the scan's own rows clears the others.
std::set<std::string> Puller::absent(const StreamPlan& plan, const ScanProof& linked, Scan& scan) {
  std::set<std::string> candidates;
  session_.ledger.links.each_shown(plan.remote_type, [&](std::string_view id) {
    if (!linked.same_bucket(scan.seen, id)) candidates.emplace(id);
  });
  if (session_.remote.can(TANDEM_CAP_GET)) return candidates;
  std::string cursor;
  bool complete = false;
  for (bool more = true; more && !candidates.empty();) {
    if (session_.cancelled()) return {};
    const PullRequest request{plan.remote_type,           plan.name, cursor, plan.fields,
                              session_.options.page_size, true};
    const PageEnd end = session_.remote.pull(request, [&](const tandem_row& row) {
      if (row.kind == TANDEM_ROW_LIVE) candidates.erase(std::string(view(row.id)));
    });
    session_.counters.calls += std::max<std::uint32_t>(1, end.calls_used);
    more = end.more;
    complete = !end.more && end.complete;
    cursor = end.cursor;
  }
  return complete ? candidates : std::set<std::string>{};
}

void Puller::confirm(const StreamPlan& plan, std::set<std::string>& ids) {
  const std::vector<std::string> all(ids.begin(), ids.end());
  constexpr std::size_t kBatch = 200;
  for (std::size_t from = 0; from < all.size(); from += kBatch) {
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(from);
    const auto last = all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), from + kBatch));
    session_.remote.get(plan.remote_type, std::vector<std::string>(first, last), plan.fields,
                        [&](const tandem_row& row) {
                          if (row.kind != TANDEM_ROW_PURGED && row.kind != TANDEM_ROW_DELETED) {
                            ids.erase(std::string(view(row.id)));
                          }
                        });
    ++session_.counters.calls;
  }
}

void Puller::remove(const StreamPlan& plan, const std::set<std::string>& ids) {
  if (ids.empty()) return;
  page_.clear(plan.fields.size());
  RowHasher hasher(plan.seed);
  for (const std::string& id : ids) {
    tandem_row row{};
    row.kind = TANDEM_ROW_PURGED;
    row.id = {id.data(), id.size()};
    row.modified_at = INT64_MIN;
    page_.add(row, hasher.hash(row));
  }
  observed_at_ = session_.db.clock().now();
  session_.counters.pulled += static_cast<std::int64_t>(ids.size());
  apply_page(plan, {}, nullptr, nullptr);
}

/// A complete scan without a broken row that was there before: it was corrected or taken away.
void Puller::clear_broken(const StreamPlan& plan, const Scan& scan) {
  if (standing_.parked == 0) return;
  std::vector<std::string> fixed = session_.ledger.parked.broken_before(plan.name, scan.started);
  fixed.erase(std::remove_if(fixed.begin(), fixed.end(),
                             [&](const std::string& id) { return scan.broken.count(id) > 0; }),
              fixed.end());
  if (fixed.empty()) return;
  Transaction transaction(session_);
  for (const std::string& id : fixed)
    session_.ledger.parked.remove(Direction::in, plan.name, plan.remote_type, id);
  transaction.commit();
}

}  // namespace tandem::sync
