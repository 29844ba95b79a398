// SPDX-License-Identifier: Apache-2.0
// record.h: documents, bulk, typed rows and verbs.
#include <tandem/record.h>

#include "capi/barrier.hpp"
#include "capi/check.hpp"
#include "capi/handles.hpp"
#include "domain/domain.hpp"
#include "domain/records.hpp"

using namespace tandem;

namespace {

std::optional<std::int64_t> if_revision(const tandem_write_options& options) {
  if (options.has_if_revision == 0) return std::nullopt;
  return options.if_revision;
}

/// Options of a write that is no verb: it has no moment of its own to state.
domain::PutOptions put_options(const tandem_write_options* given) {
  const auto options = capi::options(given, "tandem_write_options");
  if (options.at != 0) {
    throw Error(TANDEM_INVALID_ARGUMENT, "option at belongs to verbs",
                "state when it happened in a field of the record, or act through a verb");
  }
  return {if_revision(options), capi::text(options.request_key, "request_key")};
}

/// Runs `write(database, actor)` as the session's person, as the store knows them now.
template <typename Write>
auto write_as(const tandem_session& session, Write write) {
  return session.state->change(
      [&](store::Database& db) { return write(db, domain::actor_for(db, session.person)); });
}

domain::BulkOptions bulk_options(const tandem_bulk_options& given) {
  domain::BulkOptions options;
  options.skip_broken = given.skip_broken != 0;
  options.cancelled = capi::cancelled(given.cancel);
  if (given.live_from != 0) options.live_from = given.live_from;
  if (given.progress != nullptr) {
    options.progress = [given](std::string_view phase, std::int64_t done, std::int64_t total) {
      given.progress(given.progress_context, capi::view_of(phase), {"", 0}, done, total);
    };
  }
  return options;
}

}  // namespace

void tandem_write_options_init(tandem_write_options* options, uint32_t struct_size) noexcept {
  capi::init_options(options, struct_size, tandem_write_options TANDEM_WRITE_OPTIONS_INIT);
}

void tandem_bulk_options_init(tandem_bulk_options* options, uint32_t struct_size) noexcept {
  capi::init_options(options, struct_size, tandem_bulk_options TANDEM_BULK_OPTIONS_INIT);
}

tandem_status tandem_record_put(tandem_session* session, tandem_str entity, tandem_str document,
                                const tandem_write_options* options, tandem_text** answer,
                                tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    if (answer != nullptr) *answer = nullptr;
    const auto& who = capi::require(session, "session");
    const auto name = capi::required_text(entity, "entity");
    const auto json = capi::required_text(document, "document");
    const auto wanted = put_options(options);
    capi::give(answer, write_as(who, [&](store::Database& db, const store::Actor& actor) {
                 return domain::put_record(db, actor, name, json, wanted);
               }));
  });
}

tandem_status tandem_record_get(tandem_session* session, tandem_str entity, tandem_str id,
                                tandem_text** document, tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    capi::require_out(document, "document");
    const auto& who = capi::require(session, "session");
    const auto name = capi::required_text(entity, "entity");
    const auto record = capi::required_text(id, "id");
    capi::give(document, who.state->use([&](store::Database& db) {
      domain::actor_for(db, who.person);
      return domain::get_record(db, name, record);
    }));
  });
}

tandem_status tandem_record_archive(tandem_session* session, tandem_str entity, tandem_str id,
                                    const tandem_write_options* options, tandem_text** answer,
                                    tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    if (answer != nullptr) *answer = nullptr;
    const auto& who = capi::require(session, "session");
    const auto name = capi::required_text(entity, "entity");
    const auto record = capi::required_text(id, "id");
    const auto wanted = put_options(options);
    capi::give(answer, write_as(who, [&](store::Database& db, const store::Actor& actor) {
                 return domain::archive_record(db, actor, name, record, wanted);
               }));
  });
}

tandem_status tandem_record_put_many(tandem_session* session, tandem_str entity, tandem_str documents,
                                     const tandem_bulk_options* options, tandem_text** answer,
                                     tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    if (answer != nullptr) *answer = nullptr;
    const auto& who = capi::require(session, "session");
    const auto name = capi::required_text(entity, "entity");
    const auto json = capi::text(documents, "documents");
    const auto wanted = bulk_options(capi::options(options, "tandem_bulk_options"));
    const auto own = who.state->own_writer();  // it may take long: other calls do not wait for it
    capi::give(answer, domain::put_records(*own, domain::actor_for(*own, who.person), name, json, wanted));
    who.state->drop_snapshots();
  });
}

tandem_status tandem_reader_open(tandem_session* session, tandem_str entity, tandem_reader** out,
                                 tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    capi::require_out(out, "out");
    const auto& who = capi::require(session, "session");
    const auto name = capi::required_text(entity, "entity");
    auto own = who.state->own_reader();
    domain::actor_for(*own, who.person);
    auto reader = std::make_unique<tandem_reader>(who.state, std::move(own));
    reader->entity = &reader->snapshot->catalogue().entity(name);
    who.state->add_snapshot(reader->snapshot);
    *out = reader.release();
  });
}

size_t tandem_reader_field_count(tandem_reader* reader) noexcept {
  return reader == nullptr ? 0 : reader->entity->size();
}

tandem_str tandem_reader_field_name(tandem_reader* reader, size_t field) noexcept {
  if (reader == nullptr || field >= reader->entity->size()) return {"", 0};
  return capi::view_of(reader->entity->field(field).name);
}

tandem_status tandem_reader_get(tandem_reader* reader, const tandem_id* id, const tandem_value** values,
                                tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    capi::require_out(values, "values");
    auto& from = capi::require(reader, "reader");
    const tandem_id& wanted = capi::require(id, "id");
    from.state->fork_guard().check();
    Id record;
    std::memcpy(record.bytes.data(), wanted.bytes, sizeof wanted.bytes);
    const bool found =
        from.snapshot->read([&](store::Database& db) { return db.read(*from.entity, record, from.row); });
    if (!found) {
      throw Error(TANDEM_NOT_FOUND, "no such " + std::string(from.entity->name()))
          .about(from.entity->name(), record.text());
    }
    *values = from.row.data();
  });
}

void tandem_reader_release(tandem_reader* reader) noexcept { delete reader; }

tandem_status tandem_act(tandem_session* session, tandem_str verb, tandem_str record, tandem_str args,
                         const tandem_write_options* options, tandem_text** answer,
                         tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    if (answer != nullptr) *answer = nullptr;
    const auto& who = capi::require(session, "session");
    const auto name = capi::required_text(verb, "verb");
    const auto id_text = capi::text(record, "record");
    const Json arguments = capi::object(args, "args");
    const auto wanted = capi::options(options, "tandem_write_options");
    const auto key = capi::text(wanted.request_key, "request_key");
    const auto at = wanted.at == 0 ? std::optional<Instant>{} : std::optional<Instant>{wanted.at};
    capi::give(answer, write_as(who, [&](store::Database& db, const store::Actor& actor) {
                 db.catalogue().verb(name);  // a misspelt verb is told before a misplaced argument
                 const Id id = id_text.empty() ? Id{} : Id::require(id_text, "record");
                 return domain::act(db, actor, name, id, arguments, at, if_revision(wanted), key);
               }));
  });
}
