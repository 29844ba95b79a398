// SPDX-License-Identifier: Apache-2.0
// The closed list of transforms between a remote's values and Tandem's, each with its inverse.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sync/mapping/reader.hpp"
#include "sync/mapping/values.hpp"

namespace tandem::sync {

/// A row refers to something that has not arrived yet; it is parked until that is linked.
class Waiting : public Error {
 public:
  Waiting(const std::string& remote_type, const std::string& remote_id);
  const std::string& waits_for() const { return waits_for_; }

 private:
  std::string waits_for_;
};

/// How a foreign id stands for a record. An id may be of one of several remote types; then its prefix
/// tells which, and an id with none of the prefixes refers to nothing that is mapped. Or each type has a
/// remote field of its own.
struct Reference {
  enum class By { remote, email };
  struct RemoteType {
    std::string name;
    std::string prefix;  ///< empty: every id
    std::string entity;  ///< what its rows are here
  };
  std::vector<RemoteType> remote_types;  ///< in the order of preference on the way out
  std::string entity_field;  ///< where the types are of several entities: the field or argument naming which
  By by = By::remote;
  std::optional<Json> create;  ///< fields of a record known only by its foreign id
  const RemoteType* type_of(std::string_view remote_id) const;
  bool names(std::string_view remote_type) const;
};

/// A record as the remote knows it.
struct RemoteRecord {
  std::size_t type = 0;  ///< in the reference's remote types
  std::string id;
};

/// Finds records behind foreign ids and the other way round.
class References {
 public:
  virtual ~References() = default;
  /// Throws Waiting when nothing is linked and the reference may not create.
  virtual Id local(const Reference& reference, const Reference::RemoteType& type,
                   std::string_view remote_id) = 0;
  virtual std::optional<RemoteRecord> remote(const Reference& reference, const Id& local) = 0;
};

struct TransformContext {
  const Field& field;
  Arena& arena;
  References* references = nullptr;
  std::string_view currency;
};

class Transform {
 public:
  virtual ~Transform() = default;
  virtual Value in(const Value& remote, const TransformContext& context) const = 0;
  virtual Value out(const Value& local, const TransformContext& context) const = 0;
  virtual bool one_way() const { return false; }
  virtual const Reference* reference() const { return nullptr; }
};

/// Several remote fields make one local field, or one remote field holds several local ones.
struct Join {
  std::string by = " ";
};
struct Split {
  enum class Part { first, rest, before_last, last };
  std::string by = " ";
  Part part = Part::first;
  bool leads() const { return part == Part::first || part == Part::before_last; }
};
std::string_view split_part(const Split& split, std::string_view whole);
std::string joined(const std::vector<std::string>& parts, std::string_view by);

struct TransformChain {
  std::vector<std::unique_ptr<const Transform>> steps;  ///< remote → local order
  std::optional<Join> join;
  std::optional<Split> split;
  std::optional<Reference> lookups;  ///< several remote fields, one a remote type; stands alone
  bool uses_currency = false;

  Value in(Value value, const TransformContext& context) const;
  Value out(Value value, const TransformContext& context) const;
  bool one_way() const;
  const Reference* reference() const;
};

/// One of the closed list. The schema and the documents of a mapping say the same; a test compares them.
struct TransformKind {
  enum class Form { name, object, either };  ///< how it is written: "trim", {"map": …}, or as one likes
  std::string_view name;
  Form form = Form::name;
  std::span<const std::string_view> options{};  ///< keys of its object
  std::span<const std::string_view> beside{};   ///< keys that may stand beside its name
  std::string_view doc;
  void (*parse)(const Reader& whole, const Reader& options, const Field& field, TransformChain& chain);
};
std::span<const TransformKind> transform_kinds();

/// Parses "trim", {"map": {…}} or an array of such; null for a plain rename.
TransformChain parse_transform(const Reader* json, const Field& field);

}  // namespace tandem::sync
