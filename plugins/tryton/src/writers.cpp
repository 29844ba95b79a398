// SPDX-License-Identifier: Apache-2.0
#include "writers.hpp"

#include "model.hpp"
#include "text.hpp"

namespace tandem::tryton {
namespace {

constexpr std::int64_t kTrytonItself = 0;  // what follows from something else, and scheduled tasks

bool is_changed(const Json& record) { return !record.value("write_uid", Json()).is_null(); }

}  // namespace

std::optional<std::int64_t> saved_by(const Json& record) {
  const Json user = record.value(is_changed(record) ? "write_uid" : "create_uid", Json());
  return user.is_number_integer() ? std::optional(user.get<std::int64_t>()) : std::nullopt;
}

Json saving_user(const Json& record) {
  return record.value(is_changed(record) ? "write_uid." : "create_uid.", Json());
}

std::string editor(const Json& record, std::int64_t own_user) {
  const Json& said = last_said(record);
  const auto user = saved_by(said);
  if (!user || *user == own_user || *user == kTrytonItself) return {};
  const Json known = saving_user(said);
  const Json employee = known.is_object() ? known.value("employee", Json()) : Json();
  return employee.is_number_integer() ? employee.dump() : concat({"user:", std::to_string(*user)});
}

}  // namespace tandem::tryton
