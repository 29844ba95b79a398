// SPDX-License-Identifier: Apache-2.0
#include "capi/scorecard.hpp"

#include "base/error.hpp"

namespace tandem::capi {
namespace {

Instant moment(store::Database& database, const Json& args) {
  for (const auto& [key, value] : args.items()) {
    if (key == "at" && value.is_number_integer()) return value.get<Instant>();
    throw Error(TANDEM_INVALID_ARGUMENT, "args takes nothing but \"at\", an instant in microseconds");
  }
  return database.clock().now();
}

}  // namespace

std::string scorecard(store::Database& database, const Json& args, std::string_view format) {
  if (format != "json" && format != "text") {
    throw Error(TANDEM_INVALID_ARGUMENT, "unknown format of the scorecard", "use \"json\" or \"text\"");
  }
  static_cast<void>(moment(database, args));
  throw Error(TANDEM_UNSUPPORTED, "this build has no scorecard");
}

}  // namespace tandem::capi
