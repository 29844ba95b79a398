// SPDX-License-Identifier: Apache-2.0
// A workspace with promises: the house default's policies, changed as a test needs them.
#pragma once

#include "domain/clocks/sla_clocks.hpp"
#include "unit/domain/workspace.hpp"

namespace tandem::domain {

class ClockTest : public WorkspaceTest {
 protected:
  Id capture(const Json& more = Json::object()) {
    Json args = {{"email", "buyer@example.com"}};
    args.update(more);
    return id_in(act(mona_, "lead.capture", args));
  }
  void touch(const Id& lead, std::optional<Instant> at = {}, bool automated = false) {
    domain::act(*db_, as(steve_), "lead.touch", lead, {{"channel", "phone"}, {"is_automated", automated}},
                at);
  }
  Json tick() { return domain::tick(*db_, system(), clock_.at); }
  /// Changes a clause of the house default.
  void policy(const std::string& key, const Json& change) {
    auto find = db_->prepare("SELECT id, body FROM clause WHERE key = ?");
    find.bind(1, key);
    ASSERT_TRUE(find.step());
    const Id id = find.id(0);
    Json body = parse_json(find.text(1), "body");
    find.reset();
    body.update(change);
    edit("clause", id, {{"body", body}});
  }
  Id clock_id(const Id& subject) {
    auto find = db_->prepare("SELECT id FROM sla_clock WHERE subject_id = ? ORDER BY id DESC");
    find.bind(1, subject);
    EXPECT_TRUE(find.step());
    return find.id(0);
  }
  Json clock(const Id& subject) { return get("sla_clock", clock_id(subject)); }
  std::string state(const Id& subject) { return clock(subject).at("state"); }
  Id calendar(const Json& more = Json::object()) {
    Json weekly = Json::array();
    for (int day = 1; day <= 5; ++day) {
      weekly.push_back({{"weekday", day}, {"start_min", 540}, {"end_min", 1020}});
    }
    Json document = {{"name", "Office"}, {"time_zone", "America/New_York"}, {"weekly", weekly}};
    document.update(more);
    return put("calendar", document);
  }
  static Instant utc(const std::string& text) { return parse_instant(text + ":00Z").value(); }
};

}  // namespace tandem::domain
