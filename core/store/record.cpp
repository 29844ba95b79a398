// SPDX-License-Identifier: Apache-2.0
// What a change writes down about itself: journal, events, irregularities, answers to request keys.
#include "base/error.hpp"
#include "base/time.hpp"
#include "model/entities/agreements.hpp"
#include "store/change.hpp"
#include "store/plan.hpp"

namespace tandem::store {
namespace {

constexpr std::int64_t kRequestMemory = 30 * kDay;
constexpr std::string_view kActorKinds[] = {"person", "connection", "system"};

void bind_text_or_null(Statement& statement, int index, std::string_view text) {
  if (text.empty()) {
    statement.bind_null(index);
  } else {
    statement.bind(index, text);
  }
}

}  // namespace

std::int64_t Change::journal(std::string_view kind, std::string_view entity, const Id& record,
                             std::string_view payload, const Id& version) {
  Statement entry = db_->borrow(
      "INSERT INTO journal (txn, at, recorded_at, actor_kind, actor_id, on_behalf_of, kind, entity, "
      "record_id, "
      "version_id, payload) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  entry.bind(1, txn()).bind(2, happened_at.value_or(now_)).bind(3, now_);
  entry.bind(4, kActorKinds[static_cast<std::size_t>(actor_.kind)]);
  entry.bind_id_or_null(5, actor_.id).bind_id_or_null(6, actor_.on_behalf_of).bind(7, kind);
  bind_text_or_null(entry, 8, entity);
  entry.bind_id_or_null(9, record).bind_id_or_null(10, version).bind(11, payload);
  entry.run();
  last_seq_ = sqlite3_last_insert_rowid(db_->db_);
  return last_seq_;
}

/// The journal entry that stands for a row: its own, or the page's.
std::int64_t Change::row_seq(const Write& write) {
  if (!page_) {
    if (!write.entity.descriptor().journaled && last_seq_ != 0) return last_seq_;
    // Names of fields, never values.
    payload_ = "{\"fields\":[";
    for (std::size_t i = 0; i < write.changed.size(); ++i) {
      if (i > 0) payload_ += ',';
      payload_ += write.plan.columns[write.changed[i]];
    }
    payload_ += "]}";
    return journal(write.kind, write.entity.name(), model::to_id(write.after[model::kId]), payload_);
  }
  if (page_seq_ == 0) page_seq_ = journal(page_->kind, {}, {}, page_->payload);
  return page_seq_;
}

std::int64_t Change::event(std::string_view kind, std::string_view entity, const Id& record,
                           const Json& payload, const Id& version) {
  const std::int64_t seq = journal(kind, entity, record, payload.dump(), version);
  const model::Happening happening{kind, entity, record, happened_at.value_or(now_), payload};
  for (const model::EventRule rule : catalogue().event_rules()) rule(*this, happening);
  return seq;
}

void Change::forbid(std::string_view entity, const Id& record, RefusalCode code, std::string what,
                    model::Side side, std::string advice, const Id& clause) {
  const EntityInfo* info = catalogue().find_entity(entity);
  const bool fact = info != nullptr && info->descriptor().kind == model::Kind::fact;
  if (fact && actor_.kind == ActorKind::connection) {
    irregularity(entity, record, code, what, side, clause);
    return;
  }
  Refusal error(TANDEM_FORBIDDEN, code, std::move(what), std::move(advice));
  if (!clause.empty()) error.details.emplace_back("clause", clause.text());
  if (!record.empty()) error.record = std::string(entity) + " " + record.text();
  throw error;
}

Id Change::irregularity(std::string_view entity, const Id& record, RefusalCode code, std::string_view what,
                        model::Side side, const Id& clause) {
  using model::at;
  using model::kIrregularity;
  const EntityInfo& info = this->entity(kIrregularity);
  Row row = info.new_row();
  row.set_text(at(kIrregularity, "entity"), entity);
  row.set_id(at(kIrregularity, "record_id"), record);
  if (!clause.empty()) row.set_id(at(kIrregularity, "clause_id"), clause);
  const model::Side answers = side == model::Side::none ? model::Side::shared : side;
  row.set(at(kIrregularity, "side"), model::bytes(TANDEM_VALUE_ENUM, model::side_name(answers)));
  row.set_text(at(kIrregularity, "code"), code.text);
  row.set_text(at(kIrregularity, "what"), what);
  row.set(at(kIrregularity, "at"), model::instant(happened_at.value_or(now_)));
  const Id id = create(info, row, model::SetBy::derived);
  Json payload;
  payload["code"] = code.text;
  payload["about"] = std::string(entity) + " " + record.text();
  event("irregularity.opened", "irregularity", id, payload, clause);
  return id;
}

std::optional<std::string> Change::repeated(std::string_view request_key) {
  Statement answer = db_->borrow("SELECT answer FROM kept_answer WHERE key = ?");
  answer.bind(1, request_key);
  if (!answer.step()) return std::nullopt;
  return std::string(answer.text(0));
}

void Change::remember(std::string_view request_key, std::string_view answer) {
  db_->borrow("DELETE FROM kept_answer WHERE at < ?").bind(1, now_ - kRequestMemory).run();
  db_->borrow("INSERT INTO kept_answer (key, answer, at) VALUES (?, ?, ?)")
      .bind(1, request_key)
      .bind(2, answer)
      .bind(3, now_)
      .run();
}

}  // namespace tandem::store
