// SPDX-License-Identifier: Apache-2.0
// Memory behind the views that services hand to an adapter; lives until its running operation ends.
#pragma once

#include <tandem/adapter/host.h>

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/transport.hpp"

namespace tandem::adapters {

constexpr std::size_t kPadding = 64;  ///< readable bytes after a body, so that simdjson reads in place

class Scratch {
 public:
  tandem_str keep(std::string_view text);
  /// A buffer of `size` bytes followed by kPadding zero bytes.
  char* padded(std::size_t size);
  /// An answer to fill; buffers of earlier operations are used again.
  WireAnswer& answer();
  std::vector<tandem_header>& headers();
  std::vector<tandem_file_info>& files();
  /// Ends the operation: all views die.
  void clear();

 private:
  std::deque<std::string> texts_;
  std::vector<std::unique_ptr<char[]>> buffers_;
  std::vector<std::unique_ptr<WireAnswer>> answers_;
  std::size_t answers_used_ = 0;
  std::deque<std::vector<tandem_header>> headers_;
  std::deque<std::vector<tandem_file_info>> files_;
};

}  // namespace tandem::adapters
