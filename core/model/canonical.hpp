// SPDX-License-Identifier: Apache-2.0
// The work behind `canonical`, without a copy where a value is canonical already. For this floor.
#pragma once

#include <string>
#include <string_view>

#include "model/entity.hpp"
#include "model/value.hpp"

namespace tandem::model {

inline constexpr std::int64_t kMaxInteger = 9'007'199'254'740'991;  // 2^53 − 1, safe in every JSON reader

/// Room for a changed text; the next call writes over it.
struct Scratch {
  std::string text;
  Id id;
};

/// How much is known of the bytes that come in.
enum class Trust {
  none,  ///< any bytes
  utf8,  ///< valid UTF-8, NUL still possible
};

/// Like `canonical`, but the result may view the value's own bytes or `scratch`.
Value canonical_view(const Field& field, const Value& value, Trust trust, Scratch& scratch);

/// Invalid argument about a field: "<field> <what>". The value itself is never repeated.
[[noreturn]] void refuse(const Field& field, std::string_view what, std::string advice);
/// Invalid argument: a value of another kind stands where this type is expected.
[[noreturn]] void refuse_kind(const Field& field);

}  // namespace tandem::model
