// SPDX-License-Identifier: Apache-2.0
#include "sync/mapping/transform.hpp"

#include <algorithm>

#include "base/money.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "sync/mapping/transform_steps.hpp"

namespace tandem::sync {
namespace {

using namespace steps;

std::vector<std::string> words(const Reader& reader) {
  std::vector<std::string> list;
  reader.array();
  for (std::size_t i = 0; i < reader.size(); ++i) list.push_back(reader.at(i).text());
  if (list.empty()) reader.fail("must not be empty");
  return list;
}

void add(TransformChain& chain, std::unique_ptr<const Transform> step) {
  chain.steps.push_back(std::move(step));
}

void parse_rename(const Reader&, const Reader&, const Field&, TransformChain&) {}

void parse_trim(const Reader&, const Reader&, const Field&, TransformChain& chain) {
  add(chain, std::make_unique<Text>());
}

void parse_lower(const Reader&, const Reader&, const Field&, TransformChain& chain) {
  auto step = std::make_unique<Text>();
  step->lower_ = true;
  add(chain, std::move(step));
}

void parse_upper(const Reader&, const Reader&, const Field&, TransformChain& chain) {
  auto step = std::make_unique<Text>();
  step->upper_ = true;
  add(chain, std::move(step));
}

void parse_text(const Reader&, const Reader& r, const Field&, TransformChain& chain) {
  auto step = std::make_unique<Text>();
  step->trim_ = r.flag("trim", true);
  if (r.has("case")) {
    const std::string letters = r.at("case").choice({"lower", "upper"});
    step->lower_ = letters == "lower";
    step->upper_ = letters == "upper";
  }
  if (r.has("max")) step->max_ = static_cast<std::size_t>(std::max<std::int64_t>(1, r.at("max").integer()));
  add(chain, std::move(step));
}

void parse_map(const Reader& whole, const Reader& table, const Field&, TransformChain& chain) {
  if (!table.json().is_object() || table.json().empty()) table.fail("must be an object of remote to local");
  auto step = std::make_unique<EnumMap>();
  for (const auto& [remote, local] : table.json().items()) {
    if (!local.is_string()) table.at(remote).fail("must be a text");
    step->in_[remote] = local.get<std::string>();
    step->out_.emplace(local.get<std::string>(), remote);  // the first spelling wins on the way out
  }
  if (whole.has("else") && whole.at("else").json().is_object()) {
    step->other_ = whole.at("else").object({"value"}).text("value");
  } else if (whole.has("else")) {
    const std::string other = whole.at("else").choice({"error", "keep", "null"});
    step->else_ = other == "keep"   ? EnumMap::Else::keep
                  : other == "null" ? EnumMap::Else::null
                                    : EnumMap::Else::refuse;
  }
  add(chain, std::move(step));
}

void parse_date_step(const Reader&, const Reader& r, const Field&, TransformChain& chain) {
  auto step = std::make_unique<Date>();
  step->pattern_ = r.text("pattern", "");
  step->zone_ = r.text("zone", "UTC");
  if (!zone_exists(step->zone_)) r.at("zone").fail("unknown time zone '" + step->zone_ + "'");
  add(chain, std::move(step));
}

void parse_decimal(const Reader&, const Reader& r, const Field&, TransformChain& chain) {
  auto step = std::make_unique<DecimalMinor>();
  step->currency_ = r.text("currency", "");
  if (!step->currency_.empty() && !minor_digits(step->currency_)) {
    r.at("currency").fail("unknown currency '" + step->currency_ + "'");
  }
  chain.uses_currency = chain.uses_currency || step->currency_.empty();
  add(chain, std::move(step));
}

void parse_scale(const Reader&, const Reader& r, const Field&, TransformChain& chain) {
  auto step = std::make_unique<Scale>();
  if (r.has("num")) step->num_ = r.at("num").integer();
  if (r.has("den")) step->den_ = r.at("den").integer();
  if (step->num_ < 1 || step->den_ < 1) r.fail("num and den must be positive");
  add(chain, std::move(step));
}

void parse_bool(const Reader&, const Reader& r, const Field&, TransformChain& chain) {
  auto step = std::make_unique<Truth>();
  step->true_ = words(r.at("true"));
  step->false_ = words(r.at("false"));
  add(chain, std::move(step));
}

void parse_zero_to_null(const Reader&, const Reader&, const Field&, TransformChain& chain) {
  add(chain, std::make_unique<ZeroToNull>());
}

/// Each remote type has a remote field of its own.
bool by_field(const Reader& r) {
  if (!r.has("remote_type") || !r.at("remote_type").json().is_array()) return false;
  const Reader list = r.at("remote_type");
  return list.size() > 0 && list.at(std::size_t{0}).json().is_string();
}

/// "Lead", ["Lead", "Contact"] for a remote field each, or [{"prefix", "type"}] told by the id.
void parse_remote_types(const Reader& r, bool person, const std::string& entity, Reference& reference) {
  if (!r.has("remote_type") || !r.at("remote_type").json().is_array()) {
    reference.remote_types.push_back({r.text("remote_type", person ? "user" : ""), {}, entity});
    if (reference.remote_types.front().name.empty()) r.fail("'remote_type' is missing");
    return;
  }
  const Reader list = r.at("remote_type");
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (by_field(r)) {
      reference.remote_types.push_back({list.at(i).text(), {}, entity});
    } else {
      const Reader item = list.at(i).object({"prefix", "type"});
      reference.remote_types.push_back({item.text("type"), item.text("prefix"), entity});
    }
  }
  if (reference.remote_types.empty()) list.fail("must name a remote type");
}

Reference parse_reference(const Reader& r, const Field& field, bool person) {
  Reference reference;
  reference.entity_field = r.text("entity_field", "");
  const std::string entity = person ? std::string("person") : r.text("entity", field.target);
  const bool several = !reference.entity_field.empty();
  if (several && (!entity.empty() || r.has("create") || !by_field(r))) {
    r.at("entity_field").fail("is for a list of remote types whose rows are of several entities");
  }
  if (entity.empty() && !several) r.fail("'entity' is missing");
  if (!field.target.empty() && field.target != entity) {
    r.fail("'" + std::string(field.name) + "' refers to a " + std::string(field.target));
  }
  parse_remote_types(r, person, entity, reference);
  const std::string by = r.has("by") ? r.at("by").choice({"remote", "email"}) : std::string("remote");
  reference.by = by == "email" ? Reference::By::email : Reference::By::remote;
  if (r.has("create") && r.at("create").json().is_object()) reference.create = r.at("create").json();
  if (r.has("create") && r.at("create").json().is_boolean() && r.flag("create", false)) {
    reference.create = Json::object();
  }
  if (person && !r.has("create")) reference.create = Json::object();
  if (r.has("side") && reference.create) (*reference.create)["side"] = r.text("side");
  return reference;
}

void add_reference(const Reader& r, const Field& field, bool person, TransformChain& chain) {
  Reference reference = parse_reference(r, field, person);
  if (by_field(r)) {
    chain.lookups = std::move(reference);
  } else {
    add(chain, std::make_unique<Refer>(std::move(reference)));
  }
}

void parse_ref(const Reader&, const Reader& r, const Field& field, TransformChain& chain) {
  add_reference(r, field, false, chain);
}

void parse_person(const Reader&, const Reader& r, const Field& field, TransformChain& chain) {
  add_reference(r, field, true, chain);
}

void parse_list(const Reader&, const Reader& r, const Field&, TransformChain& chain) {
  auto step = std::make_unique<List>();
  step->by_ = r.text("by", ";");
  if (step->by_.empty()) r.at("by").fail("must not be empty");
  add(chain, std::move(step));
}

void parse_join(const Reader&, const Reader& r, const Field&, TransformChain& chain) {
  chain.join = Join{r.text("by", " ")};
}

void parse_split(const Reader&, const Reader& r, const Field&, TransformChain& chain) {
  Split split;
  split.by = r.text("by", " ");
  if (split.by.empty()) r.at("by").fail("must not be empty");
  const std::string part = r.at("part").choice({"first", "rest", "before_last", "last"});
  split.part = part == "first"         ? Split::Part::first
               : part == "rest"        ? Split::Part::rest
               : part == "before_last" ? Split::Part::before_last
                                       : Split::Part::last;
  chain.split = split;
}

constexpr std::string_view kTextOptions[] = {"trim", "case", "max"};
constexpr std::string_view kElse[] = {"else"};
constexpr std::string_view kDateOptions[] = {"pattern", "zone"};
constexpr std::string_view kDecimalOptions[] = {"currency"};
constexpr std::string_view kScaleOptions[] = {"num", "den"};
constexpr std::string_view kBoolOptions[] = {"true", "false"};
constexpr std::string_view kReferenceOptions[] = {"entity",      "entity_field", "by",
                                                  "remote_type", "create",       "side"};
constexpr std::string_view kByOption[] = {"by"};
constexpr std::string_view kSplitOptions[] = {"by", "part"};

using Form = TransformKind::Form;
constexpr TransformKind kKinds[] = {
    {.name = "rename", .form = Form::name, .doc = "the value as it is", .parse = parse_rename},
    {.name = "trim", .form = Form::name, .doc = "text without blanks at its ends", .parse = parse_trim},
    {.name = "lower", .form = Form::name, .doc = "trimmed text in lower case", .parse = parse_lower},
    {.name = "upper", .form = Form::name, .doc = "trimmed text in upper case", .parse = parse_upper},
    {.name = "text",
     .form = Form::object,
     .options = kTextOptions,
     .doc = "text: trimmed unless told otherwise, its case changed, cut to the bytes that the remote takes",
     .parse = parse_text},
    {.name = "map",
     .form = Form::object,
     .beside = kElse,
     .doc = "names of choices, remote value to value here",
     .parse = parse_map},
    {.name = "date",
     .form = Form::either,
     .options = kDateOptions,
     .doc = "civil dates and instants",
     .parse = parse_date_step},
    {.name = "decimal",
     .form = Form::either,
     .options = kDecimalOptions,
     .doc = "an amount in decimal notation to minor units, exactly; without `currency` the row's own",
     .parse = parse_decimal},
    {.name = "scale",
     .form = Form::object,
     .options = kScaleOptions,
     .doc = "value here = remote value * num / den: percent to ppm and the like",
     .parse = parse_scale},
    {.name = "bool",
     .form = Form::object,
     .options = kBoolOptions,
     .doc = "the remote's words for yes and no",
     .parse = parse_bool},
    {.name = "zero_to_null",
     .form = Form::either,
     .doc = "0 stands for nothing",
     .parse = parse_zero_to_null},
    {.name = "ref",
     .form = Form::object,
     .options = kReferenceOptions,
     .doc = "a foreign id to the record linked to it; with `create` an unknown one makes a record",
     .parse = parse_ref},
    {.name = "person",
     .form = Form::either,
     .options = kReferenceOptions,
     .doc = "a remote user; an unknown one becomes an unconfirmed person",
     .parse = parse_person},
    {.name = "list",
     .form = Form::either,
     .options = kByOption,
     .doc = "several values in one remote field to a set here",
     .parse = parse_list},
    {.name = "join",
     .form = Form::either,
     .options = kByOption,
     .doc = "several remote fields to one here",
     .parse = parse_join},
    {.name = "split",
     .form = Form::object,
     .options = kSplitOptions,
     .doc = "one remote field to several here, each with its part",
     .parse = parse_split},
};

[[noreturn]] void unknown_kind(const Reader& r, const std::string& kind) {
  std::vector<std::string_view> names;
  for (const TransformKind& known : kKinds) names.push_back(known.name);
  const std::string near = nearest(kind, names);
  r.fail("unknown transform '" + kind + "'", near.empty() ? "" : "did you mean '" + near + "'?");
}

void parse_step(const Reader& r, const Field& field, TransformChain& chain) {
  static const Json kEmpty = Json::object();
  const bool named = r.json().is_string();
  if (!named && (!r.json().is_object() || r.json().empty())) r.fail("must be a name or an object");
  const std::string name = named ? r.text() : r.json().begin().key();
  const Reader arguments = named ? Reader(kEmpty, r.path()) : r.at(name);
  const auto kind = std::find_if(std::begin(kKinds), std::end(kKinds),
                                 [&](const TransformKind& known) { return known.name == name; });
  std::vector<std::string_view> keys = {name};
  if (kind != std::end(kKinds)) keys.insert(keys.end(), kind->beside.begin(), kind->beside.end());
  if (!named || (kind != std::end(kKinds) && !kind->beside.empty())) r.object(keys);
  if (kind == std::end(kKinds)) unknown_kind(r, name);
  if (!kind->options.empty()) arguments.object(kind->options);
  kind->parse(r, arguments, field, chain);
}

}  // namespace

