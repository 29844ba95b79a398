// SPDX-License-Identifier: Apache-2.0
// The words that the ledger's columns hold, once. A word in a file never changes its meaning.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tandem::store::ledger {

/// How a record here and a row there stand to each other.
enum class LinkState : std::uint8_t {
  linked,
  reserved,     ///< a create is under way: no row there yet
  in_doubt,     ///< a create was sent and its answer never came
  converted,    ///< the record lives on there under another type
  merged,       ///< the remote made one of two
  hidden,       ///< there, but not shown to us any more
  gone_remote,  ///< deleted there
  gone_local,   ///< no record here any more
};
enum class AttemptState : std::uint8_t { prepared, sent, acked, failed, unknown };
enum class Op : std::uint8_t { create, update, erase };
enum class ParkedState : std::uint8_t { waiting, quarantined, conflict, discarded };
enum class Direction : std::uint8_t { in, out };
enum class PendingKind : std::uint8_t { write, archive };
enum class RunPhase : std::uint8_t { pull, close };
enum class RunOutcome : std::uint8_t { done, partial, stopped, cancelled };

template <typename State>
inline constexpr std::array<std::string_view, 0> kWords{};
template <>
inline constexpr std::array<std::string_view, 8> kWords<LinkState>{
    "linked", "reserved", "in_doubt", "converted", "merged", "hidden", "gone_remote", "gone_local"};
template <>
inline constexpr std::array<std::string_view, 5> kWords<AttemptState>{"prepared", "sent", "acked", "failed",
                                                                      "unknown"};
template <>
inline constexpr std::array<std::string_view, 3> kWords<Op>{"create", "update", "delete"};
template <>
inline constexpr std::array<std::string_view, 4> kWords<ParkedState>{"waiting", "quarantined", "conflict",
                                                                     "discarded"};
template <>
inline constexpr std::array<std::string_view, 2> kWords<Direction>{"in", "out"};
template <>
inline constexpr std::array<std::string_view, 2> kWords<PendingKind>{"write", "archive"};
template <>
inline constexpr std::array<std::string_view, 2> kWords<RunPhase>{"pull", "close"};
template <>
inline constexpr std::array<std::string_view, 4> kWords<RunOutcome>{"done", "partial", "stopped",
                                                                    "cancelled"};

[[noreturn]] void unknown_word(std::string_view word);  ///< corrupt: no library has written it

template <typename State>
constexpr std::string_view to_text(State state) {
  return kWords<State>[static_cast<std::size_t>(state)];
}

template <typename State>
State from_text(std::string_view word) {
  for (std::size_t i = 0; i < kWords<State>.size(); ++i) {
    if (kWords<State>[i] == word) return static_cast<State>(i);
  }
  unknown_word(word);
}

}  // namespace tandem::store::ledger
