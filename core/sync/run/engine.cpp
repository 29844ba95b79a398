// SPDX-License-Identifier: Apache-2.0
// One run, phase by phase (docs/design/sync.md). It may stop after any transaction; the next one goes on.
#include "sync/run/phases.hpp"

#include <algorithm>

#include "sync/inbox/conflicts.hpp"
#include "sync/inbox/rows.hpp"
#include "sync/outbound/push.hpp"

namespace tandem::sync {
namespace {

using store::ledger::Connections;

constexpr Instant kSchemaAge = 24LL * 3600 * 1'000'000;
constexpr std::int64_t kRunsKept = 100;
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
  session.run = session.ledger.runs.start(change.now());
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
  Connections(session.db).go_live(session.conn.number, *session.conn.live_from);
  change.event("connection.confirmed", "connection", session.conn.id, {{"name", session.conn.name}});
  change.commit();
}

/// Login and schema, each no more often than needed.
void preflight(Session& session) {
  session.progress("preflight");
  const store::ledger::Preflight kept = Connections(session.db).preflight(session.conn.number);
  store::ledger::Preflight seen = kept;
  session.remote_user = kept.remote_user;
  seen.org_identity = session.conn.org_identity;
  const Instant now = session.db.clock().now();
  const bool verify =
      session.remote.can(TANDEM_CAP_VERIFY) && (kept.verified_at == 0 || now - kept.verified_at > kLoginAge);
  if (!kept.schema.empty()) take_traits(session, parse_json(kept.schema, "a remote's schema"));
  const bool unknown_type =
      std::any_of(session.mapping->streams.begin(), session.mapping->streams.end(),
                  [&](const StreamPlan& stream) { return !session.traits_of(stream.remote_type).known; });
  const bool look =
      session.remote.can(TANDEM_CAP_SCHEMA) && (unknown_type || now - kept.schema_at > kSchemaAge);
  if (verify) {
    const Json who = session.remote.verify();
    ++session.counters.calls;
    const std::string found =
        who.contains("org") && who["org"].is_string() ? who["org"].get<std::string>() : "";
    if (!seen.org_identity.empty() && !found.empty() && found != seen.org_identity) {
      throw Error(TANDEM_CONFLICT, "connection '" + session.conn.name + "' now reaches another organisation",
                  "check its settings; make a new connection for a new organisation");
    }
    if (seen.org_identity.empty()) seen.org_identity = found;
    session.remote_user =
        who.contains("user") && who["user"].is_string() ? who["user"].get<std::string>() : "";
    seen.verified_at = now;
  }
  if (look) {
    seen.schema = session.remote.schema().dump();
    seen.schema_at = now;
    ++session.counters.calls;
    take_traits(session, parse_json(seen.schema, "a remote's schema"));
  }
  if (!verify && !look) return;
  Transaction transaction(session);
  seen.remote_user = session.remote_user;
  Connections(session.db).set_preflight(session.conn.number, seen);
  transaction.commit();
}

RunOutcome judge_outcome(Session& session, const Puller& puller) {
  const Counters& c = session.counters;
  if (session.cancelled()) return RunOutcome::cancelled;
  if (!session.stopped.empty()) return RunOutcome::stopped;
  const bool clean = c.parked == 0 && c.quarantined == 0 && c.failed == 0 && c.unknown == 0 &&
                     c.skipped == 0 && !puller.failure() && session.ledger.parked.count_open() == 0 &&
                     session.ledger.conflicts.count_open() == 0;
  return clean ? RunOutcome::done : RunOutcome::partial;
}

Json report(const Session& session, RunOutcome outcome) {
  Json document = {{"connection", session.conn.name}, {"outcome", to_text(outcome)}};
  const Json counters = session.counters.json();
  for (const auto& [name, value] : counters.items()) document[name] = value;
  document["messages"] = session.messages;
  document["stopped_streams"] = session.stopped;
  if (!session.adapter_counters.empty()) document["adapter_counters"] = session.adapter_counters;
  return document;
}

/// Stores the run's result, gives the lease back, keeps the last runs and attempts only.
void close(Session& session, RunOutcome outcome) {
  session.progress("close");
  for (const auto& [name, value] : session.remote.take_metrics()) session.adapter_counters[name] = value;
  store::Change change(session.db, session.actor);
  session.lease.renew(change);
  const std::string counters = report(session, outcome).dump();
  session.ledger.runs.close(session.run, change.now(), outcome, counters);
  session.ledger.runs.forget_before(session.run - kRunsKept);
  session.ledger.attempts.forget_before(session.run - kRunsKept);
  session.lease.release(change);
  change.commit();
}

void close_quietly(Session& session, RunOutcome outcome) noexcept {
  try {
    if (session.lease.held()) close(session, outcome);
  } catch (const std::exception&) {  // the lease expires by itself
  }
}

}  // namespace

RunOutcome run_phases(Session& session) {
  Puller puller(session);
  LinkedReferences references(session);
  Pusher pusher(session, puller, references);
  session.progress("recover");
  pusher.recover();
  session.point(TestPoint::recovered);
  preflight(session);
  if (!session.dry) pusher.settle();
  session.progress("pull");
  puller.run();
  session.all_read = !puller.failure() && !session.cancelled();
  settle_moot(session);
  session.progress("push");
  pusher.run();
  if (!session.cancelled()) puller.release_waiting();
  session.point(TestPoint::pushed);
  return judge_outcome(session, puller);
}

Json run(store::Database& database, const Connection& connection, Remote& remote, const RunOptions& options) {
  // The connection may have been changed since the caller read it.
  Session session(database, sync::connection(database, connection.id.text()), remote, options);
  go_live(session);
  take_lease(session);
  session.point(TestPoint::lease_taken);
  try {
    const RunOutcome outcome = run_phases(session);
    close(session, outcome);
    return report(session, outcome);
  } catch (const Error& e) {
    if (e.status() == TANDEM_CANCELLED) {
      close_quietly(session, RunOutcome::cancelled);
      return report(session, RunOutcome::cancelled);
    }
    session.note(e.message());
    close_quietly(session, RunOutcome::partial);
    throw;
  } catch (const std::exception&) {
    close_quietly(session, RunOutcome::partial);
    throw;
  }
}

}  // namespace tandem::sync
