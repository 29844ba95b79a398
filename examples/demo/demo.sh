#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The main job on the embedded default: a Salesforce (its local stand-in) and a marketing tool's folder of
# exports, one shared store, both kept in step.
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

step "1. Two teams, two tools: sales in Salesforce, marketing with a folder of exports"
"$bin/tandem_demo_exports" "$out"
token=demo-session
"$bin/tandem-sandbox" salesforce --port 0 --inspect-port 0 --seed 1 --records 120 --access-token $token \
  >"$out/salesforce/sandbox.log" 2>&1 &
sandbox=$!
trap 'kill $sandbox 2>/dev/null || true' EXIT
for _ in $(seq 100); do
  grep -q '^inspecting on' "$out/salesforce/sandbox.log" && break
  sleep 0.1
done
salesforce=$(sed -n 's/^listening on //p' "$out/salesforce/sandbox.log")
inspect=$(sed -n 's/^inspecting on //p' "$out/salesforce/sandbox.log")
if [ -z "$salesforce" ] || [ -z "$inspect" ]; then
  echo "error: the Salesforce stand-in did not start" >&2
  echo "  next: read $out/salesforce/sandbox.log" >&2
  exit 1
fi
rest() {  # METHOD PATH [BODY]: what a person does in Salesforce
  curl -sS --fail-with-body -X "$1" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
    ${3:+--data "$3"} "$salesforce/services/data/v60.0/$2"
}
record_ids() { rest GET "query?q=SELECT+Id+FROM+$1+ORDER+BY+CreatedDate,Id" | grep -o '"Id":"[^"]*"' | cut -d '"' -f 4; }
for file in "$out"/salesforce/leads-*.json; do rest POST composite/sobjects "@$file" >/dev/null; done
echo "Salesforce stands in at $salesforce, with $(record_ids Lead | wc -l) leads"

step "2. One shared store"
tandem init --admin-name "Ada Admin" --admin-email ada@tandem-demo.test --side leadership

step "3. Connect both tools; check them; look at the plan before anything is written"
tandem connect marketing files --side marketing --set "folder=$out/marketing" --mapping "$here/mappings/marketing.json"
export SALESFORCE_CLIENT_SECRET=tandem-sandbox-secret
tandem connect crm salesforce --side sales --set "url=$salesforce" --set allow_loopback_http=true \
  --set client_id=tandem-sandbox-client --set client_secret=secret://env/SALESFORCE_CLIENT_SECRET
tandem check crm
tandem plan marketing

step "4. First sync, both ways"
sync marketing
sync crm
sync marketing
tandem quarantine

step "5. Marketing hands four leads over; sales says what became of a lead"
for email in mara@tandem-demo.test sam.seller@sales.example; do
  quiet act person.confirm "$(value sql "SELECT id_text FROM v_person WHERE email = '$email'")" >/dev/null
  quiet put person "$(printf '{"id":"%s","is_signer":true}' "$(value sql "SELECT id_text FROM v_person WHERE email = '$email'")")" >/dev/null
done
rep=$(value sql "SELECT id_text FROM v_person WHERE email = 'sam.seller@sales.example'")
leads=$(quiet sql "SELECT id_text FROM v_lead WHERE stage = 'mql' AND email IS NOT NULL AND company_name IS NOT NULL ORDER BY email LIMIT 4" --format csv | tail -n +2 | tr -d '\r"')
for lead in $leads; do
  tandem --as mara@tandem-demo.test act handoff.offer "lead_id=$lead" "to_person_id=$rep"
done
first=$(printf '%s\n' "$leads" | head -n 1)
tandem --as sam.seller@sales.example act feedback.submit about_entity=lead "about_id=$first" to_side=marketing \
  verdict=worked 'why=knew our product and asked for a quote'
sync crm
sync marketing

