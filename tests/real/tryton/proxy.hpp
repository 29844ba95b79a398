// SPDX-License-Identifier: Apache-2.0
// Stands between Tandem and the real server, so that what seldom happens happens at a moment of our choice.
#pragma once

#include <httplib.h>

#include <functional>
#include <string>
#include <thread>

namespace tandem::tryton_test {

class Proxy {
 public:
  /// What becomes of one request.
  enum class Way {
    pass,
    drop_answer,  ///< the server does it, and nobody hears of it
    html_200,     ///< a page in place of an answer, as a proxy or a login wall gives one
    html_500,
    refuse_401,  ///< as for a session that ended
  };
  using Hook = std::function<Way(const std::string& method)>;

  explicit Proxy(int to_port) : to_(to_port) {
    server_.Post(".*", [this](const httplib::Request& request, httplib::Response& response) {
      forward(request, response);
    });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
  }
  ~Proxy() {
    server_.stop();
    thread_.join();
  }
  Proxy(const Proxy&) = delete;
  Proxy& operator=(const Proxy&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  /// Called for each request, on the proxy's thread, before it is passed on.
  void set(Hook hook) { hook_ = std::move(hook); }

 private:
  void forward(const httplib::Request& request, httplib::Response& response) {
    const auto body = nlohmann::json::parse(request.body, nullptr, false);
    const std::string method = body.is_object() ? body.value("method", "") : "";
    const Way way = hook_ ? hook_(method) : Way::pass;
    if (way == Way::html_200 || way == Way::html_500) {
      response.status = way == Way::html_200 ? 200 : 500;
      response.set_content("<!doctype html><html><body>Please wait</body></html>", "text/html");
      return;
    }
    if (way == Way::refuse_401) {
      response.status = 401;
      return;
    }
    httplib::Client client("127.0.0.1", to_);
    client.set_read_timeout(120);
    httplib::Headers headers;
    if (request.has_header("Authorization")) {
      headers.emplace("Authorization", request.get_header_value("Authorization"));
    }
    const auto answer = client.Post(request.path, headers, request.body, "application/json");
    if (!answer || way == Way::drop_answer) {
      // A length that never comes: the connection ends in the middle of the answer.
      response.set_content_provider(1'000, "application/json",
                                    [](std::size_t, std::size_t, httplib::DataSink&) { return false; });
      return;
    }
    response.status = answer->status;
    response.set_content(answer->body, answer->get_header_value("Content-Type"));
  }

  int to_;
  int port_ = 0;
  Hook hook_;
  httplib::Server server_;
  std::thread thread_;
};

}  // namespace tandem::tryton_test
