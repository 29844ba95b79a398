// SPDX-License-Identifier: Apache-2.0
#include "model/clause_bodies/request_policy.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "model/clause_bodies/checks.hpp"
#include "model/entities/requests.hpp"

namespace tandem::model {
namespace {

constexpr std::string_view kRequestPolicy = "request_policy";

void check_kinds(const char* field, const Json& body) {
  for (const Json& kind : body.at(field)) {
    const std::string& name = kind.get_ref<const std::string&>();
    if (std::find(std::begin(kRequestKinds), std::end(kRequestKinds), name) != std::end(kRequestKinds)) {
      continue;
    }
    const std::string near = nearest(cut(name, 100), kRequestKinds);
    refuse_body(
        kRequestPolicy, concat({field, ": no kind of request ", in_quotes(name)}),
        near.empty() ? "`tandem catalogue` lists the kinds of request" : "did you mean '" + near + "'?");
  }
}

}  // namespace

void check_request_policy(const Catalogue&, const Json& body) {
  check_kinds("marketing_may_ask", body);
  check_kinds("sales_may_ask", body);
  check_between(kRequestPolicy, body, "acknowledge_within_s", 1, kTenYears);
  check_between(kRequestPolicy, body, "signal_within_s", 1, kTenYears);
  check_coded_reasons(kRequestPolicy, "decline_reasons", body);
}

}  // namespace tandem::model