step "6. In Salesforce a rep accepts a hand-off, wins that deal and returns another; marketing answers the feedback"
mapfile -t handoffs < <(record_ids Tandem_Handoff__c)
change() {  # RECORD BODY
  echo "Salesforce: Tandem_Handoff__c $1 gets $2"
  rest PATCH "sobjects/Tandem_Handoff__c/$1" "$2"
}
change "${handoffs[0]}" '{"State__c": "accepted", "Decided_By__c": "sam.seller@sales.example"}'
win() {  # LEAD AMOUNT: converting has no REST call, a person clicks; the stand-in's own port stands for the click
  local made
  made=$(curl -sS "$inspect/convert" -d "{\"leadId\": \"$1\", \"doNotCreateOpportunity\": true}")
  field() { printf '%s' "$made" | sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }
  rest POST sobjects/Opportunity "{\"Name\": \"First order\", \"AccountId\": \"$(field accountId)\",
    \"ContactId\": \"$(field contactId)\", \"Amount\": $2, \"StageName\": \"Closed Won\", \"CloseDate\": \"2026-11-20\"}" >/dev/null
  echo "Salesforce: Lead $1 becomes Contact $(field contactId), its deal of $2 is won"
}
win "$(rest GET "sobjects/Tandem_Handoff__c/${handoffs[0]}?fields=Lead__c" | grep -o '"Lead__c":"[^"]*"' | cut -d '"' -f 4)" 48500.00
change "${handoffs[1]}" '{"State__c": "returned", "Reason__c": "bad_data", "Decided_By__c": "sam.seller@sales.example"}'
awk -F, -v OFS=, 'NR == 1 {for (i = 1; i <= NF; ++i) at[$i] = i; print; next}
  {$at["status"] = "closed"; $at["reply"] = "Thank you. We run that webinar again in May."; $at["answered_by"] = "mara@tandem-demo.test"; print}' \
  "$out/marketing/feedback.csv" >"$out/marketing/feedback.new" && mv "$out/marketing/feedback.new" "$out/marketing/feedback.csv"
echo "edited marketing/feedback.csv:"
tail -n 1 "$out/marketing/feedback.csv"

step "7. A revenue goal is set, signed by both sides, amended, and signed by both again"
metric=$(value sql "SELECT id_text FROM v_metric WHERE key = 'revenue'")
period=$(quiet put period '{"name":"2026","starts_on":"2026-01-01","ends_on":"2027-01-01","time_zone":"Europe/Berlin"}' --format json | sed -n 's/.*"id": *"\([^"]*\)".*/\1/p')
goal=$(quiet put goal "$(printf '{"title":"Revenue 2026","metric_id":"%s","period_id":"%s","target":25000000,"currency":"USD","side":"shared"}' "$metric" "$period")" --format json | sed -n 's/.*"id": *"\([^"]*\)".*/\1/p')
tandem --as mara@tandem-demo.test act goal.agree "$goal"
tandem --as sam.seller@sales.example act goal.agree "$goal"
tandem act goal.activate "$goal"
amended=$(quiet --as sam.seller@sales.example act goal.amend "$goal" target=20000000 --format json | sed -n 's/.*"id": *"\([^"]*\)".*/\1/p')
tandem --as sam.seller@sales.example act goal.agree "$amended"
tandem --as mara@tandem-demo.test act goal.agree "$amended"

step "8. Second sync: what people did in either tool is now known in both"
sync crm
sync marketing
sync crm

step "9. A third sync has nothing to do"
state_of_both() {
  cat "$out"/marketing/*
  for object in Lead Contact Account Opportunity Tandem_Goal__c Tandem_Handoff__c Tandem_Feedback__c; do
    curl -sS "$inspect/records/$object?limit=100000"
  done
}
before=$(state_of_both | sha256sum)
sync --all
after=$(state_of_both | sha256sum)
if [ "$before" = "$after" ]; then
  echo "proved: not one byte changed in the folder, not one record or stamp in Salesforce"
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
  salesforce/    what sales had typed into Salesforce; the stand-in itself ends with the demo
  marketing/     the marketing tool's files, now with feedback and sales' leads
next, try:
  export TANDEM_STORE=$TANDEM_STORE TANDEM_ADAPTERS=$TANDEM_ADAPTERS
  $bin/tandem query handoff_acceptance
  $bin/tandem --help
LEFT
