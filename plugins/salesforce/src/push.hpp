// SPDX-License-Identifier: Apache-2.0
// Writes in collections of at most two hundred records; each record stands for itself.
#pragma once

#include <map>
#include <string>
#include <tandem/cpp/adapter/push.hpp>
#include <vector>

#include "api.hpp"
#include "describe.hpp"
#include "read.hpp"

namespace tandem::salesforce {

class Pusher {
 public:
  Pusher(Api& api, Describer& describer, Finder& finder)
      : api_(api), describer_(describer), finder_(finder) {}
  void push(adapter::Call& call, const adapter::PushBatch& batch, adapter::ResultWriter& results);

 private:
  using Items = std::vector<adapter::PushItem>;
  using Versions = std::map<std::string, std::string>;  ///< by id

  Items still_unchanged(adapter::Call& call, const Object& object, const Items& items,
                        adapter::ResultWriter& results);
  /// Tells each item of a failed call; false where the call as a whole has to fail.
  bool tell_each(const Items& items, const adapter::Failure& failure, adapter::ResultWriter& results);
  Versions versions_after(adapter::Call& call, const Object& object, const std::vector<std::string>& ids);
  void send(adapter::Call& call, const Object& object, const adapter::PushBatch& batch, const Items& items,
            adapter::ResultWriter& results);
  adapter::HttpResponse exchange(adapter::Call& call, const Object& object, const adapter::PushBatch& batch,
                                 const Items& items);

  Api& api_;
  Describer& describer_;
  Finder& finder_;
  bool any_result_ = false;
};

/// The body of a collection call: creates carry the key field, updates the id.
std::string collection_body(const Object& object, const adapter::PushBatch& batch,
                            const std::vector<adapter::PushItem>& items);

}  // namespace tandem::salesforce
