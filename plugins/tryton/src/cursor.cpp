// SPDX-License-Identifier: Apache-2.0
#include "cursor.hpp"

#include <nlohmann/json.hpp>
#include <tandem/cpp/adapter/failure.hpp>

namespace tandem::tryton {
namespace {

using Json = nlohmann::json;

Json write(const Mark& mark) { return Json::array({mark.date, mark.top, mark.count}); }

Mark read(const Json& document, const char* name) {
  const Json& list = document.at(name);
  return {list.at(0).get<std::int64_t>(), list.at(1).get<std::int64_t>(), list.at(2).get<std::int64_t>()};
}

}  // namespace

Cursor Cursor::parse(std::string_view text) {
  Cursor cursor;
  if (text.empty()) {
    cursor.phase = Phase::scan;
    return cursor;
  }
  try {
    const Json document = Json::parse(text);
    if (document.at("v").get<int>() != 1) throw Json::other_error::create(501, "version", &document);
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
  const Json document = {{"v", 1},
                         {"p", static_cast<int>(phase)},
                         {"a", after},
                         {"r", write(rows)},
                         {"c", write(children)},
                         {"nr", write(next_rows)},
                         {"nc", write(next_children)}};
  return document.dump();
}

}  // namespace tandem::tryton
