// SPDX-License-Identifier: Apache-2.0
// A page of query results, parsed where it lies and handed on as rows.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tandem/cpp/adapter/rows.hpp>
#include <vector>

#include "describe.hpp"

namespace tandem::salesforce {

/// Fields that say what a row is, asked for beside the mapped ones where the object has them.
enum class System : char { none, id, stamp, modified_by, deleted, master, converted, contact };

struct Column {
  std::string path;  ///< as in SELECT
  Kind kind = Kind::text;
  std::size_t field = adapter::TextList::npos;  ///< place in the row handed on, if any
  System system = System::none;
};

/// What is selected, and what becomes of it.
struct RowPlan {
  std::vector<Column> columns;
  std::string kinds;  ///< a letter a mapped field
  /// d: has IsDeleted, m: MasterRecordId, c: converts, b: LastModifiedById, r: tells of deletions.
  std::string flags;

  bool is(char flag) const { return flags.find(flag) != std::string::npos; }
  std::vector<std::string> paths() const;
};

/// From a description; throws Failure where a field is missing.
RowPlan plan_rows(const Object& object, const adapter::TextList& fields);
/// From what a cursor remembers.
RowPlan plan_rows(const adapter::TextList& fields, const std::string& kinds, const std::string& flags);
/// Changes with the type or any name or the order of the fields.
std::string mark_of(std::string_view type, const adapter::TextList& fields);

/// One row as far as the pull itself is concerned.
struct RowFacts {
  std::uint32_t kind = TANDEM_ROW_LIVE;
  std::string id, extra;
  std::optional<std::int64_t> stamp;
  std::string_view version, modified_by;  ///< as they came; for the time of the call
};

struct PageRead {
  bool done = false;
  std::string next;  ///< path of the next page; empty when done
};

class PageReader {
 public:
  PageReader();
  ~PageReader();
  PageReader(const PageReader&) = delete;
  PageReader& operator=(const PageReader&) = delete;

  /// `body` is followed by 64 readable bytes. Rows go to `rows` where it is given, and are flushed:
  /// their texts live in the parser. Throws class contract for anything that is not a page.
  PageRead read(std::string_view body, const RowPlan& plan, adapter::RowWriter* rows,
                const std::function<void(const RowFacts&)>& seen);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

/// A JSON number without exponent: "1.5E3" as "1500"; nothing for one too large to be an amount.
std::optional<std::string> plain_decimal(std::string_view token);

}  // namespace tandem::salesforce
