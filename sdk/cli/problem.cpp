// SPDX-License-Identifier: Apache-2.0
#include "problem.hpp"

#include "exit_codes.hpp"
#include "handle.hpp"
#include "terminal.hpp"

namespace tandem::cli {

Problem::Problem(tandem_status status, std::string message, std::string advice)
    : exit_code_(cli::exit_code(status)),
      status_(status),
      message_(std::move(message)),
      advice_(std::move(advice)) {
  if (advice_.empty()) advice_ = fallback_advice(status);
}

Problem::Problem(tandem_status status, tandem_error* error)
    : Problem(status, to_string(tandem_error_message(error)), to_string(tandem_error_advice(error))) {
  tandem_text* text = nullptr;
  if (error && tandem_error_json(error, &text) == TANDEM_OK) {
    document_ = read_json<Json>(to_view(tandem_text_view(text)), 2 * json_levels);
  }
  tandem_text_release(text);
  tandem_error_release(error);
  if (message_.empty()) message_ = tandem_status_name(status);
}

void Problem::add_advice(const std::string& more) {
  if (!advice_.empty()) advice_ += "; ";
  advice_ += more;
}

void Problem::print(std::ostream& out, bool as_json) const {
  out << "error: " << escape_controls(message_) << "\n";
  if (!advice_.empty()) out << "  next: " << escape_controls(advice_) << "\n";
  if (!as_json) return;
  Json document = document_.is_object() ? document_ : Json::object();
  if (!document.contains("status")) document["status"] = tandem_status_name(status_);
  document["message"] = message_;
  document["advice"] = advice_;
  document["exit_code"] = exit_code_;
  out << document.dump(-1, ' ', true, Json::error_handler_t::replace) << "\n";
}

UsageProblem::UsageProblem(std::string message, std::string advice)
    : Problem(TANDEM_INVALID_ARGUMENT, std::move(message), std::move(advice)) {
  exit_code_ = kUsage;
}

const char* fallback_advice(tandem_status status) {
  switch (status) {
    case TANDEM_INVALID_ARGUMENT:
      return "mend the input; `tandem catalogue` tells what is expected";
    case TANDEM_INVALID_STATE:
      return "look at the state with `tandem get` or `tandem status`, then try again";
    case TANDEM_NOT_FOUND:
      return "check the name or the id; `tandem catalogue` and `tandem status` list what there is";
    case TANDEM_ALREADY_EXISTS:
      return "use what is there, or choose another name";
    case TANDEM_CONFLICT:
      return "somebody changed it first: read it again, then repeat";
    case TANDEM_BUSY:
      return "another process is at work on it: try again in a moment";
    case TANDEM_UNSUPPORTED:
      return "this build, adapter or remote cannot do it; `tandem adapters` tells what an adapter can";
    case TANDEM_UNAUTHENTICATED:
      return "sign in again: check the secrets that the connection names, then run `tandem check`";
    case TANDEM_FORBIDDEN:
      return "act as somebody who may, with --as";
    case TANDEM_RATE_LIMITED:
      return "wait, then try again";
    case TANDEM_TIMEOUT:
      return "try again; if it stays slow, look at the remote or at who holds the store";
    case TANDEM_CANCELLED:
      return "start it again when you like: what was done stays done";
    case TANDEM_UNAVAILABLE:
      return "check network, server and disk, then try again";
    case TANDEM_CORRUPT:
      return "run `tandem verify`; `tandem restore` puts a backup in its place";
    case TANDEM_OUT_OF_MEMORY:
      return "free memory or disk space, then try again";
    case TANDEM_ADAPTER_FAILURE:
      return "tell the adapter's publisher (`tandem adapters` names it) what you did";
    case TANDEM_NEEDS_UPGRADE:
      return "run `tandem migrate` for an older store, or install a newer Tandem for a newer one";
    default:
      return "report this fault, with the command and `tandem --version`";
  }
}

}  // namespace tandem::cli
