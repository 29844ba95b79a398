// SPDX-License-Identifier: Apache-2.0
#include "capi/store_report.hpp"

#include <array>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "capi/store_state.hpp"
#include "store/backup.hpp"
#include "store/schema.hpp"
#include "sync/engine.hpp"

namespace tandem::capi {
namespace {

constexpr std::array<std::string_view, 4> kWorkspaceKeys = {"admin_name", "admin_email", "admin_side",
                                                            "time_zone"};

std::string read_text(const Json& value, const std::string& key) {
  if (value.is_string()) return value.get<std::string>();
  throw Error(TANDEM_INVALID_ARGUMENT, "workspace: " + key + " is not a text");
}

std::int64_t meta_number(store::Database& db, std::string_view key) {
  return std::stoll(db.meta(key).value_or("0"));
}

std::int64_t schema_number(store::Database& db) {
  auto number = db.prepare("PRAGMA user_version");
  return number.step() ? number.integer(0) : 0;
}

bool has_signed_guideline(store::Database& db) {
  auto found =
      db.prepare("SELECT 1 FROM guideline_version WHERE state = 'active' AND archived_at IS NULL LIMIT 1");
  return found.step();
}

Json record_counts(store::Database& db) {
  Json counts = Json::object();
  for (const auto& entity : db.catalogue().entities()) {
    auto count = db.prepare("SELECT count(*) FROM " + store::quoted_name(entity.name()) +
                            " WHERE archived_at IS NULL");
    count.step();
    counts[std::string(entity.name())] = count.integer(0);
  }
  return counts;
}

Json identity(store::Database& db) {
  return {{"store_id", db.meta(store::meta::kStoreId).value_or("")},
          {"epoch", meta_number(db, store::meta::kEpoch)}};
}

class Checks {
 public:
  void add(std::string_view name, const std::vector<std::string>& found) {
    Json check = {{"name", name}, {"ok", found.empty()}, {"found", found.size()}};
    if (!found.empty()) check["what"] = found;
    ok_ = ok_ && found.empty();
    list_.push_back(std::move(check));
  }
  Json report() const { return {{"ok", ok_}, {"checks", list_}}; }

 private:
  bool ok_ = true;
  Json list_ = Json::array();
};

}  // namespace

domain::Workspace read_workspace(const Json& document) {
  domain::Workspace workspace;
  for (const auto& [key, value] : document.items()) {
    if (key == "admin_name") {
      workspace.admin_name = read_text(value, key);
    } else if (key == "admin_email") {
      workspace.admin_email = read_text(value, key);
    } else if (key == "admin_side") {
      workspace.admin_side = model::parse_side(read_text(value, key));
    } else if (key == "time_zone") {
      workspace.time_zone = read_text(value, key);
      if (!zone_exists(workspace.time_zone)) {
        throw Error(TANDEM_INVALID_ARGUMENT, "workspace: unknown time_zone",
                    "use an IANA name: Europe/Berlin");
      }
    } else {
      const std::string near = nearest(key, kWorkspaceKeys);
      throw Error(TANDEM_INVALID_ARGUMENT, "workspace: unknown key " + escape_controls(cut(key, 60)),
                  near.empty() ? "it takes admin_name, admin_email, admin_side and time_zone"
                               : "did you mean " + near + "?");
    }
  }
  return workspace;
}

Json store_info(store::Database& database) {
  Json info = {{"path", database.path().string()}};
  info.update(identity(database));
  info["schema"] = schema_number(database);
  info["catalogue"] = database.meta(store::meta::kCatalogue).value_or(std::string(model::kCatalogueVersion));
  info["safe_mode"] = database.safe_mode();
  info["signed"] = has_signed_guideline(database);
  info["records"] = record_counts(database);
  return info;
}

Json store_identity(std::string_view path) {
  store::OpenOptions options;
  options.read_only = true;
  options.adopting = true;
  return identity(*store::Database::open(path, prototype(), options));
}

Json migration_report(const store::MigrationPlan& plan) {
  Json steps = Json::array();
  for (const store::PlannedStep& step : plan.steps)
    steps.push_back({{"what", step.what}, {"rows", step.rows}});
  return {{"from", plan.from},
          {"to", plan.to},
          {"backup", plan.backup.string()},
          {"steps", std::move(steps)},
          {"problems", plan.problems}};
}

Json verify_report(store::Database& database) {
  std::vector<store::Invariant> invariants;
  for (const auto& check : domain::invariant_checks()) invariants.push_back({check.name, check.sql});
  const auto findings = store::verify(database, invariants);
  const auto found = [&](std::string_view name) {
    std::vector<std::string> lines;
    for (const auto& finding : findings) {
      if (finding.check == name) lines.push_back(finding.what);
    }
    return lines;
  };
  Checks checks;
  for (const std::string_view name : {"pages", "references", "journal"}) checks.add(name, found(name));
  for (const auto& invariant : invariants) checks.add(invariant.name, found(invariant.name));
  std::vector<std::string> broken;
  const Json counts = sync::broken_invariants(database);
  for (const Json& each : counts) broken.push_back(each.dump());
  checks.add("sync", broken);
  return checks.report();
}

}  // namespace tandem::capi
