// SPDX-License-Identifier: Apache-2.0
// The opaque structs behind the handles. Each holds what it needs alive; none points at a handle.
#pragma once

#include <tandem/query.h>
#include <tandem/sync.h>

#include <atomic>
#include <memory>
#include <utility>

#include "capi/counted.hpp"
#include "capi/snapshot.hpp"
#include "capi/store_state.hpp"
#include "capi/text_handle.hpp"
#include "store/query.hpp"

struct tandem_store : tandem::capi::Counted {
  explicit tandem_store(std::shared_ptr<tandem::capi::StoreState> from) : state(std::move(from)) {}
  const std::shared_ptr<tandem::capi::StoreState> state;
};

struct tandem_session : tandem::capi::Counted {
  tandem_session(std::shared_ptr<tandem::capi::StoreState> from, const tandem::Id& who)
      : state(std::move(from)), person(who) {}
  const std::shared_ptr<tandem::capi::StoreState> state;
  const tandem::Id person;
};

struct tandem_cancel : tandem::capi::Counted {
  using Flag = std::shared_ptr<std::atomic<bool>>;
  const Flag requested = std::make_shared<std::atomic<bool>>(false);
};

struct tandem_reader : tandem::capi::Counted {
  tandem_reader(std::shared_ptr<tandem::capi::StoreState> from, tandem::capi::StoreState::Own database)
      : state(std::move(from)), snapshot(std::make_shared<tandem::capi::Snapshot>(std::move(database))) {}
  const std::shared_ptr<tandem::capi::StoreState> state;
  const std::shared_ptr<tandem::capi::Snapshot> snapshot;
  const tandem::model::EntityInfo* entity = nullptr;
  tandem::model::Row row;
};

struct tandem_cursor : tandem::capi::Counted {
  tandem_cursor(std::shared_ptr<tandem::capi::StoreState> from,
                std::unique_ptr<tandem::store::RowCursor> answer)
      : state(std::move(from)), rows(std::move(answer)) {}
  ~tandem_cursor() {
    if (state->fork_guard().forked()) static_cast<void>(rows.release());  // the parent's statement
  }
  const std::shared_ptr<tandem::capi::StoreState> state;
  std::unique_ptr<tandem::store::RowCursor> rows;
  bool has_row = false;
  bool ended = false;
};

namespace tandem::capi {

/// What long calls ask now and then; it outlives the caller's handle.
inline std::function<bool()> cancelled(const tandem_cancel* cancel) {
  if (cancel == nullptr) return {};
  return [flag = cancel->requested] { return flag->load(std::memory_order_relaxed); };
}

}  // namespace tandem::capi
