// SPDX-License-Identifier: Apache-2.0
#include "read.hpp"

#include <set>

#include "ids.hpp"
#include "soql.hpp"

namespace tandem::salesforce {
namespace {

std::vector<std::string> texts(const adapter::TextList& list) {
  std::vector<std::string> all;
  all.reserve(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) all.emplace_back(list[i]);
  return all;
}

}  // namespace

void Finder::all_pages(adapter::Call& call, const std::string& resource, std::string_view type,
                       const RowPlan& plan, std::string_view key, const std::vector<std::string>& values,
                       adapter::RowWriter* rows, const std::function<void(const RowFacts&)>& seen) {
  const std::size_t used = url_encoded(select(plan.paths(), type, {}, {})).size();
  for (const std::string& list : in_lists(key, values, used)) {
    std::string path = resource + url_encoded(select(plan.paths(), type, {list}, {}));
    while (!path.empty()) {
      call.stop_if_cancelled();
      const adapter::HttpResponse answer = api_.get(call, path);
      path = reader_.read(answer.body(), plan, rows, seen).next;
    }
  }
}

void Finder::get(adapter::Call& call, std::string_view type, const adapter::TextList& ids,
                 const adapter::TextList& fields, adapter::RowWriter& rows) {
  const RowPlan plan = plan_rows(describer_.object(call, type), fields);
  std::vector<std::string> wanted;
  std::vector<std::string> foreign;  // no ids of Salesforce: nothing can be there
  for (const std::string& id : texts(ids)) (is_record_id(id) ? wanted : foreign).push_back(id);
  std::set<std::string> there;
  const std::string resource = plan.is('d') ? "/queryAll?q=" : "/query?q=";
  all_pages(call, resource, type, plan, "Id", wanted, &rows,
            [&](const RowFacts& row) { there.insert(row.id); });
  for (const std::string& id : wanted) {
    // Sharing hides rows too; what was deleted for good is told by the log of deletions, in a pull.
    if (there.count(long_id(id)) == 0) rows.hidden(id);
  }
  for (const std::string& id : foreign) rows.purged(id);
}

void Finder::find(adapter::Call& call, std::string_view type, std::string_view key_field,
                  const adapter::TextList& values, const adapter::TextList& fields,
                  adapter::RowWriter& rows) {
  const Object& object = describer_.object(call, type);
  object.kind_of(key_field);
  all_pages(call, "/query?q=", type, plan_rows(object, fields), key_field, texts(values), &rows, {});
}

std::map<std::string, Stamp> Finder::stamps(adapter::Call& call, const Object& object,
                                            const std::vector<std::string>& ids) {
  std::map<std::string, Stamp> found;
  const RowPlan plan = plan_rows(adapter::TextList(), {}, object.has("LastModifiedById") ? "b" : "");
  all_pages(call, "/query?q=", object.name, plan, "Id", ids, nullptr, [&](const RowFacts& row) {
    if (row.stamp) found[row.id] = Stamp{*row.stamp, std::string(row.version), long_id(row.modified_by)};
  });
  return found;
}

}  // namespace tandem::salesforce