std::span<const TransformKind> transform_kinds() { return kKinds; }

const Reference::RemoteType* Reference::type_of(std::string_view remote_id) const {
  for (const RemoteType& type : remote_types) {
    if (remote_id.substr(0, type.prefix.size()) == type.prefix) return &type;
  }
  return nullptr;
}

bool Reference::names(std::string_view remote_type) const {
  return std::any_of(remote_types.begin(), remote_types.end(),
                     [&](const RemoteType& type) { return type.name == remote_type; });
}

Waiting::Waiting(const std::string& remote_type, const std::string& remote_id)
    : Error(TANDEM_NOT_FOUND, "waits for " + remote_type + ", which has not arrived yet",
            "nothing to do: it goes on when that record is linked"),
      waits_for_(remote_type + "\x1f" + remote_id) {}

std::string_view split_part(const Split& split, std::string_view whole) {
  whole = trim(whole);
  const bool by_first = split.part == Split::Part::first || split.part == Split::Part::rest;
  const std::size_t at = by_first ? whole.find(split.by) : whole.rfind(split.by);
  const bool head = split.leads();
  if (at == std::string_view::npos) {
    // One word: a lone word is the family name of "before_last/last", the first of "first/rest".
    const bool mine = split.part == Split::Part::first || split.part == Split::Part::last;
    return mine ? whole : std::string_view{};
  }
  return trim(head ? whole.substr(0, at) : whole.substr(at + split.by.size()));
}

