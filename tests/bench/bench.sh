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
compare "5 captures, each with its clock" ">= 50 %" 2000 50000 "" "$build/bin/bench_store" bulk
compare "6 single durable write, feedback" ">= 80 %" 200 2000 "" "$build/bin/bench_store" single
echo "  wall p50/p99 us, Tandem: $(best 5 "$work/tandem") / $(best 6 "$work/tandem"), bound: $(best 5 "$work/bound") / $(best 6 "$work/bound") (target: p99 <= 2x)"
compare "7 read by id, all fields" ">= 70 %" 2000 50000 "" "$build/bin/bench_store" read
tick() {  # tick CLOCKS: CPU µs of a tick with 100 of them due
  rm -rf "$work/run" && mkdir -m 700 "$work/run"
  "$build/bin/bench_store" tick tandem "$1" "$work/run" | awk '{print $4}'
}
awk -v few="$(tick 10000)" -v many="$(tick 1000000)" 'BEGIN {
  printf "16 tick with 100 clocks due of 10 k / 1 M: %.2f / %.2f ms, %.2f times  target <= 2\n", few / 1000, many / 1000, many / few }'
rm -rf "$work/run" && mkdir -m 700 "$work/run"
"$build/bin/bench_store" scorecard tandem 1000000 "$work/run" >"$work/scorecard"
awk '/^scorecard/ {printf "17 scorecard of 1 M leads and touches: %.2f CPU s; its statements over 1 ms, with their plans:\n", $4 / 1e6}' "$work/scorecard"
grep -v '^scorecard' "$work/scorecard" | cut -c 1-160
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

# Rows 1–3, 9, 10, 15: a Salesforce stand-in as the server, whose own work is not counted.
serve() {  # serve RECORDS: starts the stand-in; $server is its address
  "$build/bin/tandem-sandbox" salesforce --port 0 --seed 1 --records "$1" --access-token bench-session \
    --daily-limit 100000000 >"$work/sandbox" &
  sandbox=$!
  trap 'kill $sandbox 2>/dev/null || true; rm -rf "$work"' EXIT
  until grep -q '^inspecting on' "$work/sandbox"; do
    kill -0 $sandbox || { echo "the stand-in did not start" >&2; exit 1; }
    sleep 0.1
  done
  server=$(sed -n 's/^listening on //p' "$work/sandbox")
}
end_server() {
  kill "$sandbox"
  wait "$sandbox" 2>/dev/null || true
}
export TANDEM_BENCH_SECRET=tandem-sandbox-secret TANDEM_ADAPTERS=$build/adapters
pull() {  # pull VARIANT STEPS [WRAPPER…]: one program, its lines on standard output
  local variant=$1 steps=$2
  shift 2
  rm -rf "$work/run" && mkdir -m 700 "$work/run"
  "$@" "$build/bin/bench_pull" "$variant" "$server" "$work/run" "$steps"
}
field() { awk -v step="$2" -v name="$3" '$2 == step {for (i = 3; i < NF; ++i) if ($i == name) print $(i + 1)}' "$1" | sort -n | head -n 1; }

pull_records=${PULL_RECORDS:-200000}
serve "$pull_records"
: >"$work/tandem" && : >"$work/bound"
for ((i = 0; i < rounds; ++i)); do
  for variant in tandem bound; do
    pull $variant all >"$work/out"
    cat "$work/out" >>"$work/$variant"
    grep '^rows' "$work/out" >"$work/rows.$variant"
  done
done
cmp -s "$work/rows.tandem" "$work/rows.bound" || { echo "the bound stored other rows than Tandem:" >&2; cat "$work"/rows.* >&2; exit 1; }
end_server

serve 10000  # many enough that signing in and reading the mapping do not weigh
instructions() {  # instructions VARIANT: of a first pull
  pull "$1" initial valgrind --tool=callgrind --collect-atstart=no --toggle-collect=bench_measured \
    --callgrind-out-file=/dev/null >/dev/null 2>"$work/callgrind" || { cat "$work/callgrind" >&2; exit 1; }
  awk '/Collected/ {print $NF}' "$work/callgrind"
}
tandem_instructions=$(instructions tandem)
bound_instructions=$(instructions bound)
end_server

row() {  # row TITLE STEP RECORDS TARGET [MORE]
  awk -v title="$1" -v n="$3" -v target="$4" -v more="${5:-}" -v t="$(field "$work/tandem" "$2" cpu_us)" -v b="$(field "$work/bound" "$2" cpu_us)" 'BEGIN {
    printf "%-34s %9.3f us  bound %9.3f us  CPU %5.1f %%%s  target %s\n", title, t / n, b / n, 100 * b / t, more, target }'
}
row "1 first pull, $pull_records leads" initial "$pull_records" ">= 65 %" "$(awk -v t="$tandem_instructions" -v b="$bound_instructions" 'BEGIN {printf "  instructions %5.1f %%", 100 * b / t}')"
row "2 again, nothing has changed" resync "$pull_records" ">= 60 %"
row "3 a tenth has changed" delta "$((pull_records / 10))" ">= 60 %"
awk -v calls="$(field "$work/tandem" initial calls)" -v n="$pull_records" 'BEGIN {
  least = int((n + 1999) / 2000) + 1
  printf "10 calls of a first pull: %d; pages and the list of deletions need %d, signing in and looking at the schema is extra once a day\n", calls, least }'

serve 100000
pull tandem initial >"$work/small"
end_server
serve 1000000
pull tandem initial >"$work/large"
pull bound initial >"$work/large_bound"
awk -v s="$(field "$work/small" initial peak_kb)" -v l="$(field "$work/large" initial peak_kb)" 'BEGIN {
  printf "9 peak memory, 100 k / 1 M leads of Salesforce: %.1f / %.1f MiB, difference %.1f MiB  target <= 8 MiB, total <= 64 MiB\n", s / 1024, l / 1024, (l - s) / 1024 }'
if command -v node >/dev/null && command -v npm >/dev/null; then
  here=$(dirname "$(readlink -f "$0")")
  "$here/../sandbox/jsforce/install.sh" "$here/../sandbox/jsforce" "$build/tests/sandbox/jsforce" >/dev/null
  cp "$here/jsforce_pull.mjs" "$build/tests/sandbox/jsforce/"
  node "$build/tests/sandbox/jsforce/jsforce_pull.mjs" "$server" bench-session >"$work/jsforce"
  awk -v cpu="$(field "$work/large" initial cpu_us)" -v kb="$(field "$work/large" initial peak_kb)" -v bound="$(field "$work/large_bound" initial cpu_us)" '{
    printf "15 1 M leads: Tandem fetches and stores in %.1f CPU s with %.0f MiB (bound %.1f CPU s); jsforce fetches and parses, storing nothing, in %.1f CPU s with %.0f MiB  target: not slower, 1/20 of the memory\n", cpu / 1e6, kb / 1024, bound / 1e6, $5 / 1e6, $7 / 1024 }' "$work/jsforce"
fi
end_server
