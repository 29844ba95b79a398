// SPDX-License-Identifier: Apache-2.0
#include "store/migration/age.hpp"

#include <algorithm>
#include <charconv>

#include "base/error.hpp"
#include "store/connection.hpp"
#include "store/schema.hpp"
#include "store/sidecar.hpp"

namespace tandem::store {
namespace {

std::int64_t meta_number(sqlite3* db, std::string_view key) {
  const auto value = get_meta(db, key);
  return value ? std::strtoll(value->c_str(), nullptr, 10) : 0;
}

int take_number(std::string_view& version) {
  int number = 0;
  const auto dot = std::min(version.find('.'), version.size());
  std::from_chars(version.data(), version.data() + dot, number);
  version.remove_prefix(std::min(dot + 1, version.size()));
  return number;
}

bool all(const std::vector<Difference>& differences, bool (*holds)(const Difference&)) {
  return std::all_of(differences.begin(), differences.end(), holds);
}
bool is_less(const Difference& difference) { return difference.has == Has::less; }
bool is_more(const Difference& difference) { return difference.has == Has::more; }
bool is_harmless(const Difference& difference) { return is_more(difference) && difference.older_may_write; }

/// Below zero: the file is older by its number or its catalogue's version; above: newer.
int order_of(sqlite3* db, std::int64_t number, const model::Catalogue& catalogue) {
  if (number != kSchemaNumber) return number < kSchemaNumber ? -1 : 1;
  return compare_versions(get_meta(db, meta::kCatalogue).value_or("0"), catalogue.version());
}

Age newer_by(sqlite3* db, const std::vector<Difference>& differences) {
  if (meta_number(db, meta::kLeastReader) > kSchemaNumber) return Age::unknown;
  // What this library reads must be there.
  if (std::any_of(differences.begin(), differences.end(), is_less)) return Age::unknown;
  const bool may_write = meta_number(db, meta::kLeastWriter) <= kSchemaNumber;
  return may_write && all(differences, is_harmless) ? Age::widened : Age::newer;
}

Age age_of(sqlite3* db, int order, const std::vector<Difference>& differences) {
  if (order > 0) return newer_by(db, differences);
  if (order < 0) return Age::older;
  if (differences.empty()) return Age::current;
  if (all(differences, is_less)) return Age::older;
  return all(differences, is_more) ? newer_by(db, differences) : Age::unknown;
}

std::string told(const std::string& differs) { return differs.empty() ? std::string() : ": " + differs; }

constexpr const char* kNewerAdvice =
    "install the newer Tandem, or restore the backup that it made before the upgrade";

}  // namespace

int compare_versions(std::string_view a, std::string_view b) {
  while (!a.empty() || !b.empty()) {
    const int difference = take_number(a) - take_number(b);
    if (difference != 0) return difference;
  }
  return 0;
}

Standing stand(sqlite3* db, const model::Catalogue& catalogue) {
  const std::int64_t number = ask_number(db, "PRAGMA user_version");
  if (number == kSchemaNumber) {
    const std::string own = fingerprint_of(listing_of(catalogue));
    if (get_meta(db, meta::kFingerprint) == own) return {};
  }
  const auto differences =
      compare(read_shape(db), model::meanings_of(get_meta(db, meta::kShape).value_or("")),
              shape_of(catalogue), catalogue);
  Standing standing;
  standing.age = age_of(db, order_of(db, number, catalogue), differences);
  standing.differs = in_words(differences);
  return standing;
}

void require_store(sqlite3* db) {
  if (ask_number(db, "PRAGMA application_id") == kApplicationId) return;
  throw Error(TANDEM_CORRUPT, "the file is a database, but not a Tandem store",
              "check the path; a store is made with `tandem init`");
}

void require_readable(const Standing& standing) {
  if (standing.age == Age::older) {
    throw Error(TANDEM_NEEDS_UPGRADE, "the store was written by an older Tandem" + told(standing.differs),
                "run `tandem migrate`; it makes a backup first");
  }
  if (standing.age == Age::unknown) {
    throw Error(
        TANDEM_NEEDS_UPGRADE,
        "the store was written by another Tandem, and this one cannot read it" + told(standing.differs),
        "install the Tandem that wrote it, or restore a backup that this one made");
  }
}

void require_writable(const Standing& standing) {
  require_readable(standing);
  if (standing.age != Age::newer) return;
  throw Error(TANDEM_NEEDS_UPGRADE,
              "the store was written by a newer Tandem; this one may read it, but not write to it" +
                  told(standing.differs),
              kNewerAdvice);
}

}  // namespace tandem::store
