// SPDX-License-Identifier: Apache-2.0
// What the words mean at a date, whether a text keeps to them, and how every measure leads to the money.
#include "domain/arguments.hpp"
#include "domain/language/glossary_check.hpp"
#include "domain/practice.hpp"
#include "domain/tables.hpp"

namespace tandem::domain {
namespace {

constexpr Argument kAtArgument[] = {
    {.name = "at", .type = Type::instant, .doc = "the instant to look at; absent: now"},
};

Table terms_in_force(store::Database& database, const Json& args, Instant now) {
  auto rows = database.prepare(
      "SELECT t.key, v.name, v.text, v.aliases, v.number, v.effective_from, v.effective_to, t.id, v.id FROM "
      "term t JOIN term_version v ON v.term_id = t.id WHERE v.effective_from <= ?1 AND (v.effective_to IS "
      "NULL "
      "OR v.effective_to > ?1) AND t.archived_at IS NULL ORDER BY t.key");
  rows.bind(1, number_of(args, "at").value_or(now));
  return table_of(std::move(rows), {{"key", Type::text},
                                    {"name", Type::text},
                                    {"text", Type::text},
                                    {"aliases", Type::set},
                                    {"number", Type::integer},
                                    {"effective_from", Type::instant},
                                    {"effective_to", Type::instant},
                                    {"term_id", Type::id},
                                    {"version_id", Type::id}});
}

constexpr Argument kCheckArguments[] = {
    {.name = "text", .type = Type::text, .required = true, .doc = "what somebody wants to say"},
    {.name = "at", .type = Type::instant, .doc = "the instant whose glossary counts; absent: now"},
};

/// Each term by its meaning in force, else by its newest wording, which nobody may rely on yet.
std::vector<GlossaryWord> glossary_at(store::Database& database, Instant at) {
  auto rows = database.prepare(
      "SELECT v.name, v.aliases, v.effective_from <= ?1 AND (v.effective_to IS NULL OR v.effective_to > ?1) "
      "AS "
      "in_force FROM term t JOIN term_version v ON v.id = (SELECT w.id FROM term_version w WHERE w.term_id = "
      "t.id ORDER BY coalesce(w.effective_from <= ?1 AND (w.effective_to IS NULL OR w.effective_to > ?1), 0) "
      "DESC, w.number DESC LIMIT 1) WHERE t.archived_at IS NULL ORDER BY t.key");
  rows.bind(1, at);
  std::vector<GlossaryWord> words;
  while (rows.step()) {
    const std::string name(rows.text(0));
    const bool in_force = !rows.is_null(2) && rows.integer(2) != 0;
    words.push_back({name, name, false, in_force});
    if (!in_force) continue;  // what nobody signed forbids no word
    for (const Json& alias : parse_json(rows.text(1), "a term's aliases")) {
      words.push_back({alias.get<std::string>(), name, true, true});
    }
  }
  return words;
}

Table check_text(store::Database& database, const Json& args, Instant now) {
  TableBuilder table(
      {{"position", Type::integer}, {"found", Type::text}, {"preferred", Type::text}, {"why", Type::text}});
  const auto glossary = glossary_at(database, number_of(args, "at").value_or(now));
  for (const GlossaryFinding& finding : check_words(text_of(args, "text"), glossary)) {
    table.row().number(static_cast<std::int64_t>(finding.position));
    table.text(finding.found).text(finding.preferred).text(finding.why);
  }
  return table.take();
}

Table metric_registry(store::Database& database, const Json&, Instant) {
  return table_of(
      database.prepare(
          "WITH RECURSIVE path(metric, at, text, depth) AS (SELECT id, path_to_revenue_id, key, 0 FROM "
          "metric "
          "UNION ALL SELECT p.metric, m.path_to_revenue_id, p.text || ' > ' || m.key, p.depth + 1 FROM path "
          "p "
          "JOIN metric m ON m.id = p.at WHERE p.depth < 100) SELECT m.key, m.name, m.unit, m.direction, "
          "m.kind, m.horizon, m.source, m.owner_person_id, p.text, EXISTS (SELECT 1 FROM metric r WHERE "
          "r.unit "
          "= 'money' AND r.kind IN ('revenue','profit') AND (p.text = r.key OR p.text LIKE '% > ' || "
          "r.key)), "
          "m.id FROM metric m JOIN path p ON p.metric = m.id AND p.depth = (SELECT max(q.depth) FROM path q "
          "WHERE q.metric = m.id) WHERE m.archived_at IS NULL ORDER BY p.depth, m.key"),
      {{"key", Type::text},
       {"name", Type::text},
       {"unit", Type::text},
       {"direction", Type::text},
       {"kind", Type::text},
       {"horizon", Type::text},
       {"source", Type::json},
       {"owner_person_id", Type::id},
       {"path", Type::text},
       {"reaches_money", Type::boolean},
       {"metric_id", Type::id}});
}

constexpr Query kLanguageQueries[] = {
    {.name = "terms_in_force",
     .arguments = kAtArgument,
     .doc = "the agreed words and what they mean at an instant",
     .run = terms_in_force},
    {.name = "check_text",
     .arguments = kCheckArguments,
     .doc = "words of a text for which another one is agreed, and glossary words nobody has signed",
     .run = check_text},
    {.name = "metric_registry",
     .doc = "every measure with its unit, source, owner and its path to the money",
     .run = metric_registry},
};

}  // namespace

void add_language_queries(Catalogue& catalogue) { catalogue.add(kLanguageQueries); }

}  // namespace tandem::domain
