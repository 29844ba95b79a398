// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cursor.hpp"
#include "reader.hpp"

namespace tandem::tryton {

/// One page of a stream: a scan by id, or what changed since the cursor.
class Pull {
 public:
  Pull(Client& client, Models& models, Reader& reader, const Settings& settings)
      : client_(client), models_(models), reader_(reader), settings_(settings) {}

  adapter::PageEnd page(adapter::Call& call, const adapter::PullRequest& request, adapter::RowWriter& rows);

 private:
  bool scan(adapter::Call& call, const ReadPlan& plan, Cursor& cursor, std::int64_t limit,
            adapter::RowWriter& rows);
  bool changed_rows(adapter::Call& call, const ReadPlan& plan, Cursor& cursor, std::int64_t limit,
                    adapter::RowWriter& rows);
  bool changed_children(adapter::Call& call, const ReadPlan& plan, Cursor& cursor, std::int64_t limit,
                        adapter::RowWriter& rows);
  void start_scan(adapter::Call& call, const Model& model, Cursor& cursor);
  void look_for_deletes(adapter::Call& call, const Model& model, Cursor& cursor);
  std::int64_t newest(adapter::Call& call, std::string_view model, const Json& scope);
  void settle(Mark& mark, std::int64_t newest, std::int64_t read_from) const;
  bool same_set(adapter::Call& call, std::string_view model, const Json& scope, Mark& mark);
  static Json changed_since(const Mark& mark, std::int64_t after);

  Client& client_;
  Models& models_;
  Reader& reader_;
  const Settings& settings_;
};

}  // namespace tandem::tryton
