// SPDX-License-Identifier: Apache-2.0
// library.h: the library, its error object and the text it hands out.
#include <sqlite3.h>
#include <tandem/library.h>

#include "base/error.hpp"
#include "capi/barrier.hpp"
#include "capi/check.hpp"
#include "capi/counted.hpp"
#include "capi/memory_error.hpp"
#include "capi/text_handle.hpp"
#include "model/catalogue.hpp"
#include "store/database.hpp"

using namespace tandem;
using capi::view_of;

namespace {

// Stands for the object that there was no memory for; only its address is used.
constexpr char kNoMemory = 0;

constexpr std::string_view kNoMemoryMessage = "out of memory";
constexpr std::string_view kNoMemoryAdvice = "free memory, or send less at once";

bool stands_for_no_memory(const tandem_error* error) { return error == capi::memory_error(); }

tandem_str error_text(const tandem_error* error, std::string_view when_no_memory,
                      const std::string& (*pick)(const Error&)) {
  if (error == nullptr) return {nullptr, 0};
  if (stands_for_no_memory(error)) return view_of(when_no_memory);
  return view_of(pick(error->value));
}

std::int64_t error_number(const tandem_error* error, std::int64_t when_no_memory,
                          std::int64_t (*pick)(const Error&)) {
  if (error == nullptr) return 0;
  if (stands_for_no_memory(error)) return when_no_memory;
  return pick(error->value);
}

Json error_document(const Error& e) {
  Json details = Json::object();
  for (const auto& [key, value] : e.details) details[key] = value;
  return {{"status", status_name(e.status())},
          {"code", e.status()},
          {"message", e.message()},
          {"advice", e.advice()},
          {"origin", e.origin},
          {"domain", e.domain},
          {"native_code", e.native_code},
          {"retryable", e.retryable},
          {"retry_after_ms", e.retry_after_ms},
          {"record", e.record},
          {"details", details}};
}

// SQLite's checkpoint race is fixed in 3.51.3, and in the branches 3.44.6 and 3.50.7. Tandem's own lock
// keeps the race out of reach whatever this says.
bool has_checkpoint_race(int version) {
  if (version >= 3051003) return false;
  return !(version >= 3044006 && version < 3045000) && !(version >= 3050007 && version < 3051000);
}

}  // namespace

tandem_error* capi::memory_error() noexcept {
  return reinterpret_cast<tandem_error*>(const_cast<char*>(&kNoMemory));
}

uint32_t tandem_version(void) noexcept { return TANDEM_VERSION_NUMBER; }

int64_t tandem_live_objects(void) noexcept { return capi::live_objects(); }

const char* tandem_status_name(tandem_status status) noexcept {
  return capi::guarded_value("unknown", [&] { return status_name(status).data(); });
}

tandem_str tandem_text_view(const tandem_text* text) noexcept {
  return text == nullptr ? tandem_str{"", 0} : view_of(text->value);
}

void tandem_text_release(tandem_text* text) noexcept { delete text; }

tandem_status tandem_error_status(const tandem_error* error) noexcept {
  return static_cast<tandem_status>(
      error_number(error, TANDEM_OUT_OF_MEMORY, [](const Error& e) -> std::int64_t { return e.status(); }));
}

tandem_str tandem_error_message(const tandem_error* error) noexcept {
  return error_text(error, kNoMemoryMessage,
                    [](const Error& e) -> const std::string& { return e.message(); });
}

tandem_str tandem_error_advice(const tandem_error* error) noexcept {
  return error_text(error, kNoMemoryAdvice, [](const Error& e) -> const std::string& { return e.advice(); });
}

tandem_str tandem_error_origin(const tandem_error* error) noexcept {
  return error_text(error, "core", [](const Error& e) -> const std::string& { return e.origin; });
}

tandem_str tandem_error_domain(const tandem_error* error) noexcept {
  return error_text(error, {}, [](const Error& e) -> const std::string& { return e.domain; });
}

int64_t tandem_error_native_code(const tandem_error* error) noexcept {
  return error_number(error, 0, [](const Error& e) { return e.native_code; });
}

int32_t tandem_error_retryable(const tandem_error* error) noexcept {
  return static_cast<int32_t>(
      error_number(error, 1, [](const Error& e) -> std::int64_t { return e.retryable ? 1 : 0; }));
}

int64_t tandem_error_retry_after_ms(const tandem_error* error) noexcept {
  return error_number(error, 0, [](const Error& e) { return e.retry_after_ms; });
}

tandem_str tandem_error_record(const tandem_error* error) noexcept {
  return error_text(error, {}, [](const Error& e) -> const std::string& { return e.record; });
}

tandem_status tandem_error_json(const tandem_error* error, tandem_text** out) noexcept {
  return capi::guarded(nullptr, [&] {
    capi::require_out(out, "out");
    if (error == nullptr) throw Error(TANDEM_INVALID_ARGUMENT, "no error to describe");
    capi::give(out, stands_for_no_memory(error)
                        ? error_document(Error(TANDEM_OUT_OF_MEMORY, std::string(kNoMemoryMessage),
                                               std::string(kNoMemoryAdvice)))
                        : error_document(error->value));
  });
}

void tandem_error_release(tandem_error* error) noexcept {
  if (!stands_for_no_memory(error)) delete error;
}

tandem_status tandem_library_info(tandem_text** out, tandem_error** error) noexcept {
  return capi::guarded(error, [&] {
    capi::require_out(out, "out");
    const std::string version = std::to_string(TANDEM_VERSION_MAJOR) + "." +
                                std::to_string(TANDEM_VERSION_MINOR) + "." +
                                std::to_string(TANDEM_VERSION_PATCH);
    capi::give(out, Json{{"version", version},
                         {"catalogue", model::kCatalogueVersion},
                         {"sqlite", sqlite3_libversion()},
                         {"sqlite_checkpoint_race", has_checkpoint_race(sqlite3_libversion_number())},
                         {"schema", store::kSchemaNumber}});
  });
}
