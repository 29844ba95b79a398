// SPDX-License-Identifier: Apache-2.0
#include "domain/arguments.hpp"

#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "domain/persons.hpp"
#include "model/document.hpp"

namespace tandem::domain {
namespace {

const Argument* find(std::span<const Argument> arguments, std::string_view name) {
  for (const Argument& argument : arguments) {
    if (argument.name == name) return &argument;
  }
  return nullptr;
}

[[noreturn]] void refuse_unknown(std::string_view what, std::span<const Argument> arguments,
                                 std::string_view name) {
  std::vector<std::string_view> names;
  for (const Argument& argument : arguments) names.push_back(argument.name);
  const std::string near = nearest(name, names);
  std::string advice = near.empty() ? "" : "did you mean " + near + "?";
  if (advice.empty()) {
    for (std::string_view n : names) advice += (advice.empty() ? "it takes " : ", ") + std::string(n);
    if (advice.empty()) advice = "it takes no arguments";
  }
  throw Refusal(TANDEM_INVALID_ARGUMENT, "unknown_argument",
                std::string(what) + " has no argument " + escape_controls(cut(name, 60)), advice);
}

bool is_address(const Json& value) {
  return value.is_string() && value.get_ref<const std::string&>().find('@') != std::string::npos;
}

Json check_one(store::Database& database, const Argument& argument, const Json& value) {
  if (argument.type == Type::ref && argument.target == "person" && is_address(value)) {
    return person_by_email(database, value.get_ref<const std::string&>()).text();
  }
  const Field field{
      .name = argument.name, .type = argument.type, .target = argument.target, .choices = argument.choices};
  Arena arena;
  return model::to_json(field, model::canonical(field, model::from_json(field, value, arena), arena));
}

}  // namespace

Json check_arguments(store::Database& database, std::string_view what, std::span<const Argument> arguments,
                     const Json& args) {
  if (!args.is_null() && !args.is_object()) {
    throw Refusal(TANDEM_INVALID_ARGUMENT, "bad_argument",
                  "the arguments of " + std::string(what) + " must be a JSON object");
  }
  Json checked = Json::object();
  for (const auto& [name, value] : args.items()) {
    const Argument* argument = find(arguments, name);
    if (argument == nullptr) refuse_unknown(what, arguments, name);
    checked[name] = value.is_null() ? Json() : check_one(database, *argument, value);
  }
  for (const Argument& argument : arguments) {
    const std::string name(argument.name);
    if (argument.required && !given(checked, name.c_str())) {
      throw Refusal(TANDEM_INVALID_ARGUMENT, "missing_argument",
                    std::string(what) + " needs the argument " + name,
                    name + ": " + std::string(argument.doc));
    }
  }
  return checked;
}

std::string text_of(const Json& args, const char* name) {
  return given(args, name) ? args.at(name).get<std::string>() : std::string();
}

Id id_of(const Json& args, const char* name) {
  return given(args, name) ? Id::require(args.at(name).get_ref<const std::string&>(), name) : Id{};
}

bool flag_of(const Json& args, const char* name, bool otherwise) {
  return given(args, name) ? args.at(name).get<bool>() : otherwise;
}

std::optional<std::int64_t> number_of(const Json& args, const char* name) {
  if (!given(args, name)) return std::nullopt;
  return args.at(name).get<std::int64_t>();
}

const Json* json_of(const Json& args, const char* name) {
  return given(args, name) ? &args.at(name) : nullptr;
}

}  // namespace tandem::domain
