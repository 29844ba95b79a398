// SPDX-License-Identifier: Apache-2.0
#include "soql_evaluator.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>
#include <limits>

#include "../engine/date.hpp"
#include "../engine/text.hpp"
#include "ids.hpp"
#include "soql_lexer.hpp"
#include "values.hpp"

namespace tandem::sandbox::salesforce {
namespace {

constexpr std::int64_t no_bound = std::numeric_limits<std::int64_t>::min();

[[noreturn]] void no_such_column(const Query& query, const Path& path, const std::string& entity) {
  static constexpr std::string_view advice =
      "If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. "
      "Please reference your WSDL or the describe call for the appropriate names.";
  fail("INVALID_FIELD", concat({soql_place(query.text, path.at), "\nNo such column '", path.field,
                                "' on entity '", entity, "'. ", advice}));
}

// Case-insensitive, % and _ as wildcards, \% and \_ as themselves.
bool like(std::string_view text, std::string_view pattern) {
  std::size_t t = 0;
  std::size_t p = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  while (t < text.size()) {
    const bool escaped = p + 1 < pattern.size() && pattern[p] == '\\';
    if (!escaped && p < pattern.size() && pattern[p] == '%') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() &&
               ((!escaped && pattern[p] == '_') || lower(pattern[escaped ? p + 1 : p]) == lower(text[t]))) {
      p += escaped ? 2 : 1;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '%') ++p;
  return p == pattern.size();
}

std::int64_t system_seconds(const Row& row, System system) {
  return system == System::created ? row.created : system == System::modified ? row.modified : row.stamp;
}

bool system_time(System system) {
  return system == System::created || system == System::modified || system == System::stamp;
}

template <typename Value>
bool holds(const Value& left, std::string_view op, const Value& right) {
  if (op == "=" || op == "IN") return left == right;
  if (op == "<") return left < right;
  if (op == "<=") return !(right < left);
  if (op == ">") return right < left;
  if (op == ">=") return !(left < right);
  return false;
}

}  // namespace

std::optional<std::string_view> field_text(const Org& org, const Table& table, Number number,
                                           const Field& field, std::string& buffer) {
  const Row& row = table.at(number);
  if (field.system == System::none) {
    auto text = row.get(field.slot);
    if (!text && field.type == Type::boolean) return std::string_view("false");
    return text;
  }
  buffer.clear();
  switch (field.system) {
    case System::id:
      org.append_id_of(buffer, table, number);
      break;
    case System::is_deleted:
      buffer = row.deleted ? "true" : "false";
      break;
    case System::created_by:
      buffer = org.user_id(row.created_by);
      break;
    case System::modified_by:
      buffer = org.user_id(row.modified_by);
      break;
    default:
      append_datetime(buffer, system_seconds(row, field.system));
  }
  return std::string_view(buffer);
}

std::optional<std::string_view> column_text(const Org& org, const Table& table, Number number,
                                            const Column& column, std::string& buffer) {
  if (column.reference == nullptr) return field_text(org, table, number, *column.field, buffer);
  const auto id = field_text(org, table, number, *column.reference, buffer);
  if (!id) return std::nullopt;
  const Place place = org.locate(*id);
  if (place.table == nullptr) return std::nullopt;
  const Object& object = place.table->object();
  if (column.field == nullptr && same_ignoring_case(column.name, "Type"))
    return std::string_view(object.name);
  const Field* field = object.find(column.name);
  return field == nullptr ? std::nullopt : field_text(org, *place.table, place.number, *field, buffer);
}

// One node of the condition, ready to be asked about a record.
struct Evaluator::Node {
  Condition::Kind kind = Condition::Kind::compare;
  std::vector<std::unique_ptr<Node>> parts;
  Column column;
  std::string op;
  bool negative = false;  // != and NOT IN
  Type type = Type::text;
  System system = System::none;  // of a plain system field
  bool cased = false;
  bool wants_null = false;
  std::vector<std::string> texts;  // folded unless cased; ids in 18 characters
  std::vector<double> numbers;
  std::vector<std::int64_t> seconds;

  bool matches(const Org& org, const Table& table, Number number) const {
    switch (kind) {
      case Condition::Kind::all:
        return std::all_of(parts.begin(), parts.end(),
                           [&](const auto& part) { return part->matches(org, table, number); });
      case Condition::Kind::any:
        return std::any_of(parts.begin(), parts.end(),
                           [&](const auto& part) { return part->matches(org, table, number); });
      case Condition::Kind::negation:
        return !parts[0]->matches(org, table, number);
      case Condition::Kind::compare:
        break;
    }
    return compare(org, table, number) != negative;
  }

