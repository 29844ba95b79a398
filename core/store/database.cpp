// SPDX-License-Identifier: Apache-2.0
#include "store/database.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "store/connection.hpp"
#include "store/create.hpp"
#include "store/extension.hpp"
#include "store/migration/age.hpp"
#include "store/migration/migrate.hpp"
#include "store/place.hpp"
#include "store/plan.hpp"
#include "store/schema.hpp"
#include "store/sidecar.hpp"

namespace tandem::store {
namespace {

constexpr std::size_t kMaxStatements = 400;  // extras are finalised instead of kept

Connection open_connection(const std::filesystem::path& path, const OpenOptions& options) {
  Connection db = connect(path, options.read_only ? Access::read : Access::write, options.busy_timeout_ms);
  if (!options.read_only && sqlite3_db_readonly(db.get(), "main") == 1) {
    throw Error(TANDEM_FORBIDDEN, "the store's file is read-only for this user",
                "give the user write access to the file, or open read-only");
  }
  return db;
}

}  // namespace

std::unique_ptr<Database> Database::open(const std::filesystem::path& path, const model::Catalogue& prototype,
                                         const OpenOptions& options) {
  check_place(path, options);
  // Through a link: what stands beside the store stands beside the file itself.
  if (std::filesystem::is_symlink(path)) return open(std::filesystem::canonical(path), prototype, options);
  if (options.create) create_store(path, prototype, options);
  Connection connection = open_connection(path, options);
  require_store(connection.get());
  Standing standing = stand(connection.get(), prototype);
  if (standing.age == Age::older && options.migrate) {
    connection.reset();
    migrate(path, prototype, options);
    connection = open_connection(path, options);
    standing = stand(connection.get(), prototype);
  }
  options.read_only ? require_readable(standing) : require_writable(standing);
  use_log(connection.get(), options.may_lose_newest_commits);

  std::unique_ptr<Database> db(new Database);
  db->path_ = std::filesystem::absolute(path);
  db->options_ = options;
  db->options_.create = false;
  db->options_.migrate = false;
  db->ids_ = IdGenerator(*options.random);
  db->db_ = connection.release();
  db->lock_ =
      std::make_unique<WriteLock>(beside(sqlite3_db_filename(db->db_, "main"), "-lock"), *options.clock);
  db->checkpoint_at_ = kCheckpointPages;
  sqlite3_wal_hook(
      db->db_,
      [](void* self, sqlite3*, const char*, int pages) {
        static_cast<Database*>(self)->log_pages_ = pages;
        return SQLITE_OK;
      },
      db.get());
  db->safe_mode_ = !options.adopting && looks_copied(db->db_, db->path_, options.machine);
  db->prototype_ = std::make_unique<const model::Catalogue>(prototype);
  db->catalogue_ = std::make_unique<model::Catalogue>(prototype);
  db->standing_ = std::make_unique<Standing>(std::move(standing));
  db->schema_number_ = ask_number(db->db_, "PRAGMA user_version");
  db->load_extension_fields();
  return db;
}

Database::~Database() {
  if (forked()) return;  // the parent's connection: leaked here, closed there
  try {
    // Also where the last commit's own checkpoint has copied everything: the log is still long.
    if (wrote_ || log_pages_ > 0) truncate_log();
  } catch (...) {  // closing never fails; the log stays and is read again at the next opening
  }
  plans_.clear();
  for (auto& [sql, cached] : statements_) sqlite3_finalize(cached->statement);
  sqlite3_close_v2(db_);
}

std::unique_ptr<Database> Database::reopen(bool read_only) const {
  refuse_forked();
  OpenOptions options = options_;
  options.read_only = read_only;
  return open(path_, *prototype_, options);
}

void Database::refuse_forked() const {
  if (forked()) {
    throw Error(TANDEM_INVALID_STATE, "the store was opened before this process was forked",
                "open it again in the new process");
  }
}

Statement Database::prepare(std::string_view sql) {
  refuse_forked();
  return borrow(sql);
}

Statement Database::borrow(std::string_view sql) {
  const auto found = statements_.find(sql);
  if (found != statements_.end() && !found->second->busy) {
    found->second->busy = true;
    return {found->second->statement, &found->second->busy};
  }
  const bool keep = found == statements_.end() && statements_.size() < kMaxStatements;
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()),
                                      keep ? SQLITE_PREPARE_PERSISTENT : 0U, &statement, nullptr);
  if (code != SQLITE_OK) throw_sqlite(db_, code, "preparing a statement");
  if (!keep) return {statement, nullptr};
  auto cached = std::make_unique<Cached>();
  cached->statement = statement;
  cached->busy = true;
  bool* busy = &cached->busy;
  statements_.emplace(std::string(sql), std::move(cached));
  return {statement, busy};
}

