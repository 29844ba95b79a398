// SPDX-License-Identifier: Apache-2.0
// store.h: making, opening, copying, checking a store; its catalogue.
#include <tandem/store.h>

#include "capi/barrier.hpp"
#include "capi/check.hpp"
#include "capi/handles.hpp"
#include "capi/store_report.hpp"
#include "domain/tick.hpp"
#include "store/backup.hpp"
#include "store/create.hpp"
#include "store/migration/migrate.hpp"

using namespace tandem;

namespace {

tandem_store_options store_options(const tandem_store_options* given) {
  const auto options = capi::options(given, "tandem_store_options");
  if (options.busy_timeout_ms < 0) throw Error(TANDEM_INVALID_ARGUMENT, "busy_timeout_ms is negative");
  return options;
}

/// With the store's extension fields, or without where there is no store.
template <typename Read>
auto with_catalogue(tandem_store* store, Read read) {
  if (store == nullptr) return read(capi::prototype());
  return store->state->use([&](store::Database& db) {
    db.check_generation();
    return read(std::as_const(db).catalogue());
  });
}

}  // namespace

void tandem_store_options_init(tandem_store_options* options, uint32_t struct_size) noexcept {
  capi::init_options(options, struct_size, tandem_store_options TANDEM_STORE_OPTIONS_INIT);
}

tandem_status tandem_store_create(tandem_str path, const tandem_store_options* options, tandem_str workspace,
                                  tandem_text** founding, tandem_store** out, tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    capi::require_out(out, "out");
    if (founding != nullptr) *founding = nullptr;
    const auto file = capi::required_text(path, "path");
    const auto wanted = store_options(options);
    if (wanted.read_only != 0) {
      throw Error(TANDEM_INVALID_ARGUMENT, "a new store cannot be read-only", "leave read_only at zero");
    }
    const auto plan = capi::read_workspace(capi::object(workspace, "workspace"));
    auto state = std::make_shared<capi::StoreState>(file, wanted, true);
    domain::Founding founded;
    try {
      founded = state->use([&](store::Database& db) { return domain::found_workspace(db, plan); });
    } catch (...) {
      state.reset();
      store::remove_draft(file);  // a store without its first person is of no use to anybody
      throw;
    }
    auto handle = std::make_unique<tandem_store>(std::move(state));
    capi::give(founding, Json{{"admin", founded.admin.text()}, {"guideline", founded.guideline.text()}});
    *out = handle.release();
  });
}

tandem_status tandem_store_open(tandem_str path, const tandem_store_options* options, tandem_store** out,
                                tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    capi::require_out(out, "out");
    const auto file = capi::required_text(path, "path");
    *out = new tandem_store(std::make_shared<capi::StoreState>(file, store_options(options), false));
  });
}

void tandem_store_release(tandem_store* store) noexcept { delete store; }

tandem_status tandem_store_info(tandem_store* store, tandem_text** out, tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    capi::require_out(out, "out");
    capi::give(out, capi::require(store, "store").state->use(capi::store_info));
  });
}

tandem_status tandem_store_backup(tandem_store* store, tandem_str to_path, tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    const auto& state = capi::require(store, "store").state;
    const auto to = capi::required_text(to_path, "to_path");
    const auto own = state->own_reader();
    store::backup(*own, to);
  });
}

tandem_status tandem_store_restore(tandem_str backup_path, tandem_str path, tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    const auto backup = capi::required_text(backup_path, "backup_path");
    store::restore(backup, capi::required_text(path, "path"));
  });
}

tandem_status tandem_store_migrate(tandem_str path, tandem_text** report, tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    if (report != nullptr) *report = nullptr;
    capi::give(report, capi::migration_report(
                           store::migrate(capi::required_text(path, "path"), capi::prototype(), {})));
  });
}

tandem_status tandem_store_migration_plan(tandem_str path, tandem_text** plan,
                                          tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    capi::require_out(plan, "plan");
    capi::give(plan, capi::migration_report(
                         store::plan_migration(capi::required_text(path, "path"), capi::prototype(), {})));
  });
}

tandem_status tandem_store_adopt(tandem_str path, tandem_text** report, tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    if (report != nullptr) *report = nullptr;
    const auto file = capi::required_text(path, "path");
    const Json before = capi::store_identity(file);
    store::adopt(file, capi::prototype());
    Json answer = capi::store_identity(file);
    answer["was"] = before;
    capi::give(report, answer);
  });
}

tandem_status tandem_store_verify(tandem_store* store, tandem_text** report, tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    capi::require_out(report, "report");
    const auto own = capi::require(store, "store").state->own_reader();  // it may take long
    capi::give(report, capi::verify_report(*own));
  });
}

tandem_status tandem_tick(tandem_store* store, int64_t now, tandem_text** report,
                          tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    if (report != nullptr) *report = nullptr;
    capi::StoreState& state = *capi::require(store, "store").state;
    const Instant present = state.use([](store::Database& db) { return db.clock().now(); });
    if (now > present) {
      throw Error(TANDEM_INVALID_ARGUMENT, "time does not pass in advance",
                  "give 0 for the present, or an earlier instant in microseconds since 1970");
    }
    domain::Tick tick(now == 0 ? present : now);
    while (state.change([&](store::Database& db) { return tick.run_part(db, store::Actor{}); })) {
    }
    capi::give(report, tick.done());
  });
}

tandem_status tandem_catalogue(tandem_store* store, tandem_text** out, tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    capi::require_out(out, "out");
    capi::give(out, with_catalogue(store, [](const model::Catalogue& c) { return model::describe(c); }));
  });
}

tandem_status tandem_catalogue_schema(tandem_store* store, tandem_str entity, tandem_text** out,
                                      tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    capi::require_out(out, "out");
    const auto name = capi::required_text(entity, "entity");
    capi::give(out, with_catalogue(store, [&](const model::Catalogue& c) {
                 return model::json_schema(c.entity(name));
               }));
  });
}
