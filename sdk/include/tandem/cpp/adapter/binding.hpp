// SPDX-License-Identifier: Apache-2.0
/// @file binding.hpp What TANDEM_ADAPTER generates: trampolines, barrier, tables, entry symbol.
#pragma once

#include <memory>
#include <new>
#include <string_view>
#include <type_traits>

#include "../../adapter/capabilities.h"
#include "capabilities.hpp"

namespace tandem::adapter::detail {

struct Access {
  static void give_host(Adapter& adapter, const tandem_host* host) { adapter.host_ = Host(host); }
};

/// One line of at most 500 bytes: an exception's text may be anything.
inline std::string_view one_line(const char* text) noexcept {
  std::string_view line = text ? std::string_view(text) : std::string_view();
  line = line.substr(0, line.find_first_of("\r\n"));
  return line.substr(0, 500);
}

/// Runs `body` and turns whatever it throws into a status with its reason recorded in the call.
template <class Body>
tandem_status guarded(Call call, Body&& body) noexcept {
  try {
    body(call);
    return TANDEM_OK;
  } catch (const HostStopped& stopped) {
    return stopped.status();
  } catch (const Failure& failure) {
    // Success is no failure: an adapter that throws it by mistake must not pass for a good answer.
    const tandem_status status = failure.status() == TANDEM_OK ? TANDEM_ADAPTER_FAILURE : failure.status();
    return call.fail(status, failure.error_class(), failure.message(), failure.remote_code(),
                     failure.native_code(), failure.retry_after_ms());
  } catch (const std::bad_alloc&) {
    return call.fail(TANDEM_OUT_OF_MEMORY, TANDEM_CLASS_TRANSIENT, "the adapter ran out of memory");
  } catch (const std::exception& error) {
    return call.fail(TANDEM_ADAPTER_FAILURE, TANDEM_CLASS_CONTRACT, one_line(error.what()));
  } catch (...) {
    return call.fail(TANDEM_ADAPTER_FAILURE, TANDEM_CLASS_CONTRACT, "the adapter threw an unknown exception");
  }
}

template <class T>
class Binding {
 public:
  static tandem_adapter_entry entry(std::string_view id, std::string_view version) noexcept {
    return tandem_adapter_entry{sizeof(tandem_adapter_entry),
                                TANDEM_ADAPTER_ABI_MINOR,
                                TANDEM_ADAPTER_TARGET_MINOR,
                                0,
                                str(id),
                                str(version),
                                &create,
                                &start,
                                &stop,
                                &destroy,
                                &get_capability};
  }

 private:
  static_assert(std::is_base_of<Adapter, T>::value, "an adapter derives from tandem::adapter::Adapter");

  struct Instance {
    const tandem_host* host;
    std::unique_ptr<T> adapter;
    bool started;
  };

  static Instance& instance(tandem_adapter* self) noexcept { return *reinterpret_cast<Instance*>(self); }

  static tandem_status create(const tandem_host* host, const tandem_adapter_config* config, tandem_call* call,
                              tandem_adapter** out) noexcept {
    return guarded(Call(call, host->call_api), [&](Call&) {
      const Config settings{view(config->settings), view(config->connection_id)};
      std::unique_ptr<Instance> made(new Instance{host, std::unique_ptr<T>(new T(settings)), false});
      *out = reinterpret_cast<tandem_adapter*>(made.release());
    });
  }

  static tandem_status start(tandem_adapter* self, tandem_call* call) noexcept {
    Instance& me = instance(self);
    return guarded(Call(call, me.host->call_api), [&](Call& running) {
      if (me.started) throw Failure(TANDEM_INVALID_STATE, TANDEM_CLASS_CONTRACT, "already started");
      Access::give_host(*me.adapter, me.host);
      me.adapter->start(running);
      me.started = true;
    });
  }

  static void stop(tandem_adapter* self) noexcept {
    Instance& me = instance(self);
    if (!me.started) return;
    me.started = false;
    try {
      me.adapter->stop();
    } catch (...) {  // stop cannot fail, and nobody is left to tell
    }
    Access::give_host(*me.adapter, nullptr);
  }

  static void destroy(tandem_adapter* self) noexcept {
    if (!self) return;
    stop(self);
    delete &instance(self);
  }

  /// One operation: legal while started, inside the barrier.
  template <class Body>
  static tandem_status operation(tandem_adapter* self, tandem_call* call, Body&& body) noexcept {
    Instance& me = instance(self);
    return guarded(Call(call, me.host->call_api), [&](Call& running) {
      if (!me.started) throw Failure(TANDEM_INVALID_STATE, TANDEM_CLASS_CONTRACT, "not started");
      body(*me.adapter, running);
    });
  }

  static tandem_status verify(tandem_adapter* self, tandem_call* call, const tandem_json_sink* out) noexcept {
    return operation(self, call, [&](T& adapter, Call& running) {
      const std::string json = to_json(static_cast<CanVerify&>(adapter).verify(running));
      continue_or_stop(out->put(out->context, str(json)));
    });
  }

