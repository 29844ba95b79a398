// SPDX-License-Identifier: Apache-2.0
// A store of Tandem in a folder of its own, connected to a real Tryton.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../../cli/command.hpp"
#include "server.hpp"

namespace tandem::tryton_test {

using cli_test::Outcome;

class Tandem {
 public:
  Tandem();
  Outcome run(std::vector<std::string> arguments) const;
  /// With the shipped mapping, unless a file is named.
  Outcome connect(const std::string& url, const std::vector<std::string>& settings = {},
                  const std::string& mapping = "tryton") const;
  Outcome sync(const std::vector<std::string>& options = {}) const;
  /// A run that must end clean.
  Json synced(const std::vector<std::string>& options = {}) const;
  Json rows(const std::string& select) const;
  std::string text(const std::string& select) const;
  std::string put(const std::string& entity, const Json& values) const;
  const cli_test::Folder& folder() const { return folder_; }

 private:
  cli_test::Folder folder_;
};

class Connected : public testing::Test {
 protected:
  explicit Connected(const std::string& config = {}) : server(config), rita(server, "rita") {}
  void SetUp() override {
    const Outcome connected = tandem.connect(server.url());
    ASSERT_EQ(connected.code, 0) << connected.out << connected.err;
  }
  Server server;
  Person rita;
  Tandem tandem;
};

}  // namespace tandem::tryton_test
