// SPDX-License-Identifier: Apache-2.0
#include "page.hpp"

#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <tandem/cpp/times.hpp>

#include "errors.hpp"
#include "ids.hpp"

namespace tandem::salesforce {

/// One value as the JSON gives it; texts live in the parser or the body.
struct Cell {
  enum class Shape : char { absent, null, truth, number, text, json };
  Shape shape = Shape::absent;
  bool truth = false;
  std::string_view text;
};

namespace {

namespace ondemand = simdjson::ondemand;
using adapter::TextList;

constexpr std::size_t kPadding = 64;
static_assert(kPadding >= simdjson::SIMDJSON_PADDING);

struct SystemField {
  std::string_view name;
  Kind kind;
  System system;
  char flag;  ///< 0: every object has it
};

constexpr SystemField kSystem[] = {
    {"Id", Kind::reference, System::id, 0},
    {"SystemModstamp", Kind::instant, System::stamp, 0},
    {"LastModifiedById", Kind::reference, System::modified_by, 'b'},
    {"IsDeleted", Kind::boolean, System::deleted, 'd'},
    {"MasterRecordId", Kind::reference, System::master, 'm'},
    {"IsConverted", Kind::boolean, System::converted, 'c'},
    {"ConvertedContactId", Kind::reference, System::contact, 'c'},
};

void add_system_columns(RowPlan& plan) {
  for (const SystemField& wanted : kSystem) {
    if (wanted.flag != 0 && !plan.is(wanted.flag)) continue;
    const auto mapped = std::find_if(plan.columns.begin(), plan.columns.end(),
                                     [&](const Column& column) { return column.path == wanted.name; });
    if (mapped != plan.columns.end()) {
      mapped->system = wanted.system;
    } else {
      plan.columns.push_back(Column{std::string(wanted.name), wanted.kind, TextList::npos, wanted.system});
    }
  }
}

/// Why a row is broken; becomes its quarantine text.
struct BrokenRow {
  std::string why;
};

Cell read_cell(ondemand::value value) {
  Cell cell;
  switch (value.type()) {
    case ondemand::json_type::null:
      cell.shape = Cell::Shape::null;
      break;
    case ondemand::json_type::boolean:
      cell.shape = Cell::Shape::truth;
      cell.truth = value.get_bool();
      break;
    case ondemand::json_type::number: {
      cell.shape = Cell::Shape::number;
      cell.text = value.raw_json_token();
      cell.text = cell.text.substr(0, cell.text.find_last_of("0123456789") + 1);
      break;
    }
    case ondemand::json_type::string:
      cell.shape = Cell::Shape::text;
      cell.text = value.get_string();
      break;
    case ondemand::json_type::object:
    case ondemand::json_type::array:
      cell.shape = Cell::Shape::json;
      cell.text = simdjson::to_json_string(value);
      break;
  }
  return cell;
}

}  // namespace

std::vector<std::string> RowPlan::paths() const {
  std::vector<std::string> all;
  all.reserve(columns.size());
  for (const Column& column : columns) all.push_back(column.path);
  return all;
}

RowPlan plan_rows(const TextList& fields, const std::string& kinds, const std::string& flags) {
  RowPlan plan;
  plan.kinds = kinds;
  plan.flags = flags;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    plan.columns.push_back(Column{std::string(fields[i]), static_cast<Kind>(kinds[i]), i, System::none});
  }
  add_system_columns(plan);
  return plan;
}

RowPlan plan_rows(const Object& object, const TextList& fields) {
  for (const char* needed : {"Id", "SystemModstamp"}) object.kind_of(needed);
  std::string kinds, flags;
  for (std::size_t i = 0; i < fields.size(); ++i) kinds += static_cast<char>(object.kind_of(fields[i]));
  if (object.has("LastModifiedById")) flags += 'b';
  if (object.has("IsDeleted")) flags += 'd';
  if (object.has("MasterRecordId")) flags += 'm';
  if (object.has("IsConverted") && object.has("ConvertedContactId")) flags += 'c';
  if (object.has("IsDeleted") && object.replicateable) flags += 'r';
  return plan_rows(fields, kinds, flags);
}

