// SPDX-License-Identifier: Apache-2.0
#include "forms.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "json_value.hpp"
#include "text.hpp"

namespace tandem::tryton {
namespace {

constexpr std::string_view kBlanks = " \t\n\r\f\v";
constexpr std::string_view kIndent = "  ";  // of the further lines of a text
constexpr std::int64_t kDay = 86'400'000'000;

/// Lines of every form that Tandem keeps for itself and for people.
const std::vector<FormField>& common_fields() {
  static const std::vector<FormField> kCommon = {
      {"refused", "Not taken over", FormKind::text},
      {"answers_read", "Answers read"},
      {"hint", "How to answer"},
      {"remarks", "Remarks", FormKind::text},
  };
  return kCommon;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](char c) { return lower(c); });
  return result;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::string unix_lines(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      result += text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      result += '\n';
    }
  }
  return result;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (true) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == text.npos) return lines;
    text.remove_prefix(end + 1);
  }
}

bool begins(std::string_view text, std::string_view with) {
  return text.size() >= with.size() && lower(text.substr(0, with.size())) == lower(with);
}

bool is_key(std::string_view text) {
  return text.size() >= 4 && text.size() <= 36 &&
         text.find_first_not_of("0123456789abcdefABCDEF-") == text.npos;
}

/// The key of the form's first line; nothing where it is another line.
std::optional<std::string> key_of(const Form& form, std::string_view line) {
  line = trimmed(line);
  if (!begins(line, form.title)) return std::nullopt;
  std::string_view rest = line.substr(form.title.size());
  if (rest.empty() || rest == ":") return std::string();
  if (kBlanks.find(rest.front()) == kBlanks.npos) return std::nullopt;
  rest = trimmed(rest);
  if (!rest.empty() && rest.back() == ':') rest = trimmed(rest.substr(0, rest.size() - 1));
  if (!is_key(rest)) return std::nullopt;
  return lower(rest);
}

/// The field whose label a line begins with, and what stands behind it.
std::pair<const FormField*, std::string_view> labelled(const Form& form, std::string_view line) {
  for (const std::vector<FormField>* fields : {&form.fields, &common_fields()}) {
    for (const FormField& field : *fields) {
      if (!begins(line, field.label)) continue;
      const std::string_view rest = line.substr(field.label.size());
      const std::size_t colon = rest.find_first_not_of(" \t");
      if (colon != rest.npos && rest[colon] == ':') return {&field, rest.substr(colon + 1)};
    }
  }
  return {nullptr, {}};
}

std::string listed(const std::vector<std::string_view>& choices) {
  std::string list;
  for (const std::string_view choice : choices) {
    list += list.empty() ? "" : ", ";
    list += choice;
  }
  return list;
}

/// As a code: "Did not." is did_not.
std::string code_of(std::string_view text) {
  std::string code = lower(trimmed(text));
  while (!code.empty() && code.back() == '.') code.pop_back();
  std::replace(code.begin(), code.end(), ' ', '_');
  std::replace(code.begin(), code.end(), '-', '_');
  return code;
}

bool all_digits(std::string_view text) {
  return !text.empty() && text.size() <= 9 && text.find_first_not_of("0123456789") == text.npos;
}

/// What is wrong with a value, which becomes the code where it is a choice.
std::string check(const FormField& field, std::string& value) {
  if (value.empty()) return {};
  if (field.kind == FormKind::choice) {
    const std::string code = code_of(value);
    if (std::find(field.choices.begin(), field.choices.end(), code) == field.choices.end()) {
      return concat({"the line ", field.label, ": must say one of ", listed(field.choices)});
    }
    value = code;
  } else if (field.kind == FormKind::number && !all_digits(value)) {
    return concat({"the line ", field.label, ": must say a whole number"});
  } else if (field.kind == FormKind::moment && !read_moment(value)) {
    return concat({"the line ", field.label, ": must say a day as 2026-12-31, or 2026-12-31 17:00 UTC"});
  }
  return {};
}

std::set<std::int64_t> read_ids(std::string_view text) {
  std::set<std::int64_t> ids;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    if (const auto id = parse_id(trimmed(text.substr(0, comma)))) ids.insert(*id);
    text = comma == text.npos ? std::string_view() : text.substr(comma + 1);
  }
  return ids;
}

/// Takes the lines of a note one by one.
class FormReader {
 public:
  FormReader(const Form& form, FormText& text) : form_(form), text_(text) {}

  void line(std::string_view line) {
    const auto [field, rest] = labelled(form_, line);
    if (field != nullptr) {
      begin(*field, rest);
    } else if (at_ != nullptr && at_->kind == FormKind::text) {
      const bool indented = line.substr(0, kIndent.size()) == kIndent;
      values_[std::string(at_->name)] += concat({"\n", indented ? line.substr(kIndent.size()) : line});
    } else {
      remarks_ += concat({line, "\n"});
    }
  }

  void end() {
    for (auto& [name, value] : values_) {
      value = tidy(value);
      const FormField* field = form_.field(name);
      if (field == nullptr || value.empty()) continue;
      complain(check(*field, value));
      text_.values.emplace(name, value);
    }
    text_.refused = values_["refused"];
    text_.answers_read = read_ids(values_["answers_read"]);
    text_.remarks = tidy(concat({remarks_, "\n", values_["remarks"]}));
  }

