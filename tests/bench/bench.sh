#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs each measure as Tandem and as its bound in turn, five rounds; prints best-of-5 CPU time, the ratio
# bound / Tandem (100 % = as fast as the bound) and, by callgrind on a smaller run, the same ratio in
# instructions. usage: bench.sh BUILD_FOLDER
set -euo pipefail
build=$(readlink -f "$1")
work=$(mktemp -d)
chmod 700 "$work"
trap 'rm -rf "$work"' EXIT
rounds=5

best() {  # best PROGRAM… : least CPU time of the lines collected
  awk -v column="$1" '{if (min == "" || $column < min) min = $column} END {print min}' "$2"
}

compare() {  # compare TITLE TARGET PROGRAM SMALL-SIZE SIZE LAST-ARGUMENT
  local title=$1 target=$2 small=$3 size=$4 last=$5
  shift 5
  : >"$work/tandem"
  : >"$work/bound"
  for ((i = 0; i < rounds; ++i)); do
    for variant in tandem bound; do
      rm -rf "$work/run" && mkdir -m 700 "$work/run"
      "$@" $variant "$size" "${last:-$work/run}" | tail -n 1 >>"$work/$variant"
    done
  done
  local instructions=()
  for variant in tandem bound; do
    rm -rf "$work/run" && mkdir -m 700 "$work/run"
    valgrind --tool=callgrind --collect-atstart=no --toggle-collect=bench_measured --callgrind-out-file=/dev/null \
      "$@" $variant "$small" "${last:-$work/run}" >/dev/null 2>"$work/callgrind" || { cat "$work/callgrind" >&2; exit 1; }
    instructions+=("$(awk '/Collected/ {print $NF}' "$work/callgrind")")
  done
  local t b
  t=$(best 4 "$work/tandem")
  b=$(best 4 "$work/bound")
  awk -v title="$title" -v target="$target" -v t="$t" -v b="$b" -v it="${instructions[0]}" -v ib="${instructions[1]}" -v n="$size" 'BEGIN {
    printf "%-34s %9.3f us  bound %9.3f us  CPU %5.1f %%  instructions %5.1f %%  target %s\n", title, t / n, b / n, 100 * b / t, 100 * ib / it, target }'
}

echo "each row: best of $rounds CPU time a record, and bound / Tandem (100 % = as fast as the bound)"
compare "5 bulk insert, leads" ">= 80 %" 2000 50000 "" "$build/bin/bench_store" bulk
compare "6 single durable write, feedback" ">= 80 %" 200 2000 "" "$build/bin/bench_store" single
echo "  wall p50/p99 us, Tandem: $(best 5 "$work/tandem") / $(best 6 "$work/tandem"), bound: $(best 5 "$work/bound") / $(best 6 "$work/bound") (target: p99 <= 2x)"
compare "7 read by id, all fields" ">= 70 %" 2000 50000 "" "$build/bin/bench_store" read
compare "8 adapter rows over the ABI" "see below" 20000 500000 "$build/adapters" "$build/bin/bench_abi"
abi=$(awk -v t="$(best 4 "$work/tandem")" -v b="$(best 4 "$work/bound")" 'BEGIN {print (t - b) / 500000}')

sync() {  # sync ROWS: CPU µs and peak kB of a first sync of that many rows
  rm -rf "$work/run" && mkdir -m 700 "$work/run"
  export TANDEM_STORE=$work/run/store.db TANDEM_ADAPTERS=$build/adapters
  "$build/bin/tandem" init >/dev/null
  "$build/bin/tandem" connect synthetic synthetic --side marketing --set "rows=$1" >/dev/null
  "$build/bin/bench_children" "$build/bin/tandem" sync synthetic --yes
}
read -r small_cpu small_peak < <(sync 100000)
read -r large_cpu large_peak < <(sync 1000000)
awk -v abi="$abi" -v cpu="$small_cpu" 'BEGIN {
  printf "8 share of a first pull spent in the ABI: %.3f us of %.3f us a record = %.2f %%  target <= 1 %%\n", abi, cpu / 100000, 100 * abi * 100000 / cpu }'
awk -v s="$small_peak" -v l="$large_peak" -v c="$large_cpu" 'BEGIN {
  printf "9 peak memory, 100 k / 1 M records: %.1f / %.1f MiB, difference %.1f MiB  target <= 8 MiB, total <= 64 MiB (1 M took %.1f CPU s)\n", s / 1024, l / 1024, (l - s) / 1024, c / 1000000 }'
