// SPDX-License-Identifier: Apache-2.0
#include <tandem/cpp/tandem.hpp>

bool info_from_the_other_file();

int main() {
  const auto info = tandem::library_info();
  return info.ok() && info_from_the_other_file() ? 0 : 1;
}
