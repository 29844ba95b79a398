// SPDX-License-Identifier: Apache-2.0
// Where the fields of terms and acknowledgements stand.
#pragma once

#include "domain/positions.hpp"

namespace tandem::domain {

namespace term {
inline constexpr std::size_t key = at(model::kTerm, "key");
}
namespace term_version {
inline constexpr std::size_t term = at(model::kTermVersion, "term_id"),
                             number = at(model::kTermVersion, "number"),
                             name = at(model::kTermVersion, "name"), text = at(model::kTermVersion, "text"),
                             aliases = at(model::kTermVersion, "aliases"),
                             state = at(model::kTermVersion, "state"),
                             effective_from = at(model::kTermVersion, "effective_from"),
                             effective_to = at(model::kTermVersion, "effective_to"),
                             content_hash = at(model::kTermVersion, "content_hash");
}
namespace acknowledgement {
inline constexpr std::size_t subject_entity = at(model::kAcknowledgement, "subject_entity"),
                             subject = at(model::kAcknowledgement, "subject_id"),
                             person = at(model::kAcknowledgement, "person_id"),
                             at_ = at(model::kAcknowledgement, "at"),
                             quiz_score = at(model::kAcknowledgement, "quiz_score");
}

}  // namespace tandem::domain
