#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The floors of the house: a file includes only from lower floors; what stands on the SDK sees the SDK
# alone. Also the few calls that may stand in one file only.
set -euo pipefail
cd "$(dirname "$0")/../.."
failed=0

refuse() {  # refuse TITLE PATTERN PATH…
  local title=$1 pattern=$2 hits
  shift 2
  hits=$(grep -rnE --include='*.cpp' --include='*.hpp' --include='*.h' --include='*.c' "$pattern" "$@" 2>/dev/null | grep -v 'floors: allowed' || true)
  if [ -n "$hits" ]; then
    printf '%s\n%s\n' "$title" "$hits"
    failed=1
  fi
}

above() {  # above FLOOR HIGHER|FLOORS
  [ -d "core/$1" ] && refuse "core/$1 includes from a higher floor:" "#include [<\"]($2)/" "core/$1"
  return 0
}
above base 'model|store|domain|sync|adapters|report|capi'
above model 'store|domain|sync|adapters|report|capi'
above store 'domain|sync|adapters|report|capi'
above domain 'sync|adapters|report|capi'
above sync 'adapters|report|capi'
above adapters 'report|capi'
above report 'sync|adapters|capi'
for outer in plugins sdk examples; do
  refuse "$outer sees more than sdk/include:" \
    '#include [<"](\.\./)*(core/|base/|model/|store/|domain/|sync/|adapters/|report/|capi/)' "$outer"
done

# Chance comes in through injected services: one file each may ask the machine.
hits=$(grep -rnE 'std::chrono::[a-z_]+::now\(|std::random_device|\bsrand\(|[^_a-z]rand\(\)|std::this_thread::sleep|[^_a-z]usleep\(|[^_a-z]nanosleep\(|[^_a-z:]time\((nullptr|NULL|0)\)' \
  --include='*.cpp' --include='*.hpp' core plugins | grep -vE '^core/base/services\.cpp:' || true)
if [ -n "$hits" ]; then
  printf 'the clock, sleep and random numbers come from base/services only:\n%s\n' "$hits"
  failed=1
fi

# A rule that says no names itself: Refusal takes its code, and there is no other way to refuse.
hits=$(grep -rnE '[^a-zA-Z]Error\($|[^a-zA-Z]Error\(TANDEM_' --include='*.cpp' --include='*.hpp' core/domain |
  grep -vE 'Error\(TANDEM_(CORRUPT|CANCELLED)' || true)
if [ -n "$hits" ]; then
  printf 'the domain refuses with a coded Refusal:\n%s\n' "$hits"
  failed=1
fi

# The sync ledger is asked through store/ledger: no other file knows how its tables look.
hits=$(grep -rnE '[^a-z_](sync_(conn|route|link|base|outbox|attempt|parked|checkpoint|conflict|lease|run))[^a-z_]' \
  --include='*.cpp' --include='*.hpp' core | grep -vE '^core/store/ledger/' || true)
if [ -n "$hits" ]; then
  printf 'SQL on the sync tables stands in core/store/ledger only:\n%s\n' "$hits"
  failed=1
fi

# JSON from outside is read with a bound on its depth: nested values are walked by recursion later.
hits=$(grep -rnE '[jJ]son::parse\(' --include='*.cpp' --include='*.hpp' core plugins sdk |
  grep -vE '^(core/base/json\.cpp|sdk/include/tandem/cpp/json\.hpp):' || true)
if [ -n "$hits" ]; then
  printf 'JSON is read by parse_json (core) or read_json (tandem/cpp/json.hpp):\n%s\n' "$hits"
  failed=1
fi

# Opening the database file except through SQLite drops SQLite's own locks when it is closed.
hits=$(grep -rnE '"-wal"|"-shm"' --include='*.cpp' --include='*.hpp' core | grep -vE 'lint: path only' || true)
if [ -n "$hits" ]; then
  printf 'only SQLite opens the log and its index:\n%s\n' "$hits"
  failed=1
fi

[ "$failed" -eq 0 ] && echo "floors: clean"
exit "$failed"
