// SPDX-License-Identifier: Apache-2.0
/// @file host.hpp The host's services, typed. Each is looked up when it is first used.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../../adapter/host.h"
#include "call.hpp"

namespace tandem::adapter {

/// Log lines carry ids and field names only: no secrets, no personal data.
class Log {
 public:
  Log(void* context, const tandem_host_log* api) : context_(context), api_(api) {}
  void debug(std::string_view line) const { write(TANDEM_LOG_DEBUG, line); }
  void info(std::string_view line) const { write(TANDEM_LOG_INFO, line); }
  void warning(std::string_view line) const { write(TANDEM_LOG_WARNING, line); }
  void error(std::string_view line) const { write(TANDEM_LOG_ERROR, line); }

 private:
  void write(std::int32_t level, std::string_view line) const { api_->write(context_, level, str(line)); }
  void* context_;
  const tandem_host_log* api_;
};

class Clock {
 public:
  Clock(void* context, const tandem_host_clock* api) : context_(context), api_(api) {}
  std::int64_t now() const { return api_->now(context_); }
  void sleep(Call& call, std::int64_t milliseconds) const {
    detail::continue_or_stop(api_->sleep(context_, call.raw(), milliseconds));
  }

 private:
  void* context_;
  const tandem_host_clock* api_;
};

class Random {
 public:
  Random(void* context, const tandem_host_random* api) : context_(context), api_(api) {}
  void fill(void* bytes, std::size_t size) const { api_->fill(context_, bytes, size); }

 private:
  void* context_;
  const tandem_host_random* api_;
};

class Metrics {
 public:
  Metrics(void* context, const tandem_host_metrics* api) : context_(context), api_(api) {}
  void count(std::string_view name, std::int64_t delta = 1) const { api_->count(context_, str(name), delta); }

 private:
  void* context_;
  const tandem_host_metrics* api_;
};

class Secrets {
 public:
  Secrets(void* context, const tandem_host_secrets* api) : context_(context), api_(api) {}
  bool has(std::string_view name) const { return api_->has(context_, str(name)) != 0; }
  void forget_session(std::string_view name) const { api_->forget_session(context_, str(name)); }

 private:
  void* context_;
  const tandem_host_secrets* api_;
};

class Auth {
 public:
  Auth(void* context, const tandem_host_auth* api) : context_(context), api_(api) {}
  void sign_jwt(Call& call, std::string_view secret_name, std::string_view header_json,
                std::string_view claims_json, std::string_view session_name) const {
    detail::continue_or_stop(api_->sign_jwt(context_, call.raw(), str(secret_name), str(header_json),
                                            str(claims_json), str(session_name)));
  }
  /// Lower-case hex; `algorithm` is TANDEM_DIGEST_*. The view lives until the operation ends.
  std::string_view digest(Call& call, std::int32_t algorithm, std::string_view data) const {
    tandem_str hex{nullptr, 0};
    detail::continue_or_stop(api_->digest(context_, call.raw(), algorithm, str(data), &hex));
    return view(hex);
  }

 private:
  void* context_;
  const tandem_host_auth* api_;
};

struct HttpRequest {
  std::string method = "GET";
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::int64_t timeout_ms = 0;       ///< 0: the host's default
  std::uint64_t max_body_bytes = 0;  ///< 0: the host's default
  std::string capture_pointer;       ///< JSON pointer of a token to keep as a session secret
  std::string capture_name;
};

/// Views live until the operation ends; 64 readable bytes follow the body.
class HttpResponse {
 public:
  explicit HttpResponse(const tandem_http_response& raw) : raw_(raw) {}
  std::int32_t status() const { return raw_.status; }
  bool ok() const { return raw_.status >= 200 && raw_.status < 300; }
  std::string_view body() const { return view(raw_.body); }
  /// The first header of this name (lower case), or the empty view.
  std::string_view header(std::string_view name) const {
    for (std::size_t i = 0; i < raw_.header_count; ++i) {
      if (view(raw_.headers[i].name) == name) return view(raw_.headers[i].value);
    }
    return {};
  }

 private:
  tandem_http_response raw_;
};

class Http {
 public:
  Http(void* context, const tandem_host_http* api) : context_(context), api_(api) {}
  /// Returns whenever an answer came, whatever its HTTP status; else the call fails as the host says.
  HttpResponse send(Call& call, const HttpRequest& request) const {
    std::vector<tandem_header> headers;
    headers.reserve(request.headers.size());
    for (const auto& header : request.headers) {
      headers.push_back(tandem_header{str(header.first), str(header.second)});
    }
    tandem_http_request raw{};
    raw.struct_size = sizeof(raw);
    raw.header_count = static_cast<std::uint32_t>(headers.size());
    raw.method = str(request.method);
    raw.url = str(request.url);
    raw.headers = headers.data();
    raw.body = str(request.body);
    raw.timeout_ms = request.timeout_ms;
    raw.max_body_bytes = request.max_body_bytes;
    raw.capture_pointer = str(request.capture_pointer);
    raw.capture_name = str(request.capture_name);
    tandem_http_response response{};
    response.struct_size = sizeof(response);
    detail::continue_or_stop(api_->send(context_, call.raw(), &raw, &response));
    return HttpResponse(response);
  }

