// SPDX-License-Identifier: Apache-2.0
#include "store/change.hpp"

#include <utility>

#include "base/error.hpp"
#include "store/plan.hpp"

namespace tandem::store {
namespace {

using model::SetBy;

Error not_found(const EntityInfo& entity, const Id& id) {
  return Refusal(TANDEM_NOT_FOUND, "unknown_record", "there is no such " + std::string(entity.name()),
                 "check the id")
      .about(entity.name(), id.text());
}

/// Rows of a caller that was built before a field was added are shorter.
void widen(Row& row, std::size_t fields) {
  if (row.size() >= fields) return;
  Row wide(fields);
  for (std::size_t i = 0; i < row.size(); ++i) wide.set(i, row[i]);
  row = std::move(wide);
}

void find_changes(const Row& before, const Row& after, std::vector<std::size_t>& changed) {
  changed.clear();
  for (std::size_t i = model::kArchivedAt; i < after.size(); ++i) {
    if (!model::same(before[i], after[i])) changed.push_back(i);
  }
}

}  // namespace

Change::Change(Database& database, Actor actor, const std::function<bool()>& cancelled)
    : db_(&database), actor_(actor) {
  db_->refuse_forked();
  if (db_->options_.read_only) {
    throw Refusal(TANDEM_FORBIDDEN, "read_only", "the store was opened read-only",
                  "open it again for writing");
  }
  begin(cancelled);
}

void Change::begin(const std::function<bool()>& cancelled) {
  db_->lock_->acquire(db_->options_.busy_timeout_ms, cancelled);
  open_ = true;
  try {
    db_->borrow("BEGIN IMMEDIATE").run();
    db_->check_writable();
    now_ = db_->clock().now();
    ++db_->changes_begun_;
    rows_before_ = sqlite3_total_changes64(db_->db_);
  } catch (...) {
    roll_back();
    throw;
  }
}

Change::~Change() { roll_back(); }

void Change::roll_back() noexcept {
  if (!open_ || db_->forked()) return;
  open_ = false;
  // A full disk or a failed flush has rolled back already.
  if (sqlite3_get_autocommit(db_->db_) == 0) sqlite3_exec(db_->db_, "ROLLBACK", nullptr, nullptr, nullptr);
  db_->lock_->release();
}

void Change::commit() {
  if (!open_) throw Error(TANDEM_INVALID_STATE, "this change has ended already", "begin another one");
  db_->refuse_forked();
  const bool wrote = sqlite3_total_changes64(db_->db_) != rows_before_;
  if (wrote) txn();
  db_->borrow("COMMIT").run();
  open_ = false;
  if (wrote) db_->wrote_ = true;
  try {
    db_->checkpoint_if_due();
  } catch (const Error&) {  // the change is safe in the log; the next writer tries again
  }
  db_->lock_->release();
  if (declares_fields_) db_->load_extension_fields();
}

std::int64_t Change::txn() {
  if (txn_ != 0) return txn_;
  // No RETURNING: SQLite would make a temporary table for it.
  db_->borrow("UPDATE store_meta SET value = value + 1 WHERE key = 'commits'").run();
  Statement next = db_->borrow("SELECT CAST(value AS INTEGER) FROM store_meta WHERE key = 'commits'");
  if (!next.step())
    throw Error(TANDEM_CORRUPT, "the store has lost its commit counter", "run `tandem verify`");
  return txn_ = next.integer(0);
}

void Change::act_for(const Id& person, model::Side side) {
  actor_.on_behalf_of = person;
  actor_.side = side;
}

std::optional<Row> Change::find(const EntityInfo& entity, const Id& id) {
  Row row;
  if (!db_->read(entity, id, row)) return std::nullopt;
  return row;
}

Row Change::get(const EntityInfo& entity, const Id& id) {
  Row row;
  if (!db_->read(entity, id, row)) throw not_found(entity, id);
  return row;
}

void Change::require(const EntityInfo& entity, const Id& id) {
  Statement row = db_->borrow(db_->plan(entity).select);
  if (!row.bind_blob(1, id.view()).step()) throw not_found(entity, id);
}

Id Change::create(const EntityInfo& entity, Row& values, SetBy by) {
  const EntityPlan& plan = db_->plan(entity);
  widen(values, plan.fields);
  authorise(entity, nullptr, values, by);
  if (!values_are_canonical) take_values(entity, values, values);
  for (const std::size_t i : plan.with_fallback) {
    if (!model::given(values[i])) values.set(i, plan.fallbacks[i]);
  }
  for (std::size_t i = model::kCommonFields; i < plan.fields; ++i) {
    if (!model::given(values[i])) values.borrow(i, model::null());
  }
  const Id id = model::has(values[model::kId]) ? model::to_id(values[model::kId]) : db_->ids_.next(now_);
  values.set_id(model::kId, id);
  values.borrow(model::kRevision, model::integer(1));
  values.borrow(model::kCreatedAt, model::instant(now_));
  values.borrow(model::kUpdatedAt, model::instant(now_));
  values.borrow(model::kArchivedAt, model::null());
  Write write{entity, plan, nullptr, values, by, plan.created, {}};
  write_row(write);
  return id;
}

Row Change::read_for_change(const EntityInfo& entity, const Id& id, std::optional<std::int64_t> if_revision) {
  Row row = get(entity, id);
  if (if_revision && *if_revision != row[model::kRevision].as.i) {
    throw Refusal(TANDEM_CONFLICT, "changed_meanwhile",
                  "somebody else changed this " + std::string(entity.name()) + " first",
                  "read it again and repeat the change on what it says now")
        .about(entity.name(), id.text());
  }
  return row;
}

std::int64_t Change::update(const EntityInfo& entity, const Id& id, const Row& values, SetBy by,
                            std::optional<std::int64_t> if_revision) {
  return update(entity, read_for_change(entity, id, if_revision), values, by);
}

std::int64_t Change::update(const EntityInfo& entity, const Row& before, const Row& values, SetBy by) {
  const EntityPlan& plan = db_->plan(entity);
  Row after = before;
  take_values(entity, values, after);
  authorise(entity, &before, after, by);
  Write write{entity, plan, &before, after, by, plan.updated, {}};
  find_changes(before, after, write.changed);
  if (write.changed.empty()) return before[model::kRevision].as.i;
  write_row(write);
  return after[model::kRevision].as.i;
}

void Change::archive(const EntityInfo& entity, const Id& id, std::optional<std::int64_t> if_revision) {
  set_archived(entity, id, model::instant(now_), if_revision);
}

void Change::restore(const EntityInfo& entity, const Id& id) { set_archived(entity, id, model::null(), {}); }

void Change::set_archived(const EntityInfo& entity, const Id& id, const Value& at,
                          std::optional<std::int64_t> if_revision) {
  const EntityPlan& plan = db_->plan(entity);
  const Row before = read_for_change(entity, id, if_revision);
  const bool away = model::has(at);
  if (model::has(before[model::kArchivedAt]) == away) return;
  Row after = before;
  after.borrow(model::kArchivedAt, at);
  Write write{entity, plan, &before, after, SetBy::derived, away ? plan.archived : plan.restored, {}};
  write_row(write);
}

void Change::write_row(Write& write) {
  for (const model::Rule rule : write.entity.before_write)
    rule(*this, write.entity, write.before, write.after);
  note_changes(write);
  check_row(write);
  if (write.before == nullptr) {
    insert(write);
  } else {
    write.after.borrow(model::kRevision, model::integer((*write.before)[model::kRevision].as.i + 1));
    write.after.borrow(model::kUpdatedAt, model::instant(now_));
    modify(write);
  }
  enqueue(write, row_seq(write));
  for (const model::Rule rule : write.entity.after_write)
    rule(*this, write.entity, write.before, write.after);
}

/// What changed, after the rules had their say.
void Change::note_changes(Write& write) {
  if (write.before != nullptr) return find_changes(*write.before, write.after, write.changed);
  for (std::size_t i = model::kCommonFields; i < write.plan.fields; ++i) {
    if (model::has(write.after[i])) write.changed.push_back(i);
  }
}

void Change::forget_recalled(std::string_view entity) {
  if (recalled_.empty()) return;
  std::erase_if(recalled_, [&](const Recalled& known) { return known.entity == entity; });
}

void Change::insert(const Write& write) {
  forget_recalled(write.entity.name());
  Statement statement = db_->borrow(write.plan.insert);
  for (std::size_t i = 0; i < write.plan.fields; ++i) {  // what is not bound is null
    if (model::has(write.after[i])) statement.bind(static_cast<int>(i + 1), write.after[i]);
  }
  const int code = sqlite3_step(statement.raw());
  if (code == SQLITE_DONE) return;
  if (sqlite3_extended_errcode(db_->db_) == SQLITE_CONSTRAINT_FOREIGNKEY) check_references(write);
  throw_sqlite(db_->db_, code, "storing a record");
}

void Change::modify(const Write& write) {
  forget_recalled(write.entity.name());
  std::vector<std::size_t> positions = write.changed;
  positions.push_back(model::kRevision);
  positions.push_back(model::kUpdatedAt);
  Statement statement = db_->borrow(write.plan.update(positions));
  int parameter = 0;
  for (const std::size_t i : positions) statement.bind(++parameter, write.after[i]);
  statement.bind(++parameter, write.after[model::kId]);
  const int code = sqlite3_step(statement.raw());
  if (code == SQLITE_DONE) return;
  if (sqlite3_extended_errcode(db_->db_) == SQLITE_CONSTRAINT_FOREIGNKEY) check_references(write);
  throw_sqlite(db_->db_, code, "changing a record");
}

void Change::begin_page(std::string_view kind, const Json& payload) {
  page_ = Page{std::string(kind), payload.dump()};
  page_seq_ = 0;  // written with the first row that changes: an idle page leaves no trace
}

Change::Savepoint::Savepoint(Change& change)
    : change_(&change), txn_(change.txn_), page_seq_(change.page_seq_), last_seq_(change.last_seq_) {
  change_->db_->borrow("SAVEPOINT row").run();
}

Change::Savepoint::~Savepoint() {
  sqlite3* db = change_->db_->raw();
  if (kept_ || !change_->open_ || sqlite3_get_autocommit(db) != 0) return;
  sqlite3_exec(db, "ROLLBACK TO row; RELEASE row", nullptr, nullptr, nullptr);
  change_->txn_ = txn_;
  change_->page_seq_ = page_seq_;
  change_->last_seq_ = last_seq_;
  change_->routes_.reset();
  change_->recalled_.clear();
  ++change_->db_->changes_begun_;  // what was worked out since may rest on rows that are gone again
}

void Change::Savepoint::keep() {
  change_->db_->borrow("RELEASE row").run();
  kept_ = true;
}

}  // namespace tandem::store
