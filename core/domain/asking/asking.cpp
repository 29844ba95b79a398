// SPDX-License-Identifier: Apache-2.0
#include "domain/asking/asking.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "domain/arguments.hpp"

namespace tandem::domain {

std::string side_asked(const Json& args, const Who& who) {
  if (given(args, "to_side")) return text_of(args, "to_side");
  if (who.side == Side::marketing) return "sales";
  if (who.side == Side::sales) return "marketing";
  throw Refusal(TANDEM_INVALID_ARGUMENT, "no_side_asked",
                "this session has no other side, so the answer is owed by nobody", "give to_side");
}

std::string required_text(const Json& args, const char* name, std::string_view advice) {
  std::string text = text_of(args, name);
  if (!trim(text).empty()) return text;
  throw Refusal(TANDEM_INVALID_ARGUMENT, "missing_argument", concat({"the argument ", name, " says nothing"}),
                std::string(advice));
}

}  // namespace tandem::domain
