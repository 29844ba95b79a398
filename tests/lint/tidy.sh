#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# clang-tidy over the product's own sources, with the compile commands of a clang build.
set -euo pipefail
build=$1
cd "$(dirname "$0")/../.."
git ls-files 'core/*.cpp' 'plugins/*.cpp' 'sdk/*.cpp' |
  xargs -r -P "$(nproc)" -n 4 clang-tidy-14 --quiet -p "$build" --warnings-as-errors='*'
echo "tidy: clean"
