// SPDX-License-Identifier: Apache-2.0
// Fills {{secret:NAME}}, {{session:NAME}}, {{basic:USER:NAME}} and {{basic_session:USER:NAME}} into
// headers and bodies.
//
// A body also carries data that strangers wrote (a lead's company name), and such data may spell a
// placeholder to have a secret copied into the CRM. So a body is filled only where the request signs
// in (it captures an answer) or shows no secret in its headers, and each placeholder only once, at
// its first place: an adapter writes its credentials before its data.
#pragma once

#include <string>
#include <string_view>

#include "adapters/secret_table.hpp"

namespace tandem::adapters {

enum class Escape { header, none, json, form, xml };

/// How secrets must be written into a body of this content type.
Escape escape_for(std::string_view content_type);

bool has_placeholder(std::string_view text);

/// The text with placeholders filled in; the caller wipes it. `once` leaves repetitions as they are.
/// Throws not found or unauthenticated for a secret that is not there, forbidden for one that cannot
/// stand in a header.
std::string fill(std::string_view text, Escape escape, bool once, SecretTable& secrets);

}  // namespace tandem::adapters
