// SPDX-License-Identifier: Apache-2.0
// Writer processes (writer/writer.cpp) and how long their writes took.
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace integration {

/// A started writer process; it prints when it has ended.
class Writer {
 public:
  Writer(const std::string& store, int count, const std::string& name);
  /// Waits for its end and answers its exit code; times in microseconds, −1 when it said none.
  int finish(long long& longest, long long& sum) const;

 private:
  pid_t child_ = 0;
  int out_ = -1;
};

/// Waits for all, expects success, prints how long a write took and that nobody starved.
void finish_all(const std::vector<Writer>& writers, int each);

}  // namespace integration
