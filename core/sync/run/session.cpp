// SPDX-License-Identifier: Apache-2.0
#include "sync/run/session.hpp"

#include <algorithm>

namespace tandem::sync {
namespace {

constexpr std::size_t kShown = 20;  // of a dry run, each way

store::Actor acting(const Connection& conn) {
  store::Actor actor;
  actor.kind = store::ActorKind::connection;
  actor.id = conn.id;
  actor.side = conn.side;
  return actor;
}

}  // namespace

Json Counters::json() const {
  return {{"pulled", pulled},
          {"applied", applied},
          {"same", same},
          {"parked", parked},
          {"quarantined", quarantined},
          {"created", created},
          {"updated", updated},
          {"archived", archived},
          {"conflicts", conflicts},
          {"irregular", irregular},
          {"planned", planned},
          {"acked", acked},
          {"failed", failed},
          {"unknown", unknown},
          {"skipped", skipped},
          {"settled", settled},
          {"pages", pages},
          {"calls", calls}};
}

Session::Session(store::Database& database, Connection made, Remote& other, const RunOptions& run_options)
    : db(database),
      conn(std::move(made)),
      remote(other),
      options(run_options),
      mapping(Mapping::parse(conn.mapping, database.catalogue())),
      ledger(database, conn.number),
      lease(conn.number),
      actor(acting(conn)) {}

void Session::progress(std::string_view phase, std::string_view stream, std::int64_t done,
                       std::int64_t total) {
  if (phase != phase_) done_ = 0;
  phase_ = phase;
  done_ = std::max(done_, done);  // never back
  if (options.progress) options.progress(Progress{phase, stream, done_, total});
}

const Traits& Session::traits_of(std::string_view type) const {
  static const Traits kNone{};
  const auto found = traits.find(type);
  return found == traits.end() ? kNone : found->second;
}

void Session::note(std::string message) {
  if (messages.size() < 50 && std::find(messages.begin(), messages.end(), message) == messages.end()) {
    messages.push_back(std::move(message));
  }
}

void Session::told_in(std::string_view what, std::string_view entity, std::string_view remote_type,
                      std::string_view remote_id) {
  if (!dry || counters.shown.pulled.size() >= kShown) return;
  counters.shown.pulled.push_back(
      {std::string(what), std::string(entity), std::string(remote_type), std::string(remote_id), Id{}});
}

void Session::told_out(std::string_view what, std::string_view entity, std::string_view remote_type,
                       const Id& record, std::string_view remote_id) {
  if (!dry) return;
  ++counters.shown.pushes[std::string(what)];
  if (counters.shown.pushed.size() >= kShown) return;
  counters.shown.pushed.push_back(
      {std::string(what), std::string(entity), std::string(remote_type), std::string(remote_id), record});
}

Transaction::Transaction(Session& session)
    : session_(session), change_(session.db, session.actor, session.options.cancelled) {
  session_.mapping->bind(session_.db.catalogue());
  if (session_.lease.held()) session_.lease.renew(change_);
}

void Transaction::commit() { change_.commit(); }

}  // namespace tandem::sync
