// SPDX-License-Identifier: Apache-2.0
/// @file session.hpp A person at work: records, verbs, questions, sync.
#pragma once

#include <string_view>

#include "rows.hpp"
#include "store.hpp"

namespace tandem {
inline namespace client {

inline void release_session(tandem_session* session) { tandem_session_release(session); }

class Session {
 public:
  explicit Session(tandem_session* raw) : handle_(raw) {}

  /// `person`: an id, an e-mail address, or empty for the first admin.
  static Result<Session> open(const Store& store, std::string_view person = {}) {
    return detail::made<Session, tandem_session>([&](tandem_session** out, tandem_error** error) {
      return tandem_session_open(store.raw(), str(person), out, error);
    });
  }
  Result<Text> info() const {
    return detail::text([&](auto** out, auto** error) { return tandem_session_info(raw(), out, error); });
  }

  // Records.
  Result<Text> put(std::string_view entity, std::string_view document,
                   const tandem_write_options& options = write_options()) const {
    return detail::text([&](auto** out, auto** error) {
      return tandem_record_put(raw(), str(entity), str(document), &options, out, error);
    });
  }
  Result<Text> put_many(std::string_view entity, std::string_view documents,
                        const tandem_bulk_options& options = bulk_options()) const {
    return detail::text([&](auto** out, auto** error) {
      return tandem_record_put_many(raw(), str(entity), str(documents), &options, out, error);
    });
  }
  Result<Text> get(std::string_view entity, std::string_view id) const {
    return detail::text(
        [&](auto** out, auto** error) { return tandem_record_get(raw(), str(entity), str(id), out, error); });
  }
  Result<Text> archive(std::string_view entity, std::string_view id,
                       const tandem_write_options& options = write_options()) const {
    return detail::text([&](auto** out, auto** error) {
      return tandem_record_archive(raw(), str(entity), str(id), &options, out, error);
    });
  }
  Result<Reader> reader(std::string_view entity) const {
    return detail::made<Reader, tandem_reader>([&](tandem_reader** out, tandem_error** error) {
      return tandem_reader_open(raw(), str(entity), out, error);
    });
  }

  /// Does a verb such as "handoff.accept"; `record` is empty for a verb that makes one.
  Result<Text> act(std::string_view verb, std::string_view record, std::string_view args = {},
                   const tandem_write_options& options = write_options()) const {
    return detail::text([&](auto** out, auto** error) {
      return tandem_act(raw(), str(verb), str(record), str(args), &options, out, error);
    });
  }

  // Questions.
  Result<Cursor> query(std::string_view name, std::string_view args = {}) const {
    return cursor(
        [&](auto** out, auto** error) { return tandem_query(raw(), str(name), str(args), out, error); });
  }
  Result<Cursor> sql(std::string_view statement, std::string_view parameters = {}) const {
    return cursor([&](auto** out, auto** error) {
      return tandem_sql(raw(), str(statement), str(parameters), out, error);
    });
  }
  Result<Cursor> journal(std::int64_t after_seq, std::int64_t limit = 0) const {
    return cursor(
        [&](auto** out, auto** error) { return tandem_journal_read(raw(), after_seq, limit, out, error); });
  }
  /// `format`: "json" or "text".
  Result<Text> scorecard(std::string_view args, std::string_view format) const {
    return detail::text([&](auto** out, auto** error) {
      return tandem_scorecard(raw(), str(args), str(format), out, error);
    });
  }

  // Sync.
  Result<Text> connect(std::string_view document) const {
    return detail::text(
        [&](auto** out, auto** error) { return tandem_connection_create(raw(), str(document), out, error); });
  }
  Result<Text> check(std::string_view connection) const {
    return detail::text([&](auto** out, auto** error) {
      return tandem_connection_check(raw(), str(connection), out, error);
    });
  }
  Result<Text> plan(std::string_view connection, const tandem_sync_options& options = sync_options()) const {
    return detail::text([&](auto** out, auto** error) {
      return tandem_sync_plan(raw(), str(connection), &options, out, error);
    });
  }
  Result<Text> sync(std::string_view connection, const tandem_sync_options& options = sync_options()) const {
    return detail::text([&](auto** out, auto** error) {
      return tandem_sync_run(raw(), str(connection), &options, out, error);
    });
  }
  Result<Text> sync_status() const {
    return detail::text([&](auto** out, auto** error) { return tandem_sync_status(raw(), out, error); });
  }

  tandem_session* raw() const { return handle_.get(); }

 private:
  template <typename Call>
  static Result<Cursor> cursor(Call&& call) {
    return detail::made<Cursor, tandem_cursor>(std::forward<Call>(call));
  }

  Handle<tandem_session, release_session> handle_;
};

}  // namespace client
}  // namespace tandem
