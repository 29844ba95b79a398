// SPDX-License-Identifier: Apache-2.0
#include "server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <httplib.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string_view>
#include <thread>

namespace tandem::tryton_test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLoadingLog = TRYTON_TEMPLATE "/loading.log";

/// Free a moment ago; another program may take it before the server does, and then another is chosen.
int free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool bound = ::bind(socket, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                     ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  ::close(socket);
  if (!bound) throw std::runtime_error("no free port");
  return ntohs(address.sin_port);
}

/// Tryton with its modules loaded, from which servers are forked; one for all tests of a program.
class Loaded {
 public:
  static Loaded& one() {
    static Loaded loaded;
    return loaded;
  }
  /// A process that serves this folder.
  pid_t serve(const fs::path& folder) {
    const std::string line = folder.string() + "\n";
    char answer[32] = {};
    if (::write(asks_, line.data(), line.size()) != static_cast<ssize_t>(line.size()) ||
        std::fgets(answer, sizeof answer, answers_) == nullptr) {
      throw std::runtime_error("trytond is not installed, or cannot load its modules: see " +
                               std::string(kLoadingLog));
    }
    return static_cast<pid_t>(std::strtol(answer, nullptr, 10));
  }

 private:
  Loaded() {
    int in[2], out[2];
    if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    const pid_t process = ::fork();
    if (process < 0) throw std::runtime_error("no process");
    if (process == 0) become(in[0], out[1]);
    ::close(in[0]);
    ::close(out[1]);
    asks_ = in[1];
    answers_ = ::fdopen(out[0], "r");
  }
  /// Debian's own Python and server, whatever else is on the PATH.
  [[noreturn]] static void become(int in, int out) {
    ::dup2(in, STDIN_FILENO);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(::open(kLoadingLog, O_WRONLY | O_CREAT | O_APPEND, 0600), STDERR_FILENO);
    ::setenv("TZ", "UTC", 1);
    ::setenv("PYTHONPATH", TRYTON_TEMPLATE "/site", 1);
    ::execl("/usr/bin/python3", "python3", TRYTON_SERVE, TRYTON_TEMPLATE, static_cast<char*>(nullptr));
    ::_exit(127);
  }
  int asks_ = -1;
  std::FILE* answers_ = nullptr;
};

bool alive(pid_t process) { return ::kill(process, 0) == 0; }

/// "Session" in place of "Basic", and the user's number within the name.
std::string session_header(const std::string& login, const Json& answer) {
  const auto basic = httplib::make_basic_authentication_header(login + ":" + answer.at(0).dump(),
                                                               answer.at(1).get<std::string>());
  return "Session " + basic.second.substr(basic.second.find(' ') + 1);
}

}  // namespace

Server::Server(const std::string& config) : config_(config) {
  fs::copy_file(TRYTON_TEMPLATE "/tandem.sqlite", folder_ / "tandem.sqlite");
  for (int tries = 0; tries < 5 && process_ == 0; ++tries) {
    port_ = free_port();
    start();
  }
  if (process_ == 0) throw std::runtime_error("trytond does not start:\n" + log());
}

Server::~Server() { kill(); }

void Server::write_config() const {
  std::ofstream out(folder_ / "trytond.conf");
  out << "[database]\nuri = sqlite://\npath = " << folder_.path().string()
      << "\n[password]\npasslib = " << TRYTON_TEMPLATE << "/passlib.ini\n[web]\nlisten = 127.0.0.1:" << port_
      << "\n"
      << config_;
}

bool Server::answers() const {
  httplib::Client client("127.0.0.1", port_);
  const auto answer =
      client.Post("/", R"({"id":1,"method":"common.server.version","params":[]})", "application/json");
  return answer && answer->status == 200;
}

