// SPDX-License-Identifier: Apache-2.0
// Salesforce's errors, sorted into the engine's classes. Messages of the remote may quote values that
// people typed, so only codes, field names and our own words go on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tandem/cpp/adapter/failure.hpp>
#include <tandem/cpp/adapter/push.hpp>
#include <vector>

namespace tandem::salesforce {

/// One error of an answer: top-level ones say `errorCode`, those of a record `statusCode`.
struct RemoteError {
  std::string code;
  std::string message;  ///< for looking into, never for showing
  std::vector<std::string> fields;
  std::string other_id;  ///< the record that a duplicate clashes with, where told
};

/// What was sent of a record that an error is about.
struct Sent {
  bool create = false;
  std::string_view key;  ///< the value of our key field
};

/// Reads `[{"message","errorCode","fields"}]` or one such object; nothing for anything else.
std::optional<RemoteError> parse_error(std::string_view body);

/// The class of an error in a record's result. What is deleted or duplicate may be another record, or
/// another field, than ours: that is invalid data, and the record itself is still there.
tandem_error_class record_class(const RemoteError& error, const Sent& sent);
/// The verdict on one record: class, code, field and a line of our own.
adapter::PushResult record_verdict(const RemoteError& error, const Sent& sent);

/// What is known of an answer that is no success.
struct Answer {
  int status = 0;
  std::string_view body;
  std::string_view retry_after;  ///< header, in seconds or as a date
  std::optional<std::int64_t> server_time;
  bool html = false;
  bool writes = false;
};

/// The failure of a whole call; never a class that judges a single record.
adapter::Failure call_failure(const Answer& answer);
/// A success that cannot be understood: nobody knows what became of a write.
adapter::Failure unreadable(const std::string& what, bool writes);
/// A web page where data was expected.
adapter::Failure web_page(bool writes);

/// True for a session that ended; false where signing in again would not help.
bool session_ended(int status, std::string_view body);
bool is_code(std::string_view body, std::string_view code);

/// Milliseconds of a Retry-After header, 0 where there is none that makes sense.
std::int64_t retry_after_ms(std::string_view header, std::optional<std::int64_t> server_time);

}  // namespace tandem::salesforce
