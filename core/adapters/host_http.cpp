// SPDX-License-Identifier: Apache-2.0
#include "adapters/service_barrier.hpp"

namespace tandem::adapters {
namespace {

tandem_status send(void* context, tandem_call* handle, const tandem_http_request* request,
                   tandem_http_response* response) noexcept {
  return serve(context, handle, [&](Host& host, Call& call) {
    if (request == nullptr || response == nullptr ||
        !TANDEM_HAS(request, tandem_http_request, capture_name) ||
        !TANDEM_HAS(response, tandem_http_response, body) ||
        (request->header_count > 0 && request->headers == nullptr)) {
      throw Error(TANDEM_INVALID_ARGUMENT, "the HTTP request's struct_size or a pointer is wrong");
    }
    return host.http().send(call, *request, *response);
  });
}

}  // namespace

const tandem_host_http* http_table() {
  static constexpr tandem_host_http kTable = {sizeof(tandem_host_http), 0, send};
  return &kTable;
}

}  // namespace tandem::adapters
