// SPDX-License-Identifier: Apache-2.0
#include "model/clause_bodies/checks.hpp"

#include <algorithm>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "model/entities/leads.hpp"
#include "model/predicate.hpp"

namespace tandem::model {
namespace {

bool valid_code(const Json& code) {
  if (!code.is_string()) return false;
  const std::string& text = code.get_ref<const std::string&>();
  return !text.empty() && text.size() <= 60 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

}  // namespace

void refuse_body(std::string_view kind, std::string_view what, std::string advice) {
  throw Error(TANDEM_INVALID_ARGUMENT, concat({"the body of a ", kind, " clause: ", what}),
              std::move(advice));
}

void check_between(std::string_view kind, const Json& body, const char* name, std::int64_t low,
                   std::int64_t high) {
  const auto found = body.find(name);
  if (found == body.end() || found->is_null()) return;
  const std::int64_t value = found->get<std::int64_t>();
  if (value >= low && value <= high) return;
  refuse_body(kind, concat({name, " lies outside its bounds"}),
              concat({"give a number from ", std::to_string(low), " to ", std::to_string(high)}));
}

void check_lead_condition(const Catalogue& catalogue, std::string_view kind, const std::string& path,
                          const Json& condition) {
  try {
    Predicate::parse(catalogue, catalogue.entity(kLead), condition);
  } catch (const Error& e) {
    refuse_body(kind, concat({path, ": ", e.message()}), e.advice());
  }
}

void check_coded_reasons(std::string_view kind, const char* field, const Json& body) {
  const Json& reasons = body.at(field);
  if (!reasons.is_array() || reasons.empty()) {
    refuse_body(kind, concat({field, " is not a list with at least one reason"}),
                "write [{\"code\": \"duplicate\", \"label\": \"…\"}]");
  }
  std::set<std::string> seen;
  for (std::size_t i = 0; i < reasons.size(); ++i) {
    const std::string where = concat({field, "[", std::to_string(i), "]"});
    const Json& one = reasons[i];
    if (!one.is_object() || one.size() != 2 || !one.contains("code") || !one.contains("label")) {
      refuse_body(kind, where + " is not {code, label}", "give each reason a code and a label, nothing else");
    }
    if (!valid_code(one.at("code"))) {
      refuse_body(kind, where + ".code is not a code", "use a-z, 0-9 and _, at most 60 characters");
    }
    const Json& label = one.at("label");
    if (!label.is_string() || trim(label.get_ref<const std::string&>()).empty()) {
      refuse_body(kind, where + ".label is not a text", "say the reason in words that both sides read alike");
    }
    if (!seen.insert(one.at("code").get<std::string>()).second) {
      refuse_body(kind, where + ".code stands twice", "give each reason its own code");
    }
  }
}

}  // namespace tandem::model
