// SPDX-License-Identifier: Apache-2.0
// sync.h: adapters, connections, and keeping both sides in step.
#include "sync/engine.hpp"

#include <tandem/sync.h>

#include "capi/barrier.hpp"
#include "capi/check.hpp"
#include "capi/connection_document.hpp"
#include "capi/handles.hpp"
#include "domain/domain.hpp"

using namespace tandem;

namespace {

/// The session's person as the store knows them now; only an admin installs, connects and repairs.
store::Actor admin(const tandem_session& session, store::Database& db) {
  auto actor = domain::actor_for(db, session.person);
  if (!actor.admin) {
    throw Error(TANDEM_FORBIDDEN, "only an admin manages connections", "open the session for an admin");
  }
  return actor;
}

template <typename Read>
auto read_as(const tandem_session& session, Read read) {
  return session.state->use([&](store::Database& db) {
    domain::actor_for(db, session.person);
    return read(db);
  });
}

template <typename Write>
auto write_as_admin(const tandem_session& session, Write write) {
  return session.state->change([&](store::Database& db) { return write(db, admin(session, db)); });
}

sync::RunOptions run_options(const tandem_sync_options& given) {
  sync::RunOptions options;
  options.full = given.full != 0;
  options.accept_mass_change = given.accept_mass_change != 0;
  options.confirm_first = true;  // a run is asked for by an admin who has seen the plan, or could have
  if (given.page_size < 0) throw Error(TANDEM_INVALID_ARGUMENT, "page_size is negative");
  if (given.page_size > 0) options.page_size = static_cast<std::uint32_t>(given.page_size);
  options.cancelled = capi::cancelled(given.cancel);
  if (given.progress != nullptr) {
    options.progress = [given](const sync::Progress& p) {
      given.progress(given.progress_context, capi::view_of(p.phase), capi::view_of(p.stream), p.done,
                     p.total);
    };
  }
  return options;
}

/// Opens the connection's adapter and calls `body(database, connection, remote)` on a database of its
/// own, so that a long run makes no other call wait.
template <typename Body>
Json with_remote(const tandem_session& session, std::string_view name, const std::function<bool()>& cancelled,
                 Body body) {
  auto own = session.state->own_writer();
  admin(session, *own);
  const auto connection = sync::connection(*own, name);
  sync::CallGuard guard;
  guard.cancelled = cancelled;
  guard.clock = session.state->services().clock;
  const auto remote = session.state->use_library([&](adapters::Library& library) {
    return library.open(connection.adapter, connection.settings, connection.name, session.state->services(),
                        guard);
  });
  Json answer = body(*own, connection, *remote);
  session.state->drop_snapshots();
  return answer;
}

}  // namespace

void tandem_sync_options_init(tandem_sync_options* options, uint32_t struct_size) noexcept {
  capi::init_options(options, struct_size, tandem_sync_options TANDEM_SYNC_OPTIONS_INIT);
}

tandem_status tandem_adapters_load(tandem_store* store, tandem_str folders, tandem_text** report,
                                   tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    if (report != nullptr) *report = nullptr;
    const auto& state = capi::require(store, "store").state;
    const auto places = capi::folder_list(capi::required_text(folders, "folders"));
    capi::give(report, state->use_library([&](adapters::Library& library) { return library.load(places); }));
  });
}

tandem_status tandem_adapters_list(tandem_store* store, tandem_text** out, tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    capi::require_out(out, "out");
    const auto& state = capi::require(store, "store").state;
    capi::give(out, state->use_library([](adapters::Library& l) { return capi::adapter_documents(l); }));
  });
}

tandem_status tandem_connection_create(tandem_session* session, tandem_str document, tandem_text** answer,
                                       tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    if (answer != nullptr) *answer = nullptr;
    const auto& who = capi::require(session, "session");
    // Whoever may not connect hears that first, and not what is wrong with the document.
    write_as_admin(who, [](store::Database&, const store::Actor& actor) {
      sync::require_admin(actor);
      return true;
    });
    const auto wanted = who.state->use_library([&](adapters::Library& library) {
      return capi::read_connection(capi::object(document, "document"), library);
    });
    capi::give(answer, write_as_admin(who, [&](store::Database& db, const store::Actor& actor) {
                 return capi::connection_document(sync::create_connection(db, actor, wanted));
               }));
  });
}

tandem_status tandem_connection_list(tandem_session* session, tandem_text** out,
                                     tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    capi::require_out(out, "out");
    capi::give(out, read_as(capi::require(session, "session"), [](store::Database& db) {
                 Json list = Json::array();
                 for (const auto& each : sync::connections(db))
                   list.push_back(capi::connection_summary(each));
                 return list;
               }));
  });
}

tandem_status tandem_connection_get(tandem_session* session, tandem_str connection, tandem_text** out,
                                    tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    capi::require_out(out, "out");
    const auto& who = capi::require(session, "session");
    const auto name = capi::required_text(connection, "connection");
    capi::give(out, read_as(who, [&](store::Database& db) {
                 return capi::connection_document(sync::connection(db, name));
               }));
  });
}

