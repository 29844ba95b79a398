// SPDX-License-Identifier: Apache-2.0
#include "domain/guards.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "domain/persons.hpp"

namespace tandem::domain {

Who who_acts(Change& change) {
  const store::Actor& actor = change.actor();
  if (actor.kind == store::ActorKind::system) return Who{{}, Side::none, false, false, false, true};
  Who who{actor.person(), actor.side, false, false, false, false};
  if (who.id.empty()) return who;  // a connection that does not know its user
  const auto standing = standing_of(change.database(), who.id);
  if (!standing || !standing->active) return who;
  return Who{who.id, standing->side, standing->confirmed, standing->signer, standing->admin, false};
}

Who confirmed_person(Change& change, std::string_view verb) {
  Who who = who_acts(change);
  if (who.system || who.confirmed) return who;
  if (who.id.empty()) {
    throw Refusal(TANDEM_FORBIDDEN, "no_person",
                  std::string(verb) + " needs a person, and this session has none",
                  "open the session for a person, or link the remote's user to one");
  }
  throw Refusal(TANDEM_FORBIDDEN, "unconfirmed",
                std::string(verb) + " needs a confirmed person, and this one is not",
                "ask an admin or a signer of the same side for person.confirm");
}

Who confirmed_of_side(Change& change, std::string_view verb, Side side) {
  Who who = confirmed_person(change, verb);
  if (who.system || who.side == side) return who;
  throw Refusal(TANDEM_FORBIDDEN, "wrong_side",
                std::string(verb) + " is up to " + std::string(model::side_name(side)) +
                    ", and this session is " + std::string(model::side_name(who.side)),
                "let a confirmed person of " + std::string(model::side_name(side)) + " do it");
}

Who signer(Change& change, std::string_view verb) {
  Who who = confirmed_person(change, verb);
  if (who.signer) return who;
  throw Refusal(TANDEM_FORBIDDEN, "no_signer", std::string(verb) + " needs a signer, and this person is none",
                "let a signer of the side do it, or let an admin set is_signer");
}

void require_move(const EntityInfo& entity, const Row& row, std::string_view to, std::string_view verb) {
  const Entity& descriptor = entity.descriptor();
  const std::string_view from = text_of(row, entity.position(descriptor.state_field));
  std::string possible;
  for (const Move& move : descriptor.moves) {
    if (move.from != from) continue;
    if (move.to == to && move.verb == verb) return;
    if (move.verb == verb || move.verb.empty()) continue;  // not on this record now; only a rule makes it
    if (possible.find(move.verb) == std::string::npos) {
      possible += (possible.empty() ? "" : ", ") + std::string(move.verb);
    }
  }
  throw Refusal(TANDEM_INVALID_STATE, "forbidden_move",
                from == to
                    ? concat({"this ", entity.name(), " is ", from, " already"})
                    : concat({"this ", entity.name(), " is ", from, "; ", verb, " cannot make it ", to}),
                possible.empty() ? "nothing can be done with it in this state"
                                 : "what can be done with it now: " + possible)
      .about(entity.name(), id_of(row, kId).text());
}

namespace {

struct SideQueue {
  Queue queue;
  std::string side;
};

/// In the order in which they are preferred within a side. Asked for every lead that comes in.
const std::vector<SideQueue>& led_queues(Change& change) {
  return change.recall<std::vector<SideQueue>>("led queues", kTeam, [&] {
    auto rows = change.database().prepare(
        "SELECT id, lead_person_id, side FROM team WHERE is_queue = 1 AND lead_person_id IS NOT NULL AND "
        "archived_at IS NULL ORDER BY id");
    std::vector<SideQueue> queues;
    while (rows.step()) queues.push_back({{rows.id(0), rows.id(1)}, std::string(rows.text(2))});
    return queues;
  });
}

}  // namespace

Queue queue_of(Change& change, Side side) {
  const std::string_view wanted = model::side_name(side);
  Queue best;
  int best_rank = -1;
  for (const SideQueue& one : led_queues(change)) {
    const int rank = one.side == wanted ? 2 : one.side == "shared" ? 1 : 0;
    if (rank <= best_rank) continue;
    best = one.queue;
    best_rank = rank;
  }
  return best;
}

bool is_led_queue(Change& change, const Id& team) {
  const auto& queues = led_queues(change);
  return std::any_of(queues.begin(), queues.end(),
                     [&](const SideQueue& one) { return one.queue.team == team; });
}

Json answer(const EntityInfo&, const Id& record, std::int64_t revision, std::string_view state) {
  return Json{{"id", record.text()}, {"revision", revision}, {"state", std::string(state)}};
}

}  // namespace tandem::domain
