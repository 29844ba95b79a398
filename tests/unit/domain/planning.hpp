// SPDX-License-Identifier: Apache-2.0
// A workspace with goals, deals and a funnel model, and a look at answers by the names of their columns.
#pragma once

#include "domain/tables.hpp"
#include "unit/domain/workspace.hpp"

namespace tandem::domain {

class PlanningTest : public WorkspaceTest {
 protected:
  void SetUp() override {
    WorkspaceTest::SetUp();
    year_ = period("2026-01-01", "2027-01-01");
  }
  Id goal(const std::string& of, std::int64_t target, const Json& more = Json::object()) {
    Json document = {{"title", of},
                     {"metric_id", metric(of).text()},
                     {"period_id", year_.text()},
                     {"target", target},
                     {"side", "shared"}};
    document.update(more);
    return put("goal", document);
  }
  Id root(std::int64_t target) { return goal("revenue", target, {{"currency", "EUR"}}); }
  static Json under(const Id& parent, const char* kind) {
    return {{"parent_goal_id", parent.text()}, {"link_kind", kind}};
  }
  void agree(const Id& of) {
    act(maria_, "goal.agree", of);
    act(sam_, "goal.agree", of);
  }
  void run(const Id& of) {
    agree(of);
    act(mona_, "goal.activate", of);
  }
  Id deal(std::int64_t amount, const char* currency, const char* closed, const char* result = "won",
          const Json& more = Json::object()) {
    Json document = {{"name", "D"},
                     {"amount_minor", amount},
                     {"currency", currency},
                     {"result", result},
                     {"closed_at", *parse_instant(closed)}};
    document.update(more);
    return put("opportunity", document);
  }
  void rate(const char* from, const char* to, const char* on, const char* value) {
    put("currency_rate", {{"from_currency", from}, {"to_currency", to}, {"valid_on", on}, {"rate", value}});
  }

  static Json step(const char* from, const char* to, const char* side, int num, int den, int lag) {
    return {{"from", from}, {"to", to}, {"side", side}, {"num", num}, {"den", den}, {"lag_days", lag}};
  }
  /// leads → MQL 1/2, MQL → SAL 3/5, SAL → SQL 1/2, SQL → opportunity 1/3, opportunity → deal 1/4.
  static Json whole_funnel() {
    return Json::array({step("leads_captured", "marketing_qualified_leads", "marketing", 1, 2, 14),
                        step("marketing_qualified_leads", "handoffs_accepted", "marketing", 3, 5, 7),
                        step("handoffs_accepted", "sales_qualified_leads", "sales", 1, 2, 10),
                        step("sales_qualified_leads", "opportunities_opened", "sales", 1, 3, 20),
                        step("opportunities_opened", "deals_won", "sales", 1, 4, 60)});
  }
  Json model_document(std::int64_t average, const Json& steps, const Id& replaces = {}) {
    Json document = {{"name", "House funnel"}, {"steps", steps},      {"average_deal_minor", average},
                     {"currency", "EUR"},      {"sample_size", 8000}, {"as_of", "2026-01-01"}};
    if (!replaces.empty()) document["replaces_id"] = replaces.text();
    return document;
  }
  Id signed_model(std::int64_t average, const Json& steps, const Id& replaces = {}) {
    const Id model = put("funnel_model", model_document(average, steps, replaces));
    act(maria_, "funnel_model.sign", model);
    act(sam_, "funnel_model.sign", model);
    return model;
  }

  /// A query's rows as documents.
  std::vector<Json> ask(std::string_view name, const Json& args = Json::object()) {
    return documents_of(query(*db_, name, args)).get<std::vector<Json>>();
  }
  Json row_of(std::string_view query_name, const Id& goal_id) {
    for (Json& row : ask(query_name)) {
      if (row.at("goal_id") == goal_id.text()) return row;
    }
    ADD_FAILURE() << "no such row in " << query_name;
    return {};
  }
  Id year_;
};

}  // namespace tandem::domain
