// SPDX-License-Identifier: Apache-2.0
// A second file that includes the framework: nothing in it may be defined twice.
#include <tandem/cpp/adapter.hpp>

std::string second_file_uses_the_framework();
std::string second_file_uses_the_framework() {
  return tandem::adapter::detail::to_json(tandem::adapter::Identity{});
}
