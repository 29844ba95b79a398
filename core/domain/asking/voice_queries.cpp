// SPDX-License-Identifier: Apache-2.0
// From what was said to what was done with it, and back; reasons of deals; signals and ideas.
#include "domain/arguments.hpp"
#include "domain/goals/attainment.hpp"
#include "domain/practice.hpp"
#include "domain/tables.hpp"

namespace tandem::domain {
namespace {

constexpr Argument kTraceArguments[] = {
    {.name = "evidence_id", .type = Type::id, .doc = "only from this voice, feedback or win/loss review"},
    {.name = "insight_id", .type = Type::id, .doc = "only through this insight"},
    {.name = "used_in_id", .type = Type::id, .doc = "only to this campaign, segment or request"},
};

/// One row a path: evidence → insight → use. Voices from which nothing is drawn stand alone.
Table voice_trace(store::Database& database, const Json& args, Instant) {
  auto rows = database.prepare(
      "WITH evidence AS (SELECT i.id AS insight_id, e.value ->> '$.entity' AS entity, replace(e.value ->> "
      "'$.id', '-', '') AS hex_id FROM insight i, json_each(i.evidence) e WHERE i.archived_at IS NULL), "
      "found AS (SELECT 'customer_voice' AS entity, id, account_id, kind, consent_to_publish FROM "
      "customer_voice WHERE archived_at IS NULL UNION ALL SELECT 'feedback', id, NULL, NULL, NULL FROM "
      "feedback UNION ALL SELECT 'win_loss', id, NULL, NULL, NULL FROM win_loss) "
      "SELECT f.entity, f.id, f.account_id, f.kind, f.consent_to_publish, i.id, i.statement, u.value ->> "
      "'$.entity', u.value ->> '$.id', u.value ->> '$.at' FROM found f LEFT JOIN evidence e ON e.entity = "
      "f.entity AND e.hex_id = lower(hex(f.id)) LEFT JOIN insight i ON i.id = e.insight_id LEFT JOIN "
      "json_each(i.used_in) u WHERE (f.entity = 'customer_voice' OR i.id IS NOT NULL) AND (?1 IS NULL OR "
      "f.id = ?1) AND (?2 IS NULL OR i.id = ?2) AND (?3 = '' OR u.value ->> '$.id' = ?3) ORDER BY f.entity, "
      "f.id, i.id, u.key");
  const std::string used_in = given(args, "used_in_id") ? id_of(args, "used_in_id").text() : std::string();
  rows.bind_id_or_null(1, id_of(args, "evidence_id")).bind_id_or_null(2, id_of(args, "insight_id"));
  rows.bind(3, used_in);
  TableBuilder table({{"evidence_entity", Type::text},
                      {"evidence_id", Type::id},
                      {"account_id", Type::id},
                      {"voice_kind", Type::text},
                      {"may_publish", Type::boolean},
                      {"insight_id", Type::id},
                      {"statement", Type::text},
                      {"used_in_entity", Type::text},
                      {"used_in_id", Type::id},
                      {"used_at", Type::instant}});
  while (rows.step()) {
    table.row().columns(rows, 0, 8);
    table.id(rows.is_null(8) ? Id{} : Id::require(rows.text(8), "used_in"));
    table.number(rows.is_null(9) ? std::nullopt : std::optional(rows.integer(9)));
  }
  return table.take();
}

constexpr Argument kReasonArguments[] = {
    {.name = "result", .type = Type::choice, .choices = kDecidedResults, .doc = "absent: won and lost"},
    {.name = "from_on", .type = Type::date, .doc = "first day of decision; absent: from the beginning"},
    {.name = "until_on", .type = Type::date, .doc = "end, exclusive; absent: to the end"},
};

/// The mean weight of each driver over the reviews of the buyers and, beside it, of the sellers: the two
/// are compared and never added.
Table win_loss_reasons(store::Database& database, const Json& args, Instant) {
  auto rows = database.prepare(
      "WITH review AS (SELECT id, asked_of, drivers FROM win_loss WHERE archived_at IS NULL AND (?1 = '' OR "
      "result = ?1) AND (?2 = '' OR date(decision_on * 86400, 'unixepoch') >= ?2) AND (?3 = '' OR "
      "date(decision_on * 86400, 'unixepoch') < ?3)) SELECT d.value ->> '$.driver' AS driver, sum(CASE "
      "r.asked_of WHEN 'buyer' THEN d.value ->> '$.weight_ppm' ELSE 0 END), sum(CASE r.asked_of WHEN "
      "'seller' THEN d.value ->> '$.weight_ppm' ELSE 0 END), (SELECT count(*) FROM review WHERE asked_of = "
      "'buyer'), (SELECT count(*) FROM review WHERE asked_of = 'seller') FROM review r, json_each(r.drivers) "
      "d GROUP BY driver ORDER BY sum(d.value ->> '$.weight_ppm') DESC, driver");
  const std::string result = text_of(args, "result"), from = text_of(args, "from_on"),
                    until = text_of(args, "until_on");
  rows.bind(1, result).bind(2, from).bind(3, until);
  TableBuilder table({{"driver", Type::text},
                      {"buyer_ppm", Type::ppm},
                      {"seller_ppm", Type::ppm},
                      {"gap_ppm", Type::integer},
                      {"buyer_reviews", Type::integer},
                      {"seller_reviews", Type::integer}});
  while (rows.step()) {
    constexpr std::int64_t kWhole = 1'000'000;
    const auto buyer = ratio_ppm(rows.integer(1), rows.integer(3) * kWhole);
    const auto seller = ratio_ppm(rows.integer(2), rows.integer(4) * kWhole);
    table.row().text(rows.text(0)).number(buyer).number(seller);
    table.number(buyer && seller ? std::optional(*buyer - *seller) : std::nullopt);
    table.number(rows.integer(3)).number(rows.integer(4));
  }
  return table.take();
}

Table signals_owed(store::Database& database, const Json&, Instant now) {
  auto rows = database.prepare(
      "SELECT id, kind, strength, text, from_person_id, state, raised_at, (?1 - raised_at) / 1000000, "
      "due_at, "
      "acknowledged_at IS NULL AND due_at < ?1 FROM signal WHERE needs_leadership = 1 AND state IN "
      "('raised','acknowledged') AND archived_at IS NULL ORDER BY due_at, id");
  rows.bind(1, now);
  return table_of(std::move(rows), {{"signal_id", Type::id},
                                    {"kind", Type::text},
                                    {"strength", Type::integer},
                                    {"text", Type::text},
                                    {"from_person_id", Type::id},
                                    {"state", Type::text},
                                    {"raised_at", Type::instant},
                                    {"waits_s", Type::duration},
                                    {"due_at", Type::instant},
                                    {"is_overdue", Type::boolean}});
}

Table ideas(store::Database& database, const Json&, Instant now) {
  auto rows = database.prepare(
      "SELECT id, from_person_id, text, state, submitted_at, (coalesce(decided_at, ?1) - submitted_at) / "
      "1000000, adopted_as_entity, adopted_as_id, reason FROM idea WHERE archived_at IS NULL ORDER BY state "
      "= "
      "'submitted' DESC, submitted_at, id");
  rows.bind(1, now);
  return table_of(std::move(rows), {{"idea_id", Type::id},
                                    {"from_person_id", Type::id},
                                    {"text", Type::text},
                                    {"state", Type::text},
                                    {"submitted_at", Type::instant},
                                    {"waited_s", Type::duration},
                                    {"adopted_as_entity", Type::text},
                                    {"adopted_as_id", Type::id},
                                    {"reason", Type::text}});
}

constexpr Query kVoiceQueries[] = {
    {.name = "voice_trace",
     .arguments = kTraceArguments,
     .doc = "from customer voices (and other evidence) through insights to where they are used, and back",
     .run = voice_trace},
    {.name = "win_loss_reasons",
     .arguments = kReasonArguments,
     .doc = "mean weight of each driver as buyers and as sellers give it, side by side",
     .run = win_loss_reasons},
    {.name = "signals_owed",
     .doc = "signals that wait for leadership, longest due first",
     .run = signals_owed},
    {.name = "ideas", .doc = "ideas and what they became, undecided ones first", .run = ideas},
};

}  // namespace

void add_voice_queries(Catalogue& catalogue) { catalogue.add(kVoiceQueries); }

}  // namespace tandem::domain
