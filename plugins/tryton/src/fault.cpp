// SPDX-License-Identifier: Apache-2.0
#include "fault.hpp"

#include <algorithm>
#include <array>

#include "redact.hpp"
#include "text.hpp"

namespace tandem::tryton {
namespace {

std::string item(const Json& list, std::size_t at) {
  return list.is_array() && at < list.size() && list[at].is_string() ? list[at].get<std::string>()
                                                                     : std::string();
}

/// Texts of the database's own library, in English on every server: somebody else holds the lock.
bool says_locked(std::string_view text) {
  static constexpr std::array<std::string_view, 4> kLocked = {
      "database is locked", "could not obtain lock", "deadlock detected", "could not serialize access"};
  return std::any_of(kLocked.begin(), kLocked.end(),
                     [&](std::string_view known) { return text.find(known) != text.npos; });
}

}  // namespace

Fault read_fault(const Json& error, bool write) {
  const std::string type = item(error, 0);
  const Json details = error.is_array() && error.size() > 1 ? error[1] : Json();
  if (type == "UserError" && details.is_array()) {
    return write ? Fault(Fault::Kind::user_error, {}, TANDEM_INVALID_ARGUMENT, TANDEM_CLASS_INVALID,
                         concat({"Tryton refused it: ", redacted(item(details, 0))}))
                 : Fault(Fault::Kind::user_error, {}, TANDEM_FORBIDDEN, TANDEM_CLASS_DENIED,
                         concat({"Tryton refused to show it: ", redacted(item(details, 0))}));
  }
  if (type == "UserWarning" && details.is_array()) {
    return Fault(Fault::Kind::user_warning, item(details, 0), TANDEM_INVALID_ARGUMENT, TANDEM_CLASS_INVALID,
                 concat({"Tryton wants a person to confirm: ", redacted(item(details, 1))}));
  }
  if (type == "ConcurrencyException") {
    return Fault(Fault::Kind::concurrency, {}, TANDEM_CONFLICT, TANDEM_CLASS_CONFLICT,
                 "somebody changed the record in Tryton meanwhile");
  }
  if (type == "LoginException" && details.is_array()) {
    return Fault(Fault::Kind::login, item(details, 0), TANDEM_UNAUTHENTICATED, TANDEM_CLASS_AUTH,
                 concat({"Tryton asks for more than a password (", redacted(item(details, 0)),
                         "): give the connection a user that signs in by password alone"}));
  }
  if (says_locked(type)) {
    return Fault(Fault::Kind::untyped, {}, TANDEM_BUSY, TANDEM_CLASS_LOCKED, "Tryton's database is busy");
  }
  return Fault(Fault::Kind::untyped, {}, write ? TANDEM_INVALID_ARGUMENT : TANDEM_ADAPTER_FAILURE,
               TANDEM_CLASS_INVALID,
               concat({"Tryton stumbled: ",
                       type.empty() ? "an error without a text; its log says more" : redacted(type)}));
}

}  // namespace tandem::tryton
