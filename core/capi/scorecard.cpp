// SPDX-License-Identifier: Apache-2.0
#include "capi/scorecard.hpp"

#include "base/error.hpp"
#include "report/scorecard.hpp"

namespace tandem::capi {
namespace {

report::ScorecardOptions read_options(const Json& args) {
  report::ScorecardOptions options;
  for (const auto& [key, value] : args.items()) {
    if (key == "at" && value.is_number_integer()) {
      options.as_of = value.get<Instant>();
    } else if (key == "period_id" && value.is_string()) {
      options.period = Id::require(value.get_ref<const std::string&>(), "period_id");
    } else {
      throw Error(TANDEM_INVALID_ARGUMENT, "unknown or wrong argument of the scorecard",
                  "it takes \"at\", an instant in microseconds, and \"period_id\"");
    }
  }
  return options;
}

}  // namespace

std::string scorecard(store::Database& database, const Json& args, std::string_view format) {
  if (format != "json" && format != "text") {
    throw Error(TANDEM_INVALID_ARGUMENT, "unknown format of the scorecard", "use \"json\" or \"text\"");
  }
  const Json card = report::scorecard(database, read_options(args));
  return format == "json" ? card.dump() : report::render_text(card);
}

}  // namespace tandem::capi
