#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tidy.sh BUILD [FILE…]: clang-tidy over the product's own sources, with the compile commands of a clang build.
# Without files all of them, a unit at a time where the build has units: a header is then read once a folder.
set -euo pipefail
build=$(realpath "$1")
shift
cd "$(dirname "$0")/../.."
root=$PWD
units() {
  sed -n 's/^  "file": "\(.*\)",\{0,1\}$/\1/p' "$build/compile_commands.json" | sort -u |
    grep -E "^$root/(core|plugins|sdk)/|^$build/(core|plugins|sdk)/.*/Unity/" || true
}
if [ $# -gt 0 ]; then printf '%s\n' "$@"; else units; fi |
  xargs -r -P "$(nproc)" -n 1 clang-tidy-14 --quiet -p "$build" --warnings-as-errors='*' \
    --checks=-bugprone-suspicious-include \
    --header-filter="^$root/(core|plugins|sdk)/.*\.[ch]pp$"
echo "tidy: clean"
