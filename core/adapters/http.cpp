// SPDX-License-Identifier: Apache-2.0
#include "adapters/http.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <tandem/cpp/json.hpp>

#include "adapters/fill.hpp"
#include "adapters/service_barrier.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace tandem::adapters {
namespace {

// The wire sets these itself; an adapter that sets them could split or redirect a request.
constexpr std::array<std::string_view, 8> kReserved = {
    "host", "content-length", "transfer-encoding", "connection", "expect", "te", "upgrade", "trailer"};
constexpr std::string_view kLooksLike = "x-tandem-looks-like";

bool token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.';
  });
}

void check_header(std::string_view name, std::string_view value) {
  const std::string lower = ascii_lower(name);
  if (!token(name) || std::find(kReserved.begin(), kReserved.end(), lower) != kReserved.end() ||
      lower.substr(0, 6) == "proxy-") {
    throw Error(TANDEM_INVALID_ARGUMENT, "header \"" + escape_controls(cut(name, 60)) + "\" may not be set",
                "report it to the adapter's publisher");
  }
  for (const char c : value) {
    if (c == '\r' || c == '\n' || c == '\0') {
      throw Error(TANDEM_INVALID_ARGUMENT, "the value of header \"" + lower + "\" holds a line break or NUL",
                  "report it to the adapter's publisher");
    }
  }
}

bool redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

const std::string* header(const WireAnswer& answer, std::string_view name) {
  for (const auto& [known, value] : answer.headers) {
    if (known == name) return &value;
  }
  return nullptr;
}

/// The path with everything that may name a record or a person left out.
std::string path_template(std::string_view url) {
  std::size_t begin = url.find('/', url.find("://") + 3);
  if (begin == std::string_view::npos) return "/";
  std::string_view path = url.substr(begin, url.find('?', begin) - begin);
  std::string out;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/', 1), path.size());
    const std::string_view segment = path.substr(1, end - 1);
    const bool plain =
        segment.size() <= 40 && std::all_of(segment.begin(), segment.end(), [](char c) {
          return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
        });
    out += plain || segment.size() <= 3 ? "/" + std::string(segment) : "/*";
    path.remove_prefix(end);
  }
  return out;
}

bool looks_like_html(const std::vector<char>& body) {
  auto at = std::find_if(body.begin(), body.end(),
                         [](char c) { return c != ' ' && c != '\n' && c != '\r' && c != '\t'; });
  const std::string start =
      ascii_lower(std::string_view(body.data() + (at - body.begin()),
                                   std::min<std::size_t>(16, static_cast<std::size_t>(body.end() - at))));
  return start.substr(0, 9) == "<!doctype" || start.substr(0, 5) == "<html";
}

Failure failure(tandem_status status, tandem_error_class error_class, std::string message,
                std::string advice = {}) {
  Failure made;
  made.status = status;
  made.error_class = error_class;
  made.message = std::move(message);
  made.advice = std::move(advice);
  return made;
}

}  // namespace

struct HttpService::Prepared {
  /// Wipes texts that held secrets once the exchange is over, however it ends.
  struct Wiped {
    std::vector<std::string> texts;
    ~Wiped() {
      for (std::string& text : texts) wipe(text);
    }
  };
  std::vector<std::pair<std::string_view, std::string_view>> headers;
  std::string_view body;
  Wiped filled;
};

void HttpService::prepare(const tandem_http_request& request, const Verdict& verdict, Prepared& prepared) {
  const bool trusted = verdict.reach == Reach::with_secrets;
  prepared.filled.texts.reserve(request.header_count + 1);  // views into it must stay put
  std::string_view content_type;
  bool header_secret = false;
  for (std::uint32_t i = 0; i < request.header_count; ++i) {
    const std::string_view name = view(request.headers[i].name);
    std::string_view value = view(request.headers[i].value);
    check_header(name, value);
    if (ascii_lower(name) == "accept-encoding") continue;
    if (ascii_lower(name) == "content-type") content_type = value;
    if (has_placeholder(value)) {
      if (!trusted) {
        throw Error(TANDEM_FORBIDDEN, "secrets may not be sent to " + verdict.origin.text(),
                    "if it is right, add it to \"allowed_origins\" in the connection's settings");
      }
      header_secret = true;
      value = prepared.filled.texts.emplace_back(fill(value, Escape::header, false, secrets_));
    }
    prepared.headers.emplace_back(name, value);
  }
  prepared.body = view(request.body);
  const bool signs_in = view(request.capture_name).size() > 0;
  if (trusted && (signs_in || !header_secret) && has_placeholder(prepared.body)) {
    prepared.body =
        prepared.filled.texts.emplace_back(fill(prepared.body, escape_for(content_type), true, secrets_));
  }
}

