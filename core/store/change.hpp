// SPDX-License-Identifier: Apache-2.0
// The one way in. Every change, from a host, a verb or a sync, is one Change: a single SQLite
// transaction that authorises, validates, applies, journals and enqueues for the other connections.
#pragma once

#include <any>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "store/database.hpp"
#include "store/ledger/connections.hpp"

namespace tandem::store {

enum class ActorKind : std::uint8_t { person, connection, system };

/// Who acts. The host vouches for a person; a connection acts for the remote's user where known.
struct Actor {
  ActorKind kind = ActorKind::system;
  Id id;            ///< person or connection
  Id on_behalf_of;  ///< the person behind a connection's change, or empty
  model::Side side = model::Side::none;
  bool admin = false;
  bool confirmed = false;
  bool signer = false;
  /// The person who answers for the act: `id` of a person, else `on_behalf_of`.
  const Id& person() const { return kind == ActorKind::person ? id : on_behalf_of; }
};

class Change {
 public:
  /// Takes the write lock, begins, checks the file's generation, reads the clock once.
  Change(Database& database, Actor actor, const std::function<bool()>& cancelled = {});
  ~Change();  ///< rolls back unless committed
  Change(const Change&) = delete;
  void commit();

  Instant now() const { return now_; }
  const Actor& actor() const { return actor_; }
  void act_for(const Id& person, model::Side side);  ///< the person behind the next rows of a pull
  Database& database() { return *db_; }
  const model::Catalogue& catalogue() const { return db_->catalogue(); }
  const EntityInfo& entity(const model::Entity& e) const { return catalogue().entity(e); }

  std::optional<Row> find(const EntityInfo& entity, const Id& id);
  Row get(const EntityInfo& entity, const Id& id);       ///< or not found
  void require(const EntityInfo& entity, const Id& id);  ///< not found unless there is one; reads no fields

  /// Stores a new row. `values` may carry an id (a host's or an unknown remote's own); else one is
  /// minted. `by` says on whose behalf fields are set: a host may not set what a verb owns.
  Id create(const EntityInfo& entity, Row& values, model::SetBy by);
  /// Applies the given fields; returns the row's revision afterwards. Nothing different: nothing
  /// happens. `if_revision` that does not match is a conflict.
  std::int64_t update(const EntityInfo& entity, const Id& id, const Row& values, model::SetBy by,
                      std::optional<std::int64_t> if_revision = {});
  /// The same for a row that was read in this change and has not been written since.
  std::int64_t update(const EntityInfo& entity, const Row& before, const Row& values, model::SetBy by);
  /// Brings a record back that was put away.
  void restore(const EntityInfo& entity, const Id& id);
  /// Puts a record away: it stays readable by id and is left out of lists and figures.
  void archive(const EntityInfo& entity, const Id& id, std::optional<std::int64_t> if_revision = {});

  /// A domain event: `<entity>.<past verb>`; payload without personal values.
  std::int64_t event(std::string_view kind, std::string_view entity, const Id& record,
                     const Json& payload = Json::object(), const Id& version = {});
  /// A rule says no. For a host or a verb: throws a Refusal (forbidden). For a fact that has happened at a
  /// remote: opens an irregularity of the same code for `side` and returns.
  void forbid(std::string_view entity, const Id& record, RefusalCode code, std::string what, model::Side side,
              std::string advice = {}, const Id& clause = {});
  Id irregularity(std::string_view entity, const Id& record, RefusalCode code, std::string_view what,
                  model::Side side, const Id& clause = {});

  /// Repeats: the answer given before to this request key, and how to keep one.
  std::optional<std::string> repeated(std::string_view request_key);
  void remember(std::string_view request_key, std::string_view answer);
  /// What `make` looked up among the rows of `entity`: kept while the change lasts, looked up again once a
  /// row of that entity has been written. `name` is a literal of the rule's own.
  template <typename T, typename Make>
  const T& recall(std::string_view name, const model::Entity& entity, Make make) {
    for (const Recalled& known : recalled_) {
      if (known.name == name) return *std::any_cast<T>(&known.value);
    }
    recalled_.push_back({name, entity.name, std::any(T(make()))});
    return *std::any_cast<T>(&recalled_.back().value);
  }
  /// Says that this change declares fields: the connection reads them again after the commit.
  void declares_fields() { declares_fields_ = true; }

