// SPDX-License-Identifier: Apache-2.0
// What the engine asks of a connected system. `core/adapters` implements it over the adapter ABI;
// rows and values keep the ABI's form, so that nothing is converted on the way.
#pragma once

#include <tandem/adapter/capabilities.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/services.hpp"

namespace tandem::sync {

/// The longest an adapter call may take; a lease lasts twice that.
constexpr std::int64_t kLongestCallMs = 300'000;

/// A whole call failed. The class decides what the engine does; the status goes to the caller.
class RemoteError : public Error {
 public:
  RemoteError(tandem_status status, tandem_error_class error_class, std::string message,
              std::string advice = {})
      : Error(status, std::move(message), std::move(advice)), error_class_(error_class) {}
  tandem_error_class error_class() const { return error_class_; }
  std::string remote_code;

 private:
  tandem_error_class error_class_;
};

struct PullRequest {
  std::string_view type;
  std::string_view stream;
  std::string_view cursor;
  const std::vector<std::string>& fields;
  std::uint32_t page_size = 2000;
  bool full = false;
};

struct PageEnd {
  bool more = false;
  bool complete = false;
  std::string cursor;
  std::uint32_t granularity = 0;
  std::int64_t server_time = INT64_MIN;
  std::uint32_t calls_used = 0;
};

struct PushItem {
  std::uint32_t op = TANDEM_PUSH_UPDATE;
  std::string id;
  std::string idem_key;
  std::string version;
  std::vector<tandem_value> values;  ///< one a field of the batch; views owned by the caller
};

struct PushResult {
  bool answered = false;  ///< false: no verdict came, the outcome is unknown
  tandem_error_class error_class = TANDEM_CLASS_NONE;
  std::string id, version, field, message, remote_code;
  std::int64_t retry_after_ms = 0;
};

/// Takes rows while a call runs; views live for the call. Throwing stops the pull.
using RowSink = std::function<void(const tandem_row& row)>;

/// One started adapter instance. [serialized] Every function may block and may throw RemoteError.
class Remote {
 public:
  virtual ~Remote() = default;
  virtual const std::string& adapter_id() const = 0;
  /// {"org", "user", "rights", "server_time", "note"}
  virtual Json verify() = 0;
  /// {"types": [{"name", "label", "fields": […], "traits": {…}}]}
  virtual Json schema() = 0;
  virtual PageEnd pull(const PullRequest& request, const RowSink& sink) = 0;
  virtual bool can(std::string_view capability) const = 0;
  virtual void get(std::string_view type, const std::vector<std::string>& ids,
                   const std::vector<std::string>& fields, const RowSink& sink) = 0;
  virtual void find(std::string_view type, std::string_view key_field, const std::vector<std::string>& values,
                    const std::vector<std::string>& fields, const RowSink& sink) = 0;
  /// One result an item, in item order; double and foreign keys throw class contract.
  virtual std::vector<PushResult> push(std::string_view type, const std::vector<std::string>& fields,
                                       const std::vector<PushItem>& items) = 0;
  /// Counters the adapter and its HTTP service have added since the last call.
  virtual std::vector<std::pair<std::string, std::int64_t>> take_metrics() = 0;
};

/// What a call is watched by: cancel, deadline, and a heartbeat while bytes move (renews the lease).
struct CallGuard {
  std::function<bool()> cancelled;
  std::function<void()> heartbeat;
  Clock* clock = nullptr;
};

}  // namespace tandem::sync
