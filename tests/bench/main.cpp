// SPDX-License-Identifier: Apache-2.0
#include "measure.hpp"

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr, "usage: bench_store bulk|single|read|tick|scorecard tandem|bound SIZE FOLDER\n");
    return 2;
  }
  const std::string row = argv[1], variant = argv[2], folder = argv[4];
  const int size = std::atoi(argv[3]);
  if (row == "bulk") return bench::bulk_insert(variant, size, folder);
  if (row == "single") return bench::single_write(variant, size, folder);
  if (row == "read") return bench::read_by_id(variant, size, folder);
  if (row == "tick") return bench::tick(variant, size, folder);
  if (row == "scorecard") return bench::scorecard(variant, size, folder);
  return 2;
}
