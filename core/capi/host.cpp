// SPDX-License-Identifier: Apache-2.0
#include "capi/host.hpp"

#include <optional>

#include "capi/text_handle.hpp"

namespace tandem::capi {
namespace {

struct Received {
  std::optional<adapters::SecretBytes> secret;
  bool failed = false;
};

// Runs inside the host's callback: nothing may escape into it.
void receive_secret(void* context, tandem_str secret) {
  auto& received = *static_cast<Received*>(context);
  try {
    received.secret.emplace(std::string_view{secret.data, secret.size});
  } catch (...) {
    received.failed = true;
  }
}

}  // namespace

adapters::LogFn host_log(const tandem_store_options& options) {
  if (options.log == nullptr) {
    return [](int, std::string_view, std::string_view) {};  // a library never prints
  }
  return [log = options.log, context = options.log_context](int level, std::string_view connection,
                                                            std::string_view line) {
    log(context, level, view_of(connection), view_of(line));
  };
}

adapters::SecretFn host_secrets(const tandem_store_options& options) {
  if (options.secret == nullptr) return {};
  return [secret = options.secret,
          context = options.secret_context](std::string_view name) -> std::optional<adapters::SecretBytes> {
    Received received;
    const bool found = secret(context, view_of(name), receive_secret, &received) != 0;
    if (received.failed) throw std::bad_alloc();
    if (!found) return std::nullopt;
    return std::move(received.secret);
  };
}

}  // namespace tandem::capi
