// SPDX-License-Identifier: Apache-2.0
#include "model/document_reader.hpp"

#include <simdjson.h>

#include <cstring>
#include <string>

#include "base/error.hpp"
#include "base/text.hpp"
#include "model/canonical.hpp"
#include "model/document.hpp"

namespace tandem::model {

static_assert(kPadding >= simdjson::SIMDJSON_PADDING);
namespace ondemand = simdjson::ondemand;

struct DocumentReader::State {
  ondemand::parser parser;
  Scratch scratch;
  Row row;
  std::string copy;  // the text with padding, where the caller's has none
};

namespace {

[[noreturn]] void not_json() {
  throw Error(TANDEM_INVALID_ARGUMENT, "the document is not valid JSON in UTF-8",
              "check it with any JSON tool");
}

[[noreturn]] void not_an_object() {
  throw Error(TANDEM_INVALID_ARGUMENT, "the document is not a JSON object", "write {\"field\": value, …}");
}

/// Wrong kind of token: the field's type says what belongs there. Anything else: broken JSON.
void check(const Field& field, simdjson::error_code error) {
  if (error == simdjson::SUCCESS) return;
  if (error == simdjson::INCORRECT_TYPE || error == simdjson::NUMBER_ERROR ||
      error == simdjson::NUMBER_OUT_OF_RANGE) {
    refuse_kind(field);
  }
  if (error == simdjson::STRING_ERROR) refuse(field, "is not valid UTF-8 text", "check its escapes");
  not_json();
}

void check(simdjson::error_code error) {
  if (error != simdjson::SUCCESS) not_json();
}

/// Nothing but blanks may stand behind the document.
void require_end(ondemand::document& document) {
  const char* ignored = nullptr;
  if (document.current_location().get(ignored) != simdjson::OUT_OF_BOUNDS) not_json();
}

/// The bytes of one value as they stand, for JSON inside a document.
std::string_view raw_json(ondemand::value& value, ondemand::json_type type) {
  std::string_view raw;
  if (type == ondemand::json_type::object) {
    ondemand::object object;
    check(value.get_object().get(object));
    check(object.raw_json().get(raw));
  } else if (type == ondemand::json_type::array) {
    ondemand::array array;
    check(value.get_array().get(array));
    check(array.raw_json().get(raw));
  } else if (type == ondemand::json_type::string) {
    raw = value.raw_json_token();
    std::string_view ignored;  // moves the cursor on
    check(value.get_string().get(ignored));
  } else if (type == ondemand::json_type::boolean) {
    raw = value.raw_json_token();
    bool ignored = false;
    check(value.get_bool().get(ignored));
  } else {
    raw = value.raw_json_token();
    ondemand::number ignored;
    const auto error = value.get_number().get(ignored);
    if (error != simdjson::SUCCESS && error != simdjson::NUMBER_ERROR &&
        error != simdjson::NUMBER_OUT_OF_RANGE) {
      not_json();
    }
  }
  return trim(raw);
}

/// The token as a value of its own kind; `canonical_view` makes the field's kind of it.
Value token(const Field& field, ondemand::value& value) {
  ondemand::json_type type{};
  check(value.type().get(type));
  if (type == ondemand::json_type::null) {
    bool is_null = false;
    check(value.is_null().get(is_null));
    if (!is_null) not_json();
    return null();
  }
  if (field.type == Type::json || field.type == Type::set) {
    return bytes(TANDEM_VALUE_JSON, raw_json(value, type));
  }
  switch (type) {
    case ondemand::json_type::string: {
      std::string_view s;
      check(field, value.get_string().get(s));
      return text(s);
    }
    case ondemand::json_type::number: {
      std::int64_t i = 0;
      check(field, value.get_int64().get(i));
      if (field.type == Type::decimal) refuse_kind(field);  // a number here may have passed a double
      return integer(i);
    }
    case ondemand::json_type::boolean: {
      bool b = false;
      check(field, value.get_bool().get(b));
      return boolean(b);
    }
    default:
      refuse_kind(field);
  }
}

/// Documents name their fields mostly in one order: look at the next few before asking the index.
std::size_t find_field(const EntityInfo& entity, std::string_view name, std::size_t next) {
  constexpr std::size_t kNear = 6;
  const auto fields = entity.fields();
  for (std::size_t i = next; i < fields.size() && i < next + kNear; ++i) {
    if (fields[i].name == name) return i;
  }
  return entity.position(name);
}

[[noreturn]] void refuse_common(const Field& field) {
  refuse(field, "is kept by Tandem and cannot be written",
         field.name == "revision" ? "leave it out; name it as if_revision to guard against other changes"
                                  : "leave it out of the document");
}

/// Puts the entity in front of the field that an error names.
template <typename Work>
void naming(const EntityInfo& entity, Work&& work) {
  try {
    work();
  } catch (const Error& e) {
    throw Error(e.status(), std::string(entity.name()) + "." + e.message(), e.advice());
  }
}

void read_field(const EntityInfo& entity, std::size_t at, ondemand::value& value, Scratch& scratch,
                Row& out) {
  const Field& field = entity.field(at);
  naming(entity, [&] {
    if (at != kId && at < kCommonFields) refuse_common(field);
    if (given(out[at])) refuse(field, "is given twice", "name every field once");
    const Value canonical = canonical_view(field, token(field, value), Trust::utf8, scratch);
    if (at == kId && !has(canonical)) refuse_kind(field);
    out.set(at, canonical);
  });
}

void read_object(const EntityInfo& entity, ondemand::object& object, Scratch& scratch, Row& out) {
  out.reset(entity.size());
  std::size_t next = 0;
  for (auto entry : object) {
    ondemand::field pair;
    check(std::move(entry).get(pair));
    std::string_view name;
    check(pair.unescaped_key().get(name));
    const std::size_t at = find_field(entity, name, next);
    read_field(entity, at, pair.value(), scratch, out);
    next = at + 1;
  }
}

void read_one(const EntityInfo& entity, std::string_view padded, ondemand::parser& parser, Scratch& scratch,
              Row& out) {
  ondemand::document document;
  if (trim(padded).empty()) not_an_object();
  check(parser.iterate(padded.data(), padded.size(), padded.size() + kPadding).get(document));
  ondemand::object object;
  const auto error = document.get_object().get(object);
  if (error == simdjson::INCORRECT_TYPE) not_an_object();
  check(error);
  read_object(entity, object, scratch, out);
  require_end(document);
}

[[noreturn]] void rethrow_with_index(const Error& e, std::size_t index) {
  Error named(e.status(), "document " + std::to_string(index + 1) + ": " + e.message(), e.advice());
  throw std::move(named).with("index", std::to_string(index));
}

/// Runs the reading, not the sink, under the name of a document.
template <typename Read>
void numbered(std::size_t index, Read&& read) {
  try {
    read();
  } catch (const Error& e) {
    rethrow_with_index(e, index);
  }
}

}  // namespace

DocumentReader::DocumentReader() : state_(std::make_unique<State>()) {}
DocumentReader::DocumentReader(DocumentReader&&) noexcept = default;
DocumentReader& DocumentReader::operator=(DocumentReader&&) noexcept = default;
DocumentReader::~DocumentReader() = default;

namespace {

PaddedText padded_copy(std::string_view json, std::string& copy) {
  copy.clear();
  copy.reserve(json.size() + kPadding);
  copy.append(json);
  copy.append(kPadding, ' ');
  return {std::string_view(copy).substr(0, json.size())};
}

}  // namespace

void DocumentReader::read(const EntityInfo& entity, std::string_view json, Row& out) {
  read(entity, padded_copy(json, state_->copy), out);
}

void DocumentReader::read(const EntityInfo& entity, PaddedText json, Row& out) {
  read_one(entity, json.text, state_->parser, state_->scratch, out);
}

std::size_t DocumentReader::read_many(const EntityInfo& entity, std::string_view json, const Sink& sink) {
  return read_many(entity, padded_copy(json, state_->copy), sink);
}

namespace {

struct Batch {
  const EntityInfo& entity;
  const DocumentReader::Sink& sink;
  ondemand::parser& parser;
  Scratch& scratch;
  Row& row;
};

std::size_t read_array(std::string_view padded, Batch& batch) {
  ondemand::document document;
  check(batch.parser.iterate(padded.data(), padded.size(), padded.size() + kPadding).get(document));
  ondemand::array array;
  check(document.get_array().get(array));
  std::size_t index = 0;
  for (auto entry : array) {
    numbered(index, [&] {
      ondemand::value element;
      check(std::move(entry).get(element));  // NOLINT(performance-move-const-arg): simdjson wants it so
      ondemand::object object;
      const auto error = element.get_object().get(object);
      if (error == simdjson::INCORRECT_TYPE) not_an_object();
      check(error);
      read_object(batch.entity, object, batch.scratch, batch.row);
    });
    batch.sink(index++, batch.row);
  }
  require_end(document);
  return index;
}

std::size_t read_lines(std::string_view padded, Batch& batch) {
  std::size_t index = 0;
  while (!padded.empty()) {
    const std::size_t end = std::min(padded.find('\n'), padded.size());
    const std::string_view line = padded.substr(0, end);
    padded.remove_prefix(std::min(end + 1, padded.size()));
    if (trim(line).empty()) continue;
    numbered(index, [&] { read_one(batch.entity, line, batch.parser, batch.scratch, batch.row); });
    batch.sink(index++, batch.row);
  }
  return index;
}

}  // namespace

std::size_t DocumentReader::read_many(const EntityInfo& entity, PaddedText json, const Sink& sink) {
  Batch batch{entity, sink, state_->parser, state_->scratch, state_->row};
  const std::string_view start = trim(json.text);
  const bool array = !start.empty() && start.front() == '[';
  return array ? read_array(json.text, batch) : read_lines(json.text, batch);
}

void read_document(const EntityInfo& entity, std::string_view json, Row& out) {
  DocumentReader().read(entity, json, out);
}

}  // namespace tandem::model
