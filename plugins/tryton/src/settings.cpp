// SPDX-License-Identifier: Apache-2.0
#include "settings.hpp"

#include <algorithm>
#include <tandem/cpp/adapter/failure.hpp>
#include <tandem/cpp/json.hpp>

#include "text.hpp"

namespace tandem::tryton {
namespace {

[[noreturn]] void wrong(std::initializer_list<std::string_view> parts) {
  throw adapter::Failure(TANDEM_INVALID_ARGUMENT, TANDEM_CLASS_CONTRACT, concat(parts));
}

std::string required_text(const Json& settings, const char* name) {
  const auto found = settings.find(name);
  if (found == settings.end() || found->is_null()) wrong({"setting ", name, " is missing"});
  if (!found->is_string() || found->get_ref<const std::string&>().empty()) {
    wrong({"setting ", name, " must be text"});
  }
  return found->get<std::string>();
}

std::int64_t whole(const Json& settings, const char* name, std::int64_t fallback) {
  const auto found = settings.find(name);
  if (found == settings.end() || found->is_null()) return fallback;
  if (!found->is_number_integer() || found->get<std::int64_t>() < 0) {
    wrong({"setting ", name, " must be a whole number, not below zero"});
  }
  return found->get<std::int64_t>();
}

bool flag(const Json& settings, const char* name, bool fallback) {
  const auto found = settings.find(name);
  if (found == settings.end() || found->is_null()) return fallback;
  if (!found->is_boolean()) wrong({"setting ", name, " must be true or false"});
  return found->get<bool>();
}

/// It becomes a part of the path, and Tryton itself allows no more.
bool plain_name(const std::string& name) {
  return name.front() != '.' && std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                  c == '-' || c == '.';
         });
}

}  // namespace

Settings read_settings(std::string_view json) {
  const Json document = read_json<Json>(json);
  if (!document.is_object()) wrong({"the settings are not a JSON object"});
  Settings settings;
  settings.url = required_text(document, "url");
  while (!settings.url.empty() && settings.url.back() == '/') settings.url.pop_back();
  settings.database = required_text(document, "database");
  if (!plain_name(settings.database)) wrong({"setting database is not the name of a Tryton database"});
  settings.username = required_text(document, "username");
  // Tryton reads login, user and session key parted by colons; braces would be taken for a secret's place.
  if (settings.username.find_first_of(":{}") != std::string::npos || settings.username.size() > 100) {
    wrong({"setting username must not hold ':', '{' or '}': Tryton could not tell it from the session key"});
  }
  settings.company = whole(document, "company", 0);
  settings.employee = whole(document, "employee", 0);
  settings.overlap_seconds = whole(document, "overlap_seconds", settings.overlap_seconds);
  settings.accept_warnings = flag(document, "accept_warnings", settings.accept_warnings);
  settings.find_deletes = flag(document, "find_deletes", settings.find_deletes);
  if (const auto domain = document.find("party_domain"); domain != document.end() && !domain->is_null()) {
    if (!domain->is_array()) wrong({"setting party_domain must be a Tryton domain: a list"});
    settings.party_domain = *domain;
  }
  return settings;
}

}  // namespace tandem::tryton
