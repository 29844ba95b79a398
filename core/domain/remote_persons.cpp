// SPDX-License-Identifier: Apache-2.0
#include "domain/remote_persons.hpp"

#include "store/ledger/connections.hpp"

namespace tandem::domain {

std::optional<model::Side> side_of_person(store::Database& database, const Id& person) {
  auto find = database.prepare("SELECT side FROM person WHERE id = ?");
  if (!find.bind(1, person).step()) return std::nullopt;
  return model::parse_side(find.text(0));
}

std::optional<RemotePerson> active_person_at(store::Database& database, std::string_view address) {
  auto find = database.prepare(
      "SELECT id, side FROM person WHERE email = ? AND active = 1 AND archived_at IS NULL LIMIT 2");
  if (!find.bind(1, address).step()) return std::nullopt;
  const RemotePerson found{find.id(0), model::parse_side(find.text(1))};
  if (find.step()) return std::nullopt;
  return found;
}

std::optional<Id> likeliest_person_at(store::Database& database, std::string_view address) {
  auto find = database.prepare(
      "SELECT id FROM person WHERE email = ? AND archived_at IS NULL ORDER BY confirmed DESC, id LIMIT 1");
  if (!find.bind(1, address).step()) return std::nullopt;
  return find.id(0);
}

std::optional<std::string> address_of(store::Database& database, const Id& person) {
  auto find = database.prepare("SELECT email FROM person WHERE id = ? AND email IS NOT NULL");
  if (!find.bind(1, person).step()) return std::nullopt;
  return std::string(find.text(0));
}

model::Side side_of_last_edit(store::Database& database, const Id& record, std::string_view field) {
  auto find = database.prepare(
      "SELECT j.actor_id, j.on_behalf_of FROM change_value v JOIN journal j ON j.seq = v.seq WHERE "
      "v.record_id = ? AND v.field = ? ORDER BY v.seq DESC LIMIT 1");
  if (!find.bind(1, record).bind(2, field).step()) return model::Side::none;
  const Id actor = find.id(0), on_behalf_of = find.id(1);
  for (const Id& person : {actor, on_behalf_of}) {
    if (const auto side = side_of_person(database, person)) return *side;
  }
  return store::ledger::Connections(database).side_of(actor).value_or(model::Side::none);
}

}  // namespace tandem::domain
