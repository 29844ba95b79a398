// SPDX-License-Identifier: Apache-2.0
#include "catalogue.hpp"

#include "terminal.hpp"

namespace tandem::cli {
namespace {

const Json* find(const Json& catalogue, const char* list, const std::string& name) {
  if (!catalogue.contains(list)) return nullptr;
  for (const Json& item : catalogue[list]) {
    if (item.value("name", "") == name) return &item;
  }
  return nullptr;
}

/// Types of what `list` of `item` names; the Json outlives the function.
TypeOf types_of(const Json* item, const char* list) {
  return [item, list](std::string_view name) -> std::string {
    if (!item || !item->contains(list)) return {};
    for (const Json& field : (*item)[list]) {
      if (field.value("name", "") == name) return field.value("type", "");
    }
    return {};
  };
}

/// Rows {kind, name, doc}.
Json summary(const Json& catalogue) {
  static constexpr std::pair<const char*, const char*> kLists[] = {
      {"entities", "entity"}, {"verbs", "verb"}, {"queries", "query"}, {"clause_kinds", "clause kind"}};
  Json rows = Json::array();
  for (const auto& list : kLists) {
    for (const Json& item : catalogue.value(list.first, Json::array())) {
      rows.push_back(
          {{"kind", list.second}, {"name", item.value("name", "")}, {"doc", item.value("doc", "")}});
    }
  }
  return rows;
}

std::string joined(const Json& list) {
  std::string out;
  for (const Json& item : list) {
    if (!out.empty()) out += " | ";
    out += to_cell(item).text;
  }
  return out;
}

/// A field says it by a flag, an argument by a member.
bool is_required(const Json& field) {
  if (field.value("required", false)) return true;
  for (const Json& flag : field.value("flags", Json::array())) {
    if (flag == "required") return true;
  }
  return false;
}

/// What a person must know about each field or argument, in four columns.
Json explained(const Json& list) {
  Json rows = Json::array();
  for (const Json& field : list) {
    std::string type = field.value("type", "");
    if (field.contains("target") && field["target"].is_string()) type += " → " + field.value("target", "");
    std::string notes;
    const auto note = [&](const std::string& text) { notes += (notes.empty() ? "" : "; ") + text; };
    if (field.contains("choices") && !field["choices"].empty()) note(joined(field["choices"]));
    if (field.contains("doc") && !field.value("doc", "").empty()) note(field.value("doc", ""));
    if (field.contains("verb") && !field.value("verb", "").empty()) note("set by " + field.value("verb", ""));
    rows.push_back({{"name", field.value("name", "")},
                    {"type", type},
                    {"required", is_required(field) ? "required" : ""},
                    {"notes", notes}});
  }
  return rows;
}

void print_list(std::ostream& out, const Json& item, const char* list, const char* title,
                const char* nothing) {
  out << "\n" << title << ":\n";
  print_objects(out, explained(item.value(list, Json::array())), Format::table,
                {"name", "type", "required", "notes"}, nothing);
}

void print_entity(std::ostream& out, const Json& catalogue, const Json& entity) {
  const std::string name = entity.value("name", "");
  out << "entity " << name << ": " << entity.value("doc", "") << "\n";
  print_list(out, entity, "fields", "Fields", "no fields");
  if (entity.contains("moves") && !entity["moves"].empty()) {
    out << "\nMoves of its state:\n";
    print_objects(out, entity["moves"], Format::table, {"from", "to", "verb"}, "none");
  }
  Json verbs = Json::array();
  for (const Json& verb : catalogue.value("verbs", Json::array())) {
    if (verb.value("entity", "") == name) verbs.push_back(verb);
  }
  out << "\nVerbs:\n";
  print_objects(out, verbs, Format::table, {"name", "doc"}, "none: it is written with `tandem put`");
}

void print_verb(std::ostream& out, const Json& verb) {
  const std::string name = verb.value("name", "");
  const bool creates = verb.value("creates", false);
  out << "verb " << name << ": " << verb.value("doc", "") << "\n"
      << "use: tandem act " << name << (creates ? "" : " ID") << " [name=value …]\n";
  print_list(out, verb, "arguments", "Arguments", "no arguments");
}

void print_query(std::ostream& out, const Json& query) {
  const std::string name = query.value("name", "");
  out << "query " << name << ": " << query.value("doc", "") << "\n"
      << "use: tandem query " << name << " [name=value …]\n";
  print_list(out, query, "arguments", "Arguments", "no arguments");
}

void print_clause_kind(std::ostream& out, const Json& kind) {
  const std::string name = kind.value("name", "");
  out << "clause kind " << name << ": " << kind.value("doc", "") << "\n"
      << "use: tandem put clause version_id=… kind=" << name << " key=… review_on=… body='{…}'\n";
  print_list(out, kind, "fields", "Fields of its body", "no fields");
}

}  // namespace

const Json* find_entity(const Json& catalogue, const std::string& name) {
  return find(catalogue, "entities", name);
}
const Json* find_verb(const Json& catalogue, const std::string& name) {
  return find(catalogue, "verbs", name);
}
const Json* find_query(const Json& catalogue, const std::string& name) {
  return find(catalogue, "queries", name);
}

TypeOf field_types(const Json& catalogue, const std::string& entity) {
  return types_of(find_entity(catalogue, entity), "fields");
}
TypeOf verb_argument_types(const Json& catalogue, const std::string& verb) {
  return types_of(find_verb(catalogue, verb), "arguments");
}
TypeOf query_argument_types(const Json& catalogue, const std::string& query) {
  return types_of(find_query(catalogue, query), "arguments");
}

void print_catalogue(std::ostream& out, const Json& catalogue, Format format) {
  if (format == Format::json) {
    print_json(out, catalogue);
    return;
  }
  print_objects(out, summary(catalogue), format, {"kind", "name", "doc"}, "the catalogue is empty");
  if (format == Format::table) {
    out << "\ncatalogue " << catalogue.value("version", "")
        << "; `tandem catalogue NAME` tells more of each\n";
  }
}

bool print_catalogue_item(std::ostream& out, const Json& catalogue, const std::string& name, Format format) {
  const Json* entity = find_entity(catalogue, name);
  const Json* verb = find_verb(catalogue, name);
  const Json* query = find_query(catalogue, name);
  const Json* kind = find(catalogue, "clause_kinds", name);
  const Json* item = entity ? entity : verb ? verb : query ? query : kind;
  if (!item) return false;
  if (format == Format::json) {
    print_json(out, *item);
  } else if (format == Format::csv) {
    print_objects(out, explained(item->value(entity || kind ? "fields" : "arguments", Json::array())), format,
                  {}, "");
  } else if (entity) {
    print_entity(out, catalogue, *entity);
  } else if (verb) {
    print_verb(out, *verb);
  } else if (query) {
    print_query(out, *query);
  } else {
    print_clause_kind(out, *kind);
  }
  return true;
}

void print_queries(std::ostream& out, const Json& catalogue, Format format) {
  Json rows = Json::array();
  for (const Json& query : catalogue.value("queries", Json::array())) {
    std::string arguments;
    for (const Json& argument : query.value("arguments", Json::array())) {
      const std::string name = argument.value("name", "");
      if (!arguments.empty()) arguments += " ";
      arguments += argument.value("required", false) ? name + "=…" : "[" + name + "=…]";
    }
    rows.push_back(
        {{"name", query.value("name", "")}, {"arguments", arguments}, {"doc", query.value("doc", "")}});
  }
  print_objects(out, rows, format, {"name", "arguments", "doc"}, "no queries");
}

}  // namespace tandem::cli
