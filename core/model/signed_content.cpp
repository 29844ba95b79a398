// SPDX-License-Identifier: Apache-2.0
#include "model/signed_content.hpp"

#include <algorithm>
#include <utility>

#include "base/hash.hpp"
#include "model/document.hpp"

namespace tandem::model {
namespace {

Json signed_fields(const EntityInfo& entity, const Row& row) {
  Json out = Json::object();
  for (std::size_t i = 0; i < entity.size() && i < row.size(); ++i) {
    const Field& field = entity.field(i);
    if (field.is(kSigned) && has(row[i])) out[std::string(field.name)] = to_json(field, row[i]);
  }
  return out;
}

Json signed_rows(const SignedChildren& children) {
  std::vector<std::pair<std::string, Json>> ordered;
  for (const Row* row : children.rows) {
    Json fields = signed_fields(*children.entity, *row);
    std::string text = canonical_json(fields);
    ordered.emplace_back(std::move(text), std::move(fields));
  }
  std::sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  Json out = Json::array();
  for (auto& entry : ordered) out.push_back(std::move(entry.second));
  return out;
}

}  // namespace

Json signed_content(const EntityInfo& entity, const Row& row, const std::vector<SignedChildren>& children) {
  Json out = {{"entity", entity.name()}, {"fields", signed_fields(entity, row)}};
  for (const SignedChildren& one : children) {
    out["children"][std::string(one.entity->name())] = signed_rows(one);
  }
  return out;
}

std::string content_hash(const EntityInfo& entity, const Row& row,
                         const std::vector<SignedChildren>& children) {
  return sha256_hex(canonical_json(signed_content(entity, row, children)));
}

}  // namespace tandem::model
