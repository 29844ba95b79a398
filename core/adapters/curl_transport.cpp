// SPDX-License-Identifier: Apache-2.0
#include <curl/curl.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "adapters/origins.hpp"
#include "adapters/pipe_guard.hpp"
#include "adapters/transport.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace tandem::adapters {
namespace {

constexpr std::size_t kPaddingRoom = 64;  // so that the service's padding moves no body
constexpr int kPollMs = 100;              // how soon a cancel is seen while nothing arrives

/// The header list that curl sends; wiped, because it holds secrets.
class HeaderList {
 public:
  ~HeaderList() {
    for (curl_slist* at = list_; at != nullptr; at = at->next)
      OPENSSL_cleanse(at->data, std::strlen(at->data));
    curl_slist_free_all(list_);
  }
  void add(std::string_view name, std::string_view value) {
    std::string line(name);
    // "Name;" is curl's spelling for a header with an empty value.
    if (value.empty()) {
      line += ';';
    } else {
      line.append(": ").append(value);
    }
    append(line);
    OPENSSL_cleanse(line.data(), line.size());
  }
  void append(const std::string& line) {
    curl_slist* longer = curl_slist_append(list_, line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    list_ = longer;
  }
  curl_slist* get() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

/// What the callbacks of one exchange know.
struct Exchange {
  const WireRequest& request;
  WireAnswer& answer;
  const WireLimits& limits;
  std::size_t header_bytes = 0;
  int tries = 0;
  bool too_large = false;
  bool repeated = false;
};

std::size_t on_header(char* data, std::size_t, std::size_t size, void* user) noexcept {
  auto& exchange = *static_cast<Exchange*>(user);
  exchange.header_bytes += size;
  if (exchange.header_bytes > exchange.limits.header_bytes) {
    exchange.too_large = true;
    exchange.answer.reason =
        "the answer's header is larger than " + std::to_string(exchange.limits.header_bytes) + " bytes";
    return 0;
  }
  try {
    std::string_view line = trim(std::string_view(data, size));
    if (line.substr(0, 5) == "HTTP/") {
      exchange.answer.headers.clear();  // what came before was an interim answer
      return size;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return size;
    exchange.answer.headers.emplace_back(ascii_lower(trim(line.substr(0, colon))),
                                         trim(line.substr(colon + 1)));
    const auto& [name, value] = exchange.answer.headers.back();
    std::uint64_t length = 0;
    if (name == "content-length" &&
        std::from_chars(value.data(), value.data() + value.size(), length).ec == std::errc() &&
        length <= exchange.request.max_body_bytes && exchange.request.method != "HEAD") {
      exchange.answer.body.reserve(static_cast<std::size_t>(length) + kPaddingRoom);
    }
    return size;
  } catch (...) {
    return 0;
  }
}

std::size_t on_body(char* data, std::size_t, std::size_t size, void* user) noexcept {
  auto& exchange = *static_cast<Exchange*>(user);
  if (exchange.answer.body.size() + size > exchange.request.max_body_bytes) {
    exchange.too_large = true;
    exchange.answer.reason =
        "the answer is larger than " + std::to_string(exchange.request.max_body_bytes) + " bytes";
    return 0;
  }
  try {
    exchange.answer.body.insert(exchange.answer.body.end(), data, data + size);
    return size;
  } catch (...) {
    return 0;
  }
}

/// Curl repeats a request by itself when a kept connection turns out dead, writes included; the dead
/// one may have delivered it, so a second try of a write is stopped here.
int on_ready(void* user, char*, char*, int, int) noexcept {
  auto& exchange = *static_cast<Exchange*>(user);
  if (++exchange.tries > 1 && !exchange.request.repeatable) {
    exchange.repeated = true;
    return CURL_PREREQFUNC_ABORT;
  }
  return CURL_PREREQFUNC_OK;
}

WireOutcome outcome_of(CURLcode code, bool sent) {
  switch (code) {
    case CURLE_OK:
      return WireOutcome::answered;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
      return WireOutcome::untrusted;
    case CURLE_OPERATION_TIMEDOUT:
      return WireOutcome::timed_out;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
      return WireOutcome::refused;
    default:
      return sent ? WireOutcome::no_answer : WireOutcome::not_sent;
  }
}

class CurlTransport final : public HttpTransport {
 public:
  CurlTransport(std::string ca_file, WireLimits limits) : ca_file_(std::move(ca_file)), limits_(limits) {
    // Thread safe and counted inside libcurl since 7.84; the first use in a process does the work.
    static const CURLcode global = curl_global_init(CURL_GLOBAL_DEFAULT);
    multi_ = curl_multi_init();
    easy_ = curl_easy_init();
    if (global != CURLE_OK || multi_ == nullptr || easy_ == nullptr) {
      close();
      throw Error(TANDEM_OUT_OF_MEMORY, "the HTTP client cannot start");
    }
  }
  ~CurlTransport() override { close(); }

  void exchange(const WireRequest& request, WireAnswer& answer) override {
    Exchange state{request, answer, limits_, 0, 0, false, false};
    HeaderList headers;
    std::array<char, CURL_ERROR_SIZE> error_text{};
    curl_easy_reset(easy_);  // forgets options, keeps connections
    set_fixed(state, error_text.data());
    set_request(request, headers);
    bool stopped = false;
    const CURLcode code = run(request, stopped);
    conclude(state, code, stopped, error_text.data());
    curl_easy_reset(easy_);  // no pointer into this frame outlives it
  }

 private:
  void close() {
    const PipeGuard guard;  // a TLS connection says good-bye to a peer that may be gone
    if (easy_ != nullptr) curl_easy_cleanup(easy_);
    if (multi_ != nullptr) curl_multi_cleanup(multi_);
  }

  template <typename T>
  void set(CURLoption option, T value) {
    if (curl_easy_setopt(easy_, option, value) != CURLE_OK) {
      throw Error(TANDEM_INTERNAL, "the HTTP client refuses option " + std::to_string(option));
    }
  }

  void set_fixed(Exchange& state, char* error_text) {
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_ERRORBUFFER, error_text);
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    if (!ca_file_.empty()) {
      set(CURLOPT_CAINFO, ca_file_.c_str());
      set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
    }
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_ACCEPT_ENCODING, "gzip");
    set(CURLOPT_BUFFERSIZE, 256L * 1024);
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits_.connect_timeout_ms));
    set(CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(limits_.low_speed_seconds));
    set(CURLOPT_HEADERFUNCTION, &on_header);
    set(CURLOPT_HEADERDATA, static_cast<void*>(&state));
    set(CURLOPT_WRITEFUNCTION, &on_body);
    set(CURLOPT_WRITEDATA, static_cast<void*>(&state));
    set(CURLOPT_PREREQFUNCTION, &on_ready);
    set(CURLOPT_PREREQDATA, static_cast<void*>(&state));
  }

