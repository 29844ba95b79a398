// SPDX-License-Identifier: Apache-2.0
// Looking things up in the catalogue document, and showing them to people.
#pragma once

#include <ostream>
#include <string>

#include "input.hpp"
#include "print.hpp"

namespace tandem::cli {

/// The entity, verb or query of this name, or null.
const Json* find_entity(const Json& catalogue, const std::string& name);
const Json* find_verb(const Json& catalogue, const std::string& name);
const Json* find_query(const Json& catalogue, const std::string& name);

TypeOf field_types(const Json& catalogue, const std::string& entity);
TypeOf verb_argument_types(const Json& catalogue, const std::string& verb);
TypeOf query_argument_types(const Json& catalogue, const std::string& query);

void print_catalogue(std::ostream& out, const Json& catalogue, Format format);
/// Explains one entity, verb or query; false when there is none of this name.
bool print_catalogue_item(std::ostream& out, const Json& catalogue, const std::string& name, Format format);
void print_queries(std::ostream& out, const Json& catalogue, Format format);

}  // namespace tandem::cli
