// SPDX-License-Identifier: Apache-2.0
#include "faults.hpp"

#include "text.hpp"

namespace tandem::sandbox {
namespace {

bool matches(const Fault& fault, const Request& request) {
  return (fault.method.empty() || fault.method == request.method) &&
         starts_with(request.path(), fault.path) &&
         (fault.contains.empty() || request.target.find(fault.contains) != std::string::npos);
}

}  // namespace

std::optional<Fault> Faults::take(const Request& request) {
  for (auto fault = faults_.begin(); fault != faults_.end(); ++fault) {
    if (!matches(*fault, request)) continue;
    if (fault->skip > 0) {
      --fault->skip;
      continue;
    }
    Fault taken = *fault;
    if (fault->times > 0 && --fault->times == 0) faults_.erase(fault);
    return taken;
  }
  return std::nullopt;
}

}  // namespace tandem::sandbox
