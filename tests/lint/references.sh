#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Whoever reads this repository has nothing else: no text names a document that is not in it, by file or by
# the numbers of its paragraphs, and the files that the documents name are there.
set -euo pipefail
cd "$(dirname "$0")/../.."
failed=0

complain() {  # complain TITLE LINES
  [ -z "$2" ] && return 0
  printf '%s\n%s\n' "$1" "$2"
  failed=1
}

texts=$(git ls-files | grep -vE '\.csv$|package-lock\.json$|^LICENSE$|^tests/lint/references\.sh$')
documents=$(grep -E '\.md$' <<<"$texts")

# Numbers of rules, formulas and examples that are kept elsewhere; a standard (RFC, sqlite.org) may be cited.
numbers='\b[Cc]ontracts? [0-9]+\b|\b[Ii]nvariants? [0-9]+\b|\bmodel ([FV][0-9]|§)|(?<!["\x27\w])[FV][0-9]{1,2}(?!["\x27\w])|\bV[0-9]+_[A-Z]|\((invariants?|contracts?|model)$'
names='sync-engine|abi-style|\((see )?reliability|\breliability (guide|§)|shared/(design|guides|domain|crm|cases|hooks)|(?<![\w.])/(work|farm)/'
# shellcheck disable=SC2086
complain 'this cites a document that is not here; say the fact itself, or name a page of docs/design:' \
  "$(grep -InP "$numbers|$names" $texts || true)"
# shellcheck disable=SC2086
complain 'a paragraph of what?' \
  "$(grep -InP '§ ?[0-9]' $texts | grep -vP 'RFC [0-9]+ §|sqlite\.org/\S+ §' || true)"

is_there() {  # is_there FILE NAMED: beside the file that names it, or from the top
  [ -e "$(dirname "$1")/$2" ] || [ -e "$2" ]
}

# shellcheck disable=SC2086
complain 'there is no such document:' "$(grep -IoP '(?<![\w/.:-])(?!https?:)[\w./-]+\.md\b' $texts | sort -u |
  while IFS=: read -r file named; do is_there "$file" "$named" || echo "$file: $named"; done)"

# Links, and paths in backquotes; a path with <name> or * stands for several.
# shellcheck disable=SC2086
complain 'there is no such file:' "$({
  grep -oP '\]\(\K[^)#\s]+(?=[)#])' $documents | grep -vP ':(https?|mailto):' || true
  grep -oP '`\K(core|docs|examples|plugins|sdk|tests)/[\w./-]+(?=`)' $documents || true
} | sort -u | while IFS=: read -r file named; do is_there "$file" "$named" || echo "$file: $named"; done)"

[ "$failed" -eq 0 ] && echo "references: clean"
exit "$failed"
