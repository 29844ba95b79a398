// SPDX-License-Identifier: Apache-2.0
// The Salesforce stand-in: requests in, answers out. It has no socket, no clock and no chance of its own, so
// that the same engine serves HTTP and the simulation.
#pragma once
#include <deque>

#include "../engine/faults.hpp"
#include "../engine/request_log.hpp"
#include "oauth.hpp"
#include "org.hpp"
#include "resources.hpp"

namespace tandem::sandbox::salesforce {

class StandIn {
 public:
  StandIn(Settings settings, const Clock& clock);

  // What a client of Salesforce asks.
  Response handle(const Request& request);
  // What a test or an operator asks behind Salesforce's back; see README.md.
  Response inspect(const Request& request);

  Org& org() { return org_; }
  OAuth& oauth() { return oauth_; }
  Faults& faults() { return faults_; }
  const RequestLog& log() const { return log_; }

 private:
  Response answer(const Request& request);
  Response data(const Request& request, const std::string& path);
  Response inspected(const Request& request);
  Response arrange(std::string_view what, const Json& body);

  Org org_;
  OAuth oauth_;
  std::deque<Cursor> cursors_;
  Usage usage_;
  Faults faults_;
  RequestLog log_;
};

// A fault or a record rule from its JSON description.
Fault read_fault(const Json& description);
RecordRule read_rule(const Json& description);

}  // namespace tandem::sandbox::salesforce
