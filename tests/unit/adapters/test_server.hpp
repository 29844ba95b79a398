// SPDX-License-Identifier: Apache-2.0
// A small HTTP server on 127.0.0.1 that says exactly what a test tells it to, cut-off answers too.
#pragma once

#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace tandem::adapters::test {

struct Reply {
  std::string raw;       ///< status line, header and body, as sent
  bool hang_up = false;  ///< close the connection afterwards
};

inline Reply reply(int status, const std::string& body, const std::string& headers = "") {
  return {"HTTP/1.1 " + std::to_string(status) + " X\r\n" + headers +
              "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body,
          false};
}

class TestServer {
 public:
  /// Takes a whole request, header and body. With a TLS context it speaks https.
  using Handler = std::function<Reply(const std::string& request)>;

  explicit TestServer(Handler handler, SSL_CTX* tls = nullptr) : handler_(std::move(handler)), tls_(tls) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 16) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      std::abort();
    }
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] {
      sigset_t pipe;  // clients of these tests hang up; inherited by the workers
      sigemptyset(&pipe);
      sigaddset(&pipe, SIGPIPE);
      pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
      accept_all();
    });
  }
  ~TestServer() {
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
    }
    for (std::thread& worker : workers_) worker.join();
    for (const int socket : sockets_) ::close(socket);
    ::close(listener_);
  }
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  int port() const { return port_; }
  std::string url() const {
    return std::string(tls_ == nullptr ? "http" : "https") + "://127.0.0.1:" + std::to_string(port_);
  }
  int connections() const { return connections_; }
  int requests() const { return requests_; }
  std::string last_request() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return last_;
  }

 private:
  void accept_all() {
    while (true) {
      const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) return;
      ++connections_;
      const std::lock_guard<std::mutex> lock(mutex_);
      sockets_.push_back(socket);
      workers_.emplace_back([this, socket] { serve(socket); });
    }
  }

  void serve(int socket) {
    SSL* tls = nullptr;
    if (tls_ != nullptr) {
      tls = SSL_new(tls_);
      SSL_set_fd(tls, socket);
      if (SSL_accept(tls) != 1) {
        SSL_free(tls);
        ::shutdown(socket, SHUT_RDWR);
        return;
      }
    }
    std::string buffer;
    while (true) {
      const std::string request = next_request(socket, tls, buffer);
      if (request.empty()) break;
      ++requests_;
      {
        const std::lock_guard<std::mutex> lock(mutex_);
        last_ = request;
      }
      const Reply answer = handler_(request);
      send_all(socket, tls, answer.raw);
      if (answer.hang_up) break;
    }
    if (tls != nullptr) SSL_free(tls);
    ::shutdown(socket, SHUT_RDWR);
  }

  static std::string next_request(int socket, SSL* tls, std::string& buffer) {
    char block[16384];
    while (true) {
      const std::size_t head = buffer.find("\r\n\r\n");
      if (head != std::string::npos) {
        const std::size_t at = buffer.find("Content-Length: ");
        const std::size_t length = at < head ? std::strtoul(buffer.c_str() + at + 16, nullptr, 10) : 0;
        if (buffer.size() >= head + 4 + length) {
          const std::string request = buffer.substr(0, head + 4 + length);
          buffer.erase(0, request.size());
          return request;
        }
      }
      const auto got = tls != nullptr ? SSL_read(tls, block, sizeof(block))
                                      : static_cast<int>(::recv(socket, block, sizeof(block), 0));
      if (got <= 0) return {};
      buffer.append(block, static_cast<std::size_t>(got));
    }
  }

  static void send_all(int socket, SSL* tls, const std::string& text) {
    std::size_t done = 0;
    while (done < text.size()) {
      const int left = static_cast<int>(text.size() - done);
      const auto put =
          tls != nullptr
              ? SSL_write(tls, text.data() + done, left)
              : static_cast<int>(::send(socket, text.data() + done, text.size() - done, MSG_NOSIGNAL));
      if (put <= 0) return;
      done += static_cast<std::size_t>(put);
    }
  }

  Handler handler_;
  SSL_CTX* tls_;
  int listener_ = -1, port_ = 0;
  std::atomic<int> connections_{0}, requests_{0};
  std::thread acceptor_;
  std::mutex mutex_;
  std::vector<int> sockets_;
  std::vector<std::thread> workers_;
  std::string last_;
};

}  // namespace tandem::adapters::test