  bool compare(const Org& org, const Table& table, Number number) const {
    if (column.reference == nullptr && system_time(system)) {
      const std::int64_t held = system_seconds(table.at(number), system);
      return any_holds(seconds, held);
    }
    std::string buffer;
    const auto held = column_text(org, table, number, column, buffer);
    if (!held) return wants_null;
    if (type == Type::number) return any_holds(numbers, std::strtod(std::string(*held).c_str(), nullptr));
    if (op == "LIKE") return like(*held, texts[0]);
    if (cased) return any_holds(texts, std::string(*held));
    return any_holds(texts, lower(*held));
  }

  template <typename Value>
  bool any_holds(const std::vector<Value>& wanted, const Value& held) const {
    const std::string_view way = negative ? std::string_view("=") : std::string_view(op);
    return std::any_of(wanted.begin(), wanted.end(),
                       [&](const Value& value) { return holds(held, way, value); });
  }

  // The least SystemModstamp a matching record can have.
  std::int64_t least_stamp() const {
    if (kind == Condition::Kind::all) {
      std::int64_t bound = no_bound;
      for (const auto& part : parts) bound = std::max(bound, part->least_stamp());
      return bound;
    }
    if (kind == Condition::Kind::any) {
      std::int64_t bound = std::numeric_limits<std::int64_t>::max();
      for (const auto& part : parts) bound = std::min(bound, part->least_stamp());
      return bound;
    }
    const bool bounded = kind == Condition::Kind::compare && system == System::stamp &&
                         column.reference == nullptr && !negative && !seconds.empty() &&
                         (op == "=" || op == ">=" || op == ">");
    return bounded ? seconds[0] : no_bound;
  }

