// SPDX-License-Identifier: Apache-2.0
#include "api.hpp"

#include <array>
#include <tandem/cpp/times.hpp>

#include "errors.hpp"
#include "soql.hpp"

namespace tandem::salesforce {
namespace {

constexpr std::string_view kUsage = "api-usage=";

std::string read_usage(std::string_view header) {
  const std::size_t at = header.find(kUsage);
  if (at == std::string_view::npos) return {};
  header.remove_prefix(at + kUsage.size());
  const std::size_t end = header.find_first_not_of("0123456789/");
  return std::string(header.substr(0, end));
}

}  // namespace

void Api::open_session(adapter::Call& call) {
  host_.secrets().forget_session(kTokenSecret);
  who_.reset();
  ++calls_;
  SignedIn who = sign_in(call, host_, settings_);
  std::array<unsigned char, 8> random{};
  host_.random().fill(random.data(), random.size());
  session_.clear();
  for (const unsigned char byte : random) {
    session_ += static_cast<char>('a' + (byte >> 4));
    session_ += static_cast<char>('a' + (byte & 15));
  }
  who_ = std::move(who);
}

const SignedIn& Api::signed_in(adapter::Call& call) {
  if (!who_) open_session(call);
  return *who_;
}

void Api::forget() {
  if (who_) host_.secrets().forget_session(kTokenSecret);
  who_.reset();
  session_.clear();
}

adapter::HttpRequest Api::request(std::string_view method, const std::string& url) const {
  adapter::HttpRequest request;
  request.method = method;
  request.url = url;
  request.headers = {{"Authorization", "Bearer {{session:" + std::string(kTokenSecret) + "}}"},
                     {"Accept", "application/json"},
                     {"Sforce-Call-Options", "client=" + settings_.client_name}};
  return request;
}

adapter::HttpResponse Api::exchange(adapter::Call& call, const adapter::HttpRequest& request) {
  ++calls_;
  const adapter::HttpResponse answer = host_.http().send(call, request);
  if (const auto at = times::read_http_date(answer.header("date"))) server_time_ = at;
  if (std::string usage = read_usage(answer.header("sforce-limit-info")); !usage.empty()) {
    usage_ = std::move(usage);
  }
  return answer;
}

void Api::fail(const adapter::HttpResponse& answer, bool writes) {
  Answer raw;
  raw.status = answer.status();
  raw.body = answer.body();
  raw.retry_after = answer.header("retry-after");
  raw.server_time = server_time_;
  raw.html = !answer.header("x-tandem-looks-like").empty();
  raw.writes = writes;
  throw call_failure(raw);
}

void Api::require_data(const adapter::HttpResponse& answer, bool writes) {
  if (!answer.ok()) fail(answer, writes);
  if (!answer.header("x-tandem-looks-like").empty()) throw web_page(writes);
}

adapter::HttpResponse Api::send(adapter::Call& call, std::string_view method, std::string_view path,
                                const std::string& body, std::uint32_t page_size) {
  const bool writes = method != "GET";
  // The second round comes after a new sign-in, and is the last.
  for (bool again = false;; again = true) {
    const SignedIn& who = signed_in(call);
    std::string url = who.instance_url;
    if (path.substr(0, 10) != "/services/") url.append("/services/data/v").append(settings_.api_version);
    url.append(path);
    if (url.size() > kLongestAddress + 2'000) {
      throw adapter::Failure(TANDEM_INVALID_ARGUMENT, TANDEM_CLASS_INVALID,
                             "the query is too long for an address: map fewer fields of this type");
    }
    adapter::HttpRequest wanted = request(method, url);
    if (page_size != 0) {
      wanted.headers.emplace_back("Sforce-Query-Options", "batchSize=" + std::to_string(page_size));
    }
    if (writes) {
      wanted.headers.emplace_back("Content-Type", "application/json; charset=UTF-8");
      if (!settings_.assignment_rules) wanted.headers.emplace_back("Sforce-Auto-Assign", "FALSE");
      wanted.body = body;
    }
    const adapter::HttpResponse answer = exchange(call, wanted);
    if (!again && session_ended(answer.status(), answer.body())) {
      forget();
      continue;
    }
    require_data(answer, writes);
    return answer;
  }
}

adapter::HttpResponse Api::get(adapter::Call& call, std::string_view path, std::uint32_t page_size) {
  return send(call, "GET", path, {}, page_size);
}

adapter::HttpResponse Api::write(adapter::Call& call, std::string_view method, std::string_view path,
                                 const std::string& body) {
  return send(call, method, path, body, 0);
}

std::optional<adapter::HttpResponse> Api::next_page(adapter::Call& call, std::string_view path,
                                                    std::uint32_t page_size) {
  adapter::HttpRequest wanted = request("GET", signed_in(call).instance_url + std::string(path));
  wanted.headers.emplace_back("Sforce-Query-Options", "batchSize=" + std::to_string(page_size));
  const adapter::HttpResponse answer = exchange(call, wanted);
  if (session_ended(answer.status(), answer.body())) {
    forget();  // the locator went with its session: the query starts where the last row stood
    return std::nullopt;
  }
  if (answer.status() == 400 && is_code(answer.body(), "INVALID_QUERY_LOCATOR")) return std::nullopt;
  require_data(answer, false);
  return answer;
}

}  // namespace tandem::salesforce
