// SPDX-License-Identifier: Apache-2.0
#include "adapters/service_barrier.hpp"
#include "adapters/signing.hpp"

namespace tandem::adapters {
namespace {

tandem_status sign_jwt(void* context, tandem_call* handle, tandem_str secret_name, tandem_str header_json,
                       tandem_str claims_json, tandem_str session_name) noexcept {
  return serve(context, handle, [&](Host& host, Call&) -> tandem_status {
    if (session_name.size == 0) throw Error(TANDEM_INVALID_ARGUMENT, "a signed token needs a session name");
    const std::string_view key = host.secrets().configured(view(secret_name));
    host.secrets().put_session(view(session_name), sign_rs256(key, view(header_json), view(claims_json)));
    return TANDEM_OK;
  });
}

tandem_status digest(void* context, tandem_call* handle, int32_t algorithm, tandem_str data,
                     tandem_str* hex_out) noexcept {
  return serve(context, handle, [&](Host& host, Call&) -> tandem_status {
    if (hex_out == nullptr) throw Error(TANDEM_INVALID_ARGUMENT, "a digest needs a place to go");
    *hex_out = host.scratch().keep(digest_hex(algorithm, view(data)));
    return TANDEM_OK;
  });
}

}  // namespace

const tandem_host_auth* auth_table() {
  static constexpr tandem_host_auth kTable = {sizeof(tandem_host_auth), 0, sign_jwt, digest};
  return &kTable;
}

}  // namespace tandem::adapters