  // --- for a pull -------------------------------------------------------------------------------
  /// From now on rows get no journal row of their own; one row of this kind stands for them all.
  void begin_page(std::string_view kind, const Json& payload);
  /// Set while rows come straight from read_document or a mapping: their values are canonical already.
  bool values_are_canonical = false;
  /// Remote type of the link by which a pulled row came: what it changes is news to every other link of
  /// the record, also of the same connection.
  std::string came_by;
  /// When what follows happened, for the journal; unset: now.
  std::optional<Instant> happened_at;
  /// Before this instant a captured record is history: no event, default queue.
  Instant live_from = INT64_MIN;
  /// Undo point around what can fail alone.
  class Savepoint {
   public:
    explicit Savepoint(Change& change);
    ~Savepoint();  ///< rolls back unless kept
    void keep();

   private:
    Change* change_;
    std::int64_t txn_;
    std::int64_t page_seq_, last_seq_;
    bool kept_ = false;
  };

 private:
  struct Page {
    std::string kind;
    std::string payload;
  };
  struct Recalled {
    std::string_view name, entity;
    std::any value;
  };
  /// A row on its way into the store.
  struct Write {
    const EntityInfo& entity;
    const EntityPlan& plan;
    const Row* before;  ///< null: new
    Row& after;
    model::SetBy by;
    std::string_view kind;             ///< of the journal row
    std::vector<std::size_t> changed;  ///< positions, stamps left out
  };

  // change.cpp
  void begin(const std::function<bool()>& cancelled);
  void roll_back() noexcept;
  std::int64_t txn();
  void write_row(Write& write);
  void insert(const Write& write);
  void modify(const Write& write);
  void set_archived(const EntityInfo& entity, const Id& id, const Value& at,
                    std::optional<std::int64_t> if_revision);
  Row read_for_change(const EntityInfo& entity, const Id& id, std::optional<std::int64_t> if_revision);
  void note_changes(Write& write);

  // validate.cpp
  void authorise(const EntityInfo& entity, const Row* before, const Row& values, model::SetBy by);
  void take_values(const EntityInfo& entity, const Row& values, Row& into);
  void check_row(const Write& write);
  void check_move(const Write& write);
  void check_references(const Write& write);  ///< after SQLite has refused: which field was it

  // journal and events: record.cpp
  std::int64_t journal(std::string_view kind, std::string_view entity, const Id& record,
                       std::string_view payload, const Id& version = {});
  std::int64_t row_seq(const Write& write);

  // enqueue.cpp
  void enqueue(const Write& write, std::int64_t seq);
  bool fill_outbox(const Write& write, std::int64_t seq);
  bool has_sibling_link(const Write& write);
  void keep_base(const Write& write);
  void keep_values(const Write& write, std::int64_t seq);
  const std::vector<ledger::Route>& routes();
  std::int64_t own_connection();
  void forget_recalled(std::string_view entity);

  Database* db_;
  Actor actor_;
  Instant now_ = 0;
  std::int64_t txn_ = 0;  // 0: nothing written yet
  std::int64_t page_seq_ = 0;
  std::int64_t last_seq_ = 0;  ///< newest journal entry of this change
  std::int64_t rows_before_ = 0;
  bool open_ = false;
  bool declares_fields_ = false;
  std::optional<Page> page_;
  std::optional<std::vector<ledger::Route>> routes_;
  std::optional<std::int64_t> own_connection_;
  std::deque<Recalled> recalled_;
  model::Arena scratch_;
  std::string payload_;
};

}  // namespace tandem::store