std::string mark_of(std::string_view type, const TextList& fields) {
  std::uint64_t hash = 14695981039346656037U;
  const auto add = [&hash](std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    hash *= 1099511628211U;
  };
  add(type);
  for (std::size_t i = 0; i < fields.size(); ++i) add(fields[i]);
  char text[20];
  const auto end = std::to_chars(text, text + sizeof text, hash, 16).ptr;
  return {text, end};
}

std::optional<std::string> plain_decimal(std::string_view token) {
  const std::size_t e = token.find_first_of("eE");
  if (e == std::string_view::npos) return std::string(token);
  std::string_view power = token.substr(e + 1);
  if (!power.empty() && power.front() == '+') power.remove_prefix(1);
  int exponent = 0;
  const auto read = std::from_chars(power.data(), power.data() + power.size(), exponent);
  if (read.ec != std::errc() || read.ptr != power.data() + power.size() || exponent > 60 || exponent < -60) {
    return std::nullopt;
  }
  std::string_view mantissa = token.substr(0, e);
  const bool negative = !mantissa.empty() && mantissa.front() == '-';
  if (negative) mantissa.remove_prefix(1);
  const std::size_t dot = mantissa.find('.');
  std::string digits(mantissa.substr(0, dot));
  int point = static_cast<int>(digits.size()) + exponent;
  if (dot != std::string_view::npos) digits += mantissa.substr(dot + 1);
  if (point <= 0) {
    digits.insert(0, static_cast<std::size_t>(1 - point), '0');
    point = 1;
  }
  if (static_cast<std::size_t>(point) > digits.size())
    digits.append(static_cast<std::size_t>(point) - digits.size(), '0');
  std::string out = negative ? "-" : "";
  const std::size_t leading = std::min(digits.find_first_not_of('0'), static_cast<std::size_t>(point) - 1);
  out.append(digits, leading, static_cast<std::size_t>(point) - leading);
  if (digits.size() > static_cast<std::size_t>(point)) {
    out.append(1, '.').append(digits, static_cast<std::size_t>(point), std::string::npos);
  }
  return out;
}

struct PageReader::Parser {
  ondemand::parser json;
  std::vector<Cell> cells;
  std::vector<tandem_value> values;
  std::deque<std::string> kept;  ///< texts that had to be made anew

  void read_object(ondemand::object object, const RowPlan& plan, const std::string& prefix);
  void place(std::string_view name, ondemand::value value, const RowPlan& plan, const std::string& prefix,
             std::size_t& hint);
  tandem_value value_of(const Cell& cell, const Column& column);
  tandem_value value_of_text(std::string_view text, const Column& column);
  tandem_value value_of_number(std::string_view token, const Column& column);
  std::string_view id_of(std::string_view text);
  std::string_view text_of(const RowPlan& plan, System system) const;
  bool truth_of(const RowPlan& plan, System system) const;
  RowFacts facts(const RowPlan& plan) const;
  void emit(const RowPlan& plan, const RowFacts& facts, adapter::RowWriter& rows);
  void read_record(ondemand::object record, const RowPlan& plan, adapter::RowWriter* rows,
                   const std::function<void(const RowFacts&)>& seen);
};

