// SPDX-License-Identifier: Apache-2.0
#include "domain/persons.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "domain/domain.hpp"

namespace tandem::domain {
namespace {

Id first_admin(store::Database& db) {
  auto found = db.prepare(
      "SELECT id FROM person WHERE is_admin = 1 AND active = 1 AND archived_at IS NULL ORDER BY created_at, "
      "id LIMIT 1");
  if (found.step()) return found.id(0);
  throw Refusal(TANDEM_NOT_FOUND, "no_admin", "this store has no active admin",
                "name a person to open the session for");
}

Id by_text(store::Database& db, std::string_view text) {
  if (text.empty()) return first_admin(db);
  if (const auto id = Id::parse(text)) return *id;
  return person_by_email(db, text);
}

}  // namespace

std::optional<Standing> standing_of(store::Database& database, const Id& person) {
  auto find = database.prepare(
      "SELECT side, active, confirmed, is_signer, is_admin FROM person WHERE id = ? AND archived_at IS NULL");
  find.bind(1, person);
  if (!find.step()) return std::nullopt;
  const auto flag = [&](int column) { return find.integer(column) != 0; };
  return Standing{model::parse_side(find.text(0)), flag(1), flag(2), flag(3), flag(4)};
}

Id person_by_email(store::Database& db, std::string_view email) {
  const std::string address = ascii_lower(trim(email));
  auto found = db.prepare("SELECT id FROM person WHERE email = ? AND archived_at IS NULL LIMIT 2");
  found.bind(1, std::string_view(address));
  if (!found.step()) {
    throw Refusal(TANDEM_NOT_FOUND, "unknown_person", "nobody in this store has this e-mail address",
                  "create the person first, or name them by id");
  }
  const Id id = found.id(0);
  if (found.step()) {
    throw Refusal(TANDEM_CONFLICT, "ambiguous_address",
                  "several people in this store share this e-mail address", "name the person by id");
  }
  return id;
}

Id find_person(store::Database& database, std::string_view id_or_email) {
  const Id id = by_text(database, id_or_email);
  actor_for(database, id);  // refuses the unknown and the inactive
  return id;
}

}  // namespace tandem::domain
