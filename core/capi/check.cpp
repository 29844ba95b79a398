// SPDX-License-Identifier: Apache-2.0
#include "capi/check.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace tandem::capi {
namespace {

// No option struct will ever be larger: a size beyond it is an uninitialised struct.
constexpr std::uint32_t kLargestOptions = 4096;

}  // namespace

void refuse_null(std::string_view what) {
  throw Error(TANDEM_INVALID_ARGUMENT, std::string(what) + " is null", "pass an object that is alive");
}

std::string_view text(tandem_str given, std::string_view what) {
  if (given.size == 0) return {};
  if (given.data == nullptr) {
    throw Error(TANDEM_INVALID_ARGUMENT, std::string(what) + " is null but has a size",
                "pass size 0 for the empty string");
  }
  const std::string_view view{given.data, given.size};
  require_text(view, what);
  return view;
}

std::string_view required_text(tandem_str given, std::string_view what) {
  const auto view = text(given, what);
  if (view.empty()) throw Error(TANDEM_INVALID_ARGUMENT, std::string(what) + " is empty");
  return view;
}

Json object(tandem_str given, std::string_view what) {
  const auto view = text(given, what);
  if (view.empty()) return Json::object();
  Json document = parse_json(view, what);
  if (!document.is_object()) {
    throw Error(TANDEM_INVALID_ARGUMENT, std::string(what) + " is not a JSON object", "send {…}");
  }
  return document;
}

void copy_options(void* ours, std::size_t our_size, const void* given, std::string_view what) {
  std::uint32_t size = 0;
  std::memcpy(&size, given, sizeof size);
  if (size < sizeof size || size > kLargestOptions) {
    throw Error(TANDEM_INVALID_ARGUMENT, std::string(what) + " has no valid struct_size",
                "fill it with its init function or macro first");
  }
  std::memcpy(ours, given, std::min<std::size_t>(size, our_size));
  const auto* bytes = static_cast<const unsigned char*>(given);
  for (std::size_t i = our_size; i < size; ++i) {
    if (bytes[i] == 0) continue;
    throw Error(TANDEM_INVALID_ARGUMENT,
                std::string(what) + " sets an option at offset " + std::to_string(i) +
                    " that this library does not know",
                "leave the newer option at zero, or load a newer library");
  }
}

}  // namespace tandem::capi
