// SPDX-License-Identifier: Apache-2.0
// Values for tests, made from the descriptors, so that a new field is tested without a new test.
#pragma once

#include <random>

#include "model/catalogue.hpp"

namespace tandem::model {

inline const Catalogue& catalogue() {
  static const Catalogue one;
  return one;
}

/// A good value of the field as it would stand in a document; never null.
inline Json sample(const Field& field, std::mt19937& random) {
  const auto number = static_cast<std::int64_t>(random() % 1'000'000);
  const std::string digits = std::to_string(number);
  switch (field.type) {
    case Type::id:
    case Type::ref: {
      std::string tail = digits;
      tail.insert(0, 12 - tail.size(), '0');
      return "017f22e2-79b0-7cc3-98c4-" + tail;
    }
    case Type::email:
      return "person" + digits + "@example.com";
    case Type::phone:
      return "+49" + digits;
    case Type::zone:
      return number % 2 == 0 ? "Europe/Berlin" : "UTC";
    case Type::currency:
      return number % 2 == 0 ? "EUR" : "BRL";
    case Type::country:
      return number % 2 == 0 ? "DE" : "Brazil";
    case Type::integer:
    case Type::minor:
    case Type::ppm:
    case Type::duration:
      return number;
    case Type::decimal:
      return digits + ".5";
    case Type::boolean:
      return number % 2 == 0;
    case Type::date:
      return number % 2 == 0 ? "2026-03-04" : "2024-02-29";
    case Type::instant:
      return 1'772'640'000'000'000 + number;
    case Type::choice:
      return field.choices[static_cast<std::size_t>(number) % field.choices.size()];
    case Type::set:
      return Json::array({"a" + digits, "b\"" + digits});
    case Type::json:
      return Json{{"k", number}, {"list", Json::array({1, "é\n"})}};
    default:
      return "Text " + digits + " – \"quoted\"\n\\ 日本";
  }
}

/// A document that names every field a document may name.
inline Json sample_document(const EntityInfo& entity, std::mt19937& random) {
  Json out = {{"id", sample(entity.field(kId), random)}};
  for (std::size_t i = kCommonFields; i < entity.size(); ++i) {
    out[std::string(entity.field(i).name)] = sample(entity.field(i), random);
  }
  return out;
}

}  // namespace tandem::model
