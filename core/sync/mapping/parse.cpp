// SPDX-License-Identifier: Apache-2.0
// Reads a mapping document; every refusal names its path.
#include <algorithm>

#include "base/hash.hpp"
#include "sync/mapping/parts.hpp"

namespace tandem::sync {
namespace {

Authority parse_authority(const Reader& r, std::string_view key, Authority fallback) {
  if (!r.has(key)) return fallback;
  const std::string name = r.at(key).choice({"activity", "local", "remote", "ask"});
  return name == "local"    ? Authority::local
         : name == "remote" ? Authority::remote
         : name == "ask"    ? Authority::ask
                            : Authority::activity;
}

std::size_t entity_field(const Reader& r, const EntityInfo& entity, const std::string& name) {
  try {
    return entity.position(name);
  } catch (const Error& e) {
    r.fail(e.message(), e.advice());
  }
}

/// Which record it is about is two fields here: its entity and its id.
void settle_field(const Reader& r, const EntityInfo& entity, const LinkedTypes& linked, FieldPlan& plan) {
  Reference& lookups = *plan.transform.lookups;
  if (lookups.entity_field.empty()) return settle_lookups(r, plan.remote, linked, {}, lookups);
  const Reader transform = r.at("transform");
  const std::size_t position = entity_field(transform, entity, lookups.entity_field);
  settle_lookups(r, plan.remote, linked, entity.field(position).choices, lookups);
  if (plan.in && entity.descriptor().kind != model::Kind::own) {
    transform.fail("'entity_field' is read by the arguments of a verb", "make the field's direction 'out'");
  }
}

FieldPlan parse_field(const Reader& r, const EntityInfo& entity, StreamPlan& stream,
                      const LinkedTypes& linked, Authority tie) {
  r.object({"field", "remote", "direction", "transform", "authority", "tie"});
  FieldPlan plan;
  plan.position = entity_field(r.at("field"), entity, r.text("field"));
  const Field& field = entity.field(plan.position);
  if (plan.position < model::kCommonFields && plan.position != model::kId) {
    r.at("field").fail("'" + std::string(field.name) + "' is kept by Tandem itself");
  }
  const std::string direction =
      r.has("direction") ? r.at("direction").choice({"both", "in", "out", "create"}) : std::string("both");
  plan.in = direction != "out";
  plan.out = direction == "both" || direction == "out";
  plan.only_create = direction == "create";
  parse_source(r, field, stream, plan.remote, plan.transform);
  if (plan.transform.lookups) settle_field(r, entity, linked, plan);
  if (field.type == model::Type::ref && plan.transform.reference() == nullptr) {
    r.fail("'" + std::string(field.name) + "' is a reference: it needs the transform 'ref' or 'person'");
  }
  plan.authority = parse_authority(r, "authority", Authority::activity);
  plan.tie = parse_authority(r, "tie", tie);
  return plan;
}

void parse_delete(const Reader& r, RulePlan& rule) {
  if (!r.has("delete")) return;
  const Reader policy = r.at("delete");
  if (policy.json().is_string()) {
    rule.archive_in = rule.archive_out = policy.choice({"archive", "ignore"}) == "archive";
    return;
  }
  policy.object({"in", "out"});
  if (policy.has("in")) rule.archive_in = policy.at("in").choice({"archive", "ignore"}) == "archive";
  if (policy.has("out")) rule.archive_out = policy.at("out").choice({"delete", "ignore"}) == "delete";
}

void parse_constants(const Reader& r, const EntityInfo& entity, RulePlan& rule) {
  if (!r.has("constants")) return;
  const Reader constants = r.at("constants");
  if (!constants.json().is_object()) constants.fail("must be an object");
  for (const auto& [name, value] : constants.json().items()) {
    FieldPlan plan;
    plan.position = entity_field(constants.at(name), entity, name);
    plan.out = false;
    plan.constant = value;
    Arena arena;
    try {
      model::from_json(entity.field(plan.position), value, arena);
    } catch (const Error& e) {
      constants.at(name).fail(e.message(), e.advice());
    }
    rule.fields.push_back(std::move(plan));
  }
}

void parse_match(const Reader& r, const EntityInfo& entity, RulePlan& rule) {
  if (!r.has("match")) return;
  const Reader list = r.at("match");
  list.array();
  for (std::size_t i = 0; i < list.size(); ++i) {
    std::vector<std::size_t> positions;
    const Reader item = list.at(i);
    if (item.json().is_string()) {
      positions.push_back(entity_field(item, entity, item.text()));
    } else {
      item.array();
      for (std::size_t k = 0; k < item.size(); ++k) {
        positions.push_back(entity_field(item.at(k), entity, item.at(k).text()));
      }
    }
    for (const std::size_t position : positions) {
      const bool mapped = std::any_of(rule.fields.begin(), rule.fields.end(),
                                      [&](const FieldPlan& f) { return f.position == position && f.in; });
      if (!mapped) item.fail("'" + std::string(entity.field(position).name) + "' is not mapped in this rule");
    }
    if (positions.empty()) item.fail("must name a field");
    rule.match.push_back(std::move(positions));
  }
}

void add_currency(const Mapping& mapping, const Reader& r, const EntityInfo& entity, RulePlan& rule) {
  const bool needed = std::any_of(rule.fields.begin(), rule.fields.end(),
                                  [](const FieldPlan& f) { return f.transform.uses_currency; });
  const auto position = entity.find("currency");
  if (!needed) return;
  const bool mapped =
      position && std::any_of(rule.fields.begin(), rule.fields.end(),
                              [&](const FieldPlan& f) { return f.position == *position && f.in; });
  if (mapped) return;
  if (mapping.default_currency.empty()) {
    r.fail("an amount needs a currency: map the field 'currency' or give 'default_currency'");
  }
  if (!position) return;
  FieldPlan plan;
  plan.position = *position;
  plan.out = false;
  plan.constant = mapping.default_currency;
  rule.fields.push_back(std::move(plan));
}

void finish_fields(const Reader& r, const EntityInfo& entity, RulePlan& rule) {
  // The currency is read before the amounts that need it.
  std::stable_partition(rule.fields.begin(), rule.fields.end(), [&](const FieldPlan& f) {
    return entity.field(f.position).type == model::Type::currency;
  });
  for (std::size_t i = 0; i < rule.fields.size(); ++i) {
    if (rule.fields[i].position == model::kId) rule.id_field = i;
    for (std::size_t k = i + 1; k < rule.fields.size(); ++k) {
      if (rule.fields[i].position == rule.fields[k].position) {
        r.fail("'" + std::string(entity.field(rule.fields[i].position).name) + "' is mapped twice");
      }
    }
  }
  if (const auto state = entity.find(entity.descriptor().state_field); state && !rule.verbs.empty()) {
    rule.state_field = state;
  }
}

RulePlan parse_rule(Mapping& mapping, const Reader& r, std::size_t index, const LinkedTypes& linked,
                    const model::Catalogue& catalogue) {
  r.object({"entity", "remote_type", "stream", "when", "into", "fields", "constants", "out_constants",
            "verbs", "delete", "create", "match", "tie", "converts_to", "refusal"});
  RulePlan rule;
  rule.index = index;
  const EntityInfo* entity = nullptr;
  try {
    entity = &catalogue.entity(r.text("entity"));
  } catch (const Error& e) {
    r.at("entity").fail(e.message(), e.advice());
  }
  rule.entity = entity;
  rule.entity_number = entity->descriptor().number;
  rule.own = entity->descriptor().kind == model::Kind::own;
  rule.remote_type = r.text("remote_type");
  const std::string stream_name = r.text("stream", rule.remote_type);
  auto found = std::find_if(mapping.streams.begin(), mapping.streams.end(),
                            [&](const StreamPlan& s) { return s.name == stream_name; });
  if (found == mapping.streams.end()) {
    mapping.streams.push_back(StreamPlan{stream_name, rule.remote_type, {}, {}, {}, 0});
    found = mapping.streams.end() - 1;
  }
  StreamPlan& stream = *found;
  if (stream.remote_type != rule.remote_type)
    r.fail("stream '" + stream_name + "' reads another remote type");
  stream.rules.push_back(index);
  stream.hash += r.json().dump();
  if (r.has("when")) rule.when = parse_condition(r.at("when"), stream);
  if (r.has("into")) {
    const Reader into = r.at("into").object({"remote", "remote_type"});
    rule.into_remote = stream.field(into.text("remote"));
    rule.into_type = into.text("remote_type");
  }
  if (r.has("converts_to")) rule.converts_to = r.text("converts_to");
  if (r.has("refusal")) {
    if (!rule.own) r.at("refusal").fail("only changes that act through verbs are refused");
    rule.refusal = stream.field(r.text("refusal"));
  }
  const Authority tie = parse_authority(r, "tie", Authority::ask);
  if (r.has("fields")) {
    const Reader fields = r.at("fields");
    fields.array();
    for (std::size_t i = 0; i < fields.size(); ++i) {
      rule.fields.push_back(parse_field(fields.at(i), *entity, stream, linked, tie));
      FieldPlan& last = rule.fields.back();
      if (rule.into_type && last.out && fields.at(i).has("direction")) {
        fields.at(i).at("direction").fail("a rule with 'into' only reads");
      }
      if (rule.into_type) last.out = false;
      if (rule.own && last.in && last.position != model::kId) {
        // Tandem's own records change through verbs; a host field may still be mirrored in.
        const Field& f = entity->field(last.position);
        if (f.set_by != model::SetBy::host) last.in = false;
      }
    }
  }
  parse_constants(r, *entity, rule);
  add_currency(mapping, r, *entity, rule);
  if (r.has("verbs")) {
    const Reader verbs = r.at("verbs");
    verbs.array();
    for (std::size_t i = 0; i < verbs.size(); ++i) {
      rule.verbs.push_back(parse_verb(verbs.at(i), *entity, stream, linked, catalogue));
    }
  }
  finish_fields(r, *entity, rule);
  parse_delete(r, rule);
  rule.create_in = !rule.own;
  if (r.has("create")) {
    const Reader create = r.at("create").object({"in", "out"});
    rule.create_in = create.flag("in", rule.create_in);
    rule.create_out = create.flag("out", false);
  }
  parse_match(r, *entity, rule);
  if (r.has("out_constants")) {
    for (const auto& [name, value] : r.at("out_constants").json().items()) {
      rule.out_constants.emplace_back(stream.field(name), r.at("out_constants").text(name));
    }
  }
  return rule;
}

/// Types that the rules of a stream refer to, or come from by conversion.
std::vector<std::string> needs(const Mapping& mapping, const StreamPlan& stream) {
  std::vector<std::string> types;
  for (const RulePlan& rule : mapping.rules) {
    if (rule.converts_to == stream.remote_type) types.push_back(rule.remote_type);
  }
  for (const std::size_t index : stream.rules) {
    const RulePlan& rule = mapping.rules[index];
    if (rule.into_type) types.push_back(*rule.into_type);
    for (const FieldPlan& field : rule.fields) {
      const Reference* reference = field.transform.reference();
      if (reference == nullptr) continue;
      for (const Reference::RemoteType& type : reference->remote_types) types.push_back(type.name);
    }
  }
  return types;
}

/// Streams whose references come from other streams go behind them; cycles keep their order, their
/// rows wait for each other.
void order_streams(Mapping& mapping) {
  std::vector<StreamPlan> ordered;
  std::vector<StreamPlan> left = std::move(mapping.streams);
  while (!left.empty()) {
    std::size_t pick = 0;
    for (std::size_t i = 0; i < left.size(); ++i) {
      const auto wanted = needs(mapping, left[i]);
      const bool waits = std::any_of(left.begin(), left.end(), [&](const StreamPlan& other) {
        return &other != &left[i] && other.remote_type != left[i].remote_type &&
               std::find(wanted.begin(), wanted.end(), other.remote_type) != wanted.end();
      });
      if (!waits) {
        pick = i;
        break;
      }
    }
    ordered.push_back(std::move(left[pick]));
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(pick));
  }
  mapping.streams = std::move(ordered);
}

/// "user" is what a person is called where no type is named.
std::set<std::string> types_of_persons(const Mapping& mapping) {
  std::set<std::string> types = {"user"};
  for (const RulePlan& rule : mapping.rules) {
    if (rule.entity->name() == "person") types.insert(rule.remote_type);
    for (const FieldPlan& field : rule.fields) {
      const Reference* reference = field.transform.reference();
      if (reference == nullptr) continue;
      for (const Reference::RemoteType& type : reference->remote_types) {
        if (type.entity == "person") types.insert(type.name);
      }
    }
  }
  return types;
}

}  // namespace

std::unique_ptr<Mapping> Mapping::parse(const Json& document, const model::Catalogue& catalogue) {
  auto mapping = std::make_unique<Mapping>();
  const Reader root(document, "");
  root.object({"$schema", "format", "name", "doc", "default_currency", "rules"});
  if (root.at("format").integer() != 1) root.at("format").fail("this library reads format 1");
  mapping->default_currency = root.text("default_currency", "");
  const Reader rules = root.at("rules");
  rules.array();
  const LinkedTypes linked = linked_types(rules.json());
  for (std::size_t i = 0; i < rules.size(); ++i) {
    mapping->rules.push_back(parse_rule(*mapping, rules.at(i), i, linked, catalogue));
  }
  for (StreamPlan& stream : mapping->streams) {
    stream.hash = sha256_hex(stream.hash + mapping->default_currency);
    stream.seed = std::stoull(stream.hash.substr(0, 16), nullptr, 16);
  }
  order_streams(*mapping);
  mapping->person_types = types_of_persons(*mapping);
  return mapping;
}

std::string mapping_hash(const Json& document) { return sha256_hex(document.dump()); }

}  // namespace tandem::sync
