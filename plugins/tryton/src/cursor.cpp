// SPDX-License-Identifier: Apache-2.0
#include "cursor.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tandem/cpp/adapter/failure.hpp>
#include <tandem/cpp/json.hpp>
#include <tandem/cpp/times.hpp>

namespace tandem::tryton {
namespace {

using Json = nlohmann::json;

constexpr int kVersion = 2;
constexpr std::int64_t kWebTick = 1'000'000;  // an HTTP date has whole seconds

constexpr std::int64_t kComparedEachRun = 5'000;

Json write(const Mark& mark) {
  return Json::array(
      {mark.date, mark.top, mark.count, mark.print, mark.compared, mark.newest, mark.newest_web});
}

Mark read(const Json& document, const char* name) {
  const Json& list = document.at(name);
  Mark mark;
  mark.date = list.at(0).get<std::int64_t>();
  mark.top = list.at(1).get<std::int64_t>();
  mark.count = list.at(2).get<std::int64_t>();
  mark.print = list.at(3).get<std::uint64_t>();
  mark.compared = list.at(4).get<std::int64_t>();
  mark.newest = list.at(5).get<std::int64_t>();
  mark.newest_web = list.at(6).get<std::int64_t>();
  return mark;
}

/// Spreads an id over 64 bits (splitmix64), so that sums of different sets do not meet by accident.
std::uint64_t spread(std::int64_t id) {
  std::uint64_t x = static_cast<std::uint64_t>(id) + 0x9E3779B97F4A7C15U;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
  return x ^ (x >> 31);
}

}  // namespace

void Mark::add(std::int64_t id) {
  if (id <= top) return;
  top = id;
  ++count;
  print += spread(id);
}

bool Mark::comparing_is_due(std::int64_t web_now) const {
  const bool today = web_now >= compared && web_now - compared < times::kDay;
  return count <= kComparedEachRun || web_now == 0 || !today;
}

void Mark::settle(std::int64_t newest_seen, std::int64_t web_before, std::int64_t web_after,
                  std::int64_t overlap) {
  const bool timed = newest_web != 0 && web_before != 0;
  const std::int64_t gone_by = timed ? std::max<std::int64_t>(0, web_before - newest_web - kWebTick) : 0;
  const std::int64_t at_least = std::max(newest_seen, newest + gone_by);  // the database's clock now
  const bool set_back = timed && web_after < newest_web;
  if (newest_seen > newest || newest_web == 0 || set_back) newest_web = web_after;
  newest = std::max(newest, newest_seen);
  date = std::max(date, std::min(newest, at_least - overlap));
}

Cursor Cursor::parse(std::string_view text) {
  Cursor cursor;
  if (text.empty()) {
    cursor.phase = Phase::scan;
    return cursor;
  }
  try {
    const Json document = read_json<Json>(text);
    if (document.at("v").get<int>() != kVersion) throw Json::other_error::create(501, "version", &document);
    const int phase = document.at("p").get<int>();
    if (phase < 0 || phase > 3) throw Json::other_error::create(501, "phase", &document);
    cursor.phase = static_cast<Phase>(phase);
    cursor.after = document.at("a").get<std::int64_t>();
    cursor.rows = read(document, "r");
    cursor.children = read(document, "c");
    cursor.next_rows = read(document, "nr");
    cursor.next_children = read(document, "nc");
  } catch (const Json::exception&) {
    throw adapter::Failure(TANDEM_INVALID_ARGUMENT, TANDEM_CLASS_RESET,
                           "the cursor is not one of this adapter's");
  }
  return cursor;
}

std::string Cursor::text() const {
  const Json document = {{"v", kVersion},
                         {"p", static_cast<int>(phase)},
                         {"a", after},
                         {"r", write(rows)},
                         {"c", write(children)},
                         {"nr", write(next_rows)},
                         {"nc", write(next_children)}};
  return document.dump();
}

}  // namespace tandem::tryton
