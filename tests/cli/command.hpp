// SPDX-License-Identifier: Apache-2.0
// Runs the built `tandem` as a person does, in a folder of its own.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/files.hpp"

namespace tandem::cli_test {

using Json = nlohmann::ordered_json;

struct Outcome {
  int code = -1;  ///< exit code; 128 + signal when it was killed
  std::string out, err;
  Json json() const { return Json::parse(out); }
};

/// An empty folder that is removed at the end; commands run in it, so that ./tandem.db is in it too.
class Folder {
 public:
  Folder();
  const std::filesystem::path& path() const { return folder_.path(); }
  std::string write(const std::string& name, const std::string& content) const;

  Outcome run(const std::vector<std::string>& arguments, const std::string& input = {}) const;
  /// Starts it, sends SIGINT when its output contains `awaited`, and waits for the end.
  Outcome run_and_interrupt(const std::vector<std::string>& arguments, const std::string& awaited) const;

 private:
  test::TempFolder folder_;
};

}  // namespace tandem::cli_test
