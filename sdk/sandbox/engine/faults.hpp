// SPDX-License-Identifier: Apache-2.0
// Troubles arranged for the next requests of a kind.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "message.hpp"

namespace tandem::sandbox {

struct Fault {
  std::string method;              // empty: any
  std::string path;                // start of the path; empty: any
  std::string contains;            // anywhere in path and query
  std::int64_t skip = 0;           // so many matching requests pass first
  std::int64_t times = 1;          // -1: until cleared
  bool after = false;              // the request is carried out, then its answer suffers
  std::optional<Response> answer;  // instead of the real one
  Wire wire = Wire::whole;
  std::int64_t delay_ms = 0;
};

class Faults {
 public:
  void add(Fault fault) { faults_.push_back(std::move(fault)); }
  void clear() { faults_.clear(); }
  std::size_t size() const { return faults_.size(); }
  // The first fault that matches, used up by one.
  std::optional<Fault> take(const Request& request);

 private:
  std::vector<Fault> faults_;
};

}  // namespace tandem::sandbox
