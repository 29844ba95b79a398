// SPDX-License-Identifier: Apache-2.0
// Rows 1–3 and 10: leads pulled from a Salesforce stand-in, by Tandem and by the bound.
#pragma once

#include <memory>
#include <string>

#include "measure.hpp"

namespace bench {

/// What both sides read of a lead, and where it goes; the bound knows the same by heart.
inline constexpr const char* kPullMapping =
    R"({"format":1,"rules":[{"entity":"lead","remote_type":"Lead","fields":[
  {"field":"given_name","remote":"FirstName","direction":"in"},
  {"field":"family_name","remote":"LastName","direction":"in"},
  {"field":"email","remote":"Email","direction":"in"},
  {"field":"phone","remote":"Phone","direction":"in"},
  {"field":"company_name","remote":"Company","direction":"in"},
  {"field":"title","remote":"Title","direction":"in"},
  {"field":"country","remote":"Country","direction":"in"},
  {"field":"origin","remote":"LeadSource","direction":"in"},
  {"field":"captured_at","remote":"CreatedDate","direction":"create"}]}]})";
inline constexpr std::string_view kAccessToken = "bench-session";

enum class Step { initial, resync, delta };

/// One exchange after another with the server, on one connection, as the account of the bench.
class Http {
 public:
  Http();
  ~Http();
  Http(const Http&) = delete;
  /// The body, with 64 bytes of room behind it for the parser. Exits on anything but success.
  const std::string& send(const std::string& method, const std::string& url, const std::string& body = {});

 private:
  void* curl_;
  std::string answer_;
};
std::string url_encoded(std::string_view text);

/// The bound: the least that fetches, parses, tells changed from unchanged and stores the same rows.
class PullBound {
 public:
  PullBound(sqlite3* db, std::string server);
  ~PullBound();
  PullBound(const PullBound&) = delete;
  std::int64_t run(Step step);  ///< calls made

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

int pull(const std::string& variant, const std::string& server, const std::string& folder, bool all);

}  // namespace bench
