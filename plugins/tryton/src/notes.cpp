// SPDX-License-Identifier: Apache-2.0
#include "notes.hpp"

#include <algorithm>

#include "json_value.hpp"
#include "lines.hpp"
#include "model.hpp"
#include "text.hpp"
#include "writers.hpp"

namespace tandem::tryton {
namespace {

constexpr std::size_t kWholeKey = 36;
constexpr std::string_view kRefused = "refused";

std::string text_at(const Json& note, const char* name) {
  const Json value = note.value(name, Json());
  return value.is_string() ? value.get<std::string>() : std::string();
}

/// A note whose first line is the form's.
struct Reading {
  Json* note = nullptr;
  FormText text;
  Reading* answers_to = nullptr;
  std::vector<Reading*> answers;  ///< by id

  std::int64_t id() const { return id_of(*note); }
  std::string place() const { return text_at(*note, "resource"); }
};

bool ends_with(std::string_view whole, std::string_view end) {
  return whole.size() >= end.size() && whole.substr(whole.size() - end.size()) == end;
}

/// Has Tandem given the note its number?
bool is_numbered_by_us(const Reading& one, std::int64_t own_user) {
  const bool changed_since = !one.note->value("write_uid", Json()).is_null();
  return one.text.key.size() == kWholeKey && (changed_since || saved_by(*one.note) == own_user);
}

/// Finds the form that `one` answers among the earlier notes. What is wrong, or nothing. Only what was there
/// before the answer counts: whom it answers does not change later.
std::string find_question(const Form& form, Reading& one, const std::vector<Reading*>& earlier,
                          std::int64_t own_user) {
  if (one.text.key.empty() && form.opened_by_people) return {};
  std::vector<Reading*> found;
  for (Reading* other : earlier) {
    if (other->answers_to != nullptr || other->place() != one.place()) continue;
    if (one.text.key.empty() || ends_with(other->text.key, one.text.key)) found.push_back(other);
  }
  if (!found.empty() && (found.size() == 1 || form.name == "handoff")) {
    one.answers_to = found.back();  // a lead has one hand-off at a time: the newest
  } else if (found.size() > 1) {
    return concat({"several of these are on this record: write the end of its number behind '", form.title,
                   "' in the first line"});
  } else if (!is_numbered_by_us(one, own_user)) {
    return concat({"there is no '", form.title, "' with this number on this record to answer"});
  }
  return {};
}

std::string problem_of(const Form& form, const Reading& one) {
  if (!one.text.problem.empty()) return one.text.problem;
  return one.answers_to != nullptr ? missing_in_answer(form, one.text) : missing_in(form, one.text);
}

bool is_read(const Reading& question, const Reading& answer) {
  return question.text.answers_read.count(answer.id()) != 0;
}

/// Nothing is to be said of it: it is in order, or somebody has answered anew since.
bool is_settled(const Form& form, const Reading& question, const Reading& answer) {
  if (is_read(question, answer) || problem_of(form, answer).empty()) return true;
  return std::any_of(question.answers.begin(), question.answers.end(), [&](const Reading* later) {
    return later->id() > answer.id() && problem_of(form, *later).empty();
  });
}

Json describe(const Reading& question, const Form& form) {
  FormValues values = question.text.values;
  Json form_part = {{"key", question.text.key}, {"said", nullptr}, {"by", nullptr}};
  FormValues asked;  // of several unread answers the last one's
  Json answers = Json::array(), settled = Json::array();
  std::int64_t newest = 0;
  for (const Reading* answer : question.answers) {
    answers.push_back(answer->id());
    newest = std::max(newest, changed_at(*answer->note));
    if (is_settled(form, question, *answer)) settled.push_back(answer->id());
    if (is_read(question, *answer) || !problem_of(form, *answer).empty()) continue;
    asked = answered(form, answer->text);
    form_part["by"] = *answer->note;
  }
  if (const auto state = asked.find("state"); state != asked.end()) form_part["said"] = state->second;
  for (const auto& [name, value] : asked) values[name] = value;
  form_part["values"] = values;
  form_part[std::string(kRefused)] = question.text.refused;
  form_part["answers"] = std::move(answers);
  form_part["settled"] = std::move(settled);
  form_part["newest"] = newest;
  return form_part;
}

void settle(const Form& form, const Reading& one, Notes& notes) {
  const std::string problem = problem_of(form, one);
  if (one.answers_to != nullptr) {
    if (is_settled(form, *one.answers_to, one)) {
      notes.others.push_back(one.id());
    } else {
      notes.broken.emplace_back(one.id(), problem);
    }
  } else if (!problem.empty()) {
    notes.broken.emplace_back(one.id(), problem);
  } else {
    (*one.note)["form."] = describe(one, form);
    notes.forms.push_back(std::move(*one.note));
  }
}

/// What a person had written in place of what comes is not lost.
void keep(const Form& form, FormText& text, const std::string& name, const std::string& fresh) {
  const auto old = text.values.find(name);
  const FormField* field = form.field(name);
  if (old == text.values.end() || field == nullptr || field->kind != FormKind::text) return;
  if (tidy(fresh).find(old->second) != std::string::npos) return;
  text.remarks = tidy(concat({text.remarks, "\n", field->label, " was: ", old->second}));
}

std::string refused_answer(const Json& part) {
  return concat({part["said"].get<std::string>(), " (note ", std::to_string(id_of(part["by"])), ")"});
}

/// In Tandem's words; empty where it has refused nothing.
std::string why_refused(const FormEdit& edit) {
  const auto told = edit.find(kRefused);
  return told == edit.end() ? std::string() : told->second.value_or("");
}

/// The unread answer asked for a state, and Tandem says why it is another. A further step in Tandem makes
/// it another too, after the answer was taken over.
bool was_refused(const Json& form_part, const FormEdit& edit) {
  const Json& said = form_part["said"];
  const auto pushed = edit.find("state");
  return said.is_string() && !why_refused(edit).empty() && pushed != edit.end() && pushed->second &&
         *pushed->second != said.get<std::string>();
}

}  // namespace

Notes sort_notes(const Form& form, std::vector<Json> notes, std::int64_t own_user) {
  Notes sorted;
  std::vector<Reading> all;
  all.reserve(notes.size());  // pointers into it stay good
  std::vector<Reading*> earlier;
  for (Json& note : notes) {
    auto text = read_form(form, text_at(note, "message"));
    if (!text) {
      sorted.others.push_back(id_of(note));
      continue;
    }
    all.push_back({&note, std::move(*text), nullptr, {}});
    Reading& one = all.back();
    const std::string lost = find_question(form, one, earlier, own_user);
    if (!lost.empty() && one.text.problem.empty()) one.text.problem = lost;
    if (one.answers_to != nullptr) one.answers_to->answers.push_back(&one);
    if (lost.empty()) earlier.push_back(&one);
  }
  for (const Reading& one : all) settle(form, one, sorted);
  return sorted;
}

std::string changed_message(const Form& form, const Json& record, const FormEdit& edit,
                            std::string_view tandem_id, std::int64_t own_user) {
  FormText text = read_form(form, text_at(record, "message")).value_or(FormText{});
  const Json& part = record.at("form.");
  const bool by_person = saved_by(record) != own_user;
  const bool refused = was_refused(part, edit);
  if (const std::string why = why_refused(edit); !why.empty()) {
    text.refused = refused ? concat({refused_answer(part), ": ", why}) : why;
  } else if (edit.count("state") != 0 || edit.count(kRefused) != 0) {
    text.refused.clear();
  }
  if (!refused) text.values = part["values"].get<FormValues>();
  for (const Json& answer : part["settled"]) text.answers_read.insert(answer.get<std::int64_t>());
  for (const auto& [name, value] : edit) {
    if (name == kRefused) continue;
    if (by_person) keep(form, text, name, value.value_or(""));
    if (value) {
      text.values[name] = *value;
    } else {
      text.values.erase(name);
    }
  }
  for (const FormField& field : form.fields) {
    if (field.passing) text.values.erase(std::string(field.name));
  }
  text.key = tandem_id;
  return write_form(form, text);
}

std::string version_of_form(const Json& record) {
  const Json& part = record.at("form.");
  return concat({std::to_string(changed_at(record)), "/", std::to_string(part["newest"].get<std::int64_t>()),
                 "/", std::to_string(part["answers"].size())});
}

}  // namespace tandem::tryton
