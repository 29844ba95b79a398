// SPDX-License-Identifier: Apache-2.0
// The strict stand-in as a program of its own, and the `tandem` command connected to it.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/types.h>

#include <string>
#include <vector>

#include "cli/command.hpp"

namespace tandem::salesforce::test {

using cli_test::Json;
using cli_test::Outcome;

/// Runs from construction to destruction, on ports of the system's choice.
class Sandbox {
 public:
  explicit Sandbox(const std::vector<std::string>& options = {});
  ~Sandbox();
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  const std::string& url() const { return url_; }
  /// The inspection interface.
  Json post(const std::string& path, const Json& body = Json::object());
  Json get(const std::string& path);
  /// Salesforce's own interface, as somebody who works there.
  Json rest(const std::string& method, const std::string& path, const Json& body = Json());
  Json records(const std::string& object, const std::string& where = {});
  /// Requests whose path begins so, since the counters were reset.
  std::size_t requests(const std::string& method, const std::string& path);
  void fault(const std::string& kind, const std::string& method, const std::string& path,
             Json more = Json::object());

 private:
  pid_t child_ = -1;
  std::string url_, inspect_, token_;
};

class SandboxTest : public testing::Test {
 protected:
  SandboxTest() : SandboxTest({"--records", "40"}) {}
  explicit SandboxTest(const std::vector<std::string>& options) : sandbox(options) {}
  void SetUp() override;

  Outcome run(std::vector<std::string> arguments);
  /// Connects with the mapping given, the shipped one without.
  Outcome connect(const std::string& mapping = {});
  /// Syncs and gives the report; a test failure unless it ends with `outcome`.
  Json sync(const std::string& outcome = "done", const std::vector<std::string>& more = {});
  /// Syncs and gives everything it printed.
  std::string sync_text();
  Json sql(const std::string& select);
  std::string value(const std::string& select);
  std::string lead_id(const std::string& email) {
    return value("SELECT id_text FROM v_lead WHERE email = '" + email + "'");
  }
  void put(const std::string& entity, const std::vector<std::string>& values);

  Sandbox sandbox;
  cli_test::Folder folder;
};

}  // namespace tandem::salesforce::test
