// SPDX-License-Identifier: Apache-2.0
// The resources under /services/data/vNN.0/, one function a family. All may throw ApiFailure.
#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "oauth.hpp"
#include "org.hpp"
#include "records.hpp"

namespace tandem::sandbox::salesforce {

struct Cursor {
  std::string locator;
  std::uint64_t session = 0;
  std::string statement;
  bool with_deleted = false;
  std::vector<Number> numbers;
};

struct Usage {  // calls of the last 24 hours
  std::deque<std::pair<std::int64_t, std::uint64_t>> minutes;
  std::uint64_t counted = 0;
  void count(std::int64_t now);
  std::uint64_t used(std::int64_t now);
};

// One call on its way through the resources.
struct Call {
  Org& org;
  std::deque<Cursor>& cursors;
  Usage& usage;
  std::uint64_t session;
  int version;
  const Request& request;
  std::vector<std::string> path;  // decoded parts after the version

  WriteOptions write_options() const;
  Json body() const;  // throws JSON_PARSER_ERROR
};

Response query_resource(Call& call);        // query, queryAll
Response describe_global(Call& call);       // sobjects
Response describe_object(Call& call);       // sobjects/X/describe
Response object_info(Call& call);           // sobjects/X
Response record_resource(Call& call);       // sobjects/X/…
Response updated_resource(Call& call);      // sobjects/X/updated
Response deleted_resource(Call& call);      // sobjects/X/deleted
Response collections_resource(Call& call);  // composite/sobjects
Response composite_resource(Call& call);    // composite, composite/batch
Response tree_resource(Call& call);         // composite/tree/X
Response limits_resource(Call& call);

// Everything under the version, also for the parts of a composite request.
Response data_resource(Call& call);

// A flag such as ?allOrNone=true.
bool flag(const std::string& text);

}  // namespace tandem::sandbox::salesforce
