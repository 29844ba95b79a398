// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <tandem/cpp/adapter/rows.hpp>
#include <utility>
#include <vector>

#include "model.hpp"
#include "notes.hpp"

namespace tandem::tryton {

struct Records {
  std::vector<Json> good;  ///< in the order of their ids
  std::vector<std::pair<std::int64_t, std::string>> broken;
  std::size_t shown() const { return good.size() + broken.size(); }
  std::int64_t last_id() const;
};

/// What has become of some ids. Those in neither are not in Tryton.
struct Lookup {
  Records inside;
  std::set<std::int64_t> outside;  ///< there, but not in the scope of this connection
};

class Reader {
 public:
  Reader(Client& client, const Settings& settings) : client_(client), settings_(settings) {}

  /// At most `limit` records of the scope that fit `filter`, by id. One record that cannot be read (a link
  /// to something that is gone breaks the whole answer) does not hide the others.
  Records page(adapter::Call& call, const ReadPlan& plan, const Json& filter, std::int64_t limit);
  /// Those of these ids that are there and in the scope; of notes, those that are forms.
  Records by_ids(adapter::Call& call, const ReadPlan& plan, const std::vector<std::int64_t>& ids);
  /// The records with these Tandem ids, wherever they are.
  std::vector<Json> with_keys(adapter::Call& call, const ReadPlan& plan,
                              const std::vector<std::string>& tandem_ids);
  /// Tells besides, of those that by_ids does not find, which are there out of the scope.
  Lookup look_up(adapter::Call& call, const ReadPlan& plan, const std::vector<std::int64_t>& ids);

  /// Which records of a model belong to the connection at all.
  const Json& scope(adapter::Call& call, const Model& model);
  std::int64_t count(adapter::Call& call, std::string_view model, const Json& domain);
  /// All of them, in their order, in one call.
  std::vector<std::int64_t> all_ids(adapter::Call& call, std::string_view model, const Json& domain);

  void emit(const ReadPlan& plan, const Records& records, adapter::RowWriter& rows) const;
  /// What has come up in a stream: of notes the forms that these are or answer.
  void show(adapter::Call& call, const ReadPlan& plan, const Records& records, adapter::RowWriter& rows);
  /// Of the notes found those that are forms, each with what its answers say.
  Records forms_among(adapter::Call& call, const ReadPlan& plan, const Records& found);
  void forget() { scopes_.clear(); }

 private:
  void read_apart(adapter::Call& call, const ReadPlan& plan, const std::vector<std::int64_t>& ids,
                  const Fault& first, Records& records);
  Json party_scope(adapter::Call& call);
  Notes notes_around(adapter::Call& call, const ReadPlan& plan, const Records& found);
  void emit_one(const ReadPlan& plan, const Json& record, adapter::RowWriter& rows) const;

  Client& client_;
  const Settings& settings_;
  std::map<std::string, Json, std::less<>> scopes_;
};

/// [left, right] as one domain; an empty one says nothing.
Json both(const Json& left, const Json& right);

}  // namespace tandem::tryton
