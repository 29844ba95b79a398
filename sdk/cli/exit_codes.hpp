// SPDX-License-Identifier: Apache-2.0
// What the command's exit code says to a script. Part of the public contract: never renumber.
#pragma once

#include <tandem/abi.h>

namespace tandem::cli {

inline constexpr int kDone = 0;
inline constexpr int kFoundSomething = 1;  ///< the command worked and found something wrong
inline constexpr int kUsage = 2;
inline constexpr int kNotFound = 3;
inline constexpr int kInvalid = 4;
inline constexpr int kConflict = 5;
inline constexpr int kForbidden = 6;
inline constexpr int kUnavailable = 7;
inline constexpr int kCancelled = 8;
inline constexpr int kAdapter = 9;
inline constexpr int kStoreFile = 10;
inline constexpr int kInternal = 11;
inline constexpr int kOutOfSpace = 12;

inline constexpr const char* kExitCodesHelp = R"(Exit codes:
   0  done
   1  done, and something is wrong: verify, check, a partial sync, skipped records
   2  the command line is wrong, or a question could not be asked (see --yes)
   3  not found: store, record, entity, verb, query, connection, adapter, file
   4  the input is wrong, or this build, adapter or remote cannot do it
   5  conflict, already there, busy, or not in this state
   6  not signed in, or not allowed
   7  unavailable, too slow, or asked to wait
   8  cancelled
   9  an adapter broke its contract
  10  the store is damaged, or its age and the library's differ
  11  a fault in Tandem
  12  memory or disk space is used up)";

/// The exit code of a status; a status newer than this command is a fault.
constexpr int exit_code(tandem_status status) {
  switch (status) {
    case TANDEM_OK:
      return kDone;
    case TANDEM_NOT_FOUND:
      return kNotFound;
    case TANDEM_INVALID_ARGUMENT:
    case TANDEM_UNSUPPORTED:
      return kInvalid;
    case TANDEM_INVALID_STATE:
    case TANDEM_ALREADY_EXISTS:
    case TANDEM_CONFLICT:
    case TANDEM_BUSY:
      return kConflict;
    case TANDEM_UNAUTHENTICATED:
    case TANDEM_FORBIDDEN:
      return kForbidden;
    case TANDEM_RATE_LIMITED:
    case TANDEM_TIMEOUT:
    case TANDEM_UNAVAILABLE:
      return kUnavailable;
    case TANDEM_CANCELLED:
      return kCancelled;
    case TANDEM_ADAPTER_FAILURE:
      return kAdapter;
    case TANDEM_CORRUPT:
    case TANDEM_NEEDS_UPGRADE:
      return kStoreFile;
    case TANDEM_OUT_OF_MEMORY:
      return kOutOfSpace;
    default:
      return kInternal;
  }
}

}  // namespace tandem::cli
