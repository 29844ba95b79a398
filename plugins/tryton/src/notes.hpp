// SPDX-License-Identifier: Apache-2.0
// The notes on Tryton's records as forms and answers. Tryton's client does not let anybody change a note that
// is saved, so a person answers by a further note, and what a form says is its own text and its answers'.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "forms.hpp"

namespace tandem::tryton {

using Json = nlohmann::json;

/// Of the notes on some records: what is a form, what is wrong, and what else there is.
struct Notes {
  /// In the order of ids. Each note got a member "form.": {"key"; "values" of it and its answers; "said", the
  /// state that an answer not yet read asks for; "by", the answer with the last word, else null; the ids
  /// "answers", and "settled" among them, which a change counts as read; "newest" change of one; "refused"
  /// as it stands in the form}.
  std::vector<Json> forms;
  std::vector<std::pair<std::int64_t, std::string>> broken;  ///< cannot be read, and why
  std::vector<std::int64_t> others;                          ///< answers that are in order, and other notes
};

/// `notes` are all of the form's kind on each of their records, by id. One with a number that neither
/// `own_user` made nor anybody changed since is an answer, for people's client never changes a saved note:
/// its number was written by a person.
Notes sort_notes(const Form& form, std::vector<Json> notes, std::int64_t own_user);

/// A field's new value; nothing inside means: take it out.
using FormEdit = std::map<std::string, std::optional<std::string>, std::less<>>;

/// The note's new text after Tandem's change: the answers are in it or refused, and counted as read. What a
/// person had written in place of what comes goes to the remarks. `record` is one of Notes::forms.
std::string changed_message(const Form& form, const Json& record, const FormEdit& edit,
                            std::string_view tandem_id, std::int64_t own_user);

/// When the note or an answer to it was changed last, and how many answers there are.
std::string version_of_form(const Json& record);

}  // namespace tandem::tryton
