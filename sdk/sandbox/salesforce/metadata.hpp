// SPDX-License-Identifier: Apache-2.0
// What the org knows of its objects and fields.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::sandbox::salesforce {

enum class Type {
  id,
  text,
  long_text,
  picklist,
  boolean,
  number,
  integer,
  date,
  datetime,
  reference,
  email,
  phone,
  url
};

// Fields every row has; they are kept beside the packed values.
enum class System { none, id, is_deleted, created, created_by, modified, modified_by, stamp };

struct Field {
  std::string name;
  std::string label;
  Type type = Type::text;
  std::string wire_type;  // as describe calls it
  System system = System::none;
  std::uint16_t slot = 0;  // place in the packed row; kept when a field is renamed
  int length = 0;
  int precision = 18;
  int scale = 0;
  bool required = false;
  bool createable = true;
  bool updateable = true;
  bool unique = false;
  bool external_id = false;
  bool case_sensitive = false;
  bool restricted = false;
  bool auto_number = false;
  bool hidden = false;  // by field security: looks as if it were not there
  std::string default_value;
  std::vector<std::string> values;   // of a picklist
  std::vector<std::string> targets;  // of a reference
  std::string relationship;          // "Owner" of OwnerId, "Lead__r" of Lead__c

  bool custom() const { return name.size() > 3 && name.compare(name.size() - 3, 3, "__c") == 0; }
  bool filterable() const { return type != Type::long_text; }
  bool numeric() const { return type == Type::number || type == Type::integer; }
  bool indexed() const { return external_id || unique; }
};

struct Object {
  std::string name;
  std::string label;
  std::string plural;
  std::string prefix;
  bool writable = true;
  bool replicateable = true;
  bool custom = false;
  std::vector<Field> fields;
  std::uint16_t next_slot = 1;

  // Names are found whatever their case; hidden fields are not found.
  const Field* find(std::string_view field) const;
  const Field* find_relationship(std::string_view name) const;
  const Field& field(std::string_view name) const;  // must exist, may be hidden
  bool has(std::string_view name) const;            // also hidden
};

class Metadata {
 public:
  // Reads the table of metadata_table.cpp; without Tandem, what is ours is left out.
  explicit Metadata(bool with_tandem);

  const Object* find(std::string_view name) const;
  const Object* find_by_prefix(std::string_view prefix) const;
  const std::vector<Object>& objects() const { return objects_; }

  // One line of the table's language, for instance "Score__c number(18,0) external".
  void add_field(std::string_view object, std::string_view line);
  void drop_field(std::string_view object, std::string_view field);
  void rename_field(std::string_view object, std::string_view field, std::string_view name);
  // Gives the field another type, the rest of the line as in add_field.
  void retype_field(std::string_view object, std::string_view field, std::string_view line);
  void hide_field(std::string_view object, std::string_view field, bool hidden);

 private:
  Object& object(std::string_view name);
  static Field& field(Object& object, std::string_view name);
  std::vector<Object> objects_;
};

// The table itself: one line a field.
std::string_view metadata_table();

}  // namespace tandem::sandbox::salesforce
