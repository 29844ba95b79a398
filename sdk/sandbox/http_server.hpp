// SPDX-License-Identifier: Apache-2.0
// HTTP/1.1 on 127.0.0.1 in front of an engine. Sockets, threads and gzip are here and nowhere else.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>

#include "engine/message.hpp"

namespace tandem::sandbox {

class HttpServer {
 public:
  using Handler = std::function<Response(const Request&)>;

  // Port 0 lets the system choose. Handlers are called from several threads.
  HttpServer(std::uint16_t port, Handler handler);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::uint16_t port() const;
  void serve();  // until the process ends

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tandem::sandbox
