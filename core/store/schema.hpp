// SPDX-License-Identifier: Apache-2.0
// Tables, indexes and views, all made from the descriptors. Constraints are named with the sentence a
// person reads when a row breaks them.
#pragma once

#include <sqlite3.h>

#include <string>
#include <string_view>

#include "model/catalogue.hpp"

namespace tandem::store {

inline constexpr int kApplicationId = 0x54444D31;  ///< in the file's header: "TDM1"

/// Keys of `store_meta`.
namespace meta {
inline constexpr std::string_view kStoreId = "store_id";
inline constexpr std::string_view kEpoch = "epoch";      ///< grows when a copy is adopted or restored
inline constexpr std::string_view kCommits = "commits";  ///< grows with every commit
inline constexpr std::string_view kLeastReader = "least_reader";
inline constexpr std::string_view kLeastWriter = "least_writer";
inline constexpr std::string_view kCatalogue = "catalogue";      ///< version of catalogue and views
inline constexpr std::string_view kGeneration = "generation";    ///< grows with every field and migration
inline constexpr std::string_view kFingerprint = "fingerprint";  ///< of the stored shape
inline constexpr std::string_view kShape = "shape";              ///< its listing: migration/shape.hpp
inline constexpr std::string_view kMachine = "machine";
inline constexpr std::string_view kDevice = "device";
inline constexpr std::string_view kInode = "inode";
}  // namespace meta

/// `"name"`, fit to stand in SQL.
std::string quoted_name(std::string_view name);
/// One column with its constraints, as it stands in CREATE TABLE and ALTER TABLE ADD COLUMN.
std::string column_sql(std::string_view entity, const model::Field& field);
std::string table_sql(const model::EntityInfo& entity);
std::string index_sql(const model::EntityInfo& entity);
/// CREATE VIEW v_<entity>: ids also as text, dates as text, instants also as text.
std::string view_sql(const model::EntityInfo& entity);

/// The tables that no descriptor makes: journal, kept values, sync ledger.
std::string fixed_schema_sql();
/// Everything of an empty store, for the current schema number.
std::string schema_sql(const model::Catalogue& catalogue);
/// Drops and makes all views again, after a migration or a new field.
void rebuild_views(sqlite3* db, const model::Catalogue& catalogue);
void rebuild_view(sqlite3* db, const model::EntityInfo& entity);

}  // namespace tandem::store
