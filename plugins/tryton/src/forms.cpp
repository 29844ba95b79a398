// SPDX-License-Identifier: Apache-2.0
#include "forms.hpp"

#include "lines.hpp"
#include "text.hpp"

namespace tandem::tryton {
namespace {

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

}  // namespace tandem::tryton
