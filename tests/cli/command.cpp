// SPDX-License-Identifier: Apache-2.0
#include "command.hpp"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

namespace tandem::cli_test {
namespace {

namespace fs = std::filesystem;

std::string content_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

/// In the child: files stand for the three streams, then the command takes over.
[[noreturn]] void become_command(const fs::path& folder, const std::vector<std::string>& arguments) {
  std::vector<char*> argv = {const_cast<char*>(TANDEM_CLI)};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const int in = open((folder / ".in").c_str(), O_RDONLY);
  const int out = open((folder / ".out").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const int err = open((folder / ".err").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  dup2(in, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  if (chdir(folder.c_str()) == 0) execv(TANDEM_CLI, argv.data());
  _exit(127);
}

pid_t start(const fs::path& folder, const std::vector<std::string>& arguments, const std::string& input) {
  std::ofstream(folder / ".in", std::ios::binary) << input;
  for (const char* stream : {".out", ".err"}) std::ofstream(folder / stream, std::ios::trunc);
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("no process");
  if (child == 0) become_command(folder, arguments);
  return child;
}

Outcome finish(const fs::path& folder, pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  Outcome outcome;
  outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  outcome.out = content_of(folder / ".out");
  outcome.err = content_of(folder / ".err");
  return outcome;
}

}  // namespace

Folder::Folder() {
  std::string pattern = (fs::temp_directory_path() / "tandem-cli-XXXXXX").string();
  if (!mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
  path_ = pattern;
  unsetenv("TANDEM_STORE");
  unsetenv("TANDEM_ADAPTERS");
}

Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string Folder::write(const std::string& name, const std::string& content) const {
  std::ofstream(path_ / name, std::ios::binary) << content;
  return name;
}

Outcome Folder::run(const std::vector<std::string>& arguments, const std::string& input) const {
  return finish(path_, start(path_, arguments, input));
}

Outcome Folder::run_and_interrupt(const std::vector<std::string>& arguments,
                                  const std::string& awaited) const {
  const pid_t child = start(path_, arguments, {});
  for (int tries = 0; tries < 3000 && content_of(path_ / ".out").find(awaited) == std::string::npos;
       ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  kill(child, SIGINT);
  return finish(path_, child);
}

}  // namespace tandem::cli_test