std::string joined(const std::vector<std::string>& parts, std::string_view by) {
  std::string whole;
  for (const std::string& part : parts) {
    if (part.empty()) continue;
    if (!whole.empty()) whole += by;
    whole += part;
  }
  return whole;
}

Value TransformChain::in(Value value, const TransformContext& context) const {
  if (split && model::has(value)) {
    const std::string whole = plain_text(value);
    const std::string_view part = split_part(*split, whole);
    value = part.empty() ? model::null() : kept(context.arena, part);
  }
  for (const auto& step : steps) value = step->in(value, context);
  return value;
}

Value TransformChain::out(Value value, const TransformContext& context) const {
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) value = (*step)->out(value, context);
  return value;
}

bool TransformChain::one_way() const {
  return std::any_of(steps.begin(), steps.end(), [](const auto& s) { return s->one_way(); });
}

const Reference* TransformChain::reference() const {
  if (lookups) return &*lookups;
  for (const auto& step : steps) {
    if (const Reference* found = step->reference()) return found;
  }
  return nullptr;
}

TransformChain parse_transform(const Reader* json, const Field& field) {
  TransformChain chain;
  if (json == nullptr || json->json().is_null()) return chain;
  if (!json->json().is_array()) {
    parse_step(*json, field, chain);
    return chain;
  }
  for (std::size_t i = 0; i < json->size(); ++i) parse_step(json->at(i), field, chain);
  return chain;
}

}  // namespace tandem::sync
