// SPDX-License-Identifier: Apache-2.0
#include "sync/mapping/reader.hpp"

#include <algorithm>

namespace tandem::sync {

void Reader::fail(std::string_view what, std::string advice) const {
  const std::string where = path_.empty() ? std::string("the mapping") : "mapping " + path_;
  throw Error(TANDEM_INVALID_ARGUMENT, where + ": " + std::string(what), std::move(advice));
}

Reader Reader::at(std::string_view key) const {
  if (!json_->is_object()) fail("must be an object");
  const auto found = json_->find(std::string(key));
  if (found == json_->end()) fail("'" + std::string(key) + "' is missing");
  return {*found, path_ + "/" + std::string(key)};
}

Reader Reader::at(std::size_t index) const { return {(*json_)[index], path_ + "/" + std::to_string(index)}; }

std::string Reader::text() const {
  if (!json_->is_string()) fail("must be a text");
  return json_->get<std::string>();
}

std::string Reader::text(std::string_view key, std::string_view fallback) const {
  return has(key) ? at(key).text() : std::string(fallback);
}

bool Reader::flag(std::string_view key, bool fallback) const {
  if (!has(key)) return fallback;
  const Reader value = at(key);
  if (!value.json().is_boolean()) value.fail("must be true or false");
  return value.json().get<bool>();
}

std::int64_t Reader::integer() const {
  if (!json_->is_number_integer()) fail("must be a whole number");
  return json_->get<std::int64_t>();
}

std::string Reader::choice(std::initializer_list<std::string_view> choices) const {
  std::string value = text();
  if (std::find(choices.begin(), choices.end(), value) == choices.end()) {
    std::string list;
    for (const std::string_view c : choices) list += (list.empty() ? "" : ", ") + std::string(c);
    fail("'" + value + "' is not one of " + list);
  }
  return value;
}

const Reader& Reader::object(std::span<const std::string_view> known) const {
  if (!json_->is_object()) fail("must be an object");
  for (const auto& [key, value] : json_->items()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    const std::string near = nearest(key, known);
    fail("unknown key '" + key + "'", near.empty() ? std::string{} : "did you mean '" + near + "'?");
  }
  return *this;
}

const Reader& Reader::array() const {
  if (!json_->is_array()) fail("must be an array");
  return *this;
}

}  // namespace tandem::sync
