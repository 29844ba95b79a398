// SPDX-License-Identifier: Apache-2.0
// The promises in force, read once and found again for every event of a bulk import.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/working_time.hpp"
#include "domain/rows.hpp"
#include "model/predicate.hpp"

namespace tandem::domain {

/// A person reached out to the buyer: told of every touch, not only of the first one.
inline constexpr std::string_view kContact = "lead.contacted";

/// What time alone does with a clock once so much working time has passed since its start. Its breach is
/// none of them: the clock itself knows when it is due, whatever its clause says by now.
struct ClockStep {
  enum class Kind : std::uint8_t { warn, escalate };
  std::int64_t after_s = 0;
  Kind kind = Kind::warn;
  std::int64_t ppm = 0;         ///< of a warning
  std::string action, to_role;  ///< of an escalation
};

/// An sla_policy clause, read.
struct SlaPolicy {
  enum class CalendarOf : std::uint8_t { policy, owner, subject };
  Id clause, version;
  bool is_house_default = false;
  std::string subject, starts_on;
  std::vector<std::string> stops_on, pause_reasons;
  std::int64_t target_s = 0;
  CalendarOf calendar_of = CalendarOf::policy;
  Id calendar;                   ///< empty: round the clock
  std::vector<ClockStep> steps;  ///< in the order of their time
  Side responsible = Side::none;
  std::optional<Predicate> applies_when;

  /// What is kept by the first touch is kept by every contact: a first one happens once in a lead's life.
  bool stops(std::string_view event) const;
  /// The first step later than what a clock has acted on; null when there is none left.
  const ClockStep* step_after(std::optional<std::int64_t> acted_s) const;
};

/// All policies and calendars of a store. Belongs to a connection; forgets everything when a clause, a
/// version or a calendar has changed, in whatever process.
class PolicyBook {
 public:
  static PolicyBook& of(Change& change);
  /// Says that rules have changed: this connection reads them again at once, every other with its next
  /// change.
  static void changed(Change& change);

  /// Some policy, in force or not, starts or stops by such an event.
  bool starts(std::string_view event) const { return starting_.count(event) != 0; }
  bool stops(std::string_view event) const { return stopping_.count(event) != 0; }
  /// Some cadence_plan begins by such an event.
  bool begins_cadence(std::string_view event) const { return beginning_.count(event) != 0; }
  struct InForce {
    std::vector<const SlaPolicy*> agreed;
    std::vector<const SlaPolicy*> house_defaults;  ///< for what none of them speaks of
  };
  /// As they read at an instant.
  const InForce& in_force(Change& change, Instant at);
  /// Of a clause that a clock quotes, as it read when the clock began, whatever is in force now.
  const SlaPolicy& policy(const Id& clause, Instant at) const;
  const WorkingTime& calendar(Change& change, const Id& calendar);
  /// Calendar of a person, empty where there is none; remembered inside one change.
  Id calendar_of_person(Change& change, const Id& person);

 private:
  void refresh(Change& change);
  void load(Change& change);

  std::int64_t seen_in_ = -1;  ///< change in which the stamp was last compared
  std::string stamp_;
  struct ById {
    bool operator()(const Id& a, const Id& b) const { return a.view() < b.view(); }
  };

  struct Worded {
    SlaPolicy policy;
    Instant until;  ///< it read so before
  };

  std::map<Id, std::vector<Worded>, ById> policies_;  ///< the wordings of each clause, the oldest first
  std::set<std::string, std::less<>> starting_, stopping_, beginning_;
  std::vector<Instant> boundaries_;  ///< where another version comes into force, or a clause was changed
  std::map<std::size_t, InForce> in_force_;
  std::map<Id, WorkingTime, ById> calendars_;
  std::map<Id, Id, ById> calendars_of_persons_;
};

}  // namespace tandem::domain
