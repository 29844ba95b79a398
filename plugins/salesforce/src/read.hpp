// SPDX-License-Identifier: Apache-2.0
// Rows by id, and rows by key.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <tandem/cpp/adapter/rows.hpp>
#include <vector>

#include "api.hpp"
#include "describe.hpp"
#include "page.hpp"

namespace tandem::salesforce {

/// How a row stands there.
struct Stamp {
  std::int64_t at = 0;
  std::string version;      ///< as a pull shows it
  std::string modified_by;  ///< empty where the object does not tell
};

class Finder {
 public:
  Finder(Api& api, Describer& describer) : api_(api), describer_(describer) {}
  void get(adapter::Call& call, std::string_view type, const adapter::TextList& ids,
           const adapter::TextList& fields, adapter::RowWriter& rows);
  void find(adapter::Call& call, std::string_view type, std::string_view key_field,
            const adapter::TextList& values, const adapter::TextList& fields, adapter::RowWriter& rows);
  /// Stamps of the live rows among `ids`, by id.
  std::map<std::string, Stamp> stamps(adapter::Call& call, const Object& object,
                                      const std::vector<std::string>& ids);

 private:
  void all_pages(adapter::Call& call, const std::string& resource, std::string_view type, const RowPlan& plan,
                 std::string_view key, const std::vector<std::string>& values, adapter::RowWriter* rows,
                 const std::function<void(const RowFacts&)>& seen);

  Api& api_;
  Describer& describer_;
  PageReader reader_;
};

}  // namespace tandem::salesforce