 private:
  void begin(const FormField& field, std::string_view rest) {
    at_ = &field;
    std::string& value = values_[std::string(field.name)];
    if (trimmed(rest).empty()) return;
    if (field.name == "remarks" && !value.empty()) {
      value += "\n";
    } else if (!tidy(value).empty()) {
      if (tidy(value) == tidy(rest)) return;
      complain(concat({"the line ", field.label,
                       ": stands there twice: leave one of them, or begin the other with two blanks to make "
                       "it part of the text above it"}));
      return;
    }
    value += rest;
  }

  void complain(std::string problem) {
    if (text_.problem.empty()) text_.problem = std::move(problem);
  }

  const Form& form_;
  FormText& text_;
  const FormField* at_ = nullptr;
  std::map<std::string, std::string, std::less<>> values_;
  std::string remarks_;
};

void put_line(std::string& out, const FormField& field, std::string_view value) {
  const std::string tidied = tidy(value);
  if (tidied.empty()) return;
  out += concat({"\n", field.label, ":"});
  char between = ' ';
  for (const std::string_view line : lines_of(tidied)) {
    out += between;
    if (between == '\n' && !line.empty()) out += kIndent;
    out += line;
    between = field.kind == FormKind::text ? '\n' : ' ';
  }
}

std::string ids_text(const std::set<std::int64_t>& ids) {
  std::string list;
  for (const std::int64_t id : ids) list += concat({list.empty() ? "" : ", ", std::to_string(id)});
  return list;
}

}  // namespace

const FormField* Form::field(std::string_view wanted) const {
  for (const FormField& field : fields) {
    if (field.name == wanted) return &field;
  }
  return nullptr;
}

std::string tidy(std::string_view text) { return std::string(trimmed(unix_lines(text))); }

std::optional<FormText> read_form(const Form& form, std::string_view message) {
  const std::string whole = unix_lines(message);
  const std::vector<std::string_view> lines = lines_of(whole);
  const auto key = key_of(form, lines.front());
  if (!key) return std::nullopt;
  FormText text;
  text.key = *key;
  FormReader reader(form, text);
  for (std::size_t i = 1; i < lines.size(); ++i) reader.line(lines[i]);
  reader.end();
  return text;
}

std::string write_form(const Form& form, const FormText& text) {
  std::string out(form.title);
  if (!text.key.empty()) out += concat({" ", text.key});
  for (const FormField& field : form.fields) {
    if (const auto value = text.values.find(field.name); value != text.values.end()) {
      put_line(out, field, value->second);
    }
  }
  const std::vector<FormField>& common = common_fields();
  const std::string answers = ids_text(text.answers_read);
  const std::string_view values[] = {text.refused, answers, form.hint, text.remarks};
  for (std::size_t i = 0; i < common.size(); ++i) put_line(out, common[i], values[i]);
  return out;
}

std::string missing_in(const Form& form, const FormText& text) {
  for (const FormField& field : form.fields) {
    if (!field.required || text.values.count(field.name) != 0) continue;
    return field.choices.empty()
               ? concat({"a line ", field.label, ": is missing"})
               : concat({"a line ", field.label, ": is missing, with one of ", listed(field.choices)});
  }
  return {};
}

FormValues answered(const Form& form, const FormText& answer) {
  const auto state = answer.values.find("state");
  const std::string_view asked = state == answer.values.end() ? std::string_view() : state->second;
  FormValues values;
  for (const FormAnswer& one : form.answers) {
    if (one.state != asked) continue;
    if (!asked.empty()) values.emplace("state", asked);
    for (const std::string_view line : one.lines) {
      if (const auto said = answer.values.find(line); said != answer.values.end()) values.insert(*said);
    }
  }
  return values;
}

std::string missing_in_answer(const Form& form, const FormText& text) {
  if (!answered(form, text).empty()) return {};
  std::vector<std::string_view> states;
  for (const FormAnswer& one : form.answers) {
    if (!one.state.empty()) states.push_back(one.state);
  }
  const bool has_state = text.values.count("state") != 0;
  if (states.empty() && has_state) return concat({"its state follows by itself: ", form.hint});
  if (states.empty() || text.values.empty()) return concat({"the answer says nothing: ", form.hint});
  return concat({has_state ? "the line State: of an answer must say one of "
                           : "a line State: is missing in the answer, with one of ",
                 listed(states)});
}

std::string moment_text(std::int64_t microseconds) {
  const Json at = instant_json(microseconds);
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d %02d:%02d UTC", at["year"].get<int>(),
                at["month"].get<int>(), at["day"].get<int>(), at["hour"].get<int>(), at["minute"].get<int>());
  return text;
}

std::optional<std::int64_t> read_moment(std::string_view text) {
  const std::string line(trimmed(text));
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, end = 0;
  const int read =
      std::sscanf(line.c_str(), "%4d-%2d-%2d%n %2d:%2d%n", &year, &month, &day, &end, &hour, &minute, &end);
  if (read != 3 && read != 5) return std::nullopt;
  const std::string_view rest = trimmed(std::string_view(line).substr(static_cast<std::size_t>(end)));
  if (!rest.empty() && (read != 5 || (rest != "UTC" && rest != "Z"))) return std::nullopt;
  if (year < 1970 || hour > 23 || minute > 59 || hour < 0 || minute < 0) return std::nullopt;
  const Json at = {{"__class__", "datetime"}, {"year", year}, {"month", month},  {"day", day}, {"hour", hour},
                   {"minute", minute},        {"second", 0},  {"microsecond", 0}};
  const auto moment = read_instant(at);
  // A day that no month has comes back as another.
  if (!moment || month < 1 || month > 12 || instant_json(*moment)["day"] != day) return std::nullopt;
  return read == 3 ? *moment + kDay : *moment;
}

}  // namespace tandem::tryton
