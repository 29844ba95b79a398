// SPDX-License-Identifier: Apache-2.0
#include "domain/asking/asking.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "domain/arguments.hpp"

namespace tandem::domain {

namespace {

Who no_system(Who who, std::string_view verb) {
  if (!who.system) return who;
  throw Refusal(TANDEM_FORBIDDEN, "no_person", concat({verb, " needs a person, and this is the system"}),
                "open the session for a person");
}

}  // namespace

Who named_person(Change& change, std::string_view verb) {
  return no_system(confirmed_person(change, verb), verb);
}

Who named_person_of(Change& change, std::string_view verb, Side side) {
  return no_system(confirmed_of_side(change, verb, side), verb);
}

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

void require_after(Instant at, Instant earliest, std::string_view what) {
  if (at >= earliest) return;
  throw Refusal(
      TANDEM_INVALID_ARGUMENT, "too_early",
      concat({what, " only at ", format_instant(earliest), ", after what is said to follow from it"}),
      "correct the argument at");
}

}  // namespace tandem::domain