 private:
  void* context_;
  const tandem_host_http* api_;
};

struct FileEntry {
  std::string_view name;
  std::uint64_t size;
  std::int64_t modified_at;
};

/// Files of the connection's folder. Views live until the operation ends.
class Files {
 public:
  Files(void* context, const tandem_host_files* api) : context_(context), api_(api) {}

  std::vector<FileEntry> list(Call& call) const {
    const tandem_file_info* files = nullptr;
    std::size_t count = 0;
    detail::continue_or_stop(api_->list(context_, call.raw(), &files, &count));
    std::vector<FileEntry> entries;
    entries.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      entries.push_back(FileEntry{view(files[i].name), files[i].size, files[i].modified_at});
    }
    return entries;
  }
  /// The whole file, or nothing when there is none of this name.
  std::optional<std::string_view> read(Call& call, std::string_view name) const {
    tandem_str content{nullptr, 0};
    const tandem_status status = api_->read(context_, call.raw(), str(name), &content);
    if (status == TANDEM_NOT_FOUND) return std::nullopt;
    detail::continue_or_stop(status);
    return view(content);
  }
  /// Replaces the file when its SHA-256 still is `digest`; false when somebody changed it.
  bool replace_unchanged(Call& call, std::string_view name, std::string_view content,
                         std::string_view digest) const {
    return replace(call, name, content, str(digest));
  }
  /// Makes the file; false when there is one already.
  bool make(Call& call, std::string_view name, std::string_view content) const {
    return replace(call, name, content, tandem_str{"", 0});
  }
  /// Replaces or makes the file, whatever is there.
  void overwrite(Call& call, std::string_view name, std::string_view content) const {
    replace(call, name, content, tandem_str{nullptr, 0});
  }

 private:
  bool replace(Call& call, std::string_view name, std::string_view content, tandem_str expected) const {
    const tandem_status status = api_->replace(context_, call.raw(), str(name), str(content), expected);
    if (status == TANDEM_CONFLICT) return false;
    detail::continue_or_stop(status);
    return true;
  }
  void* context_;
  const tandem_host_files* api_;
};

/// The host of one instance. A service that the host lacks fails with `unsupported`.
class Host {
 public:
  Host() = default;
  explicit Host(const tandem_host* host) : host_(host) {}

  Log log() { return Log(context(), find(log_, TANDEM_HOST_LOG)); }
  Clock clock() { return Clock(context(), find(clock_, TANDEM_HOST_CLOCK)); }
  Random random() { return Random(context(), find(random_, TANDEM_HOST_RANDOM)); }
  Metrics metrics() { return Metrics(context(), find(metrics_, TANDEM_HOST_METRICS)); }
  Secrets secrets() { return Secrets(context(), find(secrets_, TANDEM_HOST_SECRETS)); }
  Auth auth() { return Auth(context(), find(auth_, TANDEM_HOST_AUTH)); }
  Http http() { return Http(context(), find(http_, TANDEM_HOST_HTTP)); }
  Files files() { return Files(context(), find(files_, TANDEM_HOST_FILES)); }
  const tandem_host* raw() const { return host_; }

 private:
  void* context() const { return host_ ? host_->context : nullptr; }

  template <class Service>
  const Service* find(const Service*& cached, const char* id) {
    if (cached) return cached;
    if (!host_) {
      throw Failure(TANDEM_INVALID_STATE, TANDEM_CLASS_CONTRACT,
                    std::string("service ") + id + " was used before start");
    }
    const void* table = host_->get_service(host_->context, str(id));
    if (!table || static_cast<const Service*>(table)->struct_size < sizeof(Service)) {
      throw Failure(TANDEM_UNSUPPORTED, TANDEM_CLASS_CONTRACT,
                    std::string("the host does not offer ") + id + ": a newer host is needed");
    }
    cached = static_cast<const Service*>(table);
    return cached;
  }

  const tandem_host* host_ = nullptr;
  const tandem_host_log* log_ = nullptr;
  const tandem_host_clock* clock_ = nullptr;
  const tandem_host_random* random_ = nullptr;
  const tandem_host_metrics* metrics_ = nullptr;
  const tandem_host_secrets* secrets_ = nullptr;
  const tandem_host_auth* auth_ = nullptr;
  const tandem_host_http* http_ = nullptr;
  const tandem_host_files* files_ = nullptr;
};

}  // namespace tandem::adapter
