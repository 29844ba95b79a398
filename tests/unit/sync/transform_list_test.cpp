// SPDX-License-Identifier: Apache-2.0
// The list of transforms stands once, in the code: the schema and the documents say the same.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>

#include "sync/mapping/transform.hpp"

namespace tandem::sync {
namespace {

using Form = TransformKind::Form;

std::string content(const std::string& path) {
  std::ifstream file(std::string(TANDEM_SOURCE_DIR "/") + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// As the table in the documents writes it.
std::string line(const TransformKind& kind) {
  const std::string name = "\"" + std::string(kind.name) + "\"";
  std::string options, beside;
  for (const std::string_view option : kind.options) {
    options += (options.empty() ? "\"" : ", \"") + std::string(option) + "\"";
  }
  for (const std::string_view key : kind.beside) beside += ", \"" + std::string(key) + "\"";
  const std::string object = "{" + name + ": " + (options.empty() ? "…" : "{" + options + "}") + beside + "}";
  const bool written_as_object = kind.form == Form::object || !kind.options.empty();
  const std::string forms = kind.form == Form::object ? "`" + object + "`"
                            : written_as_object       ? "`" + name + "`, `" + object + "`"
                                                      : "`" + name + "`";
  return "| " + forms + " | " + std::string(kind.doc) + " |\n";
}

TEST(TransformList, IsTheTableOfTheDocuments) {
  std::string table = "| transform | does |\n| --- | --- |\n";
  for (const TransformKind& kind : transform_kinds()) table += line(kind);
  EXPECT_NE(content("sdk/docs/mapping.md").find(table + "\n"), std::string::npos)
      << "sdk/docs/mapping.md should hold\n"
      << table;
}

TEST(TransformList, IsTheListOfTheSchema) {
  const Json schema = parse_json(content("sdk/schema/mapping.schema.json"), "the schema");
  const Json& forms = schema.at("$defs").at("transform").at("oneOf");
  std::set<std::string> names, objects;
  for (const TransformKind& kind : transform_kinds()) {
    if (kind.form != Form::object) names.emplace(kind.name);
    if (kind.form == Form::name) continue;
    objects.emplace(kind.name);
    objects.insert(kind.beside.begin(), kind.beside.end());
  }
  EXPECT_EQ(forms.at(0).at("enum").get<std::set<std::string>>(), names);
  std::set<std::string> properties;
  for (const auto& [name, value] : forms.at(1).at("properties").items()) properties.insert(name);
  EXPECT_EQ(properties, objects);
}

TEST(TransformList, EachHasItsOptionsAndItsMeaningInTheSchema) {
  const Json schema = parse_json(content("sdk/schema/mapping.schema.json"), "the schema");
  const Json& properties = schema.at("$defs").at("transform").at("oneOf").at(1).at("properties");
  for (const TransformKind& kind : transform_kinds()) {
    if (kind.form == Form::name) continue;
    SCOPED_TRACE(std::string(kind.name));
    const Json& described = properties.at(std::string(kind.name));
    EXPECT_EQ(described.value("description", ""), kind.doc);
    const Json& shape = described.contains("$ref") ? schema.at("$defs").at("reference") : described;
    std::set<std::string> options;
    const Json members = shape.value("properties", Json::object());
    for (const auto& [name, value] : members.items()) options.insert(name);
    EXPECT_EQ(options, std::set<std::string>(kind.options.begin(), kind.options.end()));
  }
}

}  // namespace
}  // namespace tandem::sync
