// SPDX-License-Identifier: Apache-2.0
// Reads many record documents without an allocation a document. Not thread-safe: one reader a thread.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

#include "model/catalogue.hpp"

namespace tandem::model {

/// Bytes that must be readable behind a padded text (their content does not matter).
inline constexpr std::size_t kPadding = 64;

/// A text with at least `kPadding` readable bytes behind it, as HTTP bodies have.
struct PaddedText {
  std::string_view text;
};

class DocumentReader {
 public:
  DocumentReader();
  DocumentReader(DocumentReader&&) noexcept;
  DocumentReader& operator=(DocumentReader&&) noexcept;
  ~DocumentReader();

  /// One document into `out`; see `read_document`. The row owns its text.
  void read(const EntityInfo& entity, std::string_view json, Row& out);
  /// The same in place, without copying the text first.
  void read(const EntityInfo& entity, PaddedText json, Row& out);

  /// Takes each row in turn; the row is used again for the next document. `index` counts from 0.
  using Sink = std::function<void(std::size_t index, Row& row)>;
  /// A JSON array of documents, or one document a line (NDJSON; blank lines are skipped). An error
  /// says which document it is about. Returns the number of documents.
  std::size_t read_many(const EntityInfo& entity, std::string_view json, const Sink& sink);
  std::size_t read_many(const EntityInfo& entity, PaddedText json, const Sink& sink);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tandem::model
