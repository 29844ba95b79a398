// SPDX-License-Identifier: Apache-2.0
// tandem-sandbox: strict local stand-ins of the systems Tandem talks to.
#include <CLI/CLI.hpp>
#include <chrono>
#include <fstream>
#include <iostream>
#include <mutex>
#include <sstream>
#include <string>
#include <thread>

#include "engine/date.hpp"
#include "engine/text.hpp"
#include "http_server.hpp"
#include "salesforce/stand_in.hpp"

namespace {

using namespace tandem::sandbox;

// The machine's time, or a time that starts where it is told to and goes on from there.
class WallClock final : public Clock {
 public:
  explicit WallClock(std::int64_t start_ms) : shift_(start_ms == 0 ? 0 : start_ms - machine()) {}
  std::int64_t now_ms() const override { return machine() + shift_; }

 private:
  static std::int64_t machine() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
  }
  std::int64_t shift_;
};

struct Ports {
  std::uint16_t port = 0;
  std::uint16_t inspect_port = 0;
  std::string start_time;
};

std::string read_file(const std::string& name) {
  std::ifstream file(name, std::ios::binary);
  if (!file) throw CLI::ValidationError("cannot read " + name);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

int run_salesforce(const Ports& ports, salesforce::Settings settings) {
  std::int64_t start = 0;
  if (!ports.start_time.empty()) {
    const auto parsed = parse_datetime(ports.start_time, true);
    if (!parsed) throw CLI::ValidationError("--start-time needs a time such as 2026-01-31T08:00:00Z");
    start = *parsed * 1000;
  }
  const WallClock clock(start);
  std::mutex one_at_a_time;
  salesforce::StandIn* engine = nullptr;
  HttpServer server(ports.port, [&](const Request& request) {
    const std::lock_guard<std::mutex> lock(one_at_a_time);
    return engine->handle(request);
  });
  HttpServer inspector(ports.inspect_port, [&](const Request& request) {
    const std::lock_guard<std::mutex> lock(one_at_a_time);
    return engine->inspect(request);
  });
  settings.origin = concat({"http://127.0.0.1:", std::to_string(server.port())});
  salesforce::StandIn stand_in(settings, clock);
  engine = &stand_in;
  std::cout << "listening on " << settings.origin << std::endl;
  std::cout << "inspecting on http://127.0.0.1:" << inspector.port() << std::endl;
  std::thread([&inspector] { inspector.serve(); }).detach();
  server.serve();
  return 0;
}

void add_salesforce(CLI::App& app, Ports& ports, salesforce::Settings& settings, std::string& key_file) {
  CLI::App& command = *app.add_subcommand("salesforce", "Salesforce's REST API");
  const auto option = [&](const char* name, auto& target, const char* help) {
    command.add_option(name, target, help)->capture_default_str();
  };
  option("--port", ports.port, "port on 127.0.0.1; 0 lets the system choose");
  option("--inspect-port", ports.inspect_port, "port of the inspection interface; 0 lets the system choose");
  option("--seed", settings.seed, "of everything that is made up");
  option("--records", settings.records,
         "so many leads, and some accounts, contacts, opportunities, campaigns");
  option("--start-time", ports.start_time, "where the clock starts, ISO 8601; else the machine's time");
  option("--client-id", settings.client_id, "of the connected app");
  option("--client-secret", settings.client_secret, "of the connected app");
  option("--username", settings.username, "the user the API runs as");
  option("--password", settings.password, "of that user, for --password-login");
  option("--refresh-token", settings.refresh_token, "valid from the start");
  option("--access-token", settings.access_token, "a session that is there from the start");
  option("--public-key", key_file, "PEM of the public key or certificate that signs JWT assertions");
  option("--token-life", settings.token_life, "seconds an access token lives");
  option("--late-commit", settings.late_commit, "writes carry stamps up to so many seconds old");
  option("--daily-limit", settings.daily_limit, "API calls in any 24 hours");
  option("--open-cursors", settings.open_cursors,
         "query cursors that stay open; the next one drops the oldest");
  command.add_flag("--rotate-refresh-tokens", settings.rotate_refresh_tokens,
                   "each refresh gives a new refresh token");
  command.add_flag("--password-login", settings.password_login, "allow the username-password flow");
  command.add_flag("!--login-host", settings.my_domain,
                   "behave as login.salesforce.com: no client credentials");
  command.add_flag("!--without-tandem", settings.with_tandem, "leave out Tandem's objects and fields");
  command.add_flag("--assignment-rule", settings.assignment_rule,
                   "new leads go to a queue unless told otherwise");
  command.add_flag("--small-pages", settings.small_pages, "pages are smaller than asked");
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Strict local stand-ins of the systems Tandem talks to", "tandem-sandbox");
  app.require_subcommand(1);
  Ports ports;
  salesforce::Settings settings;
  std::string key_file;
  try {
    add_salesforce(app, ports, settings, key_file);
    app.parse(argc, argv);
    if (!key_file.empty()) settings.public_key_pem = read_file(key_file);
    return run_salesforce(ports, std::move(settings));
  } catch (const CLI::Error& error) {
    return app.exit(error);
  } catch (const std::exception& error) {
    std::cerr << "tandem-sandbox: " << error.what() << "\n";
    return 1;
  }
}
