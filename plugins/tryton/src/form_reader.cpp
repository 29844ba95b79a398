// SPDX-License-Identifier: Apache-2.0
// A form as it is read from a note.
#include <algorithm>

#include "forms.hpp"
#include "lines.hpp"
#include "moment.hpp"
#include "text.hpp"

namespace tandem::tryton {
namespace {

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

}  // namespace

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

}  // namespace tandem::tryton