tandem_status HttpService::send(Call& call, const tandem_http_request& request,
                                tandem_http_response& response) {
  const tandem_status may = call.check();
  if (may != TANDEM_OK) return may;
  const std::string_view url = view(request.url);
  const std::string_view method = view(request.method);
  const bool named = std::all_of(method.begin(), method.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (method.empty() || method.size() > 16 || !named) {
    throw Error(TANDEM_INVALID_ARGUMENT, "an HTTP method is written in capital letters");
  }
  const Verdict verdict = rules_.judge(url);
  if (verdict.reach == Reach::refused) {
    return call.fail(failure(TANDEM_FORBIDDEN, TANDEM_CLASS_CONTRACT, verdict.reason, verdict.advice));
  }
  Prepared prepared;
  prepare(request, verdict, prepared);
  const bool repeatable = method == "GET" || method == "HEAD";
  const std::function<bool()> stop = [&call] {
    call.heartbeat();
    return call.cancelled() || call.past_deadline();
  };
  const WireRequest wire{
      method,
      url,
      prepared.headers,
      prepared.body,
      !prepared.body.empty() || method == "POST" || method == "PUT" || method == "PATCH",
      repeatable,
      verdict.plain,
      call.time_left_ms(request.timeout_ms > 0 ? request.timeout_ms : defaults_.timeout_ms),
      request.max_body_bytes > 0 ? request.max_body_bytes : defaults_.max_body_bytes,
      stop};
  WireAnswer& answer = scratch_.answer();
  transport_.exchange(wire, answer);
  metrics_.count("http.calls", 1);
  metrics_.count("http.bytes_out", static_cast<std::int64_t>(prepared.body.size()));
  metrics_.count("http.bytes_in", static_cast<std::int64_t>(answer.body.size()));
  if (trace_) {
    trace_("http " + std::string(method) + " " + verdict.origin.text() + path_template(url) + " → " +
           (answer.outcome == WireOutcome::answered ? std::to_string(answer.status) : answer.reason) + ", " +
           std::to_string(answer.body.size()) + " bytes");
  }
  const tandem_status status = judge_outcome(call, answer, verdict.origin, repeatable);
  if (status != TANDEM_OK) return status;
  capture(request, answer);
  hand_over(answer, response);
  return TANDEM_OK;
}

tandem_status HttpService::judge_outcome(Call& call, const WireAnswer& answer, const Origin& origin,
                                         bool repeatable) {
  // A write that may have arrived must not be repeated blindly: the engine looks first.
  const tandem_error_class lost = answer.sent && !repeatable ? TANDEM_CLASS_UNKNOWN : TANDEM_CLASS_TRANSIENT;
  const std::string where = origin.text() + ": ";
  switch (answer.outcome) {
    case WireOutcome::answered:
      break;
    case WireOutcome::not_sent:
      return call.fail(failure(TANDEM_UNAVAILABLE, TANDEM_CLASS_TRANSIENT, where + answer.reason,
                               "check the network and the address; the next sync tries again"));
    case WireOutcome::no_answer:
      return call.fail(failure(TANDEM_UNAVAILABLE, lost, where + answer.reason));
    case WireOutcome::timed_out:
      return call.fail(failure(TANDEM_TIMEOUT, lost, where + answer.reason));
    case WireOutcome::stopped: {
      if (lost == TANDEM_CLASS_TRANSIENT) {
        const tandem_status ended = call.check();
        if (ended != TANDEM_OK) return ended;
      }
      const bool asked = call.cancelled();
      return call.fail(
          failure(asked ? TANDEM_CANCELLED : TANDEM_TIMEOUT, lost,
                  asked ? "stopped while waiting for an answer" : "no answer within the time allowed"));
    }
    case WireOutcome::untrusted:
      return call.fail(failure(TANDEM_UNAVAILABLE, TANDEM_CLASS_CONTRACT, where + answer.reason,
                               "check the address; for a private authority set \"ca_file\" in the settings"));
    case WireOutcome::too_large:
      return call.fail(
          failure(TANDEM_UNAVAILABLE, TANDEM_CLASS_CONTRACT, where + answer.reason, "ask for smaller pages"));
    case WireOutcome::refused:
      return call.fail(failure(TANDEM_INVALID_ARGUMENT, TANDEM_CLASS_CONTRACT, where + answer.reason));
  }
  if (!redirect(answer.status)) return TANDEM_OK;
  const std::string* location = header(answer, "location");
  const auto target = location != nullptr ? origin_of(*location) : std::nullopt;
  return call.fail(failure(TANDEM_UNAVAILABLE, TANDEM_CLASS_CONTRACT,
                           where + "the remote redirects" + (target ? " to " + target->text() : "") +
                               ", and redirects are not followed",
                           "set the connection's address to where the system really is"));
}

void HttpService::capture(const tandem_http_request& request, WireAnswer& answer) {
  const std::string_view name = view(request.capture_name);
  if (name.empty()) return;
  Json document = read_json<Json>({answer.body.data(), answer.body.size()});
  if (document.is_discarded()) return;
  std::string* secret = nullptr;
  try {
    Json& found = document.at(Json::json_pointer(std::string(view(request.capture_pointer))));
    if (found.is_string()) secret = found.get_ptr<std::string*>();
  } catch (const Json::exception&) {
    return;  // an error answer has no token; the adapter reads it as it is
  }
  if (secret == nullptr || secret->empty()) return;
  secrets_.put_session(name, SecretBytes(*secret));
  wipe(*secret);
  const std::string blanked = document.dump(-1, ' ', false, Json::error_handler_t::replace);
  OPENSSL_cleanse(answer.body.data(), answer.body.size());
  answer.body.assign(blanked.begin(), blanked.end());
}

void HttpService::hand_over(WireAnswer& answer, tandem_http_response& response) {
  if (looks_like_html(answer.body)) answer.headers.emplace_back(kLooksLike, "html");
  std::vector<tandem_header>& headers = scratch_.headers();
  headers.reserve(answer.headers.size());
  for (const auto& [name, value] : answer.headers) {
    headers.push_back({{name.data(), name.size()}, {value.data(), value.size()}});
  }
  const std::size_t size = answer.body.size();
  answer.body.resize(size + kPadding, '\0');
  response.status = answer.status;
  response.headers = headers.data();
  response.header_count = headers.size();
  response.body = {answer.body.data(), size};
}

}  // namespace tandem::adapters
