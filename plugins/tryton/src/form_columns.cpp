// SPDX-License-Identifier: Apache-2.0
#include "form_columns.hpp"

#include "moment.hpp"
#include "text.hpp"
#include "writers.hpp"

namespace tandem::tryton {
namespace {

/// The models whose records a form may hang on, by the column that holds their id.
std::string_view resource_model(std::string_view column) {
  return column == "party"         ? "party.party"
         : column == "opportunity" ? "sale.opportunity"
                                   : std::string_view();
}

Kind line_kind(const FormField& field) {
  return field.kind == FormKind::choice   ? Kind::choice
         : field.kind == FormKind::number ? Kind::integer
         : field.kind == FormKind::moment ? Kind::instant
                                          : Kind::text;
}

}  // namespace

Column form_column(const Model& model, const std::string& name) {
  Column column;
  column.name = name;
  using Source = Column::Source;
  if (const FormField* field = model.form->field(name)) {
    column.source = Source::form;
    column.kind = line_kind(*field);
  } else if (name == "refused") {
    column.source = Source::form;
    column.kind = Kind::text;
  } else if (name == "tandem_id" || name == "written_by") {
    column.source = name == "tandem_id" ? Source::key : Source::written_by;
    column.kind = Kind::text;
  } else if (!resource_model(name).empty()) {
    column.source = Source::resource;
    column.kind = Kind::many2one;
  } else {
    throw adapter::Failure(TANDEM_INVALID_ARGUMENT, TANDEM_CLASS_INVALID,
                           concat({model.type, " has no field '", name, "': correct the mapping"}));
  }
  return column;
}

Json address(const Json& record) {
  const Json user = saving_user(last_said(record));
  if (!user.is_object()) return {};
  const Json employed = dotted(user, {"employee", "party", "email"});
  return employed.is_string() && !employed.get<std::string>().empty() ? employed
                                                                      : user.value("email", Json());
}

Json form_value(const Column& column, const Json& record) {
  const Json& form = record.at("form.");
  if (column.name == "refused") {
    const std::string why = form.at("refused").get<std::string>();
    return why.empty() ? Json() : Json(why);
  }
  const Json& values = form.at("values");
  const auto found = values.find(column.name);
  if (found == values.end()) return {};
  const std::string text = found->get<std::string>();
  if (column.kind == Kind::instant) return instant_json(read_moment(text).value_or(0));
  if (column.kind == Kind::integer) return Json(std::stoll(text));
  return text;
}

Json resource_value(const Column& column, const Json& record) {
  const std::string resource = record.value("resource", "");
  const std::string model = concat({resource_model(column.name), ","});
  if (resource.compare(0, model.size(), model) != 0) return {};
  const auto id = parse_id(resource.substr(model.size()));
  return id ? Json(*id) : Json();
}

std::vector<adapter::FieldInfo> form_fields(const Form& form) {
  std::vector<adapter::FieldInfo> fields;
  const auto add = [&](std::string_view name, const char* type, bool writable) {
    adapter::FieldInfo info;
    info.name = name;
    info.type = type;
    info.writable = writable;
    fields.push_back(std::move(info));
  };
  add("tandem_id", "text", false);
  add("refused", "text", true);
  add("written_by", "text", false);
  for (const char* name : {"party", "opportunity"}) {
    add(name, "reference", true);
    fields.back().reference = resource_model(name);
  }
  for (const FormField& field : form.fields) {
    add(field.name, schema_type(line_kind(field)), true);
    fields.back().values.assign(field.choices.begin(), field.choices.end());
  }
  return fields;
}

std::string resource_text(const Column& column, std::string_view id) {
  return concat({resource_model(column.name), ",", id});
}

const Json& last_said(const Json& record) {
  const auto form = record.find("form.");
  return form == record.end() || (*form)["by"].is_null() ? record : (*form)["by"];
}

}  // namespace tandem::tryton