tandem_status tandem_connection_set(tandem_session* session, tandem_str connection, tandem_str settings,
                                    tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    const auto& who = capi::require(session, "session");
    const auto name = capi::required_text(connection, "connection");
    const Json wanted = capi::object(settings, "settings");
    write_as_admin(who, [&](store::Database& db, const store::Actor& actor) {
      sync::require_admin(actor);
      const std::string adapter = sync::connection(db, name).adapter;
      who.state->use_library([&](adapters::Library& library) {
        library.check_settings(adapter, wanted);
        return true;
      });
      sync::change_settings(db, actor, name, wanted);
      return true;
    });
  });
}

tandem_status tandem_connection_map(tandem_session* session, tandem_str connection, tandem_str mapping,
                                    tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    const auto& who = capi::require(session, "session");
    const auto name = capi::required_text(connection, "connection");
    const Json wanted = capi::object(mapping, "mapping");
    write_as_admin(who, [&](store::Database& db, const store::Actor& actor) {
      sync::change_mapping(db, actor, name, wanted);
      return true;
    });
  });
}

tandem_status tandem_connection_check(tandem_session* session, tandem_str connection, tandem_text** report,
                                      tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    if (report != nullptr) *report = nullptr;
    const auto& who = capi::require(session, "session");
    const auto name = capi::required_text(connection, "connection");
    capi::give(report, with_remote(who, name, {}, [](auto& db, const auto& conn, auto& remote) {
                 return sync::check(db, conn, remote);
               }));
  });
}

tandem_status tandem_connection_disconnect(tandem_session* session, tandem_str connection, int32_t apply,
                                           tandem_text** report, tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    if (report != nullptr) *report = nullptr;
    const auto& who = capi::require(session, "session");
    const auto name = capi::required_text(connection, "connection");
    capi::give(report, write_as_admin(who, [&](store::Database& db, const store::Actor& actor) {
                 const auto conn = sync::connection(db, name);
                 Json plan = sync::disconnect_plan(db, conn);
                 if (apply != 0) sync::disconnect(db, actor, conn);
                 return plan;
               }));
  });
}

tandem_status tandem_sync_plan(tandem_session* session, tandem_str connection,
                               const tandem_sync_options* options, tandem_text** plan,
                               tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    if (plan != nullptr) *plan = nullptr;
    const auto& who = capi::require(session, "session");
    const auto name = capi::required_text(connection, "connection");
    const auto wanted = run_options(capi::options(options, "tandem_sync_options"));
    capi::give(plan, with_remote(who, name, wanted.cancelled, [&](auto& db, const auto& conn, auto& remote) {
                 return sync::plan(db, conn, remote, wanted);
               }));
  });
}

tandem_status tandem_sync_run(tandem_session* session, tandem_str connection,
                              const tandem_sync_options* options, tandem_text** report,
                              tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    if (report != nullptr) *report = nullptr;
    const auto& who = capi::require(session, "session");
    const auto name = capi::required_text(connection, "connection");
    const auto wanted = run_options(capi::options(options, "tandem_sync_options"));
    capi::give(report,
               with_remote(who, name, wanted.cancelled, [&](auto& db, const auto& conn, auto& remote) {
                 return sync::run(db, conn, remote, wanted);
               }));
  });
}

tandem_status tandem_sync_status(tandem_session* session, tandem_text** out, tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    capi::require_out(out, "out");
    capi::give(out, read_as(capi::require(session, "session"),
                            [](store::Database& db) { return sync::status(db); }));
  });
}

tandem_status tandem_quarantine_list(tandem_session* session, tandem_str connection, tandem_text** out,
                                     tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    capi::require_out(out, "out");
    const auto& who = capi::require(session, "session");
    const auto name = capi::text(connection, "connection");
    capi::give(out, read_as(who, [&](store::Database& db) { return sync::quarantine(db, name); }));
  });
}

tandem_status tandem_quarantine_decide(tandem_session* session, int64_t id, tandem_str action,
                                       tandem_str reason, tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    const auto& who = capi::require(session, "session");
    const auto what = capi::required_text(action, "action");
    const auto why = capi::text(reason, "reason");
    if (what != "replay" && what != "discard") {
      throw Error(TANDEM_INVALID_ARGUMENT, "unknown action", "use \"replay\" or \"discard\"");
    }
    write_as_admin(who, [&](store::Database& db, const store::Actor& actor) {
      if (what == "replay") {
        sync::replay(db, actor, id);
      } else {
        sync::discard(db, actor, id, why);
      }
      return true;
    });
  });
}

tandem_status tandem_conflict_list(tandem_session* session, tandem_str connection, tandem_text** out,
                                   tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    capi::require_out(out, "out");
    const auto& who = capi::require(session, "session");
    const auto name = capi::text(connection, "connection");
    capi::give(out, read_as(who, [&](store::Database& db) { return sync::conflicts(db, name); }));
  });
}

tandem_status tandem_conflict_decide(tandem_session* session, int64_t id, tandem_str take,
                                     tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    const auto& who = capi::require(session, "session");
    const auto side = capi::required_text(take, "take");
    if (side != "local" && side != "remote") {
      throw Error(TANDEM_INVALID_ARGUMENT, "unknown decision", "take \"local\" or \"remote\"");
    }
    who.state->change([&](store::Database& db) {
      sync::resolve(db, domain::actor_for(db, who.person), id, side);
      return true;
    });
  });
}