  static tandem_status schema(tandem_adapter* self, tandem_call* call, const tandem_json_sink* out) noexcept {
    return operation(self, call, [&](T& adapter, Call& running) {
      const std::string json = to_json(static_cast<CanSchema&>(adapter).schema(running));
      continue_or_stop(out->put(out->context, str(json)));
    });
  }

  static tandem_status pull(tandem_adapter* self, tandem_call* call, const tandem_pull_request* request,
                            const tandem_row_sink* sink, const tandem_page_sink* end) noexcept {
    return operation(self, call, [&](T& adapter, Call& running) {
      PullRequest wanted;
      wanted.full = request->mode == TANDEM_PULL_FULL;
      wanted.type = view(request->type);
      wanted.stream = view(request->stream);
      wanted.cursor = view(request->cursor);
      wanted.fields = TextList(request->fields, request->field_count);
      wanted.page_size = request->page_size;
      RowWriter rows(*sink, request->field_count);
      const PageEnd page = static_cast<CanPull&>(adapter).pull(running, wanted, rows);
      rows.flush();
      const tandem_page_end raw{
          sizeof(tandem_page_end), page.more ? 1 : 0, str(page.cursor), page.complete ? 1 : 0,
          page.granularity,        page.server_time,  page.calls_used,  0};
      continue_or_stop(end->set(end->context, &raw));
    });
  }

  static tandem_status get(tandem_adapter* self, tandem_call* call, tandem_str type, const tandem_str* ids,
                           size_t id_count, const tandem_str* fields, size_t field_count,
                           const tandem_row_sink* sink) noexcept {
    return operation(self, call, [&](T& adapter, Call& running) {
      RowWriter rows(*sink, field_count);
      static_cast<CanGet&>(adapter).get(running, view(type), TextList(ids, id_count),
                                        TextList(fields, field_count), rows);
      rows.flush();
    });
  }

  static tandem_status find(tandem_adapter* self, tandem_call* call, tandem_str type, tandem_str key_field,
                            const tandem_str* values, size_t value_count, const tandem_str* fields,
                            size_t field_count, const tandem_row_sink* sink) noexcept {
    return operation(self, call, [&](T& adapter, Call& running) {
      RowWriter rows(*sink, field_count);
      static_cast<CanFind&>(adapter).find(running, view(type), view(key_field), TextList(values, value_count),
                                          TextList(fields, field_count), rows);
      rows.flush();
    });
  }

  static tandem_status push(tandem_adapter* self, tandem_call* call, const tandem_push_batch* batch,
                            const tandem_result_sink* sink) noexcept {
    return operation(self, call, [&](T& adapter, Call& running) {
      ResultWriter results(*sink, batch->item_count);
      static_cast<CanPush&>(adapter).push(running, PushBatch(*batch), results);
    });
  }

  /// The constant table when T offers the capability. The trampoline is named only then, so that a
  /// class without it need not compile it.
  static const void* get_capability(tandem_adapter*, tandem_str id) noexcept {
    const std::string_view wanted = view(id);
    if constexpr (std::is_base_of<CanVerify, T>::value) {
      static constexpr tandem_cap_verify table{sizeof(tandem_cap_verify), 0, &Binding::verify};
      if (wanted == TANDEM_CAP_VERIFY) return &table;
    }
    if constexpr (std::is_base_of<CanSchema, T>::value) {
      static constexpr tandem_cap_schema table{sizeof(tandem_cap_schema), 0, &Binding::schema};
      if (wanted == TANDEM_CAP_SCHEMA) return &table;
    }
    if constexpr (std::is_base_of<CanPull, T>::value) {
      static constexpr tandem_cap_pull table{sizeof(tandem_cap_pull), 0, &Binding::pull};
      if (wanted == TANDEM_CAP_PULL) return &table;
    }
    if constexpr (std::is_base_of<CanGet, T>::value) {
      static constexpr tandem_cap_get table{sizeof(tandem_cap_get), 0, &Binding::get};
      if (wanted == TANDEM_CAP_GET) return &table;
    }
    if constexpr (std::is_base_of<CanFind, T>::value) {
      static constexpr tandem_cap_find table{sizeof(tandem_cap_find), 0, &Binding::find};
      if (wanted == TANDEM_CAP_FIND) return &table;
    }
    if constexpr (std::is_base_of<CanPush, T>::value) {
      static constexpr tandem_cap_push table{sizeof(tandem_cap_push), 0, &Binding::push};
      if (wanted == TANDEM_CAP_PUSH) return &table;
    }
    return nullptr;
  }
};

}  // namespace tandem::adapter::detail

/// Exports the adapter. Once a library, at namespace scope.
#define TANDEM_ADAPTER(Class, id, version)                                                                   \
  extern "C" TANDEM_EXPORT const tandem_adapter_entry* tandem_adapter_entry_v0(void) noexcept;               \
  static_assert(std::string_view(TANDEM_ADAPTER_ENTRY_SYMBOL) == "tandem_adapter_entry_v0",                  \
                "these headers speak another major: the macro needs its symbol");                            \
  const tandem_adapter_entry* tandem_adapter_entry_v0(void) noexcept {                                       \
    static const tandem_adapter_entry entry = ::tandem::adapter::detail::Binding<Class>::entry(id, version); \
    return &entry;                                                                                           \
  }
