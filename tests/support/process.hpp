// SPDX-License-Identifier: Apache-2.0
// Other processes: how they are started and how they ended.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace tandem::test {

/// Starts a program with its words. `prepare` runs in the child first: streams, folder, environment.
template <typename Prepare>
pid_t start(std::vector<std::string> words, Prepare prepare) {
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("no process");
  if (child != 0) return child;
  prepare();
  ::execv(argv[0], argv.data());
  ::_exit(127);
}
inline pid_t start(std::vector<std::string> words) {
  return start(std::move(words), [] {});
}

/// Waits for its end: the exit code, or 128 and the signal that killed it.
inline int wait_for(pid_t child) {
  int state = 0;
  if (::waitpid(child, &state, 0) != child) throw std::runtime_error("not our process");
  return WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state);
}

/// Runs `body`, which answers an exit code, in a forked child; 99 where it throws.
template <typename Body>
int in_child(Body body) {
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("no process");
  if (child == 0) {
    int code = 99;
    try {
      code = body();
    } catch (...) {
    }
    ::_exit(code);  // no destructor of the parent's objects runs here
  }
  return wait_for(child);
}

}  // namespace tandem::test
