// SPDX-License-Identifier: Apache-2.0
// What must hold in every store, as statements that find the rows where it does not.
#include "domain/domain.hpp"

namespace tandem::domain {
namespace {

// A goal counts while it stands: not withdrawn, not retired, and not a draft that only wants to take
// another's place.
constexpr InvariantCheck kChecks[] = {
    {"goal.one_root_a_period",
     "SELECT period_id FROM goal WHERE parent_goal_id IS NULL AND archived_at IS NULL AND state NOT IN "
     "('withdrawn','retired') AND NOT (state = 'draft' AND amends_goal_id IS NOT NULL) GROUP BY period_id "
     "HAVING "
     "count(*) > 1"},
    {"goal.root_is_money",
     "SELECT g.id FROM goal g JOIN metric m ON m.id = g.metric_id WHERE g.parent_goal_id IS NULL AND "
     "g.archived_at IS "
     "NULL AND g.state NOT IN ('withdrawn','retired') AND NOT (m.unit = 'money' AND m.kind IN "
     "('revenue','profit'))"},
    {"goal.reaches_a_root",
     "WITH RECURSIVE reached(id) AS (SELECT id FROM goal WHERE parent_goal_id IS NULL UNION SELECT g.id FROM "
     "goal g "
     "JOIN reached r ON g.parent_goal_id = r.id) SELECT id FROM goal WHERE archived_at IS NULL AND id NOT IN "
     "(SELECT "
     "id FROM reached)"},
    {"goal.link_kind",
     "WITH RECURSIVE place(id, taken_by) AS (SELECT id, id FROM goal UNION SELECT p.id, s.id FROM place p "
     "JOIN goal s ON s.amends_goal_id = p.taken_by AND s.state NOT IN ('draft','withdrawn') AND "
     "s.archived_at IS NULL), standing AS (SELECT p.id, p.taken_by FROM place p WHERE NOT EXISTS (SELECT 1 "
     "FROM goal s WHERE s.amends_goal_id = p.taken_by AND s.state NOT IN ('draft','withdrawn') AND "
     "s.archived_at IS NULL)) SELECT g.id FROM goal g JOIN standing o ON o.id = g.parent_goal_id JOIN goal p "
     "ON p.id = o.taken_by JOIN metric m ON m.id = g.metric_id JOIN metric n "
     "ON n.id = p.metric_id JOIN period s ON s.id = g.period_id JOIN period t ON t.id = p.period_id WHERE "
     "g.archived_at "
     "IS NULL AND g.state NOT IN ('withdrawn','retired') AND ((g.metric_id <> p.metric_id AND g.link_kind "
     "NOT IN "
     "('funnel','contributes')) OR (g.link_kind = 'sum' AND (m.unit <> n.unit OR (m.unit = 'money' AND "
     "g.currency <> p.currency) OR "
     "s.starts_on < t.starts_on "
     "OR s.ends_on "
     "> t.ends_on)))"},
    {"goal.activity_has_a_path",
     "WITH RECURSIVE root(id, at, parent, depth) AS (SELECT id, id, parent_goal_id, 0 FROM goal UNION ALL "
     "SELECT r.id, "
     "g.id, g.parent_goal_id, r.depth + 1 FROM root r JOIN goal g ON g.id = r.parent WHERE r.depth < 100), "
     "path(goal, "
     "metric, depth) AS (SELECT g.id, g.metric_id, 0 FROM goal g UNION ALL SELECT p.goal, "
     "m.path_to_revenue_id, p.depth "
     "+ 1 FROM path p JOIN metric m ON m.id = p.metric WHERE m.path_to_revenue_id IS NOT NULL AND p.depth < "
     "100) SELECT "
     "g.id FROM goal g JOIN metric m ON m.id = g.metric_id JOIN root r ON r.id = g.id AND r.parent IS NULL "
     "JOIN goal top "
     "ON top.id = r.at WHERE m.kind = 'activity' AND g.archived_at IS NULL AND g.state NOT IN "
     "('withdrawn','retired') AND "
     "NOT EXISTS (SELECT 1 FROM path p WHERE p.goal = g.id AND p.metric = top.metric_id)"},
    {"goal.hangs_from_a_standing_goal",
     "SELECT g.id FROM goal g JOIN goal p ON p.id = g.parent_goal_id WHERE g.archived_at IS NULL AND g.state "
     "NOT "
     "IN ('withdrawn','retired') AND (p.state = 'withdrawn' OR (p.state = 'retired' AND NOT EXISTS (SELECT 1 "
     "FROM "
     "goal s WHERE s.amends_goal_id = p.id AND s.state NOT IN ('draft','withdrawn'))))"},
    {"goal.closed_with_an_outcome",
     "SELECT g.id FROM goal g LEFT JOIN outcome o ON o.goal_id = g.id WHERE g.state IN ('won','missed') AND "
     "(o.id "
     "IS NULL OR o.result <> g.state)"},
    {"outcome.names_both_sides",
     "SELECT o.id FROM outcome o JOIN (SELECT 'marketing' AS side UNION ALL SELECT 'sales') s WHERE "
     "(o.result IN "
     "('won','missed') AND NOT EXISTS (SELECT 1 FROM json_each(o.causes) c WHERE "
     "json_extract(c.value,'$.side') = "
     "s.side)) OR (o.result = 'missed' AND NOT EXISTS (SELECT 1 FROM json_each(o.actions) a WHERE "
     "json_extract(a.value,'$.side') = s.side))"},
    {"outcome.no_person_as_a_cause",
     "SELECT o.id FROM outcome o JOIN json_each(o.causes) c JOIN json_each(c.value) part WHERE part.key NOT "
     "IN "
     "('side','text')"},
    {"funnel_model.signed_by_both",
     "SELECT f.id FROM funnel_model f WHERE f.state IN ('signed','superseded') AND (f.content_hash IS NULL "
     "OR NOT "
     "EXISTS (SELECT 1 FROM signoff m JOIN signoff s ON s.subject_id = m.subject_id AND s.content_hash = "
     "m.content_hash AND s.person_id <> m.person_id WHERE m.subject_id = f.id AND m.content_hash = "
     "f.content_hash "
     "AND m.side = 'marketing' AND s.side = 'sales' AND m.decision = 'yes' AND s.decision = 'yes'))"},
    {"goal.agreed_by_both",
     "SELECT g.id FROM goal g WHERE g.state NOT IN ('draft','withdrawn') AND (g.content_hash IS NULL OR NOT "
     "EXISTS "
     "(SELECT 1 FROM signoff m JOIN signoff s ON s.subject_id = m.subject_id AND s.content_hash = "
     "m.content_hash AND "
     "s.person_id <> m.person_id WHERE m.subject_id = g.id AND m.content_hash = g.content_hash AND m.side = "
     "'marketing' "
     "AND s.side = 'sales' AND m.decision = 'yes' AND s.decision = 'yes'))"},
    {"guideline.signed_by_both",
     "SELECT v.id FROM guideline_version v WHERE v.state IN ('signed','active','superseded') AND "
     "(v.content_hash IS NULL "
     "OR NOT EXISTS (SELECT 1 FROM signoff m JOIN signoff s ON s.subject_id = m.subject_id AND "
     "s.content_hash = "
     "m.content_hash AND s.person_id <> m.person_id WHERE m.subject_id = v.id AND m.content_hash = "
     "v.content_hash AND "
     "m.side = 'marketing' AND s.side = 'sales' AND m.decision = 'yes' AND s.decision = 'yes'))"},
    {"guideline.one_accountable",
     "SELECT json_extract(c.body,'$.activity') AS activity FROM clause c JOIN guideline_version v ON v.id = "
     "c.version_id "
     "WHERE c.kind = 'responsibility' AND v.state = 'active' AND c.archived_at IS NULL GROUP BY activity "
     "HAVING "
     "count(*) > 1"},
    {"guideline.one_in_force",
     "SELECT a.guideline_id FROM guideline_version a JOIN guideline_version b ON b.guideline_id = "
     "a.guideline_id AND b.number > a.number WHERE a.archived_at IS NULL AND b.archived_at IS NULL AND "
     "max(a.effective_from, b.effective_from) < min(coalesce(a.effective_to, 9223372036854775807), "
     "coalesce(b.effective_to, 9223372036854775807))"},
    {"term.one_in_force",
     "SELECT a.term_id FROM term_version a JOIN term_version b ON b.term_id = a.term_id AND b.number > "
     "a.number WHERE max(a.effective_from, b.effective_from) < min(coalesce(a.effective_to, "
     "9223372036854775807), coalesce(b.effective_to, 9223372036854775807))"},
    {"term.signed_by_both",
     "SELECT v.id FROM term_version v WHERE v.state IN ('signed','active','superseded') AND (v.content_hash "
     "IS NULL OR NOT EXISTS (SELECT 1 FROM signoff m JOIN signoff s ON s.subject_id = m.subject_id AND "
     "s.content_hash = m.content_hash AND s.person_id <> m.person_id WHERE m.subject_id = v.id AND "
     "m.content_hash = v.content_hash AND m.side = 'marketing' AND s.side = 'sales' AND m.decision = 'yes' "
     "AND s.decision = 'yes'))"},
    {"lead.merged_is_archived",
     "SELECT id FROM lead WHERE merged_into_id IS NOT NULL AND (archived_at IS NULL OR merged_into_id = id)"},
    {"lead.has_an_owner",
     "SELECT l.id FROM lead l LEFT JOIN team t ON t.id = l.queue_team_id WHERE l.owner_person_id IS NULL AND "
     "l.archived_at "
     "IS NULL AND (t.id IS NULL OR t.is_queue = 0 OR t.lead_person_id IS NULL)"},
    {"handoff.returned_to_an_owner",
     "SELECT h.id FROM handoff h JOIN lead l ON l.id = h.lead_id WHERE h.state = 'returned' AND "
     "l.owner_person_id IS NULL "
     "AND l.queue_team_id IS NULL"},
    {"lead.one_open_stage",
     "SELECT lead_id FROM stage_entry WHERE lead_id IS NOT NULL AND left_at IS NULL GROUP BY lead_id HAVING "
     "count(*) > 1"},
    {"request.confirmed_by_the_asking_side",
     "SELECT r.id FROM request r WHERE r.state = 'confirmed' AND NOT EXISTS (SELECT 1 FROM journal j WHERE "
     "j.record_id = r.id AND j.kind = 'request.confirmed' AND json_extract(j.payload,'$.by_side') = "
     "r.from_side)"},
    {"request.declined_with_an_alternative",
     "SELECT id FROM request WHERE state = 'declined' AND (coalesce(decline_reason,'') = '' OR "
     "trim(coalesce(alternative,'')) = '')"},
    {"feedback.closed_with_a_reply",
     "SELECT id FROM feedback WHERE state = 'closed' AND trim(coalesce(reply,'')) = ''"},
    {"feedback.merged_into_one_that_answers",
     "SELECT f.id FROM feedback f LEFT JOIN feedback t ON t.id = f.merged_into_id WHERE f.state = 'merged' "
     "AND (t.id IS NULL OR t.to_side <> f.to_side OR t.about_id <> f.about_id)"},
    {"win_loss.weights_are_whole",
     "SELECT w.id FROM win_loss w WHERE (SELECT sum(json_extract(d.value,'$.weight_ppm')) FROM "
     "json_each(w.drivers) d) <> 1000000"},
    {"lead.has_a_first_contact_clock",
     "SELECT l.id FROM lead l WHERE l.is_history = 0 AND l.merged_into_id IS NULL AND NOT EXISTS (SELECT 1 "
     "FROM sla_clock c JOIN clause k "
     "ON "
     "k.id = c.clause_id JOIN journal started ON started.record_id = c.id AND started.kind = 'clock.started' "
     "JOIN journal captured ON captured.record_id = l.id AND captured.kind = 'lead.captured' AND "
     "captured.txn = "
     "started.txn WHERE c.subject_id = l.id AND json_extract(k.body,'$.starts_on') = 'lead.captured')"},
    {"clock.stopped_by_a_person",  // a merged lead's touches have gone to the survivor
     "SELECT c.id FROM sla_clock c JOIN lead l ON l.id = c.subject_id WHERE c.stopped_by IN "
     "('lead.first_touched','lead.contacted') AND l.merged_into_id IS NULL AND NOT EXISTS (SELECT 1 FROM "
     "touch t WHERE "
     "t.lead_id = l.id AND t.is_automated = 0) AND NOT EXISTS (SELECT 1 FROM opportunity o JOIN touch t ON "
     "t.opportunity_id = o.id WHERE o.lead_id = l.id AND t.is_automated = 0)"},
    {"clock.breach_is_written_once",
     "SELECT c.id FROM sla_clock c LEFT JOIN journal j ON j.record_id = c.id AND j.kind = 'clock.breached' "
     "GROUP "
     "BY c.id HAVING count(j.seq) <> (c.breached_at IS NOT NULL)"},
    {"clock.one_open_a_promise",
     "SELECT subject_id FROM sla_clock WHERE stopped_at IS NULL GROUP BY subject_id, clause_id HAVING "
     "count(*) > "
     "1"},
    {"clock.due_after_start",
     "SELECT id FROM sla_clock WHERE due_at < started_at + target_s * 1000000 OR (stopped_at IS NULL AND "
     "state <> "
     "'breached' AND (state = 'paused') = (next_at IS NOT NULL))"},
    {"feedback.has_a_clock",
     "SELECT f.id FROM feedback f WHERE NOT EXISTS (SELECT 1 FROM sla_clock c WHERE c.subject_id = f.id)"},
    {"credit.shares_are_whole",
     "SELECT coalesce(opportunity_id, outcome_id) FROM credit_split GROUP BY opportunity_id, outcome_id, "
     "number HAVING sum(share_ppm) <> 1000000"},
    {"credit.money_is_the_deals",
     "SELECT o.id FROM credit_split c JOIN opportunity o ON o.id = c.opportunity_id WHERE c.replaced_at IS "
     "NULL GROUP BY o.id HAVING o.result <> 'won' OR min(c.number) <> max(c.number) OR sum(c.amount_minor) "
     "IS "
     "NOT CASE WHEN o.currency IS NOT NULL THEN o.amount_minor END OR count(c.amount_minor) NOT IN (0, "
     "count(*)) OR max(c.currency) IS NOT CASE WHEN o.amount_minor IS NOT NULL THEN o.currency END"},
    {"field_event.message_signed_by_both",
     "SELECT e.id FROM field_event e WHERE e.content_hash IS NOT NULL AND NOT EXISTS (SELECT 1 FROM signoff "
     "m "
     "JOIN signoff s ON s.subject_id = m.subject_id AND s.content_hash = m.content_hash AND s.person_id <> "
     "m.person_id WHERE m.subject_id = e.id AND m.content_hash = e.content_hash AND m.side = 'marketing' AND "
     "s.side = 'sales' AND m.decision = 'yes' AND s.decision = 'yes')"},
    {"field_event.signed_before_it_goes_on",
     "SELECT id FROM field_event WHERE state NOT IN ('planned','cancelled') AND content_hash IS NULL"},
    {"cadence.one_open_a_plan",
     "SELECT lead_id FROM cadence_run WHERE state <> 'ended' GROUP BY lead_id, plan_id HAVING count(*) > 1"},
};

}  // namespace

std::span<const InvariantCheck> invariant_checks() { return kChecks; }

}  // namespace tandem::domain
