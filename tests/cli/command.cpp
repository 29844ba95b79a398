// SPDX-License-Identifier: Apache-2.0
#include "command.hpp"
#include "support/process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <thread>

namespace tandem::cli_test {
namespace {

namespace fs = std::filesystem;

pid_t start(const fs::path& folder, const std::vector<std::string>& arguments, const std::string& input) {
  test::write_file(folder / ".in", input);
  for (const char* stream : {".out", ".err"}) test::write_file(folder / stream, {});
  std::vector<std::string> words = {TANDEM_CLI};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return test::start(words, [&] {  // files stand for the three streams
    dup2(open((folder / ".in").c_str(), O_RDONLY), STDIN_FILENO);
    dup2(open((folder / ".out").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDOUT_FILENO);
    dup2(open((folder / ".err").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
    if (chdir(folder.c_str()) != 0) _exit(127);
  });
}

Outcome finish(const fs::path& folder, pid_t child) {
  Outcome outcome;
  outcome.code = test::wait_for(child);
  outcome.out = test::read_file(folder / ".out");
  outcome.err = test::read_file(folder / ".err");
  return outcome;
}

}  // namespace

Folder::Folder() {
  unsetenv("TANDEM_STORE");
  unsetenv("TANDEM_ADAPTERS");
}

std::string Folder::write(const std::string& name, const std::string& content) const {
  test::write_file(path() / name, content);
  return name;
}

Outcome Folder::run(const std::vector<std::string>& arguments, const std::string& input) const {
  return finish(path(), start(path(), arguments, input));
}

Outcome Folder::run_and_interrupt(const std::vector<std::string>& arguments,
                                  const std::string& awaited) const {
  const pid_t child = start(path(), arguments, {});
  for (int tries = 0; tries < 3000 && test::read_file(path() / ".out").find(awaited) == std::string::npos;
       ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  kill(child, SIGINT);
  return finish(path(), child);
}

}  // namespace tandem::cli_test
