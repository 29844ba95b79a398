// SPDX-License-Identifier: Apache-2.0
// Finds the records of a statement, in its order.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "org.hpp"
#include "soql.hpp"

namespace tandem::sandbox::salesforce {

// The kept text of any field, also a system field. `buffer` holds what is made on the way.
std::optional<std::string_view> field_text(const Org& org, const Table& table, Number number,
                                           const Field& field, std::string& buffer);

struct Column {
  const Field* field = nullptr;  // null: a field of Name over a polymorphic reference
  const Field* reference = nullptr;
  std::string name;  // as selected
};

// The same of a selected column, also through its reference.
std::optional<std::string_view> column_text(const Org& org, const Table& table, Number number,
                                            const Column& column, std::string& buffer);

// Throws INVALID_TYPE and INVALID_FIELD.
class Evaluator {
 public:
  Evaluator(Org& org, const Query& query, bool with_deleted);
  ~Evaluator();
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;

  std::vector<Number> run() const;
  const Table& table() const { return *table_; }
  const std::vector<Column>& columns() const { return columns_; }

 private:
  struct Node;
  Column column(const Path& path) const;
  std::unique_ptr<Node> compile(const Condition& condition) const;
  std::unique_ptr<Node> compile_comparison(const Condition& condition) const;
  bool visible(Number number) const;
  std::vector<Number> candidates(bool& in_stamp_order) const;
  void sort(std::vector<Number>& numbers) const;

  Org& org_;
  const Query& query_;
  bool with_deleted_;
  Table* table_ = nullptr;
  std::vector<Column> columns_;
  std::vector<Column> order_;
  std::unique_ptr<Node> where_;
};

}  // namespace tandem::sandbox::salesforce
