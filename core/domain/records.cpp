// SPDX-License-Identifier: Apache-2.0
#include "domain/records.hpp"

#include "base/error.hpp"
#include "domain/words.hpp"
#include "model/document.hpp"

namespace tandem::domain {
namespace {

using store::Change;

Json answer_of(const Id& id, std::int64_t revision, bool created) {
  return {{"id", id.text()}, {"revision", revision}, {"created", created}};
}

/// Runs `write` in a change of its own, or gives the answer that its request key got before.
template <typename Write>
std::string once(store::Database& database, const store::Actor& actor, const PutOptions& options,
                 Write write) {
  Change change(database, actor);
  if (!options.request_key.empty()) {
    if (auto before = change.repeated(options.request_key)) return *before;
  }
  std::string answer = write(change).dump();
  if (!options.request_key.empty()) change.remember(options.request_key, answer);
  change.commit();
  return answer;
}

Json put(Change& change, const EntityInfo& entity, Row& row, const PutOptions& options) {
  const Id id = model::to_id(row[kId]);
  if (!id.empty() && change.find(entity, id)) {
    const auto revision = change.update(entity, id, row, SetBy::host, options.if_revision);
    return answer_of(id, revision, false);
  }
  if (options.if_revision) {
    throw Refusal(TANDEM_CONFLICT, "unknown_record", "there is no such record yet, so it has no revision",
                  "leave if_revision out to create it")
        .about(entity.name(), id.empty() ? std::string() : id.text());
  }
  const Id made = change.create(entity, row, SetBy::host);
  return answer_of(made, 1, true);
}

}  // namespace

std::string put_record(store::Database& database, const store::Actor& actor, std::string_view entity,
                       std::string_view document, const PutOptions& options) {
  return once(database, actor, options, [&](Change& change) {
    const EntityInfo& info = change.catalogue().entity(entity);
    Row row = info.new_row();
    model::read_document(info, document, row);
    return put(change, info, row, options);
  });
}

std::string get_record(store::Database& database, std::string_view entity, std::string_view id) {
  database.check_generation();
  const EntityInfo& info = database.catalogue().entity(entity);
  const Id wanted = Id::require(id, "id");
  Row row = info.new_row();
  if (!database.read(info, wanted, row)) {
    throw Refusal(TANDEM_NOT_FOUND, "unknown_record", "no such " + std::string(info.name()))
        .about(info.name(), wanted.text());
  }
  std::string document;
  model::write_document(info, row, document);
  return document;
}

std::string archive_record(store::Database& database, const store::Actor& actor, std::string_view entity,
                           std::string_view id, const PutOptions& options) {
  return once(database, actor, options, [&](Change& change) {
    const EntityInfo& info = change.catalogue().entity(entity);
    const Id wanted = Id::require(id, "id");
    change.archive(info, wanted, options.if_revision);
    const Row row = change.get(info, wanted);
    return answer_of(wanted, row[kRevision].as.i, false);
  });
}

}  // namespace tandem::domain
