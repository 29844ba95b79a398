// SPDX-License-Identifier: Apache-2.0
// References that have one remote field a remote type: what makes such a part of a mapping sound.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>

#include "sync/mapping/mapping.hpp"
#include "sync/mapping/reader.hpp"

namespace tandem::sync {

/// The entities that the rows of each remote type are linked to.
using LinkedTypes = std::map<std::string, std::set<std::string>>;

/// Read off the rules before they are parsed, because a rule may refer to a later one.
LinkedTypes linked_types(const Json& rules);

/// `r` is the field or argument, `remote` its remote fields as they stand there. Refuses numbers that
/// differ, a field or a type named twice, and a type that no rule links. Where the types are of several
/// entities, gives each its own: one of `subjects`, the choices of the field or argument that names it.
void settle_lookups(const Reader& r, const std::vector<std::size_t>& remote, const LinkedTypes& linked,
                    std::span<const std::string_view> subjects, Reference& lookups);

}  // namespace tandem::sync
