// SPDX-License-Identifier: Apache-2.0
// Compares a connection with the system it names; nothing is written, here or there.
#include <algorithm>

#include "sync/engine.hpp"
#include "sync/mapping/mapping.hpp"

namespace tandem::sync {
namespace {

const Json* named(const Json& list, const std::string& name) {
  for (const Json& item : list) {
    if (item.value("name", "") == name) return &item;
  }
  return nullptr;
}

std::string suggest(const Json& list, const std::string& wrong) {
  std::vector<std::string> names;
  for (const Json& item : list) names.push_back(item.value("name", ""));
  const std::string near = nearest(wrong, names);
  return near.empty() ? std::string{} : " (did you mean '" + near + "'?)";
}

void check_rule(const RulePlan& rule, const StreamPlan& stream, const Json& type, Json& problems) {
  const Json fields = type.value("fields", Json::array());
  const auto complain = [&](const std::string& what) {
    problems.push_back("/rules/" + std::to_string(rule.index) + ": " + what);
  };
  bool writes = false;
  for (const FieldPlan& plan : rule.fields) {
    for (const std::size_t position : plan.remote) {
      const std::string& name = stream.fields[position];
      const Json* field = named(fields, name);
      if (field == nullptr) continue;  // said once for the stream
      if (plan.out && !field->value("writable", true)) {
        complain("'" + name + "' cannot be written there; its direction must be 'in'");
      }
      writes = writes || plan.out;
    }
  }
  const Json traits = type.value("traits", Json::object());
  if (writes && !traits.value("write", true)) complain("'" + rule.remote_type + "' cannot be written there");
  if (!rule.create_out) return;
  for (const Json& field : fields) {
    if (!field.value("required", false) || !field.value("writable", true)) continue;
    const std::string name = field.value("name", "");
    const auto gives = [&](std::size_t position) { return stream.fields[position] == name; };
    const bool given =
        std::any_of(rule.fields.begin(), rule.fields.end(),
                    [&](const FieldPlan& plan) {
                      return plan.out && std::any_of(plan.remote.begin(), plan.remote.end(), gives);
                    }) ||
        std::any_of(rule.out_constants.begin(), rule.out_constants.end(),
                    [&](const auto& constant) { return gives(constant.first); });
    if (!given && name != traits.value("key_field", ""))
      complain("a new '" + rule.remote_type + "' needs '" + name + "'");
  }
}

}  // namespace

Json check(store::Database& database, const Connection& connection, Remote& remote) {
  Json problems = Json::array(), notes = Json::array();
  Json answer = {{"ok", true}, {"org", nullptr}, {"user", nullptr}};
  if (remote.can(TANDEM_CAP_VERIFY)) {
    const Json who = remote.verify();
    for (const char* key : {"org", "user"}) {
      if (who.contains(key)) answer[key] = who[key];
    }
    if (who.contains("note") && who["note"].is_string()) notes.push_back(who["note"]);
    const std::string org = answer["org"].is_string() ? answer["org"].get<std::string>() : "";
    if (!connection.org_identity.empty() && !org.empty() && org != connection.org_identity) {
      problems.push_back("this connection now reaches another organisation than before");
    }
  }
  std::unique_ptr<Mapping> mapping;
  try {
    mapping = Mapping::parse(connection.mapping, database.catalogue());
  } catch (const Error& e) {
    problems.push_back(e.message());
  }
  if (mapping && remote.can(TANDEM_CAP_SCHEMA)) {
    const Json types = remote.schema().value("types", Json::array());
    for (const StreamPlan& stream : mapping->streams) {
      const Json* type = named(types, stream.remote_type);
      if (type == nullptr) {
        problems.push_back("there is no '" + stream.remote_type + "' there" +
                           suggest(types, stream.remote_type));
        continue;
      }
      const Json fields = type->value("fields", Json::array());
      for (const std::string& name : stream.fields) {
        if (named(fields, name) == nullptr) {
          problems.push_back("'" + stream.remote_type + "' has no field '" + name + "'" +
                             suggest(fields, name));
        }
      }
      for (const std::size_t index : stream.rules) check_rule(mapping->rules[index], stream, *type, problems);
    }
    if (mapping->rules.empty()) notes.push_back("the mapping has no rules: nothing will be synchronised");
  }
  answer["ok"] = problems.empty();
  answer["problems"] = problems;
  answer["notes"] = notes;
  return answer;
}

}  // namespace tandem::sync
