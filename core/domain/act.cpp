// SPDX-License-Identifier: Apache-2.0
// How a verb is done: checked arguments, one change, one answer, once a request key.
#include "base/error.hpp"
#include "domain/arguments.hpp"
#include "domain/domain.hpp"
#include "domain/guards.hpp"
#include "domain/happened_at.hpp"
#include "domain/persons.hpp"

namespace tandem::domain {
namespace {

void require_record(Change& change, const Verb& verb, const Id& record,
                    std::optional<std::int64_t> if_revision) {
  const std::string name(verb.name);
  if (verb.creates) {
    if (record.empty()) return;
    throw Refusal(TANDEM_INVALID_ARGUMENT, "unexpected_record", name + " makes its record and takes no id",
                  "leave the record out");
  }
  if (record.empty()) {
    throw Refusal(TANDEM_INVALID_ARGUMENT, "missing_record",
                  name + " needs the id of a " + std::string(verb.entity), "give the record");
  }
  const Row row = change.get(change.catalogue().entity(verb.entity), record);
  if (has(row, kArchivedAt)) {
    throw Refusal(TANDEM_INVALID_STATE, "archived", "this " + std::string(verb.entity) + " is archived",
                  "nothing can be done with an archived record")
        .about(verb.entity, record.text());
  }
  if (if_revision && number_of(row, kRevision) != *if_revision) {
    throw Refusal(TANDEM_CONFLICT, "changed_meanwhile",
                  "somebody changed this " + std::string(verb.entity) + " first", "read it again and repeat")
        .about(verb.entity, record.text());
  }
}

Json run(Change& change, const Verb& verb, const Id& record, const Json& args, Instant at,
         std::optional<std::int64_t> if_revision) {
  if (at > change.now() && change.actor().kind == store::ActorKind::person) {
    throw Refusal(TANDEM_INVALID_ARGUMENT, "in_the_future", "what happens cannot have happened in the future",
                  "leave `at` out for now, or give an instant in the past");
  }
  const Json checked = check_arguments(change.database(), verb.name, verb.arguments, args);
  require_record(change, verb, record, if_revision);
  const HappenedAt journalled(change, at);
  return verb.run(change, VerbCall{verb, record, checked, at});
}

}  // namespace

Json act(store::Change& change, std::string_view verb, const Id& record, const Json& args, Instant at) {
  return run(change, change.catalogue().verb(verb), record, args, at, std::nullopt);
}

Json act(store::Database& database, const store::Actor& actor, std::string_view verb, const Id& record,
         const Json& args, std::optional<Instant> at, std::optional<std::int64_t> if_revision,
         std::string_view request_key) {
  const Verb& known = database.catalogue().verb(verb);
  Change change(database, actor);
  if (!request_key.empty()) {
    if (const auto before = change.repeated(request_key)) return parse_json(*before, "a kept answer");
  }
  Json result = run(change, known, record, args, at.value_or(change.now()), if_revision);
  if (!request_key.empty()) change.remember(request_key, result.dump());
  change.commit();
  return result;
}

Table query(store::Database& database, std::string_view name, const Json& args) {
  const Query& known = database.catalogue().query(name);
  return known.run(database, check_arguments(database, name, known.arguments, args), database.clock().now());
}

store::Actor actor_for(store::Database& database, const Id& id) {
  const auto standing = standing_of(database, id);
  if (!standing) {
    throw Refusal(TANDEM_NOT_FOUND, "unknown_person", "there is no such person in this store",
                  "list the people, or add this one");
  }
  if (!standing->active) {
    throw Refusal(TANDEM_FORBIDDEN, "person_inactive", "this person is not active",
                  "let an admin set active");
  }
  return store::Actor{.kind = store::ActorKind::person,
                      .id = id,
                      .on_behalf_of = {},
                      .side = standing->side,
                      .admin = standing->admin,
                      .confirmed = standing->confirmed,
                      .signer = standing->signer};
}

}  // namespace tandem::domain
