// SPDX-License-Identifier: Apache-2.0
// Writing single records, as every resource that writes does it. All of them throw ApiFailure.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "org.hpp"

namespace tandem::sandbox::salesforce {

struct WriteOptions {
  bool auto_assign = true;       // Sforce-Auto-Assign
  bool save_duplicates = false;  // Sforce-Duplicate-Rule-Header: allowSave=true
  bool update_only = false;
  int version = 60;
};

struct Upserted {
  std::string id;
  bool created = false;
};

// A record's object by its name in a path or in attributes.type.
Table& writable_table(Org& org, std::string_view object);

// The live record with this id; throws NOT_FOUND, ENTITY_IS_DELETED or MALFORMED_ID.
Place live_record(Org& org, const Table& table, std::string_view id);

std::string create_record(Org& org, Table& table, const Json& fields, const WriteOptions& options);
void update_record(Org& org, Place place, const Json& fields, const WriteOptions& options);
void delete_record(Org& org, Place place);

// The live records an external id names. Throws when the field is none.
std::vector<Number> find_by_external_id(Org& org, const Table& table, std::string_view field,
                                        std::string_view value);
// Ambiguity is an ApiFailure with status 300.
Upserted upsert_record(Org& org, Table& table, std::string_view field, std::string_view value,
                       const Json& fields, const WriteOptions& options);

// Fields that follow from others: Name, IsClosed, Probability …
void derive_fields(Org& org, const Object& object, Row& row);
std::string text_of(const Object& object, const Row& row, std::string_view field);
void set_text(const Object& object, Row& row, std::string_view field, std::string_view text);

}  // namespace tandem::sandbox::salesforce