  // The comparison that names a few records, if one has to hold.
  const Node* selective() const {
    if (kind == Condition::Kind::all) {
      for (const auto& part : parts) {
        if (const Node* found = part->selective()) return found;
      }
      return nullptr;
    }
    const bool named = kind == Condition::Kind::compare && column.reference == nullptr &&
                       column.field != nullptr && !negative && !wants_null && (op == "=" || op == "IN") &&
                       (column.field->system == System::id || column.field->indexed());
    return named ? this : nullptr;
  }
};

Evaluator::Evaluator(Org& org, const Query& query, bool with_deleted)
    : org_(org), query_(query), with_deleted_(with_deleted) {
  const Object* object = org.metadata().find(query.object);
  if (object == nullptr) {
    fail(
        "INVALID_TYPE",
        concat(
            {soql_place(query.text, query.object_at), "\nsObject type '", query.object,
             "' is not supported. If you are attempting to use a custom object, be sure to append the '__c' "
             "after "
             "the entity name. Please reference your WSDL or the describe call for the appropriate names."}));
  }
  table_ = &org.table(object->name);
  for (const auto& path : query.columns) columns_.push_back(column(path));
  if (!query.all_fields.empty()) {
    for (const auto& field : object->fields) {
      const bool wanted = query.all_fields == "ALL" || field.custom() == (query.all_fields == "CUSTOM");
      if (!field.hidden && wanted) columns_.push_back({&field, nullptr, field.name});
    }
  }
  if (query.has_where) where_ = compile(query.where);
  for (const auto& term : query.order) order_.push_back(column(term.path));
}

Evaluator::~Evaluator() = default;

Column Evaluator::column(const Path& path) const {
  const Object& object = table_->object();
  if (path.relationship.empty() || same_ignoring_case(path.relationship, object.name)) {
    const Field* field = object.find(path.field);
    if (field == nullptr) no_such_column(query_, path, object.name);
    return {field, nullptr, field->name};
  }
  const Field* reference = object.find_relationship(path.relationship);
  if (reference == nullptr) {
    fail("INVALID_FIELD",
         concat({soql_place(query_.text, path.at), "\nDidn't understand relationship '", path.relationship,
                 "' in field path. If you are attempting to use a custom relationship, be sure to "
                 "append the '__r' after the custom relationship name. Please reference your WSDL or "
                 "the describe call for the appropriate names."}));
  }
  if (reference->targets.size() == 1) {
    const Object& target = *org_.metadata().find(reference->targets[0]);
    const Field* field = target.find(path.field);
    if (field == nullptr) no_such_column(query_, path, target.name);
    return {field, reference, field->name};
  }
  static constexpr std::array<const char*, 10> name_fields = {
      "Id", "Name", "Type", "FirstName", "LastName", "Email", "Username", "Alias", "IsActive", "Title"};
  for (const char* known : name_fields) {
    if (same_ignoring_case(known, path.field)) return {nullptr, reference, known};
  }
  no_such_column(query_, path, "Name");
}

std::unique_ptr<Evaluator::Node> Evaluator::compile(const Condition& condition) const {
  if (condition.kind == Condition::Kind::compare) return compile_comparison(condition);
  auto node = std::make_unique<Node>();
  node->kind = condition.kind;
  for (const auto& part : condition.parts) node->parts.push_back(compile(part));
  return node;
}

std::unique_ptr<Evaluator::Node> Evaluator::compile_comparison(const Condition& condition) const {
  auto node = std::make_unique<Node>();
  node->column = column(condition.path);
  node->op = condition.op;
  node->negative = condition.op == "!=" || condition.op == "NOT_IN";
  const Field* field = node->column.field;
  Type type = field == nullptr ? Type::text : field->type;
  if (field != nullptr) {
    node->system = field->system;
    node->cased = field->case_sensitive;
  }
  const std::string name = node->column.name;
  const auto place = soql_place(query_.text, condition.path.at);
  if (type == Type::long_text) {
    fail("INVALID_FIELD", concat({place, "\nfield '", name, "' can not be filtered in a query call"}));
  }
  const bool equality = node->negative || condition.op == "=" || condition.op == "IN";
  const bool textual = type == Type::text || type == Type::picklist || type == Type::email ||
                       type == Type::phone || type == Type::url;
  if ((condition.op == "LIKE" && !textual) || (type == Type::boolean && !equality)) {
    fail("INVALID_QUERY_FILTER_OPERATOR", concat({place, "\ninvalid operator on ", lower(name), " field"}));
  }
  const auto wrong = [&](const Literal& literal, const char* wanted) {
    const bool quoted = literal.kind == Literal::Kind::text;
    fail("INVALID_FIELD",
         concat({place, "\nvalue of filter criterion for field '", name, "' must be of type ", wanted,
                 quoted && !textual ? " and should not be enclosed in quotes" : ""}));
  };
  for (const auto& literal : condition.values) {
    if (literal.kind == Literal::Kind::null) {
      if (!equality) fail("MALFORMED_QUERY", concat({place, "\ninvalid operator for null"}));
      node->wants_null = true;
    } else if (type == Type::datetime) {
      if (literal.kind != Literal::Kind::datetime && literal.kind != Literal::Kind::date)
        wrong(literal, "dateTime");
      if (literal.kind == Literal::Kind::date && literal.text.find('-') != std::string::npos)
        wrong(literal, "dateTime");
      node->seconds.push_back(literal.seconds);
      node->texts.push_back(lower(datetime_text(literal.seconds)));
    } else if (type == Type::date) {
      if (literal.kind != Literal::Kind::date) wrong(literal, "date");
      node->texts.push_back(date_text(literal.seconds));
    } else if (type == Type::number || type == Type::integer) {
      if (literal.kind != Literal::Kind::number) wrong(literal, "double");
      node->type = Type::number;
      node->numbers.push_back(std::strtod(literal.text.c_str(), nullptr));
    } else if (type == Type::boolean) {
      if (literal.kind != Literal::Kind::boolean) wrong(literal, "boolean");
      node->texts.push_back(literal.text);
    } else if (type == Type::id || type == Type::reference) {
      if (literal.kind != Literal::Kind::text) wrong(literal, "string");
      const auto fifteen = normal_id(literal.text);
      if (!fifteen) {
        fail("INVALID_QUERY_FILTER_OPERATOR", concat({place, "\ninvalid ID field: ", literal.text}));
      }
      node->cased = true;
      node->texts.push_back(with_checksum(*fifteen));
    } else {
      if (literal.kind != Literal::Kind::text) {
        fail("INVALID_FIELD", concat({place, "\nvalue of filter criterion for field '", name,
                                      "' must be of type string and should be enclosed in quotes"}));
      }
      node->texts.push_back(node->cased || condition.op == "LIKE" ? literal.text : lower(literal.text));
      if (literal.text.empty() && equality) node->wants_null = true;
    }
  }
  return node;
}

bool Evaluator::visible(Number number) const {
  const Row& row = table_->at(number);
  return !row.purged && (with_deleted_ || !row.deleted);
}

std::vector<Number> Evaluator::candidates(bool& in_stamp_order) const {
  std::vector<Number> numbers;
  in_stamp_order = false;
  if (const Node* named = where_ ? where_->selective() : nullptr) {
    for (const auto& text : named->texts) {
      if (named->column.field->system == System::id) {
        const Place place = org_.locate(text);
        if (place.table == table_) numbers.push_back(place.number);
      } else if (!with_deleted_) {
        for (const Number number : table_->lookup(*named->column.field, text)) numbers.push_back(number);
      }
    }
    if (named->column.field->system == System::id || !with_deleted_) {
      std::sort(numbers.begin(), numbers.end());
      numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
      return numbers;
    }
  }
  const bool by_stamp =
      !order_.empty() && order_[0].field != nullptr && order_[0].reference == nullptr &&
      order_[0].field->system == System::stamp && !query_.order[0].descending &&
      (order_.size() == 1 ||
       (order_.size() == 2 && order_[1].field != nullptr && order_[1].reference == nullptr &&
        order_[1].field->system == System::id && !query_.order[1].descending));
  const std::int64_t least = where_ ? where_->least_stamp() : no_bound;
  const bool by_id = order_.empty() && least == no_bound;
  // Enough are found when the order is right already and the statement has a limit.
  const std::size_t enough = (by_stamp || order_.empty()) && query_.limit >= 0 && !query_.count
                                 ? static_cast<std::size_t>(query_.limit + query_.offset)
                                 : std::numeric_limits<std::size_t>::max();
  const auto offer = [&](Number number) {
    if (visible(number) && (!where_ || where_->matches(org_, *table_, number))) numbers.push_back(number);
    return numbers.size() < enough;
  };
  in_stamp_order = true;  // matched already; only the order may still be made
  if (enough == 0) return numbers;
  if (by_id) {
    for (Number number = 0; number < table_->size() && offer(number);) ++number;
  } else {
    const auto& index = table_->by_stamp();
    auto entry = least == no_bound ? index.begin() : index.lower_bound({least, 0});
    while (entry != index.end() && offer(entry->second)) ++entry;
  }
  if (!by_stamp && !order_.empty()) sort(numbers);
  return numbers;
}

void Evaluator::sort(std::vector<Number>& numbers) const {
  struct Key {
    bool null = true;
    double number = 0;
    std::string text;
  };
  struct Sorted {
    Number number = 0;
    std::vector<Key> keys;
  };
  std::vector<Sorted> rows;
  rows.reserve(numbers.size());
  for (const Number number : numbers) {
    Sorted row;
    row.number = number;
    for (const auto& column : order_) {
      std::string buffer;
      Key key;
      if (const auto text = column_text(org_, *table_, number, column, buffer)) {
        key.null = false;
        const bool id =
            column.field != nullptr && (column.field->type == Type::id || column.field->case_sensitive);
        if (column.field != nullptr && column.field->numeric()) {
          key.number = std::strtod(std::string(*text).c_str(), nullptr);
        } else {
          key.text = id ? std::string(*text) : lower(*text);
        }
      }
      row.keys.push_back(std::move(key));
    }
    rows.push_back(std::move(row));
  }
  std::stable_sort(rows.begin(), rows.end(), [&](const Sorted& a, const Sorted& b) {
    for (std::size_t i = 0; i < order_.size(); ++i) {
      const Key& x = a.keys[i];
      const Key& y = b.keys[i];
      if (x.null != y.null) return x.null != query_.order[i].nulls_last;
      if (x.null) continue;
      if (x.number != y.number) return (x.number < y.number) != query_.order[i].descending;
      if (x.text != y.text) return (x.text < y.text) != query_.order[i].descending;
    }
    return false;
  });
  for (std::size_t i = 0; i < rows.size(); ++i) numbers[i] = rows[i].number;
}

std::vector<Number> Evaluator::run() const {
  bool done = false;
  std::vector<Number> numbers = candidates(done);
  if (!done) {
    numbers.erase(std::remove_if(numbers.begin(), numbers.end(),
                                 [&](Number number) {
                                   return !visible(number) ||
                                          (where_ && !where_->matches(org_, *table_, number));
                                 }),
                  numbers.end());
    if (!order_.empty()) sort(numbers);
  }
  const auto skipped = std::min(numbers.size(), static_cast<std::size_t>(query_.offset));
  numbers.erase(numbers.begin(), numbers.begin() + static_cast<std::ptrdiff_t>(skipped));
  if (query_.limit >= 0 && numbers.size() > static_cast<std::size_t>(query_.limit)) {
    numbers.resize(static_cast<std::size_t>(query_.limit));
  }
  return numbers;
}

}  // namespace tandem::sandbox::salesforce
