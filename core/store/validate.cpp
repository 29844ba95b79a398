// SPDX-License-Identifier: Apache-2.0
// What the pipeline refuses before SQLite is asked, each with the verb or field that would be right.
#include "base/error.hpp"
#include "model/document.hpp"
#include "store/change.hpp"
#include "store/plan.hpp"
#include "store/schema.hpp"

namespace tandem::store {
namespace {

using model::Field;
using model::SetBy;

std::string where(const EntityInfo& entity, std::size_t position) {
  return std::string(entity.name()) + "." + std::string(entity.field(position).name);
}

[[noreturn]] void refuse_host(const EntityInfo& entity, std::size_t position) {
  const Field& field = entity.field(position);
  if (!field.verb.empty()) {
    throw Refusal(TANDEM_FORBIDDEN, "set_by_verb",
                  where(entity, position) + " is set by " + std::string(field.verb),
                  "call the verb instead of writing the field");
  }
  const bool by_sync = field.set_by == SetBy::sync;
  throw Refusal(TANDEM_FORBIDDEN, "set_by_tandem",
                where(entity, position) + (by_sync ? " is set by a sync" : " is worked out by Tandem"),
                "leave the field out");
}

/// "goal.agree or goal.withdraw": the verbs that lead on from a state.
std::string ways_out(const model::Entity& entity, std::string_view from) {
  std::string out;
  for (const model::Move& move : entity.moves) {
    if (move.from != from || out.find(move.verb) != std::string::npos) continue;
    out += (out.empty() ? "" : " or ") + std::string(move.verb);
  }
  return out;
}

bool move_allowed(const model::Entity& entity, std::string_view from, std::string_view to) {
  if (entity.moves.empty()) return true;
  for (const model::Move& move : entity.moves) {
    if (move.from == from && move.to == to) return true;
  }
  return false;
}

}  // namespace

/// Hosts set what is theirs; verbs, rules and syncs are trusted to know what they set. A field of
/// somebody else's that comes back unchanged is no attempt to set it.
void Change::authorise(const EntityInfo& entity, const Row* before, const Row& values, SetBy by) {
  if (by != SetBy::host) return;
  const EntityPlan& plan = db_->plan(entity);
  const bool creating = before == nullptr;
  const std::vector<bool>& may = creating ? plan.host_may_create : plan.host_may_change;
  for (std::size_t i = creating ? model::kRevision : model::kCommonFields; i < values.size(); ++i) {
    if (may[i] || !model::given(values[i])) continue;
    if (before != nullptr && model::same((*before)[i], values[i])) continue;
    refuse_host(entity, i);
  }
}

/// Takes the given values in canonical form.
void Change::take_values(const EntityInfo& entity, const Row& values, Row& into) {
  scratch_.clear();
  for (std::size_t i = model::kCommonFields; i < values.size(); ++i) {
    if (!model::given(values[i])) continue;
    const Value value =
        values_are_canonical ? values[i] : model::canonical(entity.field(i), values[i], scratch_);
    if (!model::same(into[i], value)) into.set(i, value);
  }
}

void Change::check_row(const Write& write) {
  for (const std::size_t i : write.plan.required) {
    if (model::has(write.after[i])) continue;
    throw Refusal(TANDEM_INVALID_ARGUMENT, "missing_field", where(write.entity, i) + " is required",
                  "give the field a value");
  }
  if (write.before == nullptr) return;
  for (const std::size_t i : write.changed) {
    if (!write.entity.field(i).is(model::kImmutable) || !model::has((*write.before)[i])) continue;
    throw Refusal(TANDEM_INVALID_ARGUMENT, "immutable",
                  where(write.entity, i) + " cannot be changed once it is set", "make a new record")
        .about(write.entity.name(), model::to_id(write.after[model::kId]).text());
  }
  check_move(write);
}

void Change::check_move(const Write& write) {
  if (!write.plan.state) return;
  const std::string_view from = model::view((*write.before)[*write.plan.state]);
  const std::string_view to = model::view(write.after[*write.plan.state]);
  const model::Entity& entity = write.entity.descriptor();
  if (from == to || move_allowed(entity, from, to)) return;
  const Id id = model::to_id(write.after[model::kId]);
  const std::string what =
      std::string(entity.name) + " cannot move from " + std::string(from) + " to " + std::string(to);
  if (actor_.kind == ActorKind::connection && entity.kind == model::Kind::fact) {
    irregularity(entity.name, id, "forbidden_move", what, actor_.side);  // it has happened all the same
    return;
  }
  const std::string ways = ways_out(entity, from);
  throw Refusal(
      TANDEM_INVALID_STATE, "forbidden_move", what,
      ways.empty() ? std::string(from) + " is a final state" : "from " + std::string(from) + ": " + ways)
      .about(entity.name, id.text());
}

void Change::check_references(const Write& write) {
  for (const std::size_t i : write.plan.refs) {
    if (!model::has(write.after[i])) continue;
    const std::string_view target = write.entity.field(i).target;
    Statement probe = db_->borrow("SELECT 1 FROM " + quoted_name(target) + " WHERE id = ?");
    probe.bind(1, write.after[i]);
    if (probe.step()) continue;
    throw Refusal(TANDEM_INVALID_ARGUMENT, "unknown_reference",
                  where(write.entity, i) + " refers to a " + std::string(target) + " that is not there",
                  "create the " + std::string(target) + " first, or leave the field out")
        .with("id", model::to_id(write.after[i]).text());
  }
}

}  // namespace tandem::store
