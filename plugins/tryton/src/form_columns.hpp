// SPDX-License-Identifier: Apache-2.0
// What is offered of a form as fields: its lines, what it hangs on, and who had the last word.
#pragma once

#include "model.hpp"

namespace tandem::tryton {

/// Of a form nothing but these can be asked for.
Column form_column(const Model& model, const std::string& name);
std::vector<adapter::FieldInfo> form_fields(const Form& form);

/// Of one of Notes::forms.
Json form_value(const Column& column, const Json& record);
Json resource_value(const Column& column, const Json& record);
/// E-mail address of who had the last word: of the person as an employee, else of the user.
Json address(const Json& record);

/// Reference to the record with this id, of the column's model.
std::string resource_text(const Column& column, std::string_view id);

}  // namespace tandem::tryton
