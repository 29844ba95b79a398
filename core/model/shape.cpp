// SPDX-License-Identifier: Apache-2.0
#include "model/shape.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace tandem::model {
namespace {

std::string joined_choices(std::span<const std::string_view> choices) {
  std::string out;
  for (const std::string_view choice : choices) {
    if (!out.empty()) out += ", ";
    out += choice;
  }
  return out;
}

std::string field_line(std::string_view owner, const Field& field) {
  std::string line = concat({"field ", owner, ".", field.name, " ", type_name(field.type)});
  if (field.is(kRequired)) line += " required";
  if (field.is(kUnique)) line += " unique";
  if (field.is(kIndexed)) line += " indexed";
  if (!field.target.empty()) line += concat({" to ", field.target});
  if (!field.choices.empty()) line += " of " + joined_choices(field.choices);
  return line;
}

std::string index_line(std::string_view owner, const Index& index) {
  std::string line =
      concat({index.unique ? "unique index " : "index ", owner, ".", index.name, " on ", index.columns});
  if (!index.where.empty()) line += concat({" where ", index.where});
  return line;
}

void add_entity_lines(const Entity& entity, std::vector<std::string>& lines) {
  lines.push_back(concat({"entity ", entity.name, " ", std::to_string(entity.number)}));
  const std::size_t first = lines.size();
  for (const Field& field : entity.fields) lines.push_back(field_line(entity.name, field));
  for (const Index& index : entity.indexes) lines.push_back(index_line(entity.name, index));
  if (!entity.checks.empty()) lines.push_back(concat({"check ", entity.name, " ", entity.checks}));
  // The order of a descriptor's lines is no part of what is stored.
  std::sort(lines.begin() + static_cast<std::ptrdiff_t>(first), lines.end());
}

/// Takes the next word off the front.
std::string_view take_word(std::string_view& line) {
  const auto space = line.find(' ');
  const std::string_view word = line.substr(0, space);
  line = space == std::string_view::npos ? std::string_view{} : line.substr(space + 1);
  return word;
}

}  // namespace

std::vector<std::string> shape_lines(const Catalogue& catalogue) {
  std::vector<const Entity*> entities;
  for (const EntityInfo& info : catalogue.entities()) entities.push_back(&info.descriptor());
  std::sort(entities.begin(), entities.end(),
            [](const Entity* a, const Entity* b) { return a->name < b->name; });
  std::vector<std::string> lines;
  if (!catalogue.entities().empty()) {
    const EntityInfo& any = catalogue.entities().front();
    for (std::size_t i = 0; i < kCommonFields; ++i) lines.push_back(field_line("(every)", any.field(i)));
  }
  for (const Entity* entity : entities) add_entity_lines(*entity, lines);
  return lines;
}

Meanings meanings_of(std::string_view listing) {
  Meanings found;
  while (!listing.empty()) {
    const auto end = listing.find('\n');
    std::string_view line = listing.substr(0, end);
    listing = end == std::string_view::npos ? std::string_view{} : listing.substr(end + 1);
    const std::string_view kind = take_word(line);
    if (kind != "field" && kind != "entity") continue;
    const std::string name(take_word(line));
    (kind == "field" ? found.field_types : found.entity_numbers).emplace(name, take_word(line));
  }
  return found;
}

}  // namespace tandem::model
