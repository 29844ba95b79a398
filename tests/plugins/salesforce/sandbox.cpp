// SPDX-License-Identifier: Apache-2.0
#include "sandbox.hpp"
#include "support/process.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <stdexcept>

namespace tandem::salesforce::test {
namespace {

struct Answer {
  int status = 0;
  std::string body;
};

/// One request on a connection of its own; the server closes it behind the answer.
Answer exchange(const std::string& origin, const std::string& method, const std::string& target,
                const std::string& headers, const std::string& body) {
  const int port = std::stoi(origin.substr(origin.rfind(':') + 1));
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    ::close(socket);
    throw std::runtime_error("the stand-in does not answer");
  }
  std::string request =
      method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + headers;
  request += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  for (std::size_t sent = 0; sent < request.size();) {
    const ssize_t now = ::send(socket, request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
    if (now <= 0) break;
    sent += static_cast<std::size_t>(now);
  }
  std::string raw;
  char block[16384];
  for (ssize_t got = 0; (got = ::recv(socket, block, sizeof block, 0)) > 0;) {
    raw.append(block, static_cast<std::size_t>(got));
  }
  ::close(socket);
  Answer answer;
  if (raw.size() > 12) answer.status = std::stoi(raw.substr(9, 3));
  const std::size_t head = raw.find("\r\n\r\n");
  if (head != std::string::npos) answer.body = raw.substr(head + 4);
  return answer;
}

std::string encoded(const std::string& text) {
  std::string out;
  char hex[4];
  for (const char c : text) {
    if (isalnum(static_cast<unsigned char>(c)) != 0) {
      out += c;
    } else {
      std::snprintf(hex, sizeof hex, "%%%02X", static_cast<unsigned char>(c));
      out += hex;
    }
  }
  return out;
}

Json parsed(const Answer& answer, const std::string& what) {
  if (answer.status < 200 || answer.status > 299) {
    throw std::runtime_error(what + ": " + std::to_string(answer.status) + " " + answer.body);
  }
  return answer.body.empty() ? Json() : Json::parse(answer.body);
}

constexpr const char* kJson = "Content-Type: application/json\r\n";

}  // namespace

Sandbox::Sandbox(const std::vector<std::string>& options) {
  int out[2];
  if (::pipe(out) != 0) throw std::runtime_error("no pipe");
  std::vector<std::string> command = {TANDEM_SANDBOX, "salesforce", "--port", "0"};
  command.insert(command.end(), options.begin(), options.end());
  child_ = tandem::test::start(command, [&] {
    ::dup2(out[1], STDOUT_FILENO);
    ::close(out[0]);
    ::close(out[1]);
  });
  ::close(out[1]);
  FILE* lines = ::fdopen(out[0], "r");
  char line[400];
  const auto word_behind = [&](const std::string& words) {
    while (std::fgets(line, sizeof line, lines) != nullptr) {
      const std::string text(line);
      if (text.compare(0, words.size(), words) == 0)
        return text.substr(words.size(), text.find_last_not_of('\n') + 1 - words.size());
    }
    throw std::runtime_error("the stand-in did not start");
  };
  url_ = word_behind("listening on ");
  inspect_ = word_behind("inspecting on ");
  std::fclose(lines);
  const Answer token = exchange(
      url_, "POST", "/services/oauth2/token", "Content-Type: application/x-www-form-urlencoded\r\n",
      "grant_type=client_credentials&client_id=tandem-sandbox-client&client_secret=tandem-sandbox-secret");
  token_ = parsed(token, "sign-in").at("access_token").get<std::string>();
}

Sandbox::~Sandbox() {
  ::kill(child_, SIGTERM);
  tandem::test::wait_for(child_);
}

Json Sandbox::post(const std::string& path, const Json& body) {
  return parsed(exchange(inspect_, "POST", path, kJson, body.dump()), path);
}
Json Sandbox::get(const std::string& path) { return parsed(exchange(inspect_, "GET", path, {}, {}), path); }

Json Sandbox::rest(const std::string& method, const std::string& path, const Json& body) {
  const auto ask = [&] {
    return exchange(url_, method, "/services/data/v60.0" + path,
                    kJson + ("Authorization: Bearer " + token_ + "\r\n"),
                    body.is_null() ? std::string() : body.dump());
  };
  return parsed(ask(), path);
}

Json Sandbox::records(const std::string& object, const std::string& where) {
  return get("/records/" + object + (where.empty() ? "" : "?where=" + encoded(where))).at("records");
}

std::size_t Sandbox::requests(const std::string& method, const std::string& path) {
  std::size_t count = 0;
  for (const Json& entry : get("/requests")) {
    if (entry.value("method", "") == method && entry.value("path", "").compare(0, path.size(), path) == 0)
      ++count;
  }
  return count;
}

void Sandbox::fault(const std::string& kind, const std::string& method, const std::string& path, Json more) {
  more["kind"] = kind;
  more["method"] = method;
  more["path"] = path;
  post("/faults", more);
}

void SandboxTest::SetUp() {
  ::setenv("TANDEM_TEST_SF_SECRET", "tandem-sandbox-secret", 1);
  const Outcome made = folder.run({"init", "--admin-name", "Ada Admin", "--admin-email", "ada@example.test"});
  ASSERT_EQ(made.code, 0) << made.err;
}

Outcome SandboxTest::run(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"--adapters", TANDEM_TEST_ADAPTERS});
  return folder.run(arguments);
}