/// Columns come in the order of SELECT, so the next one is nearly always the one expected.
void PageReader::Parser::place(std::string_view name, ondemand::value value, const RowPlan& plan,
                               const std::string& prefix, std::size_t& hint) {
  const auto is = [&](const Column& column) {
    return column.path.size() == prefix.size() + name.size() &&
           column.path.compare(0, prefix.size(), prefix) == 0 &&
           column.path.compare(prefix.size(), name.size(), name) == 0;
  };
  const std::size_t count = plan.columns.size();
  for (std::size_t step = 0; step < count; ++step) {
    const std::size_t i = (hint + step) % count;
    if (!is(plan.columns[i])) continue;
    cells[i] = read_cell(value);
    hint = i + 1;
    return;
  }
  // Fields of a related record.
  const std::string path = prefix + std::string(name) + ".";
  const bool nested = std::any_of(plan.columns.begin(), plan.columns.end(), [&](const Column& column) {
    return column.path.compare(0, path.size(), path) == 0;
  });
  if (!nested) return;
  if (value.type() == ondemand::json_type::object) return read_object(value.get_object(), plan, path);
  for (std::size_t i = 0; i < count; ++i) {
    if (plan.columns[i].path.compare(0, path.size(), path) == 0) cells[i].shape = Cell::Shape::null;
  }
}

void PageReader::Parser::read_object(ondemand::object object, const RowPlan& plan,
                                     const std::string& prefix) {
  std::size_t hint = 0;
  for (auto field : object) {
    const std::string_view name = field.unescaped_key();
    if (name != "attributes") place(name, field.value(), plan, prefix, hint);
  }
}

std::string_view PageReader::Parser::id_of(std::string_view text) {
  if (text.size() != 15) return text;
  return kept.emplace_back(long_id(text));
}

tandem_value PageReader::Parser::value_of_text(std::string_view text, const Column& column) {
  switch (column.kind) {
    case Kind::reference:
      return adapter::ref_value(id_of(text));
    case Kind::date: {
      const auto days = times::read_date(text);
      if (!days) throw BrokenRow{"field " + column.path + " is not a date"};
      return adapter::date_value(*days);
    }
    case Kind::instant: {
      const auto at = times::read_instant(text);
      if (!at) throw BrokenRow{"field " + column.path + " is not a date and time"};
      return adapter::instant_value(*at, TANDEM_GRAIN_SECOND);
    }
    default:
      return adapter::text_value(text);
  }
}

tandem_value PageReader::Parser::value_of_number(std::string_view token, const Column& column) {
  if (column.kind == Kind::integer) {
    std::int64_t number = 0;
    const auto read = std::from_chars(token.data(), token.data() + token.size(), number);
    if (read.ec == std::errc() && read.ptr == token.data() + token.size()) return adapter::int_value(number);
  }
  if (token.find_first_of("eE") == std::string_view::npos) return adapter::decimal_value(token);
  auto plain = plain_decimal(token);
  if (!plain) throw BrokenRow{"field " + column.path + " is too large a number"};
  return adapter::decimal_value(kept.emplace_back(std::move(*plain)));
}

/// A value whose JSON does not fit the remembered kind goes on as what it is.
tandem_value PageReader::Parser::value_of(const Cell& cell, const Column& column) {
  switch (cell.shape) {
    case Cell::Shape::absent:
    case Cell::Shape::null:
      return adapter::null_value();  // it was asked for, so leaving it out means empty
    case Cell::Shape::truth:
      return adapter::bool_value(cell.truth);
    case Cell::Shape::number:
      return value_of_number(cell.text, column);
    case Cell::Shape::text:
      return value_of_text(cell.text, column);
    case Cell::Shape::json:
      return adapter::json_value(cell.text);
  }
  return adapter::null_value();
}

std::string_view PageReader::Parser::text_of(const RowPlan& plan, System system) const {
  for (std::size_t i = 0; i < plan.columns.size(); ++i) {
    if (plan.columns[i].system == system && cells[i].shape == Cell::Shape::text) return cells[i].text;
  }
  return {};
}

bool PageReader::Parser::truth_of(const RowPlan& plan, System system) const {
  for (std::size_t i = 0; i < plan.columns.size(); ++i) {
    if (plan.columns[i].system == system && cells[i].shape == Cell::Shape::truth) return cells[i].truth;
  }
  return false;
}

