// SPDX-License-Identifier: Apache-2.0
#include "adapters/secret_table.hpp"

#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"

namespace tandem::adapters {
namespace {

constexpr std::size_t kMostRetired = 8;

}  // namespace

SecretTable::SecretTable(const Json& settings, SecretFn host) : host_(std::move(host)) {
  for (const auto& [name, value] : settings.items()) {
    if (value.is_string() && is_secret_reference(value.get_ref<const std::string&>())) {
      references_.emplace(name, value.get<std::string>());
    }
  }
}

std::string_view SecretTable::configured(std::string_view name) {
  const auto kept = fetched_.find(name);
  if (kept != fetched_.end()) return kept->second.view();
  const auto reference = references_.find(name);
  if (reference == references_.end()) {
    throw Error(TANDEM_NOT_FOUND, "setting \"" + escape_controls(cut(name, 60)) + "\" refers to no secret",
                "give it a reference: secret://env/NAME, secret://file//absolute/path or secret://host/NAME");
  }
  return fetched_.emplace(name, resolve_secret(reference->second, host_)).first->second.view();
}

std::string_view SecretTable::session(std::string_view name) const {
  const auto found = sessions_.find(name);
  if (found == sessions_.end()) {
    throw Error(TANDEM_UNAUTHENTICATED,
                "no session secret \"" + escape_controls(cut(name, 60)) + "\" has been captured",
                "sign in first");
  }
  return found->second.view();
}

bool SecretTable::has(std::string_view name) noexcept {
  try {
    static_cast<void>(configured(name));
    return true;
  } catch (...) {
    return false;
  }
}

void SecretTable::put_session(std::string_view name, SecretBytes value) {
  forget_session(name);
  sessions_.emplace(name, std::move(value));
}

void SecretTable::forget_session(std::string_view name) {
  const auto found = sessions_.find(name);
  if (found == sessions_.end()) return;
  if (retired_.size() == kMostRetired) retired_.erase(retired_.begin());
  retired_.push_back(std::move(found->second));
  sessions_.erase(found);
}

std::vector<std::string_view> SecretTable::known() const {
  std::vector<std::string_view> all;
  for (const auto& [name, value] : fetched_) all.push_back(value.view());
  for (const auto& [name, value] : sessions_) all.push_back(value.view());
  for (const SecretBytes& value : retired_) all.push_back(value.view());
  return all;
}

}  // namespace tandem::adapters
