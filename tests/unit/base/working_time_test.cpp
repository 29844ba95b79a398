// SPDX-License-Identifier: Apache-2.0
#include "base/working_time.hpp"

#include <gtest/gtest.h>

#include <random>

#include "base/error.hpp"

namespace tandem {
namespace {

constexpr int kNine = 9 * 60, kFive = 17 * 60;

CalendarRules office(const std::string& zone) {
  CalendarRules rules;
  rules.time_zone = zone;
  for (std::size_t day = 0; day < 5; ++day) rules.weekly[day] = {{kNine, kFive}};
  return rules;
}
Days day(const char* text) { return parse_date(text).value(); }
Instant utc(const std::string& text) { return parse_instant(text + ":00Z").value(); }
Instant local(const char* text, const std::string& zone) {
  return parse_pattern(text, "%Y-%m-%d %H:%M", zone).value();
}
std::string shown(Instant instant) { return format_instant(instant).substr(0, 16); }

constexpr const char* kNewYork = "America/New_York";
constexpr std::int64_t kHours = 3600;

std::string due_in_new_york(const char* start, std::int64_t hours) {
  return shown(WorkingTime(office(kNewYork)).due(local(start, kNewYork), hours * kHours));
}

// The vectors of the domain model, 7.1.
TEST(WorkingTime, C1_AnHourInsideTheDay) {
  EXPECT_EQ(due_in_new_york("2026-03-04 10:00", 1), "2026-03-04T16:00");
}
TEST(WorkingTime, C2_OverNight) { EXPECT_EQ(due_in_new_york("2026-03-04 16:00", 2), "2026-03-05T15:00"); }
TEST(WorkingTime, C3_OverAWeekendWithAClockChange) {
  EXPECT_EQ(due_in_new_york("2026-03-06 16:30", 2), "2026-03-09T14:30");
}
TEST(WorkingTime, C4_ArrivedOnAClosedAfternoon_Trap) {
  EXPECT_EQ(due_in_new_york("2026-03-14 15:00", 2), "2026-03-16T15:00");
}
TEST(WorkingTime, C5_ArrivedOnAClosedEvening_Trap) {
  EXPECT_EQ(due_in_new_york("2026-03-14 18:00", 2), "2026-03-16T15:00");
}
TEST(WorkingTime, C6_OverEaster) {
  CalendarRules rules = office("Europe/Berlin");
  rules.holidays = {day("2026-04-06"), day("2026-04-03")};
  EXPECT_EQ(shown(WorkingTime(rules).due(local("2026-04-02 16:00", "Europe/Berlin"), 4 * kHours)),
            "2026-04-07T10:00");
}
TEST(WorkingTime, C7_OverChristmas) {
  CalendarRules rules = office("Europe/Berlin");
  rules.holidays = {day("2026-12-24"), day("2026-12-25"), day("2026-12-31"), day("2027-01-01")};
  EXPECT_EQ(shown(WorkingTime(rules).due(local("2026-12-23 16:00", "Europe/Berlin"), 24 * kHours)),
            "2026-12-30T15:00");
}
TEST(WorkingTime, C8_SplitDay) {
  CalendarRules rules = office("Europe/Madrid");
  for (std::size_t i = 0; i < 5; ++i) rules.weekly[i] = {{16 * 60, 19 * 60}, {kNine, 14 * 60}};
  EXPECT_EQ(shown(WorkingTime(rules).due(local("2026-05-06 13:00", "Europe/Madrid"), 3 * kHours)),
            "2026-05-06T16:00");
}
CalendarRules kolkata() {
  CalendarRules rules;
  rules.time_zone = "Asia/Kolkata";
  for (std::size_t i = 0; i < 6; ++i) rules.weekly[i] = {{9 * 60 + 30, 18 * 60}};
  return rules;
}
TEST(WorkingTime, C9_SaturdayIsOpenInKolkata) {
  EXPECT_EQ(shown(WorkingTime(kolkata()).due(local("2026-08-14 17:30", "Asia/Kolkata"), kHours)),
            "2026-08-15T04:30");
}
TEST(WorkingTime, C10_TheOwnersCalendarCounts) {
  EXPECT_EQ(shown(WorkingTime(kolkata()).due(local("2026-03-04 20:00", kNewYork), kHours)),
            "2026-03-05T05:00");
}
TEST(WorkingTime, C11_RoundTheClockOverAClockChange) {
  CalendarRules rules;
  rules.time_zone = kNewYork;
  for (auto& windows : rules.weekly) windows = {{0, 1440}};
  const Instant start = local("2026-03-07 12:00", kNewYork);
  EXPECT_EQ(shown(WorkingTime(rules).due(start, 24 * kHours)), "2026-03-08T17:00");
  EXPECT_EQ(WorkingTime::round_the_clock().due(start, 24 * kHours), start + kDay);
}
TEST(WorkingTime, C12_PausedOverNight) {
  const Stretch pause{local("2026-03-04 16:00", kNewYork), local("2026-03-05 10:00", kNewYork)};
  EXPECT_EQ(
      shown(WorkingTime(office(kNewYork)).due(local("2026-03-04 10:00", kNewYork), 8 * kHours, {&pause, 1})),
      "2026-03-05T17:00");
}
TEST(WorkingTime, C13_AWorkingWeekAfterTheShow) {
  EXPECT_EQ(due_in_new_york("2026-09-17 17:00", 40), "2026-09-24T21:00");
}
TEST(WorkingTime, C14_NightWindowInBothClockChanges) {
  CalendarRules rules;
  rules.time_zone = kNewYork;
  rules.weekly[5] = {{22 * 60, 6 * 60}};
  const WorkingTime night(rules);
  EXPECT_EQ(night.between(local("2026-03-07 12:00", kNewYork), local("2026-03-08 12:00", kNewYork)),
            7 * kHour);
  EXPECT_EQ(night.between(local("2026-10-31 12:00", kNewYork), local("2026-11-01 12:00", kNewYork)),
            9 * kHour);
}

TEST(WorkingTime, AnEdgeInASkippedHourMovesToTheFirstInstantAfterIt) {
  CalendarRules rules;
  rules.time_zone = kNewYork;
  rules.weekly[6] = {{2 * 60 + 30, 4 * 60}};  // 2026-03-08 02:30 did not happen
  EXPECT_EQ(WorkingTime(rules).between(utc("2026-03-08T00:00"), utc("2026-03-09T00:00")), kHour);
  rules.weekly[6] = {{60, 2 * 60 + 30}};
  EXPECT_EQ(WorkingTime(rules).between(utc("2026-03-08T00:00"), utc("2026-03-09T00:00")), kHour);
}

TEST(WorkingTime, OfARepeatedHourTheEarlierCounts) {
  CalendarRules rules;
  rules.time_zone = kNewYork;
  rules.weekly[6] = {{90, 3 * 60}};  // 2026-11-01 01:30 came twice
  EXPECT_EQ(WorkingTime(rules).between(utc("2026-11-01T00:00"), utc("2026-11-02T00:00")),
            2 * kHour + 30 * kMinute);
}

TEST(WorkingTime, AnExceptionTakesThePlaceOfItsDay) {
  CalendarRules rules = office("UTC");
  rules.holidays = {day("2026-03-05")};
  rules.exceptions[day("2026-03-04")] = {};
  rules.exceptions[day("2026-03-05")] = {{kNine, kNine + 60}};  // open for an hour on a holiday
  rules.exceptions[day("2026-03-07")] = {{kNine, kNine + 60}};  // a Saturday
  EXPECT_EQ(WorkingTime(rules).between(utc("2026-03-04T00:00"), utc("2026-03-06T00:00")), kHour);
  EXPECT_EQ(WorkingTime(rules).between(utc("2026-03-07T00:00"), utc("2026-03-09T00:00")), kHour);
}

TEST(WorkingTime, WindowsThatOverlapCountOnce) {
  CalendarRules rules;
  rules.weekly[0] = {{kNine, kFive}, {10 * 60, 18 * 60}, {22 * 60, 10 * 60}};
  rules.weekly[1] = {{kNine, 11 * 60}};  // the night window ends inside it
  EXPECT_EQ(WorkingTime(rules).between(utc("2026-03-02T00:00"), utc("2026-03-04T00:00")), (9 + 13) * kHour);
}

std::string calendar_refusal(const CalendarRules& rules) {
  try {
    const WorkingTime made(rules);
  } catch (const Error& e) {
    EXPECT_EQ(e.status(), TANDEM_INVALID_ARGUMENT);
    return e.message();
  }
  return "";
}

TEST(WorkingTime, RefusesWhatIsNoCalendar) {
  EXPECT_NE(calendar_refusal({}).find("never open"), std::string::npos);
  EXPECT_NE(calendar_refusal(office("Mars/Olympus")).find("Mars/Olympus"), std::string::npos);
  for (const DayWindow wrong : {DayWindow{60, 60}, {-1, 60}, {1440, 60}, {60, 1441}}) {
    CalendarRules rules = office("UTC");
    rules.weekly[2] = {wrong};
    EXPECT_NE(calendar_refusal(rules), "") << wrong.start_min << " " << wrong.end_min;
  }
}

TEST(WorkingTime, ACalendarThatRunsOutSaysSo) {
  CalendarRules rules;
  rules.exceptions[day("2026-03-04")] = {{kNine, kFive}};
  const WorkingTime once(rules);
  EXPECT_EQ(shown(once.due(utc("2026-03-01T00:00"), 8 * kHours)), "2026-03-04T17:00");
  EXPECT_THROW(once.due(utc("2026-03-01T00:00"), 9 * kHours), Error);
  EXPECT_THROW(once.due(utc("2026-03-05T00:00"), 1), Error);
}

TEST(WorkingTime, TheZoneDataHasAVersion) { EXPECT_FALSE(zone_data_version().empty()); }

class RandomCalendars : public ::testing::TestWithParam<unsigned> {
 protected:
  std::int64_t upto(std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(0, most)(random_);
  }
  CalendarRules rules() {
    static constexpr const char* kZones[] = {
        "UTC", kNewYork, "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "America/Sao_Paulo"};
    CalendarRules made;
    made.time_zone = kZones[upto(5)];
    for (auto& windows : made.weekly) {
      for (std::int64_t i = upto(2); i > 0; --i) {
        const DayWindow window{static_cast<int>(upto(1439)), static_cast<int>(upto(1440))};
        if (window.start_min != window.end_min) windows.push_back(window);
      }
    }
    made.weekly[upto(6)].push_back({600, 660});
    for (std::int64_t i = upto(5); i > 0; --i) made.holidays.push_back(day("2026-01-01") + upto(400));
    return made;
  }
  std::mt19937 random_{GetParam()};
};

TEST_P(RandomCalendars, DueIsTheFirstInstantAtWhichTheTargetIsWorked) {
  const WorkingTime calendar(rules());
  for (int i = 0; i < 20; ++i) {
    const Instant start = utc("2026-01-01T00:00") + upto(400 * kDay);
    const std::int64_t target = 1 + upto(60 * kHours);
    const Instant due = calendar.due(start, target);
    EXPECT_EQ(calendar.between(start, due), target * kSecond);
    EXPECT_LT(calendar.between(start, due - 1), target * kSecond);
    const Instant middle = start + upto(due - start);
    EXPECT_EQ(calendar.between(start, middle) + calendar.between(middle, due), target * kSecond);
  }
}

TEST_P(RandomCalendars, PausesAddTheirOwnWorkingTime) {
  const WorkingTime calendar(rules());
  const Instant start = utc("2026-01-01T00:00") + upto(300 * kDay);
  const std::int64_t target = 1 + upto(40 * kHours);
  const Instant plain = calendar.due(start, target);
  const Instant from = start + upto(plain - start);
  const Stretch pauses[] = {{from, from + upto(3 * kDay)}, {plain + 90 * kDay, plain + 91 * kDay}};
  const Instant due = calendar.due(start, target, {pauses, 1});
  std::int64_t paused = calendar.between(pauses[0].from, pauses[0].to);
  if (from == plain) paused = 0;
  EXPECT_EQ(calendar.between(start, due), target * kSecond + paused);
  if (due <= pauses[1].from) {  // it came too late
    EXPECT_EQ(calendar.due(start, target, pauses), due);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomCalendars, ::testing::Range(1U, 41U));

}  // namespace
}  // namespace tandem