  void set_request(const WireRequest& request, HeaderList& headers) {
    const std::string url(request.url);
    const std::string method(request.method);
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_PROTOCOLS_STR, request.plain_allowed ? "http,https" : "https");
    const auto origin = origin_of(request.url);
    if (origin && is_loopback_literal(*origin)) set(CURLOPT_PROXY, "");  // a proxy's loopback is not ours
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<std::int64_t>(1, request.timeout_ms)));
    if (request.has_body) {
      set(CURLOPT_POSTFIELDS, request.body.data() == nullptr ? "" : request.body.data());
      set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
      set(CURLOPT_CUSTOMREQUEST, method.c_str());
    } else if (method == "HEAD") {
      set(CURLOPT_NOBODY, 1L);
    } else {
      set(CURLOPT_HTTPGET, 1L);
      if (method != "GET") set(CURLOPT_CUSTOMREQUEST, method.c_str());
    }
    bool typed = false;
    for (const auto& [name, value] : request.headers) {
      headers.add(name, value);
      typed = typed || ascii_lower(name) == "content-type";
    }
    headers.append("Expect:");                    // no waiting for 100 Continue
    if (!typed) headers.append("Content-Type:");  // curl would claim a form
    set(CURLOPT_HTTPHEADER, headers.get());
  }

  /// A multi handle of our own rather than curl_easy_perform, which looks up only once a second.
  CURLcode run(const WireRequest& request, bool& stopped) {
    const PipeGuard guard;
    if (curl_multi_add_handle(multi_, easy_) != CURLM_OK) return CURLE_OUT_OF_MEMORY;
    int running = 1;
    CURLMcode multi_code = CURLM_OK;
    while (true) {
      multi_code = curl_multi_perform(multi_, &running);
      if (multi_code != CURLM_OK || running == 0) break;
      if (request.stop && request.stop()) {
        stopped = true;
        break;
      }
      multi_code = curl_multi_poll(multi_, nullptr, 0, kPollMs, nullptr);
      if (multi_code != CURLM_OK) break;
    }
    CURLcode code = multi_code == CURLM_OK ? CURLE_ABORTED_BY_CALLBACK : CURLE_OUT_OF_MEMORY;
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
      if (message->msg == CURLMSG_DONE) code = message->data.result;
    }
    curl_multi_remove_handle(multi_, easy_);
    return code;
  }

  void conclude(const Exchange& state, CURLcode code, bool stopped, const char* error_text) {
    WireAnswer& answer = state.answer;
    answer.sent = state.tries > 0;
    long status = 0;
    curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
    answer.status = static_cast<int>(status);
    if (stopped) {
      answer.outcome = WireOutcome::stopped;
      answer.reason = "stopped";
      return;
    }
    if (state.too_large) {
      answer.outcome = WireOutcome::too_large;
      return;
    }
    answer.outcome = outcome_of(code, answer.sent);
    if (code == CURLE_OK) return;
    if (state.repeated) {
      answer.reason = "the connection was lost before an answer came";
    } else {
      answer.reason = *error_text != '\0' ? error_text : curl_easy_strerror(code);
    }
  }

  std::string ca_file_;
  WireLimits limits_;
  CURLM* multi_ = nullptr;
  CURL* easy_ = nullptr;
};

}  // namespace

std::unique_ptr<HttpTransport> curl_transport(std::string ca_file, WireLimits limits) {
  return std::make_unique<CurlTransport>(std::move(ca_file), limits);
}

}  // namespace tandem::adapters
