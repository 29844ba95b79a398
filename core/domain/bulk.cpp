// SPDX-License-Identifier: Apache-2.0
// Bulk import: all documents are read first, outside the write lock, then written in one transaction.
#include <algorithm>
#include <vector>

#include "base/error.hpp"
#include "domain/document_split.hpp"
#include "domain/leads/lead_merges.hpp"
#include "domain/records.hpp"
#include "model/document_reader.hpp"

namespace tandem::domain {
namespace {

using store::Change;

constexpr std::size_t kStep = 1000;  // documents between two looks at cancel and progress

/// People count documents from 1, as the reader's errors do; programs find the index in the details.
Error at_document(const Error& from, std::size_t index) {
  Error error(from.status(), "document " + std::to_string(index + 1) + ": " + from.message(), from.advice());
  error.domain = from.domain;
  error.native_code = from.native_code;
  error.retryable = from.retryable;
  error.record = from.record;
  error.details = from.details;
  error.details.emplace_back("index", std::to_string(index));
  return error;
}

/// The documents' values side by side, their text in one arena.
class Batch {
 public:
  explicit Batch(const EntityInfo& entity) : width_(entity.size()) {}
  void add(std::size_t index, const Row& row) {
    for (std::size_t i = 0; i < width_; ++i) {
      Value value = row[i];
      if (model::is_bytes(value)) value.as.s = arena_.keep(model::view(value)).data();
      values_.push_back(value);
    }
    indexes_.push_back(index);
  }
  std::size_t size() const { return indexes_.size(); }
  std::size_t index(std::size_t i) const { return indexes_[i]; }
  /// `width`: the entity may have got extension fields since the documents were read.
  void fill(std::size_t i, Row& row, std::size_t width) const {
    row.reset(width);
    for (std::size_t k = 0; k < width_; ++k) row.borrow(k, values_[i * width_ + k]);
  }

 private:
  std::size_t width_;
  std::vector<Value> values_;
  std::vector<std::size_t> indexes_;
  Arena arena_;
};

struct Report {
  std::int64_t created = 0, changed = 0, same = 0;
  Json broken = Json::array();
  Json duplicates = Json::array();  ///< leads that stand there already, by their mail address
  void add_broken(std::size_t index, const Error& e) {
    broken.push_back({{"index", index}, {"message", e.message()}, {"advice", e.advice()}});
    if (!e.code().empty()) broken.back()["code"] = e.code();
  }
  Json document() const {
    Json out = {{"created", created}, {"changed", changed}, {"same", same}, {"broken", broken}};
    if (!duplicates.empty()) out["duplicates"] = duplicates;
    return out;
  }
};

class Import {
 public:
  Import(store::Database& database, const store::Actor& actor, const EntityInfo& entity,
         const BulkOptions& options)
      : db_(&database),
        actor_(&actor),
        entity_(&entity),
        options_(&options),
        is_lead_(entity.name() == "lead"),
        batch_(entity) {}

  Json run(std::string_view documents) {
    read(documents);
    Change change(*db_, *actor_, options_->cancelled);
    change.values_are_canonical = true;  // the reader has seen to it
    if (options_->live_from) change.live_from = *options_->live_from;
    Row row = entity_->new_row();
    for (std::size_t i = 0; i < batch_.size(); ++i) {
      if (i % kStep == 0) stop_if_cancelled();
      batch_.fill(i, row, entity_->size());
      write(change, batch_.index(i), row);
    }
    change.commit();
    tell("written", batch_.size(), batch_.size());
    std::sort(report_.broken.begin(), report_.broken.end(),
              [](const Json& a, const Json& b) { return a.at("index") < b.at("index"); });
    return report_.document();
  }

 private:
  void read(std::string_view documents) {
    DocumentReader reader;
    if (!options_->skip_broken) {
      reader.read_many(*entity_, documents, [&](std::size_t index, Row& row) { keep(index, row); });
    } else {
      Row row = entity_->new_row();
      split_documents(documents, [&](std::size_t index, std::string_view document) {
        try {
          reader.read(*entity_, document, row);
        } catch (const Error& e) {
          return report_.add_broken(index, e);
        }
        keep(index, row);
      });
    }
  }

  void keep(std::size_t index, const Row& row) {
    batch_.add(index, row);
    if (batch_.size() % kStep != 0) return;
    stop_if_cancelled();
    tell("read", batch_.size(), 0);
  }

  void write(Change& change, std::size_t index, Row& row) {
    try {
      if (!options_->skip_broken) return put(change, index, row);
      Change::Savepoint savepoint(change);
      put(change, index, row);
      savepoint.keep();
    } catch (const Error& e) {
      if (!options_->skip_broken || !e.is_refusal()) throw at_document(e, index);
      report_.add_broken(index, e);
    }
  }

  void put(Change& change, std::size_t index, Row& row) {
    const Id id = model::to_id(row[kId]);
    const auto before = id.empty() ? std::nullopt : change.find(*entity_, id);
    if (!before) {
      change.create(*entity_, row, SetBy::host);
      ++report_.created;
      if (is_lead_) note_duplicate(change, index, row);
      return;
    }
    const auto revision = change.update(*entity_, id, row, SetBy::host);
    ++(revision == (*before)[kRevision].as.i ? report_.same : report_.changed);
  }

  /// Nobody is silently doubled: the report names the lead that was there first.
  void note_duplicate(Change& change, std::size_t index, const Row& row) {
    const std::vector<Id> twins = same_address(change.database(), row);
    if (twins.empty()) return;
    report_.duplicates.push_back({{"index", index},
                                  {"lead_id", model::to_id(row[kId]).text()},
                                  {"duplicate_of", twins.front().text()}});
  }

  void stop_if_cancelled() const {
    if (options_->cancelled && options_->cancelled()) {
      throw Error(TANDEM_CANCELLED, "the import was cancelled; nothing was written");
    }
  }
  void tell(std::string_view phase, std::size_t done, std::size_t total) const {
    if (options_->progress) {
      options_->progress(phase, static_cast<std::int64_t>(done), static_cast<std::int64_t>(total));
    }
  }

  store::Database* db_;
  const store::Actor* actor_;
  const EntityInfo* entity_;
  const BulkOptions* options_;
  bool is_lead_;
  Batch batch_;
  Report report_;
};

}  // namespace

std::string put_records(store::Database& database, const store::Actor& actor, std::string_view entity,
                        std::string_view documents, const BulkOptions& options) {
  database.check_generation();
  return Import(database, actor, database.catalogue().entity(entity), options).run(documents).dump();
}

}  // namespace tandem::domain
