#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# make_store_0.1.sh TANDEM ADAPTERS: made store-schema-1.db.gz with the `tandem` of the commit before stores kept
# a fingerprint. It stands here to tell what is in the file; a newer `tandem` makes a newer store.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
tandem=$(realpath "$1")
export TANDEM_ADAPTERS=$(realpath "$2") TANDEM_STORE=old.db
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
id_of() { python3 -c 'import json,sys; print(json.load(sys.stdin)["id"])'; }
put() { "$tandem" --format json put "$@" | id_of; }
act() { "$tandem" --format json act "$@"; }

"$tandem" init --admin-name "Ada Admin" --admin-email ada@looms.example --side leadership >init.txt
for one in mia:marketing:true sam:sales:true max:marketing:false sue:sales:false; do
  IFS=: read -r name side signer <<<"$one"
  person=$(put person name="$name" email="$name@looms.example" side="$side" is_signer="$signer")
  act person.confirm "$person" >answer
  declare "$name=$person"
done
act extension_field.declare entity=lead name=x_region type=text personal=false >answer
act extension_field.declare entity=opportunity name=x_terms type=json >answer

guideline=$(put guideline key=together title="How we work together")
version=$(put guideline_version guideline_id="$guideline")
put clause version_id="$version" kind=handoff_point key=mql justified_by=past_success review_on=2099-06-30 body='{"from_stage":"mql","to_stage":"sal","from_side":"marketing","to_side":"sales","required_fields":["email"],"accept_window_s":172800,"dispute_window_s":1209600,"on_timeout":"escalate"}' >answer
put clause version_id="$version" kind=sla_policy key=first_call justified_by=past_success review_on=2099-06-30 body='{"subject":"lead","starts_on":"lead.captured","stops_on":["lead.first_touched"],"target_s":3600,"calendar":"owner","warn_at_ppm":[500000],"escalation":[{"after_s":3600,"action":"notify","to_role":"team_lead"}],"pause_reasons":["asked_to_wait"],"responsible_side":"marketing"}' >answer
act guideline.propose "$version" --as mia@looms.example >answer
act guideline.sign "$version" --as mia@looms.example >answer
act guideline.sign "$version" --as sam@looms.example >answer
act guideline.activate "$version" --as sam@looms.example >answer

period=$(put period name="Q4 2026" starts_on=2026-10-01 ends_on=2027-01-01 time_zone=Europe/Berlin)
metric=$("$tandem" --format json sql "SELECT id_text FROM v_metric WHERE key = 'revenue'" | python3 -c 'import json,sys; print(json.load(sys.stdin)[0]["id_text"])')
goal=$(put goal title="Revenue of the quarter" metric_id="$metric" period_id="$period" baseline=0 target=12000000 currency=EUR side=shared)
act goal.agree "$goal" --as mia@looms.example >answer
act goal.agree "$goal" --as sam@looms.example >answer
act goal.check_in "$goal" value=3 confidence=4 why="The fair comes in March" --as mia@looms.example >answer

account=$(put account name="Mill & Sons")
for name in ann ben cyd dot; do
  lead=$(put lead given_name="$name" email="$name@mills.example" company_name="Mill of $name" country=AT \
    x_region="north of $name" owner_person_id="$max" captured_at=2026-11-01T09:00:00+01:00)
  declare "$name=$lead"
done
act lead.touch "$ann" channel=phone note="wants a visit" --as max@looms.example >answer
act lead.touch "$ann" channel=email direction=inbound --as max@looms.example >answer
act lead.move "$ann" to_stage=mql --as max@looms.example >answer
act handoff.offer lead_id="$ann" to_person_id="$sue" --as max@looms.example >offer
act handoff.accept "$(id_of <offer)" --as sue@looms.example >answer
act lead.move "$ben" to_stage=mql --as max@looms.example >answer
act handoff.offer lead_id="$ben" to_person_id="$sue" --as max@looms.example >offer
act feedback.submit about_entity=lead about_id="$ann" verdict=worked why="She knew what she wanted" --as sue@looms.example >answer
deal=$(put opportunity lead_id="$ann" account_id="$account" name="Forty looms" amount_minor=1200000 currency=EUR x_terms='{"days":30}' owner_person_id="$sue")
act opportunity.win "$deal" --as sue@looms.example >answer
put opportunity lead_id="$ben" name="Four looms" amount_minor=120000 currency=EUR owner_person_id="$sue" >answer
"$tandem" archive lead "$dot" >answer

mkdir exports
printf 'id,email,given\n1,ann@mills.example,Ann\n2,eve@mills.example,Eve\n' >exports/contacts.csv
cat >mapping.json <<'J'
{"format": 1, "rules": [{"entity": "lead", "remote_type": "contacts", "match": ["email"],
 "create": {"in": true, "out": true},
 "fields": [{"field": "email", "remote": "email"}, {"field": "given_name", "remote": "given"}]}]}
J
"$tandem" connect crm files --side sales --set folder="$work/exports" --mapping mapping.json >answer
"$tandem" sync crm --yes >answer || true  # the given name of ann differs: a conflict
"$tandem" put lead id="$cyd" given_name=Cydney >answer  # waits in the outbox
printf 'id,email,given\n1,ann@mills.example,Ann\n2,eve@mills.example,Eve\n3,no address,Foe\n' >exports/contacts.csv
"$tandem" sync crm --yes >answer || true  # row 3 has no address
"$tandem" put lead id="$ben" given_name=Benjamin >answer
"$tandem" tick >answer
"$tandem" verify
sqlite3 old.db 'PRAGMA journal_mode=DELETE; VACUUM;' >answer
gzip -9 -n -c old.db >"$here/store-schema-1.db.gz"
