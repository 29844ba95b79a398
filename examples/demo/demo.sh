#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The main job on the embedded default: two folders of exports, one shared store, both kept in step.
# usage: demo.sh BUILD_FOLDER OUTPUT_FOLDER
set -euo pipefail
build=$(readlink -f "$1")
here=$(dirname "$(readlink -f "$0")")
out=$2
bin=$build/bin
export TANDEM_ADAPTERS=$build/adapters

if [ -e "$out" ] && [ ! -e "$out/.made-by-demo" ]; then
  echo "error: $out exists and is not a demo's folder" >&2
  echo "  next: name another: ./run demo FOLDER" >&2
  exit 1
fi
rm -rf "$out"
mkdir -p "$out"
touch "$out/.made-by-demo"
out=$(readlink -f "$out")
export TANDEM_STORE=$out/company.db

step() { printf '\n\033[1m%s\033[0m\n' "$*"; }
tandem() {  # shows the command as a person would type it, then does it
  local shown="" word
  for word in "$@"; do
    case $word in
      *[\ \{\}\"\'\;\(\)\*\<\>]*) shown+=" '$word'" ;;
      *) shown+=" ${word//$out\//}" ;;
    esac
  done
  printf '$ tandem%s\n' "$shown"
  "$bin/tandem" "$@"
}
# Rows that no tool could read are put aside, and the run says "partial" by its exit code 1.
sync() { tandem sync "$@" --yes || [ $? -eq 1 ]; }
quiet() { "$bin/tandem" "$@"; }
value() { quiet "$@" --format csv | tail -n +2 | head -n 1 | tr -d '\r"'; }

step "1. Two teams, two tools: a folder of exports each"
"$bin/tandem_demo_exports" "$out"

step "2. One shared store"
tandem init --admin-name "Ada Admin" --admin-email ada@tandem-demo.test --side leadership

step "3. Connect both tools; check them; look at the plan before anything is written"
tandem connect marketing files --side marketing --set "folder=$out/marketing" --mapping "$here/mappings/marketing.json"
tandem connect crm files --side sales --set "folder=$out/crm" --mapping "$here/mappings/crm.json"
tandem plan marketing

step "4. First sync, both ways"
sync marketing
sync crm
sync marketing
tandem quarantine

step "5. Marketing hands four leads over; sales says what became of a lead"
for email in mara@tandem-demo.test rep01@tandem-demo.test rep02@tandem-demo.test; do
  quiet act person.confirm "$(value sql "SELECT id_text FROM v_person WHERE email = '$email'")" >/dev/null
  quiet put person "$(printf '{"id":"%s","is_signer":true}' "$(value sql "SELECT id_text FROM v_person WHERE email = '$email'")")" >/dev/null
done
rep=$(value sql "SELECT id_text FROM v_person WHERE email = 'rep01@tandem-demo.test'")
leads=$(quiet sql "SELECT id_text FROM v_lead WHERE stage = 'mql' AND email IS NOT NULL AND company_name IS NOT NULL ORDER BY email LIMIT 4" --format csv | tail -n +2 | tr -d '\r"')
for lead in $leads; do
  tandem --as mara@tandem-demo.test act handoff.offer "lead_id=$lead" "to_person_id=$rep"
done
first=$(printf '%s\n' "$leads" | head -n 1)
tandem --as rep01@tandem-demo.test act feedback.submit about_entity=lead "about_id=$first" to_side=marketing \
  verdict=worked 'why=knew our product and asked for a quote'
sync crm
sync marketing

step "6. In the CRM a sales rep accepts one hand-off and returns another; marketing answers the feedback"
awk -F, -v OFS=, 'NR == 1 {for (i = 1; i <= NF; ++i) at[$i] = i; print; next}
  NR == 2 {$at["status"] = "accepted"; $at["decided_by"] = "rep01@tandem-demo.test"}
  NR == 3 {$at["status"] = "returned"; $at["reason"] = "bad_data"; $at["decided_by"] = "rep01@tandem-demo.test"}
  {print}' "$out/crm/handoffs.csv" >"$out/crm/handoffs.new" && mv "$out/crm/handoffs.new" "$out/crm/handoffs.csv"
echo "edited crm/handoffs.csv:"
head -n 3 "$out/crm/handoffs.csv"
awk -F, -v OFS=, 'NR == 1 {for (i = 1; i <= NF; ++i) at[$i] = i; print; next}
  {$at["status"] = "closed"; $at["reply"] = "Thank you. We run that webinar again in May."; $at["answered_by"] = "mara@tandem-demo.test"; print}' \
  "$out/marketing/feedback.csv" >"$out/marketing/feedback.new" && mv "$out/marketing/feedback.new" "$out/marketing/feedback.csv"
echo "edited marketing/feedback.csv:"
tail -n 1 "$out/marketing/feedback.csv"

step "7. A revenue goal is set, signed by both sides, amended, and signed by both again"
metric=$(value sql "SELECT id_text FROM v_metric WHERE key = 'revenue'")
period=$(quiet put period '{"name":"2026","starts_on":"2026-01-01","ends_on":"2027-01-01","time_zone":"Europe/Berlin"}' --format json | sed -n 's/.*"id": *"\([^"]*\)".*/\1/p')
goal=$(quiet put goal "$(printf '{"title":"Revenue 2026","metric_id":"%s","period_id":"%s","target":600000000,"currency":"EUR","side":"shared"}' "$metric" "$period")" --format json | sed -n 's/.*"id": *"\([^"]*\)".*/\1/p')
tandem --as mara@tandem-demo.test act goal.agree "$goal"
tandem --as rep01@tandem-demo.test act goal.agree "$goal"
tandem act goal.activate "$goal"
amended=$(quiet --as rep01@tandem-demo.test act goal.amend "$goal" target=550000000 --format json | sed -n 's/.*"id": *"\([^"]*\)".*/\1/p')
tandem --as rep01@tandem-demo.test act goal.agree "$amended"
tandem --as mara@tandem-demo.test act goal.agree "$amended"

step "8. Second sync: what people did in either tool is now known in both"
sync crm
sync marketing
sync crm

step "9. A third sync has nothing to do"
before=$(cat "$out"/crm/* "$out"/marketing/* | sha256sum)
sync --all
after=$(cat "$out"/crm/* "$out"/marketing/* | sha256sum)
if [ "$before" = "$after" ]; then
  echo "proved: not one byte changed in either folder"
else
  echo "error: a third sync changed something" >&2
  exit 1
fi
tandem verify

step "10. The joint scorecard: the same numbers for both sides"
tandem scorecard

step "Left for you in $out"
cat <<LEFT
  company.db     the shared store (open it read-only with any SQLite tool: sqlite3 -readonly company.db)
  crm/           the CRM's files, now with hand-offs and marketing's leads
  marketing/     the marketing tool's files, now with feedback and sales' leads
next, try:
  export TANDEM_STORE=$TANDEM_STORE TANDEM_ADAPTERS=$TANDEM_ADAPTERS
  $bin/tandem query handoff_acceptance
  $bin/tandem --help
LEFT
