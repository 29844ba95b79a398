// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/library.hpp"
#include "adapters/manifest.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "support/files.hpp"

namespace tandem::adapters::test {

namespace fs = std::filesystem;

using tandem::test::read_file;
using tandem::test::TempFolder;

inline void write(const fs::path& path, std::string_view text, mode_t mode = 0600) {
  tandem::test::write_file(path, text);
  ::chmod(path.c_str(), mode);
}

/// Time that moves only when somebody sleeps.
class FakeClock final : public Clock {
 public:
  Instant now() override { return now_; }
  void sleep_ms(std::int64_t milliseconds) override { now_ += milliseconds * 1000; }
  std::int64_t monotonic() override { return now_; }

 private:
  Instant now_ = 1'000'000;
};

struct Line {
  int level;
  std::string connection, text;
};

inline LogFn log_into(std::vector<Line>& lines) {
  return [&lines](int level, std::string_view connection, std::string_view line) {
    lines.push_back({level, std::string(connection), std::string(line)});
  };
}

/// Runs the work and returns the error that it must throw.
template <typename E = Error, typename Work>
E error_of(Work work) {
  try {
    work();
  } catch (const E& error) {
    return error;
  }
  ADD_FAILURE() << "nothing was thrown";
  if constexpr (std::is_same_v<E, Error>) {
    return E(TANDEM_OK, "");
  } else {
    return E(TANDEM_OK, TANDEM_CLASS_NONE, "");
  }
}

/// A manifest for the fake adapter; the library's hash is filled in by install().
inline Json fake_manifest() {
  return Json{{"format", 1},
              {"id", "fake"},
              {"version", "1.2.3"},
              {"publisher", "Tandem tests"},
              {"abi_major", 0},
              {"abi_minor_required", 1},
              {"capabilities", {"tandem.verify/1", "tandem.pull/1", "tandem.get/1", "tandem.push/1"}}};
}

/// Puts a variant of the fake adapter into `folder`, as an admin would install it.
inline void install(const fs::path& folder, const std::string& variant, Json manifest = fake_manifest()) {
  fs::create_directories(folder);
  ::chmod(folder.c_str(), 0755);
  const fs::path library = folder / "fake.so";
  fs::copy_file(fs::path(TANDEM_FAKE_ADAPTERS) / ("fake_" + variant + ".so"), library);
  ::chmod(library.c_str(), 0755);
  if (!manifest.contains("libraries")) {
    manifest["libraries"][std::string(platform_key())] = {{"path", "fake.so"},
                                                          {"sha256", sha256_hex(read_file(library))}};
  }
  write(folder / "manifest.json", manifest.dump(), 0644);
}

}  // namespace tandem::adapters::test