void Database::execute(const char* sql) {
  refuse_forked();
  run_script(db_, sql, "running a statement");
}

std::optional<std::string> Database::meta(std::string_view key) {
  Statement statement = prepare("SELECT value FROM store_meta WHERE key = ?");
  statement.bind(1, key);
  if (!statement.step()) return std::nullopt;
  return std::string(statement.text(0));
}

void Database::set_meta(std::string_view key, std::string_view value) {
  prepare(
      "INSERT INTO store_meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = "
      "excluded.value")
      .bind(1, key)
      .bind(2, value)
      .run();
}

const EntityPlan& Database::plan(const EntityInfo& entity) {
  auto& plan = plans_[&entity];
  if (plan == nullptr || plan->fields != entity.size()) plan = std::make_unique<EntityPlan>(entity);
  return *plan;
}

bool Database::read(const EntityInfo& entity, const Id& id, Row& out) {
  const EntityPlan& with = plan(entity);
  Statement statement = prepare(with.select);
  statement.bind_blob(1, id.view());
  if (!statement.step()) return false;
  out.reset(with.fields);
  for (std::size_t i = 0; i < with.fields; ++i)
    out.set(i, statement.value_of_kind(static_cast<int>(i), with.kinds[i]));
  return true;
}

std::optional<Statement> Database::read_views(const EntityInfo& entity, const Id& id, Row& out) {
  const EntityPlan& with = plan(entity);
  Statement statement = prepare(with.select);
  statement.bind_blob(1, id.view());
  if (!statement.step()) return std::nullopt;
  if (out.size() != with.fields) out.reset(with.fields);
  for (std::size_t i = 0; i < with.fields; ++i) {
    out.borrow(i, statement.value_of_kind(static_cast<int>(i), with.kinds[i]));
  }
  return statement;
}

void Database::check_generation() {
  refuse_forked();
  Statement number = borrow("PRAGMA user_version");
  number.step();
  Statement generation = borrow("SELECT value FROM store_meta WHERE key = 'generation'");
  const bool known =
      number.integer(0) == schema_number_ && generation.step() && generation.text(0) == generation_;
  if (!known) {
    *standing_ = stand(db_, *prototype_);
    schema_number_ = number.integer(0);
    load_extension_fields();
  }
  require_readable(*standing_);
}

void Database::check_writable() {
  check_generation();
  require_writable(*standing_);
}

bool Database::is_widened() const { return standing_->age == Age::widened; }

void Database::load_extension_fields() {
  generation_ = meta(meta::kGeneration).value_or("0");
  add_declared_fields(db_, *catalogue_);
  memos_.clear();  // what was worked out may point into the fields
}

void Database::checkpoint_if_due() {
  refuse_forked();
  if (log_pages_ < checkpoint_at_) return;
  if (lock_->held()) return checkpoint_locked(false);
  if (!lock_->try_acquire()) return;  // that writer will find it due as well
  const std::unique_ptr<WriteLock, void (*)(WriteLock*)> release(lock_.get(),
                                                                 [](WriteLock* l) { l->release(); });
  checkpoint_locked(false);
}

bool Database::truncate_log() {
  refuse_forked();
  if (options_.read_only || lock_->held() || !lock_->try_acquire()) return false;
  const std::unique_ptr<WriteLock, void (*)(WriteLock*)> release(lock_.get(),
                                                                 [](WriteLock* l) { l->release(); });
  checkpoint_locked(true);
  return log_pages_ == 0;
}

void Database::checkpoint_locked(bool truncate) {
  // Truncating waits for readers by the busy timeout; they may stay, so do not wait at all.
  if (truncate) sqlite3_busy_timeout(db_, 0);
  int pages = 0;
  int done = 0;
  const int code = sqlite3_wal_checkpoint_v2(
      db_, "main", truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE, &pages, &done);
  if (truncate) sqlite3_busy_timeout(db_, static_cast<int>(options_.busy_timeout_ms));
  if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY) throw_sqlite(db_, code, "emptying the log");
  log_pages_ = std::max(pages, 0);
  // A reader that pins the log must not make every commit try again.
  checkpoint_at_ = done >= pages ? kCheckpointPages : pages + kCheckpointPages;
  mark_sidecar();
}

void Database::mark_sidecar() {
  if (!wrote_ || safe_mode_ || options_.read_only) return;  // safe mode must stay visible
  write_sidecar(path_, sidecar_of(db_));
  wrote_ = false;
}

}  // namespace tandem::store
