// SPDX-License-Identifier: Apache-2.0
// Who is who: confirming people, and who may hand out rights.
#include "base/error.hpp"
#include "domain/arguments.hpp"
#include "domain/guards.hpp"
#include "domain/practice.hpp"
#include "store/extension.hpp"

namespace tandem::domain {
namespace {

/// Rights are handed out by admins, never by a remote or by their own receiver; somebody who changes
/// sides is confirmed anew. Otherwise one side could sign for the other.
void guard_rights(Change& change, const EntityInfo& entity, const Row* before, Row& after) {
  const store::Actor& actor = change.actor();
  if (actor.kind == store::ActorKind::system || who_acts(change).admin) return;
  for (const std::size_t right : {kPerson["is_signer"], kPerson["is_admin"]}) {
    const bool granted = is_true(after, right) && (before == nullptr || !is_true(*before, right));
    if (!granted) continue;
    if (actor.kind == store::ActorKind::person) {
      throw Refusal(TANDEM_FORBIDDEN, "no_admin",
                    "only an admin sets " + std::string(entity.field(right).name),
                    "open the session for an admin");
    }
    set_flag(after, right, false);
    change.irregularity("person", id_of(after, kId), "rights_by_remote",
                        "a remote tried to set " + std::string(entity.field(right).name), Side::leadership);
  }
  if (before != nullptr && is_true(*before, kPerson["confirmed"]) &&
      changed(before, after, kPerson["side"])) {
    set_flag(after, kPerson["confirmed"], false);
  }
}

Json confirm(Change& change, const VerbCall& call) {
  const EntityInfo& entity = change.entity(kPerson);
  const Row row = change.get(entity, call.record);
  const Who who = who_acts(change);
  const Side side = model::parse_side(text_of(row, kPerson["side"]));
  const bool may =
      who.system ||
      (who.confirmed && (who.admin || who.side == Side::leadership || (who.signer && who.side == side)));
  if (!may) {
    throw Refusal(TANDEM_FORBIDDEN, "may_not_confirm",
                  "this session may not confirm a person of " + std::string(side_name(side)),
                  "an admin, leadership or a signer of the same side confirms");
  }
  if (is_true(row, kPerson["confirmed"]))
    return answer(entity, call.record, number_of(row, kRevision), "confirmed");
  const auto revision = Draft(entity).flag(kPerson["confirmed"], true).update(change, call.record);
  change.event("person.confirmed", "person", call.record);
  return answer(entity, call.record, revision, "confirmed");
}

constexpr Argument kDeclareArguments[] = {
    {.name = "entity", .type = Type::text, .required = true, .doc = "the entity that gets the field"},
    {.name = "name", .type = Type::text, .required = true, .doc = "starts with x_"},
    {.name = "type",
     .type = Type::choice,
     .required = true,
     .choices = kExtensionTypes,
     .doc = "type of its values"},
    {.name = "personal", .type = Type::boolean, .doc = "whether its values are about a person; absent: yes"},
};

Json declare(Change& change, const VerbCall& call) {
  const Who who = who_acts(change);
  if (!who.system && !(who.confirmed && who.admin)) {
    throw Refusal(TANDEM_FORBIDDEN, "no_admin", "only an admin declares fields",
                  "open the session for an admin");
  }
  const std::string entity = text_of(call.args, "entity"), name = text_of(call.args, "name");
  const Id record =
      store::declare_extension(change, {entity, name, store::extension_type(text_of(call.args, "type")),
                                        flag_of(call.args, "personal", true)});
  change.event("extension_field.declared", "extension_field", record, {{"entity", entity}, {"name", name}});
  return answer(change.entity(kExtensionField), record, 1, "declared");
}

constexpr Verb kPeopleVerbs[] = {
    {.name = "person.confirm",
     .entity = "person",
     .doc = "says that this person is who the record says; only then may they sign, accept and return",
     .run = confirm},
    {.name = "extension_field.declare",
     .entity = "extension_field",
     .creates = true,
     .arguments = kDeclareArguments,
     .doc = "adds a field to an entity of this store",
     .run = declare},
};

}  // namespace

void add_people(Catalogue& catalogue) {
  catalogue.add(kPeopleVerbs);
  catalogue.edit("person").before_write.push_back(guard_rights);
}

}  // namespace tandem::domain
