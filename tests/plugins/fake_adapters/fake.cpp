// SPDX-License-Identifier: Apache-2.0
// An adapter for the loader's tests. What is wrong with a binary is chosen when it is built (FAKE_…),
// what an instance does wrong by the setting "mode".
#include <tandem/adapter.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

// Every variant tells that its code ran, so that a test can see a refused one did not.
__attribute__((constructor)) void leave_a_mark() {
  const char* path = std::getenv("TANDEM_FAKE_MARKER");
  if (path == nullptr) return;
  if (std::FILE* file = std::fopen(path, "a")) {
    std::fputs("ran\n", file);
    std::fclose(file);
  }
}

#ifdef FAKE_UNRESOLVED
}  // namespace
extern "C" void tandem_fake_symbol_that_nobody_has();
namespace {
#endif

struct Fake {
  const tandem_host* host = nullptr;
  std::string mode;
};

Fake* fake(tandem_adapter* self) { return reinterpret_cast<Fake*>(self); }
tandem_str str(std::string_view text) { return {text.data(), text.size()}; }

tandem_status fail(Fake* self, tandem_call* call, tandem_status status, tandem_error_class error_class,
                   std::string_view message) {
  tandem_error_info info{};
  info.struct_size = sizeof(info);
  info.error_class = error_class;
  info.message = str(message);
  info.remote_code = str("FAKE_CODE");
  info.native_code = 503;
  info.retry_after_ms = 1500;
  return self->host->call_api->fail(call, status, &info);
}

/// The mode is the one setting; a parser would be more than this file needs.
std::string mode_of(std::string_view settings) {
  static constexpr std::string_view kKey = "\"mode\":\"";
  const std::size_t at = settings.find(kKey);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = settings.substr(at + kKey.size());
  return std::string(rest.substr(0, rest.find('"')));
}

tandem_status create(const tandem_host* host, const tandem_adapter_config* config, tandem_call* call,
                     tandem_adapter** out) {
  const std::string mode = mode_of({config->settings.data, config->settings.size});
  if (mode == "throws_in_create") throw std::runtime_error("create threw");
  // No service may be used yet: the host must hand out none.
  if (host->get_service(host->context, str(TANDEM_HOST_LOG)) != nullptr) return TANDEM_INTERNAL;
  auto* self = new Fake{host, mode};
  if (mode == "fails_in_create") {
    const tandem_status status =
        fail(self, call, TANDEM_UNAUTHENTICATED, TANDEM_CLASS_AUTH, "the key is stale");
    delete self;
    return status;
  }
  if (mode == "throws_in_pull" || mode == "throws_in_push") {
    // The host never destroys an instance that threw; kept here so that nothing counts as lost.
    static std::vector<Fake*> kept;
    kept.push_back(self);
  }
  *out = reinterpret_cast<tandem_adapter*>(self);
  return TANDEM_OK;
}

[[maybe_unused]] tandem_status start(tandem_adapter* self, tandem_call* call) {
  if (fake(self)->host->get_service(fake(self)->host->context, str(TANDEM_HOST_LOG)) == nullptr)
    return TANDEM_INTERNAL;
  if (fake(self)->mode == "fails_in_start") {
    return fail(fake(self), call, TANDEM_UNAVAILABLE, TANDEM_CLASS_TRANSIENT, "nobody answers");
  }
  return TANDEM_OK;
}

void stop(tandem_adapter* self) {
  if (fake(self)->mode != "tells_its_end") return;
  const auto* log = static_cast<const tandem_host_log*>(
      fake(self)->host->get_service(fake(self)->host->context, str(TANDEM_HOST_LOG)));
  log->write(fake(self)->host->context, TANDEM_LOG_INFO, str("stopped"));
}
void destroy(tandem_adapter* self) { delete fake(self); }

tandem_status verify(tandem_adapter* self, tandem_call* call, const tandem_json_sink* out) {
  const std::string& mode = fake(self)->mode;
  if (mode == "bad_json") return out->put(out->context, str("<html>"));
  if (mode == "no_answer") return TANDEM_OK;
  if (mode == "throttled")
    return fail(fake(self), call, TANDEM_RATE_LIMITED, TANDEM_CLASS_THROTTLED, "slow\ndown mara@example.com");
  if (mode == "two_errors") {
    fail(fake(self), call, TANDEM_FORBIDDEN, TANDEM_CLASS_DENIED, "the first");
    return fail(fake(self), call, TANDEM_TIMEOUT, TANDEM_CLASS_TRANSIENT, "the second");
  }
  if (mode == "silent_failure") return TANDEM_BUSY;
  if (mode == "waits") {
    const auto* clock = static_cast<const tandem_host_clock*>(
        fake(self)->host->get_service(fake(self)->host->context, str(TANDEM_HOST_CLOCK)));
    return clock->sleep(fake(self)->host->context, call, 3'600'000);
  }
  const auto* metrics = static_cast<const tandem_host_metrics*>(
      fake(self)->host->get_service(fake(self)->host->context, str(TANDEM_HOST_METRICS)));
  metrics->count(fake(self)->host->context, str("fake.verified"), 1);
  return out->put(out->context, str(R"({"org":"fake-org","user":"robot"})"));
}

/// A row longer than the host knows, as a newer adapter would send it.
struct LongRow {
  tandem_row row;
  std::uint64_t later;
};

tandem_status pull(tandem_adapter* self, tandem_call*, const tandem_pull_request* request,
                   const tandem_row_sink* rows, const tandem_page_sink* end) {
  const std::string& mode = fake(self)->mode;
  if (mode == "throws_in_pull") throw std::runtime_error("pull threw");
  static const char kName[] = "Mara";
  std::vector<tandem_value> values(request->field_count);
  for (tandem_value& value : values) {
    value.kind = TANDEM_VALUE_TEXT;
    value.size = 4;
    value.as.s = kName;
  }
  LongRow page[3] = {};
  static constexpr std::string_view kIds[3] = {"a1", "a2", "a3"};
  for (std::size_t i = 0; i < 3; ++i) {
    page[i].row.id = str(kIds[i]);
    page[i].row.modified_at = INT64_MIN;
    page[i].row.value_count = static_cast<std::uint32_t>(values.size());
    page[i].row.values = values.data();
  }
  if (mode == "short_row") page[1].row.value_count = 0;
  if (mode == "bad_kind") values[0].kind = 99;
  if (mode == "small_stride") return rows->emit(rows->context, &page[0].row, 3, 8);
  const tandem_status status = rows->emit(rows->context, &page[0].row, 3, sizeof(LongRow));
  if (status != TANDEM_OK && mode != "ignores_the_sink") return status;
  if (mode == "no_end") return TANDEM_OK;
  tandem_page_end page_end{};
  page_end.struct_size = sizeof(page_end);
  page_end.more = 1;
  page_end.cursor = mode == "same_cursor" ? request->cursor : str("next");
  page_end.complete = request->mode == TANDEM_PULL_FULL ? 1 : 0;
  page_end.server_time = 42;
  page_end.granularity = TANDEM_GRAIN_SECOND;
  page_end.calls_used = 2;
  end->set(end->context, &page_end);
  if (mode == "end_twice") end->set(end->context, &page_end);
  if (mode == "row_after_end") rows->emit(rows->context, &page[0].row, 1, sizeof(LongRow));
  return TANDEM_OK;
}

tandem_status get(tandem_adapter*, tandem_call*, tandem_str, const tandem_str* ids, size_t id_count,
                  const tandem_str*, size_t, const tandem_row_sink* rows) {
  for (size_t i = 0; i < id_count; ++i) {
    tandem_row row{};
    row.kind = TANDEM_ROW_PURGED;
    row.id = ids[i];
    const tandem_status status = rows->emit(rows->context, &row, 1, sizeof(row));
    if (status != TANDEM_OK) return status;
  }
  return TANDEM_OK;
}

tandem_status push(tandem_adapter* self, tandem_call* call, const tandem_push_batch* batch,
                   const tandem_result_sink* results) {
  const std::string& mode = fake(self)->mode;
  const auto answer = [&](std::size_t key, tandem_error_class error_class) {
    tandem_push_result result{};
    result.struct_size = sizeof(result);
    result.key = static_cast<std::uint32_t>(key);
    result.error_class = error_class;
    result.id = str("r1");
    return results->put(results->context, &result);
  };
  for (std::size_t i = 0; i < batch->item_count; ++i) {
    if (mode == "throws_in_push" && i == 1) throw 42;
    if (mode == "fails_midway" && i == 1) {
      return fail(fake(self), call, TANDEM_UNAVAILABLE, TANDEM_CLASS_UNKNOWN, "line cut");
    }
    if (mode == "skips_one" && i == 1) continue;
    answer(i, i == 2 ? TANDEM_CLASS_INVALID : TANDEM_CLASS_NONE);
  }
  if (mode == "double_keys") answer(0, TANDEM_CLASS_NONE);
  if (mode == "foreign_key") answer(batch->item_count, TANDEM_CLASS_NONE);
  return TANDEM_OK;
}

// The ABI's function types are noexcept; these functions throw on purpose, as C code that calls into
// a throwing library would.
template <typename To, typename From>
To as_slot(From function) {
  return reinterpret_cast<To>(function);
}

const void* get_capability(tandem_adapter* self, tandem_str id) {
  static const tandem_cap_verify kVerify = {sizeof(tandem_cap_verify), 0,
                                            as_slot<decltype(tandem_cap_verify::verify)>(&verify)};
  static const tandem_cap_pull kPull = {sizeof(tandem_cap_pull), 0,
                                        as_slot<decltype(tandem_cap_pull::pull)>(&pull)};
  static const tandem_cap_get kGet = {sizeof(tandem_cap_get), 0,
                                      as_slot<decltype(tandem_cap_get::get)>(&get)};
  static const tandem_cap_push kPush = {sizeof(tandem_cap_push), 0,
                                        as_slot<decltype(tandem_cap_push::push)>(&push)};
  static const tandem_cap_push kShort = {8, 0, as_slot<decltype(tandem_cap_push::push)>(&push)};
  const std::string_view wanted(id.data, id.size);
  if (wanted == TANDEM_CAP_VERIFY) return &kVerify;
  if (wanted == TANDEM_CAP_PULL) return &kPull;
  if (wanted == TANDEM_CAP_GET) return &kGet;
  if (wanted == TANDEM_CAP_PUSH) {
    if (fake(self)->mode == "lies") return nullptr;
    return fake(self)->mode == "short_capability" ? &kShort : &kPush;
  }
  return nullptr;
}

const tandem_adapter_entry kEntry = {
#ifdef FAKE_SHORT_TABLE
    offsetof(tandem_adapter_entry, destroy),
#else
    sizeof(tandem_adapter_entry),
#endif
    TANDEM_ADAPTER_ABI_MINOR,
#ifdef FAKE_NEWER_MINOR
    TANDEM_ADAPTER_ABI_MINOR + 1,
#else
    TANDEM_ADAPTER_ABI_MINOR,
#endif
    0,
#ifdef FAKE_WRONG_ID
    {"fakir", 5},
#else
    {"fake", 4},
#endif
    {"1.2.3", 5},
    as_slot<decltype(tandem_adapter_entry::create)>(&create),
#ifdef FAKE_MISSING_SLOT
    nullptr,
#else
    as_slot<decltype(tandem_adapter_entry::start)>(&start),
#endif
    as_slot<decltype(tandem_adapter_entry::stop)>(&stop),
    as_slot<decltype(tandem_adapter_entry::destroy)>(&destroy),
    as_slot<decltype(tandem_adapter_entry::get_capability)>(&get_capability)};

}  // namespace

#if defined(FAKE_NEWER_MAJOR)
#define FAKE_ENTRY tandem_adapter_entry_v1
#elif defined(FAKE_NO_SYMBOL)
#define FAKE_ENTRY something_else
#else
#define FAKE_ENTRY tandem_adapter_entry_v0
#endif

extern "C" TANDEM_EXPORT const tandem_adapter_entry* FAKE_ENTRY() {
#if defined(FAKE_NO_TABLE)
  return nullptr;
#elif defined(FAKE_ENTRY_THROWS)
  throw std::runtime_error("the entry threw");
#elif defined(FAKE_UNRESOLVED)
  tandem_fake_symbol_that_nobody_has();
#endif
  return &kEntry;
}
