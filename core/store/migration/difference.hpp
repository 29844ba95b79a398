// SPDX-License-Identifier: Apache-2.0
// What tells one shape from another, in words and as work. Pure: shapes in, differences out.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/shape.hpp"
#include "store/migration/shape.hpp"

namespace tandem::store {

/// What the file has, seen from the library.
enum class Has : std::uint8_t { less, more, other };

/// What brings the file nearer.
enum class Work : std::uint8_t {
  make_table,
  add_field,      ///< by ALTER TABLE
  rebuild_table,  ///< copied into a table of the new form
  make_index,     ///< or a trigger; drops one of the same name
  drop_index,
  step,  ///< a hand-written step alone can do it
};

struct Difference {
  Has has;
  Work work;
  std::string table;
  std::string name;  ///< of the field, index or table
  std::string what;  ///< for a person
  /// The file has more, and a library that knows nothing of it may write all the same.
  bool older_may_write = false;
};

/// `meanings`: from the listing that the file keeps; empty where it keeps none.
std::vector<Difference> compare(const Shape& file, const model::Meanings& meanings, const Shape& wanted,
                                const model::Catalogue& catalogue);

/// All of them in one line: "entity x is new; …", the first few where there are many.
std::string in_words(const std::vector<Difference>& differences);

}  // namespace tandem::store
