// SPDX-License-Identifier: Apache-2.0
// Guideline versions of any clauses, brought into force the way both sides do it.
#pragma once

#include <vector>

#include "unit/domain/workspace.hpp"

namespace tandem::domain {

class GuidelineTest : public WorkspaceTest {
 protected:
  struct Part {
    const char* kind;
    const char* key;
    Json body;
  };

  Id guideline(const std::string& key) { return put("guideline", {{"key", key}, {"title", key}}); }
  Id draft(const Id& guideline, const std::vector<Part>& parts) {
    const Id made = put("guideline_version", {{"guideline_id", guideline.text()}});
    for (const Part& part : parts) {
      put("clause", {{"version_id", made.text()},
                     {"kind", part.kind},
                     {"key", part.key},
                     {"body", part.body},
                     {"review_on", "2027-01-01"}});
    }
    return made;
  }
  void sign(const Id& version) {
    act(maria_, "guideline.propose", version);
    act(maria_, "guideline.sign", version);
    act(sam_, "guideline.sign", version);
  }
  /// A new guideline of these parts, in force from now.
  Id in_force(const std::string& key, const std::vector<Part>& parts) {
    const Id version = draft(guideline(key), parts);
    sign(version);
    act(sam_, "guideline.activate", version);
    return version;
  }
  Json tick() { return domain::tick(*db_, system(), clock_.at); }
  model::Table ask(std::string_view name, const Json& args = Json::object()) {
    return query(*db_, name, args);
  }

  static Json responsibility(const char* activity, const char* side) {
    return {{"activity", activity}, {"doer", "team"}, {"accountable", side}, {"accountable_role", "lead"}};
  }
  static Json point(const char* from, const char* to, const char* from_side = "marketing",
                    const char* to_side = "sales") {
    return {{"from_stage", from},
            {"to_stage", to},
            {"from_side", from_side},
            {"to_side", to_side},
            {"accept_window_s", 3600}};
  }
  static Json promise() {
    return {{"subject", "lead"},
            {"starts_on", "lead.captured"},
            {"stops_on", {"lead.first_touched"}},
            {"target_s", 600}};
  }
  static Json condition(const char* field, const char* op, const Json& value) {
    return {{"field", field}, {"op", op}, {"value", value}};
  }
  static std::string text(const model::Table& table, std::size_t row, std::size_t column) {
    return std::string(text_of(table.rows.at(row), column));
  }
  static std::int64_t number(const model::Table& table, std::size_t row, std::size_t column) {
    return number_of(table.rows.at(row), column);
  }
};

}  // namespace tandem::domain
