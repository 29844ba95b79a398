// SPDX-License-Identifier: Apache-2.0
// What the organisation says about its objects and fields.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <tandem/cpp/adapter/answers.hpp>
#include <vector>

#include "api.hpp"

namespace tandem::salesforce {

/// Unique external id that makes a repeated create find its own record.
constexpr std::string_view kKeyField = "Tandem_Id__c";

/// How a field's JSON is read; one letter each, so that a cursor can remember a row's kinds.
enum class Kind : char {
  text = 't',
  choice = 'e',
  reference = 'r',
  integer = 'i',
  decimal = 'n',
  boolean = 'b',
  date = 'd',
  instant = 's',
  json = 'j',
  any = 'a',  ///< as the JSON says: fields behind a reference
};

struct Field {
  Kind kind = Kind::text;
  bool required = false;
  bool createable = false, updateable = false;
  bool external_id = false, unique = false;
  std::uint32_t length = 0;
  std::vector<std::string> values;
  std::vector<std::string> points_to;
  std::string relationship;  ///< name of the path through it: Owner for OwnerId
};

struct Object {
  std::string name, label;
  bool queryable = false, createable = false, updateable = false, deletable = false, replicateable = false;
  std::map<std::string, Field, std::less<>> fields;

  bool has(std::string_view field) const { return fields.find(field) != fields.end(); }
  /// Creates may be repeated: the key field is there, and no two records can have one value of it.
  bool has_key() const;
  /// Why a key field that is there is of no use, and what to tick; empty where nothing is wrong.
  std::string key_trouble() const;
  /// The kind of a field or of a path through a reference. Throws Failure naming what is missing and
  /// what to do.
  Kind kind_of(std::string_view path) const;
};

/// Throws Failure when the text is no describe answer.
Object parse_object(std::string_view json);
/// Names of the objects that Tandem is interested in, of a global describe.
std::vector<std::string> interesting_objects(std::string_view json);
adapter::TypeInfo type_info(const Object& object);

/// Descriptions, each fetched once in the instance's life.
class Describer {
 public:
  explicit Describer(Api& api) : api_(api) {}
  const Object& object(adapter::Call& call, std::string_view type);
  void forget(std::string_view type);
  void forget_all() { objects_.clear(); }
  std::vector<adapter::TypeInfo> schema(adapter::Call& call);

 private:
  Api& api_;
  std::map<std::string, Object, std::less<>> objects_;
};

}  // namespace tandem::salesforce
