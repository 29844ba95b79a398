// SPDX-License-Identifier: Apache-2.0
// One run, phase by phase (sync-engine §4). It may stop after any transaction; the next one goes on.
#include "sync/run/phases.hpp"

#include <algorithm>

#include "sync/inbox/conflicts.hpp"
#include "sync/inbox/rows.hpp"
#include "sync/outbound/push.hpp"

namespace tandem::sync {
namespace {

constexpr Instant kSchemaAge = 24LL * 3600 * 1'000'000;
constexpr Instant kLoginAge = 15LL * 60 * 1'000'000;

void take_traits(Session& session, const Json& schema) {
  for (const Json& type : schema.value("types", Json::array())) {
    const Json declared = type.value("traits", Json::object());
    Traits traits;
    traits.known = true;
    traits.write = declared.value("write", true);
    traits.erase = declared.value("delete", true);
    traits.conditional_write = declared.value("conditional_write", false);
    traits.consistent_get = declared.value("consistent_get", false);
    traits.create = declared.value("create", "");
    traits.key_field = declared.value("key_field", "");
    traits.deletes = declared.value("deletes", "");
    traits.batch_items = std::max<std::size_t>(1, declared.value("batch_items", std::size_t{100}));
    session.traits[type.value("name", "")] = traits;
  }
}

void take_lease(Session& session) {
  session.progress("lease");
  store::Change change(session.db, session.actor, session.options.cancelled);
  session.lease.take(change, session.conn.name);
  store::Statement s = session.db.prepare(
      "INSERT INTO sync_run (conn, started_at, phase, counters) VALUES (?, ?, 'pull', '{}')");
  s.bind(1, session.conn.number).bind(2, change.now()).run();
  session.run = sqlite3_last_insert_rowid(session.db.raw());
  change.commit();
}

/// The first sync is the admin's decision: from that moment on, what is older is history.
void go_live(Session& session) {
  if (session.conn.state == "disconnected") {
    throw Error(TANDEM_INVALID_STATE, "connection '" + session.conn.name + "' is disconnected",
                "connect it anew");
  }
  if (session.conn.state == "paused") {
    throw Error(TANDEM_INVALID_STATE, "connection '" + session.conn.name + "' is paused", "resume it first");
  }
  if (session.conn.state != "new") return;
  const bool decided = session.conn.live_from.has_value();
  if (!decided && !session.options.confirm_first) {
    throw Error(TANDEM_INVALID_STATE, "the first sync of '" + session.conn.name + "' has not been confirmed",
                "look at the plan, then confirm the first sync");
  }
  store::Change change(session.db, session.actor, session.options.cancelled);
  if (!decided) session.conn.live_from = change.now();
  session.conn.state = "live";
  store::Statement s =
      session.db.prepare("UPDATE sync_conn SET state = 'live', live_from = ? WHERE number = ?");
  s.bind(1, *session.conn.live_from).bind(2, session.conn.number).run();
  change.event("connection.confirmed", "connection", session.conn.id, {{"name", session.conn.name}});
  change.commit();
}

/// Login and schema, each no more often than needed (contracts 24).
void preflight(Session& session) {
  session.progress("preflight");
  store::Statement s = session.db.prepare(
      "SELECT schema, schema_at, verified_at, remote_user FROM sync_conn WHERE number = ?");
  s.bind(1, session.conn.number);
  s.step();
  const std::string kept(s.text(0));
  const Instant schema_at = s.integer(1), verified_at = s.integer(2);
  session.remote_user = s.text(3);
  s.reset();
  const Instant now = session.db.clock().now();
  std::string org = session.conn.org_identity, schema = kept;
  const bool verify =
      session.remote.can(TANDEM_CAP_VERIFY) && (verified_at == 0 || now - verified_at > kLoginAge);
  if (!kept.empty()) take_traits(session, parse_json(kept, "a remote's schema"));
  const bool unknown_type =
      std::any_of(session.mapping->streams.begin(), session.mapping->streams.end(),
                  [&](const StreamPlan& stream) { return !session.traits_of(stream.remote_type).known; });
  const bool look = session.remote.can(TANDEM_CAP_SCHEMA) && (unknown_type || now - schema_at > kSchemaAge);
  if (verify) {
    const Json who = session.remote.verify();
    ++session.counters.calls;
    const std::string found =
        who.contains("org") && who["org"].is_string() ? who["org"].get<std::string>() : "";
    if (!org.empty() && !found.empty() && found != org) {
      throw Error(TANDEM_CONFLICT, "connection '" + session.conn.name + "' now reaches another organisation",
                  "check its settings; make a new connection for a new organisation");
    }
    if (org.empty()) org = found;
    session.remote_user =
        who.contains("user") && who["user"].is_string() ? who["user"].get<std::string>() : "";
  }
  if (look) {
    schema = session.remote.schema().dump();
    ++session.counters.calls;
  }
  if (look) take_traits(session, parse_json(schema, "a remote's schema"));
  if (!verify && !look) return;
  Transaction transaction(session);
  store::Statement u = session.db.prepare(
      "UPDATE sync_conn SET org_identity = ?, verified_at = ?, schema = ?, schema_at = ?, remote_user = ? "
      "WHERE number = ?");
  if (org.empty()) {
    u.bind_null(1);
  } else {
    u.bind(1, std::string_view(org));
  }
  u.bind(2, verify ? now : verified_at);
  if (schema.empty()) {
    u.bind_null(3);
  } else {
    u.bind(3, std::string_view(schema));
  }
  u.bind(4, look ? now : schema_at).bind(5, session.remote_user).bind(6, session.conn.number).run();
  transaction.commit();
}

std::int64_t left_over(Session& session, const char* sql) {
  store::Statement s = session.db.prepare(sql);
  s.bind(1, session.conn.number);
  s.step();
  return s.integer(0);
}

std::string judge_outcome(Session& session, const Puller& puller) {
  const Counters& c = session.counters;
  if (session.cancelled()) return "cancelled";
  if (!session.stopped.empty()) return "stopped";
  const bool clean =
      c.parked == 0 && c.quarantined == 0 && c.failed == 0 && c.unknown == 0 && c.skipped == 0 &&
      !puller.failure() &&
      left_over(session, "SELECT count(*) FROM sync_parked WHERE conn = ? AND state <> 'discarded'") == 0 &&
      left_over(session, "SELECT count(*) FROM sync_conflict WHERE conn = ? AND status = 'open'") == 0;
  return clean ? "done" : "partial";
}

Json report(const Session& session, std::string_view outcome) {
  Json document = {{"connection", session.conn.name}, {"outcome", std::string(outcome)}};
  const Json counters = session.counters.json();
  for (const auto& [name, value] : counters.items()) document[name] = value;
  document["messages"] = session.messages;
  document["stopped_streams"] = session.stopped;
  if (!session.adapter_counters.empty()) document["adapter_counters"] = session.adapter_counters;
  return document;
}

/// Stores the run's result, gives the lease back, keeps the last runs and attempts only.
void close(Session& session, std::string_view outcome) {
  session.progress("close");
  for (const auto& [name, value] : session.remote.take_metrics()) session.adapter_counters[name] = value;
  store::Change change(session.db, session.actor);
  session.lease.renew(change);
  const std::string counters = report(session, outcome).dump();
  store::Statement s = session.db.prepare(
      "UPDATE sync_run SET ended_at = ?, phase = 'close', outcome = ?, counters = ? WHERE id = ?");
  s.bind(1, change.now()).bind(2, outcome).bind(3, std::string_view(counters)).bind(4, session.run).run();
  session.db.prepare("DELETE FROM sync_run WHERE conn = ? AND id <= ? - 100")
      .bind(1, session.conn.number)
      .bind(2, session.run)
      .run();
  session.db
      .prepare("DELETE FROM sync_attempt WHERE conn = ? AND run <= ? - 100 AND state IN ('acked','failed')")
      .bind(1, session.conn.number)
      .bind(2, session.run)
      .run();
  session.lease.release(change);
  change.commit();
}

void close_quietly(Session& session, std::string_view outcome) noexcept {
  try {
    if (session.lease.held()) close(session, outcome);
  } catch (const std::exception&) {  // the lease expires by itself
  }
}

}  // namespace

std::string run_phases(Session& session) {
  Puller puller(session);
  Applier out_references(session);
  Pusher pusher(session, puller, out_references.references());
  session.progress("recover");
  pusher.recover();
  session.point(2);
  preflight(session);
  if (!session.dry) pusher.settle();
  session.progress("pull");
  puller.run();
  session.all_read = !puller.failure() && !session.cancelled();
  settle_moot(session);
  session.progress("push");
  pusher.run();
  if (!session.cancelled()) puller.release_waiting();
  session.point(10);
  return judge_outcome(session, puller);
}

Json run(store::Database& database, const Connection& connection, Remote& remote, const RunOptions& options) {
  // The connection may have been changed since the caller read it.
  Session session(database, sync::connection(database, connection.id.text()), remote, options);
  go_live(session);
  take_lease(session);
  session.point(1);
  try {
    const std::string outcome = run_phases(session);
    close(session, outcome);
    return report(session, outcome);
  } catch (const Error& e) {
    if (e.status() == TANDEM_CANCELLED) {
      close_quietly(session, "cancelled");
      return report(session, "cancelled");
    }
    session.note(e.message());
    close_quietly(session, "partial");
    throw;
  } catch (const std::exception&) {
    close_quietly(session, "partial");
    throw;
  }
}

}  // namespace tandem::sync
