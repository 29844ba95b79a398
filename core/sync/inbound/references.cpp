// SPDX-License-Identifier: Apache-2.0
#include "sync/inbound/references.hpp"

#include "domain/leads/leads.hpp"
#include "domain/remote_persons.hpp"

namespace tandem::sync {
namespace {

/// "$id" in a creation template stands for the foreign id.
Json filled(const Json& pattern, std::string_view remote_id) {
  Json document = pattern;
  for (auto& [name, value] : document.items()) {
    if (!value.is_string()) continue;
    std::string text = value.get<std::string>();
    const std::size_t at = text.find("$id");
    if (at != std::string::npos) value = text.replace(at, 3, remote_id);
  }
  return document;
}

std::string readable(std::string_view type, std::string_view remote_id) {
  std::string name(type);
  for (char& c : name) c = c == '_' ? ' ' : c;
  return name + " " + std::string(remote_id);
}

}  // namespace

Id LinkedReferences::local(const Reference& reference, const Reference::RemoteType& type,
                           std::string_view remote_id) {
  key_.assign(type.entity).append(1, '\0').append(type.name).append(1, '\0').append(remote_id);
  if (const auto known = known_.find(key_); known != known_.end()) return known->second;
  const std::int64_t number = session_.db.catalogue().entity(type.entity).descriptor().number;
  const std::string key = key_;
  Id id;
  if (const auto link = session_.ledger.links.by_remote(type.name, remote_id, number);
      link && link->state != LinkState::reserved) {
    id = type.entity == "lead" ? domain::survivor_of(session_.db, link->local) : link->local;
  } else if (const auto found = by_email(type.entity, remote_id)) {
    id = *found;
  } else if (reference.create && change_ != nullptr) {
    id = make(*reference.create, type, remote_id);
  } else {
    throw Waiting(type.name, std::string(remote_id));
  }
  if (known_.size() > 100'000) known_.clear();
  known_.emplace(key, id);
  return id;
}

std::optional<Id> LinkedReferences::by_email(std::string_view referred, std::string_view email) {
  if (referred != "person" || email.find('@') == std::string_view::npos) return std::nullopt;
  const EntityInfo& entity = session_.db.catalogue().entity("person");
  Arena arena;
  const Value address = model::canonical(entity.field(entity.position("email")), model::text(email), arena);
  return domain::likeliest_person_at(session_.db, model::view(address));
}

Id LinkedReferences::make(const Json& pattern, const Reference::RemoteType& type,
                          std::string_view remote_id) {
  const EntityInfo& entity = session_.db.catalogue().entity(type.entity);
  Json document = filled(pattern, remote_id);
  const bool person = type.entity == "person";
  const bool address = person && remote_id.find('@') != std::string_view::npos;
  if (entity.find("name") && !document.contains("name")) {
    document["name"] = address ? std::string(remote_id) : readable(type.name, remote_id);
  }
  if (person && !document.contains("side")) document["side"] = model::side_name(session_.conn.side);
  if (address) document["email"] = std::string(remote_id);
  Row values = entity.new_row();
  Arena arena;
  for (const auto& [name, value] : document.items()) {
    const std::size_t position = entity.position(name);
    values.set(position, model::from_json(entity.field(position), value, arena));
  }
  const Id id = change_->create(entity, values, model::SetBy::sync);
  Link link;
  link.entity = entity.descriptor().number;
  link.remote_type = type.name;
  link.remote_id = remote_id;
  link.local = id;
  session_.ledger.links.put(link);
  return id;
}

std::optional<RemoteRecord> LinkedReferences::remote(const Reference& reference, const Id& local) {
  if (reference.by == Reference::By::email && reference.remote_types.front().entity == "person") {
    if (auto address = domain::address_of(session_.db, local)) return RemoteRecord{0, std::move(*address)};
  }
  std::optional<RemoteRecord> converted;  // still there to be referred to, where nothing better is
  for (std::size_t i = 0; i < reference.remote_types.size(); ++i) {
    const Reference::RemoteType& type = reference.remote_types[i];
    const std::int64_t number = session_.db.catalogue().entity(type.entity).descriptor().number;
    const auto link = session_.ledger.links.by_local(local, number, type.name);
    if (!link) continue;
    if (link->state == LinkState::linked || link->state == LinkState::hidden)
      return RemoteRecord{i, link->remote_id};
    if (link->state == LinkState::converted && !converted) converted = RemoteRecord{i, link->remote_id};
  }
  return converted;
}

}  // namespace tandem::sync
