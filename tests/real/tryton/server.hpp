// SPDX-License-Identifier: Apache-2.0
// A real Tryton server on a copy of the prepared database, and a client of it that shares nothing with the
// adapter.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "support/files.hpp"

namespace tandem::tryton_test {

using Json = nlohmann::json;

class Server {
 public:
  /// Starts it and waits until it answers. `config` is added to trytond.conf.
  explicit Server(const std::string& config = {});
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const { return port_; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  /// Ends it at once, in the middle of whatever it does.
  void kill();
  /// On the same port and database.
  void restart();
  std::string log() const;
  /// Straight into the database, for what no client can do.
  void run_sql(const std::string& statement);
  /// How often `text` stands in the log.
  std::size_t logged(const std::string& text) const;

 private:
  void write_config() const;
  void start();
  bool answers() const;

  test::TempFolder folder_;
  std::string config_;
  int port_ = 0;
  pid_t process_ = 0;
};

/// Signs in once and calls models, as a person's client would.
class Person {
 public:
  Person(const Server& server, const std::string& login);
  /// model.<model>.<method>(arguments…, context). Throws with Tryton's own error.
  Json call(const std::string& model, const std::string& method, Json arguments,
            Json context = Json::object());

  std::int64_t create(const std::string& model, const Json& values);
  void write(const std::string& model, std::int64_t id, const Json& values);
  void remove(const std::string& model, std::int64_t id);
  Json read(const std::string& model, std::int64_t id, const std::vector<std::string>& fields);
  /// Also what was deactivated.
  std::vector<std::int64_t> search(const std::string& model, const Json& domain);

 private:
  Json send(const std::string& method, const Json& parameters);
  int port_;
  std::string authorization_;
};

Json decimal(const std::string& digits);
/// A party with an e-mail address and a phone number, as a person enters one.
Json party(const std::string& name, const std::string& email, const std::string& phone = {});
std::string password_of(const std::string& login);

}  // namespace tandem::tryton_test
