// SPDX-License-Identifier: Apache-2.0
// What people type: name=value pairs, JSON, @files, times; and the files they import.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "problem.hpp"

namespace tandem::cli {

/// CLI11 takes "[1,2]" apart and drops "{}" in lists of arguments: arguments that start with a bracket
/// carry a mark past it, which every reader here takes off again.
std::vector<std::string> mark_json_arguments(int argc, char** argv);
std::string unmarked(std::string argument);

/// The whole file; "-" is standard input.
std::string read_file(const std::string& path);
/// The text itself, or the file named by "@path"; "-" reads standard input.
std::string text_or_file(const std::string& argument);
/// The same as a JSON object; `what` names it in the error.
Json object_argument(const std::string& argument, std::string_view what);

/// JSON where it is JSON, else text.
Json loose_value(std::string_view text);
/// Reads a value for a field or argument of a catalogue type: text stays text although it looks like
/// a number, an instant may be written as a time. An empty type reads as loose_value.
Json typed_value(std::string_view type, std::string_view text);

/// Type of a field or argument by name; empty when it is not known.
using TypeOf = std::function<std::string(std::string_view name)>;
/// "name=value" arguments as an object; "@path" after the sign reads a file.
Json pairs(const std::vector<std::string>& arguments, const TypeOf& type_of = {});

/// 2026-03-01, 2026-03-01T10:00[:00[.5]][Z|+02:00], "now", or whole microseconds; without a zone: UTC.
std::optional<std::int64_t> parse_instant(std::string_view text);
/// The same, or a problem.
std::int64_t instant_argument(std::string_view text);

/// Documents of an import file as JSON lines: JSON array, JSON lines, or CSV with a header (an empty
/// cell is "not given"). With `left_out` a broken CSV row is named there and passed over; without it is
/// a problem.
std::string documents_of(const std::string& content, const TypeOf& type_of,
                         std::vector<std::string>* left_out = nullptr);

}  // namespace tandem::cli