/// Leaves process_ 0 when the server ended by itself.
void Server::start() {
  write_config();
  process_ = Loaded::one().serve(folder_.path());
  for (int tries = 0; tries < 6'000; ++tries) {
    if (!alive(process_)) {
      process_ = 0;
      return;
    }
    if (answers()) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  throw std::runtime_error("trytond does not answer:\n" + log());
}

void Server::kill() {
  if (process_ == 0) return;
  ::kill(process_, SIGKILL);
  while (alive(process_)) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  process_ = 0;
}

void Server::restart() {
  kill();
  start();
  if (process_ == 0) throw std::runtime_error("trytond does not start again:\n" + log());
}

void Server::run_sql(const std::string& statement) {
  sqlite3* database = nullptr;
  bool done = sqlite3_open_v2((folder_ / "tandem.sqlite").c_str(), &database, SQLITE_OPEN_READWRITE,
                              nullptr) == SQLITE_OK;
  done = done && sqlite3_busy_timeout(database, 60'000) == SQLITE_OK &&
         sqlite3_exec(database, statement.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
  const std::string problem = sqlite3_errmsg(database);
  sqlite3_close(database);
  if (!done) throw std::runtime_error(statement + ": " + problem);
}

std::string Server::log() const { return test::read_file(folder_ / "log"); }

std::size_t Server::logged(const std::string& text) const {
  const std::string all = log();
  std::size_t count = 0;
  for (std::size_t at = all.find(text); at != all.npos; at = all.find(text, at + text.size())) ++count;
  return count;
}

std::string password_of(const std::string& login) { return "q7#kV2" + login; }

Person::Person(const Server& server, const std::string& login) : port_(server.port()) {
  const Json secret = {{"password", login == "admin" ? "admin-test-password" : password_of(login)}};
  const Json answer = send("common.db.login", Json::array({login, secret, "en"}));
  authorization_ = session_header(login, answer);
}

Json Person::send(const std::string& method, const Json& parameters) {
  httplib::Client client("127.0.0.1", port_);
  client.set_read_timeout(120);
  httplib::Headers headers;
  if (!authorization_.empty()) headers.emplace("Authorization", authorization_);
  const std::string body = Json{{"id", 1}, {"method", method}, {"params", parameters}}.dump();
  const auto answer = client.Post("/tandem/", headers, body, "application/json");
  if (!answer) throw std::runtime_error(method + ": no answer");
  if (answer->status != 200) throw std::runtime_error(method + ": HTTP " + std::to_string(answer->status));
  Json document = Json::parse(answer->body);
  if (document.contains("error"))
    throw std::runtime_error(method + ": " + document["error"].dump().substr(0, 500));
  return document.at("result");
}

Json Person::call(const std::string& model, const std::string& method, Json arguments, Json context) {
  context["company"] = 1;
  if (!context.contains("active_test")) context["active_test"] = false;
  arguments.push_back(context);
  return send("model." + model + "." + method, arguments);
}

/// On SQLite the server's number sequence may give one number twice; a person presses the button again.
std::int64_t Person::create(const std::string& model, const Json& values) {
  for (int left = 2;; --left) {
    try {
      return call(model, "create", Json::array({Json::array({values})})).at(0).get<std::int64_t>();
    } catch (const std::runtime_error& refused) {
      if (left == 0 || std::string_view(refused.what()).find("must be unique") == std::string_view::npos)
        throw;
    }
  }
}

void Person::write(const std::string& model, std::int64_t id, const Json& values) {
  call(model, "write", Json::array({Json::array({id}), values}));
}

void Person::remove(const std::string& model, std::int64_t id) {
  call(model, "delete", Json::array({Json::array({id})}));
}

Json Person::read(const std::string& model, std::int64_t id, const std::vector<std::string>& fields) {
  return call(model, "read", Json::array({Json::array({id}), fields})).at(0);
}

std::vector<std::int64_t> Person::search(const std::string& model, const Json& domain) {
  const Json order = Json::array({Json::array({"id", "ASC"})});
  return call(model, "search", Json::array({domain, 0, nullptr, order})).get<std::vector<std::int64_t>>();
}

Json decimal(const std::string& digits) { return {{"__class__", "Decimal"}, {"decimal", digits}}; }

Json party(const std::string& name, const std::string& email, const std::string& phone) {
  Json mechanisms = Json::array({{{"type", "email"}, {"value", email}}});
  if (!phone.empty()) mechanisms.push_back({{"type", "phone"}, {"value", phone}});
  return {{"name", name}, {"contact_mechanisms", Json::array({Json::array({"create", mechanisms})})}};
}

}  // namespace tandem::tryton_test
