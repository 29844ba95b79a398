// SPDX-License-Identifier: Apache-2.0
// Every single write to a remote: prepared before the call, settled after it.
#pragma once

#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/time.hpp"
#include "store/ledger/links.hpp"

namespace tandem::store::ledger {

struct Attempt {
  std::int64_t id = 0;
  std::int64_t entity = 0, covers_seq = 0;
  Id local;
  Op op = Op::update;
  std::string remote_type, remote_id;
  Json sent = Json::object();    ///< Tandem's values by field
  Json remote = Json::object();  ///< raw remote values by remote field
  std::string error_class, message;
};

class Attempts {
 public:
  Attempts(Database& database, std::int64_t conn) : db_(&database), conn_(conn) {}

  std::vector<Attempt> in(AttemptState state) const;
  bool unsettled(const Id& local) const;
  /// Our last acknowledged write of the link sent the field.
  bool last_acked_sent(const Link& link, std::string_view field) const;

  std::int64_t prepare(const Attempt& attempt, std::int64_t run, Instant at);  ///< its id
  void sent(std::int64_t id);
  /// `error_class` empty: none.
  void finish(std::int64_t id, AttemptState state, std::string_view error_class, std::string_view remote_code,
              std::string_view message);
  void forget_before(std::int64_t run);  ///< settled ones of runs up to this one

 private:
  Database* db_;
  std::int64_t conn_;
};

}  // namespace tandem::store::ledger
