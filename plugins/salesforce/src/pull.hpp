// SPDX-License-Identifier: Apache-2.0
// Changes by time stamp with a look-back, deletions from the log, everything by id.
#pragma once

#include <map>
#include <set>
#include <string>
#include <tandem/cpp/adapter/rows.hpp>
#include <vector>

#include "api.hpp"
#include "cursor.hpp"
#include "describe.hpp"
#include "page.hpp"

namespace tandem::salesforce {

/// Stamps are taken when a statement runs and become visible when it commits: so far back a run
/// looks before the start of the one before.
constexpr std::int64_t kLookBack = 10LL * 60 * 1'000'000;
/// How far back deletions can be asked for; a little less than the fifteen days promised.
constexpr std::int64_t kDeletedDays = 14LL * 24 * 3600 * 1'000'000;

class Puller {
 public:
  Puller(Api& api, Describer& describer) : api_(api), describer_(describer) {}
  adapter::PageEnd page(adapter::Call& call, const adapter::PullRequest& request, adapter::RowWriter& rows);

 private:
  RowPlan plan_for(adapter::Call& call, const adapter::PullRequest& request, Cursor& cursor, bool afresh);
  adapter::HttpResponse ask(adapter::Call& call, const adapter::PullRequest& request, Cursor& cursor,
                            RowPlan& plan, std::uint32_t page_size);
  adapter::HttpResponse query(adapter::Call& call, const adapter::PullRequest& request, const Cursor& cursor,
                              const RowPlan& plan, std::uint32_t page_size);
  void deletions(adapter::Call& call, const adapter::PullRequest& request, const RowPlan& plan,
                 Cursor& cursor, adapter::RowWriter& rows);
  void confirm_deleted(adapter::Call& call, std::string_view type, const RowPlan& plan,
                       const std::vector<std::string>& ids, adapter::RowWriter& rows);

  Api& api_;
  Describer& describer_;
  PageReader reader_;
  /// Rows of the running run, by stream, that were shown as deleted or merged: the log names them again.
  std::map<std::string, std::set<std::string>, std::less<>> shown_deleted_;
};

/// The query for what is left of a run.
std::string pull_query(std::string_view type, const RowPlan& plan, const Cursor& cursor);
/// Where the next run begins when this one is through.
Cursor finished(const Cursor& cursor);

}  // namespace tandem::salesforce
