// SPDX-License-Identifier: Apache-2.0
#include "workflow.hpp"

#include <array>

namespace tandem::tryton {
namespace {

struct Step {
  std::string_view from, to, button;
};

constexpr std::array<Step, 11> kSteps = {{{"lead", "opportunity", "opportunity"},
                                          {"lead", "lost", "lost"},
                                          {"lead", "cancelled", "cancel"},
                                          {"opportunity", "converted", "convert"},
                                          {"opportunity", "lead", "lead"},
                                          {"opportunity", "lost", "lost"},
                                          {"opportunity", "cancelled", "cancel"},
                                          {"converted", "lost", "lost"},
                                          {"lost", "lead", "lead"},
                                          {"lost", "converted", "convert"},
                                          {"cancelled", "lead", "lead"}}};

const Step* step(std::string_view from, std::string_view to) {
  for (const Step& known : kSteps) {
    if (known.from == from && known.to == to) return &known;
  }
  return nullptr;
}

}  // namespace

std::optional<std::vector<std::string>> buttons_between(std::string_view from, std::string_view to) {
  if (from == to) return std::vector<std::string>();
  if (const Step* direct = step(from, to)) return std::vector<std::string>{std::string(direct->button)};
  // Through the open states; cancelled → converted needs both.
  const Step* first = step(from, "lead");
  const Step* second = step(first != nullptr ? "lead" : from, "opportunity");
  std::vector<std::string> way;
  if (first != nullptr) {
    way.emplace_back(first->button);
    if (const Step* last = step("lead", to)) {
      way.emplace_back(last->button);
      return way;
    }
  }
  if (second == nullptr) return std::nullopt;
  way.emplace_back(second->button);
  const Step* last = step("opportunity", to);
  if (last == nullptr) return std::nullopt;
  way.emplace_back(last->button);
  return way;
}

std::string_view outcome_of(std::string_view state) {
  if (state == "won") return "won";
  return state == "lost" || state == "cancelled" ? "lost" : "open";
}

std::optional<std::string> state_for(std::string_view outcome, std::string_view current) {
  if (outcome_of(current) == outcome) return std::string(current);
  if (outcome == "lost") return "lost";
  // A lost deal is opened again as a lead; a won one stands on its confirmed sale.
  if (outcome == "open" && outcome_of(current) == "lost") return "lead";
  return std::nullopt;
}

}  // namespace tandem::tryton
