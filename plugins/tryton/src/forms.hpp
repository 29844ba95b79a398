// SPDX-License-Identifier: Apache-2.0
// A form in a note: a text that people read and write as well as Tandem. Its first line says which form it
// is, then come lines "Label: value". What stands here knows nothing of Tryton.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::tryton {

enum class FormKind {
  line,
  text,    ///< may go on over several lines
  choice,  ///< one of the field's choices
  number,  ///< whole
  moment,  ///< a day, or a time of a day in UTC
};

struct FormField {
  std::string_view name, label;
  FormKind kind = FormKind::line;
  std::vector<std::string_view> choices = {};
  bool required = false;  ///< of a form that a person writes
  bool passing = false;   ///< says what is done now: not kept in the form
};

/// What a person may say in an answer. Lines besides these only Tandem sets.
struct FormAnswer {
  std::string_view state;  ///< that it asks for; empty: none
  std::vector<std::string_view> lines = {};
};

struct Form {
  std::string_view name, title;
  bool opened_by_people = false;  ///< without a key it is a new one, not an answer
  std::string_view hint;          ///< what a person who wants to answer writes
  std::vector<FormAnswer> answers;
  std::vector<FormField> fields;

  const FormField* field(std::string_view name) const;
};

const std::vector<Form>& forms();
/// Lines of every form that Tandem keeps for itself and for people.
const std::vector<FormField>& common_fields();

/// By field name; as they stand in the note, choices as their codes.
using FormValues = std::map<std::string, std::string, std::less<>>;

struct FormText {
  std::string key;  ///< of the first line: the Tandem id, or its end
  FormValues values;
  std::string refused;                  ///< which answer was not taken over, and why
  std::set<std::int64_t> answers_read;  ///< notes whose answers are in the values, or were refused
  std::string remarks;                  ///< whatever else a person wrote
  std::string problem;                  ///< what is wrong, and what to write instead; empty: nothing
};

/// Nothing where the first line is not the form's.
std::optional<FormText> read_form(const Form& form, std::string_view message);
/// A form that is read from what is written here has the same values, texts as `tidy` leaves them.
std::string write_form(const Form& form, const FormText& text);

/// Of an answer's values those that count: its state and the lines that belong to it.
FormValues answered(const Form& form, const FormText& answer);

/// Why an answer asks for nothing, with what to write; empty: it does.
std::string missing_in_answer(const Form& form, const FormText& text);

/// What a form that a person wrote lacks, with what to write; empty: nothing.
std::string missing_in(const Form& form, const FormText& text);

}  // namespace tandem::tryton
