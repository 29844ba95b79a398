// SPDX-License-Identifier: Apache-2.0
/// @file capabilities.hpp What an author derives from: Adapter, and one class a capability.
#pragma once

#include <string_view>
#include <vector>

#include "answers.hpp"
#include "call.hpp"
#include "host.hpp"
#include "push.hpp"
#include "rows.hpp"

namespace tandem::adapter {

/// What a connection says to its adapter; the views live during construction only.
struct Config {
  std::string_view settings;  ///< JSON object; secrets appear as names only
  std::string_view connection_id;
};

namespace detail {
struct Access;
}

/// The base of every adapter. The constructor takes `const Config&` and may not use the host.
class Adapter {
 public:
  Adapter() = default;
  Adapter(const Adapter&) = delete;
  Adapter& operator=(const Adapter&) = delete;
  virtual ~Adapter() = default;

  virtual void start(Call&) {}
  virtual void stop() {}

 protected:
  /// The host's services, from start to stop.
  Host& host() { return host_; }

 private:
  friend struct detail::Access;
  Host host_;
};

class CanVerify {
 public:
  virtual ~CanVerify() = default;
  virtual Identity verify(Call& call) = 0;
};

class CanSchema {
 public:
  virtual ~CanSchema() = default;
  virtual std::vector<TypeInfo> schema(Call& call) = 0;
};

class CanPull {
 public:
  virtual ~CanPull() = default;
  /// One page. A cursor the remote no longer honours: throw Failure with class reset.
  virtual PageEnd pull(Call& call, const PullRequest& request, RowWriter& rows) = 0;
};

class CanGet {
 public:
  virtual ~CanGet() = default;
  /// Ids that are not there are written as purged rows.
  virtual void get(Call& call, std::string_view type, TextList ids, TextList fields, RowWriter& rows) = 0;
};

class CanFind {
 public:
  virtual ~CanFind() = default;
  virtual void find(Call& call, std::string_view type, std::string_view key_field, TextList values,
                    TextList fields, RowWriter& rows) = 0;
};

class CanPush {
 public:
  virtual ~CanPush() = default;
  virtual void push(Call& call, const PushBatch& batch, ResultWriter& results) = 0;
};

}  // namespace tandem::adapter
