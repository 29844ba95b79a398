// SPDX-License-Identifier: Apache-2.0
// session.h: a person at work in a store.
#include <tandem/session.h>

#include "capi/barrier.hpp"
#include "capi/check.hpp"
#include "capi/handles.hpp"
#include "domain/domain.hpp"
#include "domain/persons.hpp"

using namespace tandem;

tandem_status tandem_session_open(tandem_store* store, tandem_str person, tandem_session** out,
                                  tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    capi::require_out(out, "out");
    const auto& state = capi::require(store, "store").state;
    const auto who = capi::text(person, "person");
    const Id id = state->use([&](store::Database& db) { return domain::find_person(db, who); });
    *out = new tandem_session(state, id);
  });
}

tandem_status tandem_session_info(tandem_session* session, tandem_text** out, tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    capi::require_out(out, "out");
    const auto& who = capi::require(session, "session");
    const auto actor = who.state->use([&](store::Database& db) { return domain::actor_for(db, who.person); });
    capi::give(out, Json{{"person", actor.id.text()},
                         {"side", model::side_name(actor.side)},
                         {"admin", actor.admin},
                         {"signer", actor.signer},
                         {"confirmed", actor.confirmed}});
  });
}

void tandem_session_release(tandem_session* session) noexcept { delete session; }
