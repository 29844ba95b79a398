// SPDX-License-Identifier: Apache-2.0
// One request and one answer of a stand-in, free of sockets.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tandem::sandbox {

struct Request {
  std::string method;
  std::string target;                          // path and query as sent
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;

  std::string_view path() const;
  std::string_view query_text() const;
  // The first value of a query parameter, decoded; empty when absent.
  std::string query(std::string_view name) const;
  bool has_query(std::string_view name) const;
  // Empty when absent. The name is given in lower case.
  const std::string& header(const std::string& name) const;
};

// What happens to the answer on its way back.
enum class Wire {
  whole,
  closed,       // the connection ends without a byte of an answer
  cut_length,   // Content-Length promises more than is sent
  cut_chunked,  // a chunked body without its end
};

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  Wire wire = Wire::whole;
  std::int64_t delay_ms = 0;

  static Response json(int status, std::string body);
  void set_header(std::string name, std::string value);
  const std::string* find_header(std::string_view name) const;
};

}  // namespace tandem::sandbox
