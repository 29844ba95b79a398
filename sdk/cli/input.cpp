// SPDX-License-Identifier: Apache-2.0
#include "input.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <tandem/cpp/json.hpp>

#include "csv.hpp"
#include "terminal.hpp"

namespace tandem::cli {
namespace {

constexpr char kMark = '\x1f';

Json parse(std::string_view text, std::string_view what) {
  Json document = read_json<Json>(text);
  if (document.is_discarded()) {
    throw Problem(
        TANDEM_INVALID_ARGUMENT,
        std::string(what) + " is not JSON, or nests deeper than " + std::to_string(json_levels) + " levels",
        "quote it for the shell, as in '{\"name\": \"Ada\"}', or put it into a file and write @file");
  }
  return document;
}

bool is_text_type(std::string_view type) {
  static constexpr std::string_view kTextTypes[] = {"id",      "ref",  "text",     "email",
                                                    "phone",   "zone", "currency", "country",
                                                    "decimal", "date", "choice",   "enum"};
  return std::find(std::begin(kTextTypes), std::end(kTextTypes), type) != std::end(kTextTypes);
}

bool looks_like_csv(std::string_view content) {
  const std::size_t first = content.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  return first != std::string_view::npos && content[first] != '{' && content[first] != '[';
}

std::string csv_documents(const std::string& content, const TypeOf& type_of,
                          std::vector<std::string>* left_out) {
  CsvReader reader(content);
  std::vector<std::string> names, row;
  reader.next(names);
  std::vector<std::string> types;
  types.reserve(names.size());
  for (const std::string& name : names) types.push_back(type_of ? type_of(name) : "");
  std::string lines;
  while (reader.next(row)) {
    if (row.size() != names.size()) {
      const std::string what = "line " + std::to_string(reader.line()) + " of the CSV file has " +
                               std::to_string(row.size()) + " cells, the header has " +
                               std::to_string(names.size());
      if (left_out == nullptr) {
        throw Problem(TANDEM_INVALID_ARGUMENT, what,
                      "put cells that hold the separator or a line break into double quotes");
      }
      left_out->push_back(what);
      continue;
    }
    Json document = Json::object();
    try {
      for (std::size_t i = 0; i < row.size(); ++i) {
        if (!row[i].empty()) document[names[i]] = typed_value(types[i], row[i]);
      }
    } catch (const Problem& problem) {
      const std::string what =
          "line " + std::to_string(reader.line()) + " of the CSV file: " + problem.message();
      if (left_out == nullptr) throw Problem(TANDEM_INVALID_ARGUMENT, what, problem.advice());
      left_out->push_back(what);
      continue;
    }
    // Broken UTF-8 goes through as it is: the library says which document it is in.
    lines += document.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  }
  return lines;
}

}  // namespace

std::vector<std::string> mark_json_arguments(int argc, char** argv) {
  std::vector<std::string> out;
  for (int i = 1; i < argc; ++i) {
    std::string argument = argv[i];
    if (!argument.empty() && (argument[0] == '[' || argument[0] == '{')) argument.insert(0, 1, kMark);
    out.push_back(std::move(argument));
  }
  return out;
}

std::string unmarked(std::string argument) {
  if (!argument.empty() && argument[0] == kMark) argument.erase(0, 1);
  return argument;
}

std::string read_file(const std::string& path) {
  if (path == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  std::string content;
  if (in) content.assign(std::istreambuf_iterator<char>(in), {});
  if (!in.good() && !in.eof()) {
    const bool missing = errno == ENOENT;
    throw Problem(missing ? TANDEM_NOT_FOUND : TANDEM_UNAVAILABLE,
                  "cannot read " + path + ": " + (errno ? std::strerror(errno) : "read error"),
                  "check the path and who may read the file");
  }
  return content;
}

std::string text_or_file(const std::string& argument) {
  std::string text = unmarked(argument);
  if (text == "-") return read_file("-");
  if (text.size() > 1 && text[0] == '@') return read_file(text.substr(1));
  return text;
}

Json object_argument(const std::string& argument, std::string_view what) {
  Json document = parse(text_or_file(argument), what);
  if (!document.is_object()) {
    throw Problem(TANDEM_INVALID_ARGUMENT, std::string(what) + " is not a JSON object",
                  "write an object: {\"name\": value, …}");
  }
  return document;
}

Json loose_value(std::string_view text) {
  Json value = read_json<Json>(text);
  return value.is_discarded() ? Json(std::string(text)) : value;
}

Json typed_value(std::string_view type, std::string_view text) {
  if (text == "null") return nullptr;
  if (type == "instant") {
    if (const auto at = parse_instant(text)) return *at;
    return loose_value(text);
  }
  if (is_text_type(type)) {
    const bool quoted = text.size() > 1 && text.front() == '"';  // "null" and blanks can be said so
    return quoted ? loose_value(text) : Json(std::string(text));
  }
  const bool structured = !text.empty() && (text.front() == '[' || text.front() == '{');
  if (structured && (type == "json" || type == "set")) return parse(text, "a value that starts as JSON");
  return loose_value(text);
}

Json pairs(const std::vector<std::string>& arguments, const TypeOf& type_of) {
  Json object = Json::object();
  for (const std::string& marked : arguments) {
    const std::string argument = unmarked(marked);
    const std::size_t sign = argument.find('=');
    if (sign == std::string::npos || sign == 0) {
      throw UsageProblem("'" + argument + "' is not of the form name=value",
                         "write name=value, and quote values with blanks: name='two words'");
    }
    const std::string name = argument.substr(0, sign);
    std::string value = argument.substr(sign + 1);
    if (value.size() > 1 && value[0] == '@') value = read_file(value.substr(1));
    object[name] = typed_value(type_of ? type_of(name) : "", value);
  }
  return object;
}

std::string documents_of(const std::string& content, const TypeOf& type_of,
                         std::vector<std::string>* left_out) {
  return looks_like_csv(content) ? csv_documents(content, type_of, left_out) : content;
}

}  // namespace tandem::cli
