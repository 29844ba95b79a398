// SPDX-License-Identifier: Apache-2.0
// Boost.Beast parses; what is written stays in our hands, because faults cut answers in the middle.
#include "http_server.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <string>
#include <thread>

#include "engine/text.hpp"
#include "gzip.hpp"

namespace tandem::sandbox {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using Error = boost::system::error_code;

constexpr std::size_t longest_body = std::size_t{50} << 20U;
constexpr std::size_t longest_heads = 64 * 1024;  // the engine judges what is above Salesforce's own limit
constexpr std::size_t worth_gzip = 1024;

// The parser's message as the engine sees it.
Request to_request(const http::request<http::string_body>& message) {
  Request request;
  request.method = std::string(message.method_string());
  request.target = std::string(message.target());
  for (const auto& field : message) {
    request.headers[lower(std::string_view(field.name_string().data(), field.name_string().size()))] =
        std::string(field.value());
  }
  request.body = message.body();
  return request;
}

std::string reason_phrase(int status) {
  if (status == 420) return "Edge Has No Route";  // Salesforce's own
  const auto reason = http::obsolete_reason(http::int_to_status(static_cast<unsigned>(status)));
  return {reason.data(), reason.size()};
}

void append_heads(std::string& out, const Response& answer, bool keep_alive) {
  out.append("HTTP/1.1 ")
      .append(std::to_string(answer.status))
      .append(" ")
      .append(reason_phrase(answer.status))
      .append("\r\n");
  for (const auto& [name, value] : answer.headers) out.append(name).append(": ").append(value).append("\r\n");
  out.append("Connection: ").append(keep_alive ? "keep-alive" : "close").append("\r\n");
}

bool without_body(int status) { return status == 204 || status == 304; }

// The bytes for the wire; `keep_alive` is cleared when the connection has to end after them.
std::string wire_text(const Request& request, Response& answer, bool& keep_alive) {
  std::string out;
  if (answer.wire == Wire::closed) {
    keep_alive = false;
    return out;
  }
  const bool gzip_wanted = request.header("accept-encoding").find("gzip") != std::string::npos;
  if (gzip_wanted && answer.wire == Wire::whole && answer.body.size() >= worth_gzip) {
    answer.body = gzip(answer.body);
    answer.set_header("Content-Encoding", "gzip");
  }
  if (answer.wire != Wire::whole) keep_alive = false;
  append_heads(out, answer, keep_alive);
  if (without_body(answer.status)) {
    out.append("\r\n");
  } else if (answer.wire == Wire::cut_chunked) {
    out.append("Transfer-Encoding: chunked\r\n\r\n10000\r\n").append(answer.body, 0, answer.body.size() / 2);
  } else {
    out.append("Content-Length: ").append(std::to_string(answer.body.size())).append("\r\n\r\n");
    if (request.method != "HEAD") {
      out.append(answer.body, 0,
                 answer.wire == Wire::cut_length ? answer.body.size() / 2 : answer.body.size());
    }
  }
  return out;
}

Response refused(const Error& error) {
  const bool large = error == http::error::body_limit;
  return Response::json(large                                ? 413
                        : error == http::error::header_limit ? 431
                                                             : 400,
                        R"([{"message":"The request cannot be read","errorCode":"BAD_REQUEST"}])");
}

void send(tcp::socket& socket, const std::string& text) {
  Error ignored;
  asio::write(socket, asio::buffer(text), ignored);
}

// One connection, until either side ends it.
void converse(tcp::socket socket, const HttpServer::Handler& handler) {
  Error error;
  socket.set_option(tcp::no_delay(true), error);
  boost::beast::flat_buffer buffer;
  bool keep_alive = true;
  while (keep_alive) {
    http::request_parser<http::string_body> parser;
    parser.body_limit(longest_body);
    parser.header_limit(longest_heads);
    http::read_header(socket, buffer, parser, error);
    if (!error && same_ignoring_case(std::string(parser.get()[http::field::expect]), "100-continue")) {
      send(socket, "HTTP/1.1 100 Continue\r\n\r\n");
    }
    if (!error) http::read(socket, buffer, parser, error);
    if (error == http::error::end_of_stream || error == asio::error::connection_reset ||
        error == asio::error::eof)
      break;
    Request request;
    Response answer;
    if (error) {
      if (error.category() != http::make_error_code(http::error::bad_method).category()) break;
      answer = refused(error);
      keep_alive = false;
    } else {
      keep_alive = parser.get().keep_alive();
      request = to_request(parser.get());
      const auto unpacked =
          request.header("content-encoding") == "gzip" ? gunzip(request.body) : std::optional(request.body);
      if (unpacked) {
        request.body = *unpacked;
        answer = handler(request);
      } else {
        answer = Response::json(400, R"([{"message":"The body is no gzip","errorCode":"BAD_REQUEST"}])");
      }
    }
    if (answer.delay_ms > 0) std::this_thread::sleep_for(std::chrono::milliseconds(answer.delay_ms));
    send(socket, wire_text(request, answer, keep_alive));
  }
  socket.shutdown(tcp::socket::shutdown_both, error);
}

}  // namespace

struct HttpServer::State {
  State(std::uint16_t port, Handler wanted)
      : acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), port)),
        handler(std::move(wanted)) {}
  asio::io_context context;
  tcp::acceptor acceptor;
  Handler handler;
};

HttpServer::HttpServer(std::uint16_t port, Handler handler)
    : state_(std::make_unique<State>(port, std::move(handler))) {}

HttpServer::~HttpServer() = default;

std::uint16_t HttpServer::port() const { return state_->acceptor.local_endpoint().port(); }

void HttpServer::serve() {
  while (true) {
    Error error;
    tcp::socket socket(state_->context);
    state_->acceptor.accept(socket, error);
    if (error) continue;
    std::thread(
        [this](tcp::socket own) {
          try {
            converse(std::move(own), state_->handler);
          } catch (const std::exception&) {  // the connection is lost, the server is not
          }
        },
        std::move(socket))
        .detach();
  }
}

}  // namespace tandem::sandbox