RowFacts PageReader::Parser::facts(const RowPlan& plan) const {
  RowFacts row;
  row.id = long_id(text_of(plan, System::id));
  if (!is_record_id(row.id)) throw unreadable("a record without an id", false);
  row.version = text_of(plan, System::stamp);
  row.modified_by = text_of(plan, System::modified_by);
  row.stamp = times::read_instant(row.version);
  if (truth_of(plan, System::deleted)) {
    row.extra = long_id(text_of(plan, System::master));
    row.kind = row.extra.empty() ? TANDEM_ROW_DELETED : TANDEM_ROW_MERGED;
  } else if (truth_of(plan, System::converted)) {
    row.extra = long_id(text_of(plan, System::contact));
    row.kind = row.extra.empty() ? TANDEM_ROW_LIVE : TANDEM_ROW_CONVERTED;
  }
  return row;
}

void PageReader::Parser::emit(const RowPlan& plan, const RowFacts& row, adapter::RowWriter& rows) {
  const auto stamped = [&](adapter::RowBuilder built) {
    built.version(row.version).modified_by(long_id(row.modified_by));
    if (row.stamp) built.modified_at(*row.stamp);
    return built;
  };
  if (row.kind == TANDEM_ROW_DELETED) {
    stamped(rows.deleted(row.id));
    return;
  }
  if (row.kind == TANDEM_ROW_MERGED) {
    stamped(rows.merged(row.id, row.extra));
    return;
  }
  values.assign(rows.field_count(), adapter::absent_value());
  try {
    for (std::size_t i = 0; i < plan.columns.size(); ++i) {
      const Column& column = plan.columns[i];
      if (column.field != TextList::npos) values[column.field] = value_of(cells[i], column);
    }
  } catch (const BrokenRow& broken) {
    rows.broken(row.id, broken.why);
    return;
  }
  adapter::RowBuilder built =
      stamped(row.kind == TANDEM_ROW_CONVERTED ? rows.converted(row.id, row.extra) : rows.live(row.id));
  for (std::size_t i = 0; i < values.size(); ++i) built.set(i, values[i], adapter::borrowed);
}

void PageReader::Parser::read_record(ondemand::object record, const RowPlan& plan, adapter::RowWriter* rows,
                                     const std::function<void(const RowFacts&)>& seen) {
  cells.assign(plan.columns.size(), Cell{});
  read_object(record, plan, {});
  const RowFacts row = facts(plan);
  if (rows != nullptr) emit(plan, row, *rows);
  if (seen) seen(row);
}

PageReader::PageReader() : parser_(std::make_unique<Parser>()) {}
PageReader::~PageReader() = default;

PageRead PageReader::read(std::string_view body, const RowPlan& plan, adapter::RowWriter* rows,
                          const std::function<void(const RowFacts&)>& seen) {
  if (body.empty()) throw unreadable("a page without content", false);
  PageRead page;
  bool has_records = false, has_done = false;
  parser_->kept.clear();
  try {
    ondemand::document document =
        parser_->json.iterate(simdjson::padded_string_view(body.data(), body.size(), body.size() + kPadding));
    for (auto field : document.get_object()) {
      const std::string_view name = field.unescaped_key();
      if (name == "done") {
        page.done = field.value().get_bool();
        has_done = true;
      } else if (name == "nextRecordsUrl") {
        page.next = std::string(std::string_view(field.value().get_string()));
      } else if (name == "records") {
        for (auto record : field.value().get_array())
          parser_->read_record(record.get_object(), plan, rows, seen);
        has_records = true;
      }
    }
    if (document.current_location().error() == simdjson::SUCCESS)
      throw unreadable("text behind a page", false);
  } catch (const simdjson::simdjson_error&) {
    throw unreadable("a page is not the JSON of query results", false);
  }
  if (!has_records || !has_done) throw unreadable("a page without records or without its end", false);
  if (page.done) page.next.clear();
  const bool inside = page.next.compare(0, 15, "/services/data/") == 0;
  if (!page.done && !inside) throw unreadable("a page that names no next one", false);
  if (rows != nullptr) rows->flush();
  return page;
}

}  // namespace tandem::salesforce
