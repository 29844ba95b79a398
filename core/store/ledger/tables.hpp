// SPDX-License-Identifier: Apache-2.0
// The sync ledger's tables. They live beside the domain's tables so that a page's rows, links and
// cursor commit together. The engine above owns their meaning (docs/design/sync.md).
#pragma once

namespace tandem::store {

/// Connections have a small number besides their id, because links repeat it a million times.
/// A CHECK with IN of three or more would cost a temporary index at every write.
inline constexpr const char* kLedgerSchema = R"sql(
CREATE TABLE sync_conn (
  number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('adapter','host')), adapter TEXT NOT NULL,
  side TEXT NOT NULL, settings TEXT NOT NULL CHECK (json_valid(settings)),
  mapping TEXT NOT NULL CHECK (json_valid(mapping)), mapping_hash TEXT NOT NULL,
  org_identity TEXT, remote_user TEXT, state TEXT NOT NULL CHECK (state IN ('new','live','paused','disconnected')),
  state_reason TEXT, live_from INTEGER, created_at INTEGER NOT NULL,
  schema TEXT, schema_at INTEGER, verified_at INTEGER
) STRICT;

-- Which connections receive which entity: all that the write pipeline needs to know of mappings.
CREATE TABLE sync_route (
  entity TEXT NOT NULL, conn INTEGER NOT NULL REFERENCES sync_conn(number),
  PRIMARY KEY (entity, conn)
) STRICT, WITHOUT ROWID;

CREATE TABLE sync_link (
  conn INTEGER NOT NULL REFERENCES sync_conn(number), entity INTEGER NOT NULL,
  remote_type TEXT NOT NULL, remote_id TEXT NOT NULL, local_id BLOB NOT NULL,
  state TEXT NOT NULL, row_hash BLOB, version TEXT, own_write_at INTEGER,
  covered_seq INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (conn, remote_type, remote_id, entity)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX sync_link_local ON sync_link (local_id, conn, entity, remote_type);

-- What the two sides agreed on last; a row only while the record differs from it, or a field is lossy.
CREATE TABLE sync_base (
  conn INTEGER NOT NULL, entity INTEGER NOT NULL, local_id BLOB NOT NULL, remote_type TEXT NOT NULL DEFAULT '',
  local_values TEXT NOT NULL CHECK (json_valid(local_values)), remote_values TEXT,
  PRIMARY KEY (local_id, conn, entity, remote_type)
) STRICT, WITHOUT ROWID;

CREATE TABLE sync_outbox (
  conn INTEGER NOT NULL, entity INTEGER NOT NULL, local_id BLOB NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('write','archive')), upto_seq INTEGER NOT NULL,
  not_before INTEGER NOT NULL DEFAULT 0, tries INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (conn, entity, local_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sync_attempt (
  id INTEGER PRIMARY KEY, conn INTEGER NOT NULL, run INTEGER NOT NULL, batch INTEGER NOT NULL,
  entity INTEGER NOT NULL, local_id BLOB NOT NULL, remote_type TEXT NOT NULL, remote_id TEXT,
  op TEXT NOT NULL CHECK (op = 'create' OR op = 'update' OR op = 'delete'), idem_key TEXT NOT NULL,
  payload TEXT NOT NULL, covers_seq INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state = 'prepared' OR state = 'sent' OR state = 'acked' OR state = 'failed' OR state = 'unknown'),
  error_class TEXT, remote_code TEXT, message TEXT, at INTEGER NOT NULL
) STRICT;
CREATE INDEX sync_attempt_open ON sync_attempt (conn, state) WHERE state IN ('prepared','sent','unknown');
CREATE INDEX sync_attempt_record ON sync_attempt (local_id, conn);

CREATE TABLE sync_parked (
  id INTEGER PRIMARY KEY, conn INTEGER NOT NULL, stream TEXT NOT NULL, direction TEXT NOT NULL CHECK (direction IN ('in','out')),
  entity TEXT, local_id BLOB, remote_type TEXT NOT NULL, remote_id TEXT NOT NULL, version TEXT,
  payload TEXT NOT NULL, observed_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state = 'waiting' OR state = 'quarantined' OR state = 'conflict' OR state = 'discarded'),
  waits_for TEXT, error_class TEXT NOT NULL, message TEXT NOT NULL, advice TEXT NOT NULL,
  tries INTEGER NOT NULL DEFAULT 1,
  UNIQUE (conn, direction, stream, remote_type, remote_id)
) STRICT;

CREATE TABLE sync_checkpoint (
  conn INTEGER NOT NULL, stream TEXT NOT NULL, cursor BLOB NOT NULL, mapping_hash TEXT NOT NULL,
  at INTEGER NOT NULL, whole INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (conn, stream)
) STRICT, WITHOUT ROWID;

CREATE TABLE sync_conflict (
  id INTEGER PRIMARY KEY, conn INTEGER NOT NULL, entity TEXT NOT NULL, local_id BLOB NOT NULL,
  remote_type TEXT NOT NULL, field TEXT NOT NULL, base TEXT, local TEXT, remote TEXT,
  status TEXT NOT NULL CHECK (status IN ('open','resolved')), decision TEXT, policy TEXT NOT NULL,
  actor_id BLOB, at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX sync_conflict_open ON sync_conflict (conn, local_id, field, remote_type) WHERE status = 'open';

CREATE TABLE sync_lease (
  conn INTEGER PRIMARY KEY, owner BLOB NOT NULL, token INTEGER NOT NULL, expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE sync_run (
  id INTEGER PRIMARY KEY, conn INTEGER NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER,
  phase TEXT NOT NULL, outcome TEXT, counters TEXT NOT NULL
) STRICT;
)sql";

}  // namespace tandem::store
