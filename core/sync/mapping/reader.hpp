// SPDX-License-Identifier: Apache-2.0
// Reads a configuration document; every complaint names the JSON path it is about.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace tandem::sync {

class Reader {
 public:
  Reader(const Json& json, std::string path) : json_(&json), path_(std::move(path)) {}

  const Json& json() const { return *json_; }
  const std::string& path() const { return path_; }
  bool has(std::string_view key) const { return json_->is_object() && json_->contains(std::string(key)); }
  Reader at(std::string_view key) const;
  Reader at(std::size_t index) const;
  std::size_t size() const { return json_->size(); }

  std::string text() const;
  std::string text(std::string_view key) const { return at(key).text(); }
  std::string text(std::string_view key, std::string_view fallback) const;
  bool flag(std::string_view key, bool fallback) const;
  std::int64_t integer() const;
  /// One of `choices`, or an error that lists them.
  std::string choice(std::initializer_list<std::string_view> choices) const;

  /// Refuses unknown keys.
  const Reader& object(std::span<const std::string_view> known) const;
  const Reader& object(std::initializer_list<std::string_view> known) const {
    return object(std::span(known.begin(), known.size()));
  }
  const Reader& array() const;
  [[noreturn]] void fail(std::string_view what, std::string advice = {}) const;

 private:
  const Json* json_;
  std::string path_;
};

}  // namespace tandem::sync
