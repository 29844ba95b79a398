// SPDX-License-Identifier: Apache-2.0
// One connection to one store file. [serialized] A sync run, a cursor and the host's calls use
// separate Database objects on the same file; SQLite and the write lock keep them apart.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <typeindex>
#include <unordered_map>
#include <vector>

#include "base/fork_guard.hpp"
#include "base/id.hpp"
#include "base/services.hpp"
#include "model/catalogue.hpp"
#include "store/lock.hpp"

namespace tandem::store {

using model::EntityInfo;
using model::Row;
using model::Value;

inline constexpr int kCheckpointPages = 1000;  ///< log size that makes a checkpoint due
inline constexpr int kSchemaNumber = 2;        ///< user_version that this library writes

struct OpenOptions {
  bool create = false;  ///< make the file; it must not exist
  bool read_only = false;
  bool migrate = false;                  ///< bring an older file up to date, after an automatic backup
  bool may_lose_newest_commits = false;  ///< synchronous=NORMAL instead of FULL
  bool adopting = false;                 ///< used by `adopt` alone: opens in spite of a copy mismatch
  std::int64_t busy_timeout_ms = 10'000;
  Clock* clock = &system_clock();
  Random* random = &system_random();
  /// Name of the network file system under a path, or empty. Tests put their own; unset: ask the system.
  std::function<std::string(const std::filesystem::path&)> network_file_system;
  std::string machine;  ///< this machine's id; empty: ask the system
};

struct EntityPlan;
struct Standing;

/// A prepared statement on loan from the connection's cache; reset when the loan ends.
class Statement {
 public:
  Statement(sqlite3_stmt* statement, bool* busy) : statement_(statement), busy_(busy) {}
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  Statement& bind(int index, std::int64_t value);
  Statement& bind(int index, std::string_view text);  ///< a view that outlives the step
  Statement& bind(int index, const Id& id);
  Statement& bind_id_or_null(int index, const Id& id);  ///< an empty id binds null
  Statement& bind_null(int index);
  Statement& bind_blob(int index, std::string_view bytes);
  Statement& bind(int index, const Value& value);  ///< the one bind switch; absent binds null
  bool step();                                     ///< true: there is a row; throws a translated Error
  void run();                                      ///< steps to the end and resets
  void reset();
  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string_view text(int column) const;                    ///< text or blob; view until the next step
  Id id(int column) const;                                    ///< empty id for null
  Value value(int column, model::Type type) const;            ///< a view until the next step
  Value value_of_kind(int column, std::uint16_t kind) const;  ///< the same for a kind looked up before
  sqlite3_stmt* raw() const { return statement_; }

 private:
  sqlite3_stmt* statement_;
  bool* busy_;
};

/// One column of the row a statement stands on; a view until the next step.
Value column_value(sqlite3_stmt* statement, int column, std::uint16_t kind);

class Database {
 public:
  /// Opens or creates. `prototype` is the domain's catalogue; the store's extension fields are added
  /// to a copy of it.
  static std::unique_ptr<Database> open(const std::filesystem::path& path, const model::Catalogue& prototype,
                                        const OpenOptions& options);
  ~Database();
  Database(const Database&) = delete;

  /// Another connection to the same file with the same options (read-only on demand).
  std::unique_ptr<Database> reopen(bool read_only) const;

  const std::filesystem::path& path() const { return path_; }
  const model::Catalogue& catalogue() const { return *catalogue_; }
  model::Catalogue& catalogue() { return *catalogue_; }
  Clock& clock() const { return *options_.clock; }
  Random& random() const { return *options_.random; }
  const OpenOptions& options() const { return options_; }
  IdGenerator& ids() { return ids_; }
  sqlite3* raw() const { return db_; }
  bool safe_mode() const { return safe_mode_; }  ///< a copied or restored file: see `tandem adopt`
  WriteLock& lock() { return *lock_; }

  Statement prepare(std::string_view sql);
  void execute(const char* sql);
  /// A value from the one-row-a-key table `store_meta`.
  std::optional<std::string> meta(std::string_view key);
  void set_meta(std::string_view key, std::string_view value);

  /// Reads one row by id, all fields by position; false when there is none.
  bool read(const EntityInfo& entity, const Id& id, Row& out);
  /// The same with views into the statement, no copies; valid until the loan ends.
  std::optional<Statement> read_views(const EntityInfo& entity, const Id& id, Row& out);

  /// What an upper floor has worked out from the store's rows and wants to find again: one object a type.
  /// Whoever keeps something there sees to it that it is not stale.
  template <typename T>
  T& memo() {
    std::shared_ptr<void>& kept = memos_[std::type_index(typeid(T))];
    if (!kept) kept = std::make_shared<T>();
    return *static_cast<T*>(kept.get());
  }
  /// Grows with every change begun and every part undone: what was worked out before may be stale.
  std::int64_t changes_begun() const { return changes_begun_; }

  /// Looks whether another process has migrated the store or declared fields since; needs upgrade when
  /// this library can no longer read it.
  void check_generation();
  /// The same at the start of every write transaction; needs upgrade also when a newer Tandem has
  /// changed what an older one must not write to.
  void check_writable();
  /// A newer Tandem has added to the store what this one knows nothing of.
  bool is_widened() const;
  /// A passive checkpoint under the write lock, when the log has grown above 1,000 pages.
  void checkpoint_if_due();
  /// Tries to empty the log file: at the end of a sync and at closing. False: somebody still reads it.
  bool truncate_log();
  /// Says that the process has forked since opening: every call then answers invalid state.
  bool forked() const { return fork_guard_.forked(); }

 private:
  Database() = default;
  friend class Change;
  struct Cached {
    sqlite3_stmt* statement = nullptr;
    bool busy = false;
  };
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  void refuse_forked() const;
  void load_extension_fields();
  Statement borrow(std::string_view sql);
  const EntityPlan& plan(const EntityInfo& entity);
  void checkpoint_locked(bool truncate);
  void mark_sidecar();

  std::filesystem::path path_;
  OpenOptions options_;
  sqlite3* db_ = nullptr;
  std::unique_ptr<const model::Catalogue> prototype_;  // without this store's extension fields
  std::unique_ptr<model::Catalogue> catalogue_;
  std::unique_ptr<WriteLock> lock_;
  std::unordered_map<std::string, std::unique_ptr<Cached>, TextHash, std::equal_to<>> statements_;
  std::unordered_map<const EntityInfo*, std::unique_ptr<EntityPlan>> plans_;
  IdGenerator ids_{system_random()};
  bool safe_mode_ = false;
  bool wrote_ = false;      // something to write into the sidecar
  int log_pages_ = 0;       // pages in the log after the last commit
  int checkpoint_at_ = 0;   // log size at which the next checkpoint is due
  std::string generation_;  // of the extension fields that catalogue_ knows
  std::int64_t schema_number_ = 0;
  std::unique_ptr<Standing> standing_;  // how old the file is against this library
  std::int64_t changes_begun_ = 0;
  std::unordered_map<std::type_index, std::shared_ptr<void>> memos_;  // may refer to catalogue_
  ForkGuard fork_guard_;
};

/// Turns an SQLite result into an Error with a Tandem message: never table or column names of ours.
[[noreturn]] void throw_sqlite(sqlite3* db, int code, std::string_view doing);

}  // namespace tandem::store