Outcome SandboxTest::connect(const std::string& mapping) {
  const Json settings = {{"url", sandbox.url()},
                         {"allow_loopback_http", true},
                         {"client_id", "tandem-sandbox-client"},
                         {"client_secret", "secret://env/TANDEM_TEST_SF_SECRET"},
                         {"page_size", 200}};
  std::vector<std::string> arguments = {"connect", "crm",        "salesforce",   "--side",
                                        "sales",   "--settings", settings.dump()};
  if (!mapping.empty()) {
    folder.write("mapping.json", mapping);
    arguments.insert(arguments.end(), {"--mapping", (folder.path() / "mapping.json").string()});
  }
  return run(arguments);
}

Json SandboxTest::sync(const std::string& outcome, const std::vector<std::string>& more) {
  std::vector<std::string> arguments = {"--format", "json", "sync", "crm", "--yes"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Outcome done = run(arguments);
  if (done.out.empty()) {
    ADD_FAILURE() << done.code << " " << done.err;
    return Json::object();
  }
  Json report = done.json();
  EXPECT_EQ(report.value("outcome", ""), outcome) << report.dump(1) << done.err << run({"quarantine"}).out;
  return report;
}

std::string SandboxTest::sync_text() {
  const Outcome done = run({"sync", "crm", "--yes"});
  return done.out + done.err;
}

Json SandboxTest::sql(const std::string& select) {
  const Outcome outcome = run({"--format", "json", "sql", select});
  EXPECT_EQ(outcome.code, 0) << select << outcome.err;
  return outcome.out.empty() ? Json() : outcome.json();
}

std::string SandboxTest::value(const std::string& select) {
  const Outcome outcome = run({"--format", "csv", "sql", select});
  EXPECT_EQ(outcome.code, 0) << select << outcome.err;
  const std::size_t line = outcome.out.find('\n');
  if (line == std::string::npos) return {};
  std::string found = outcome.out.substr(line + 1);
  while (!found.empty() && (found.back() == '\n' || found.back() == '\r')) found.pop_back();
  return found;
}

void SandboxTest::put(const std::string& entity, const std::vector<std::string>& values) {
  std::vector<std::string> arguments = {"put", entity};
  arguments.insert(arguments.end(), values.begin(), values.end());
  const Outcome outcome = run(arguments);
  EXPECT_EQ(outcome.code, 0) << outcome.err;
}

}  // namespace tandem::salesforce::test
