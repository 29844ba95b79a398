// SPDX-License-Identifier: Apache-2.0
#include "store/migration/difference.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace tandem::store {
namespace {

constexpr std::size_t kWordsForSome = 8;  // differences named in one line

std::vector<std::string> missing_from(const std::vector<std::string>& some,
                                      const std::vector<std::string>& all) {
  std::vector<std::string> out;
  for (const std::string& one : all) {
    if (std::find(some.begin(), some.end(), one) == some.end()) out.push_back(one);
  }
  return out;
}

std::string list_of(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

bool needs_a_value(const std::string& column_text) { return says(column_text, "NOT"); }
bool is_unique(const std::string& column_text) { return says(column_text, "UNIQUE"); }

class Comparison {
 public:
  Comparison(const Shape& file, const model::Meanings& meanings, const Shape& wanted,
             const model::Catalogue& catalogue)
      : file_(file), meanings_(meanings), wanted_(wanted), catalogue_(catalogue) {}

  std::vector<Difference> run() {
    for (const auto& [name, sql] : wanted_.tables) wanted_table(name, sql);
    for (const auto& [name, sql] : file_.tables) surplus_table(name);
    for (const auto& [name, one] : wanted_.attached) wanted_attached(name, one);
    for (const auto& [name, one] : file_.attached) surplus_attached(name, one);
    return std::move(found_);
  }

 private:
  void add(Difference difference) { found_.push_back(std::move(difference)); }
  bool is_entity(std::string_view table) const { return catalogue_.find_entity(table) != nullptr; }

  void wanted_table(const std::string& name, const std::string& sql) {
    const auto mine = file_.tables.find(name);
    if (mine == file_.tables.end()) {
      const char* kind = is_entity(name) ? "entity " : "table ";
      return add({Has::less, Work::make_table, name, name, kind + name + " is new"});
    }
    if (is_entity(name)) {
      entity_number(name);
      columns(name, split_table(mine->second), split_table(sql));
    } else if (mine->second != sql) {
      add({Has::other, Work::step, name, name, "table " + name + " is kept in another form"});
    }
  }

  void surplus_table(const std::string& name) {
    // A table that Tandem never made is none of its business.
    if (wanted_.tables.count(name) > 0 || meanings_.entity_numbers.count(name) == 0) return;
    add({Has::more, Work::step, name, name, "this Tandem does not know entity " + name, true});
  }

  void entity_number(const std::string& name) {
    const auto kept = meanings_.entity_numbers.find(name);
    const std::string number = std::to_string(catalogue_.entity(name).descriptor().number);
    if (kept == meanings_.entity_numbers.end() || kept->second == number) return;
    add({Has::other, Work::step, name, name,
         "entity " + name + " had the number " + kept->second + " and has " + number});
  }

  void columns(const std::string& table, const TableText& mine, const TableText& theirs) {
    for (const ColumnText& column : theirs.columns) {
      const ColumnText* old = mine.find(column.name);
      if (old == nullptr) {
        new_field(table, column);
      } else {
        field_type(table, *old, column);
      }
    }
    for (const ColumnText& column : mine.columns) {
      if (is_extension_name(column.name) || theirs.find(column.name) != nullptr) continue;
      add({Has::more, Work::step, table, column.name,
           "this Tandem does not know field " + table + "." + column.name,
           !needs_a_value(column.text) && !is_unique(column.text)});
    }
    if (mine.rules != theirs.rules) {
      add({Has::other, Work::rebuild_table, table, {}, "the rules of every " + table + " have changed"});
    }
  }

  void new_field(const std::string& table, const ColumnText& column) {
    const bool by_copy = needs_a_value(column.text) || is_unique(column.text);
    add({Has::less, by_copy ? Work::rebuild_table : Work::add_field, table, column.name,
         "field " + table + "." + column.name + " is new"});
  }

  void field_type(const std::string& table, const ColumnText& old, const ColumnText& now) {
    const std::string name = table + "." + now.name;
    const auto kept = meanings_.field_types.find(name);
    const model::EntityInfo& entity = catalogue_.entity(table);
    const std::string type(model::type_name(entity.field(entity.position(now.name)).type));
    const bool other_meaning = kept != meanings_.field_types.end() && kept->second != type;
    if (other_meaning || column_type(old.text) != column_type(now.text)) {
      const std::string before =
          kept != meanings_.field_types.end() ? kept->second : std::string(column_type(old.text));
      return add(
          {Has::other, Work::step, table, now.name, "field " + name + " was " + before + ", is " + type});
    }
    if (old.text != now.text) field_rules(table, old, now);
  }

  void field_rules(const std::string& table, const ColumnText& old, const ColumnText& now) {
    const std::string name = table + "." + now.name;
    const auto before = choices_of(old.text);
    const auto after = choices_of(now.text);
    const auto gained = missing_from(before, after);
    const auto lost = missing_from(after, before);
    const std::size_t said = found_.size();
    const auto changed = [&](Has has, const std::string& what) {
      add({has, Work::rebuild_table, table, now.name, what});
    };
    if (!gained.empty()) changed(Has::less, "field " + name + " may also be " + list_of(gained));
    if (!lost.empty())
      changed(Has::more, "this Tandem does not know that field " + name + " may be " + list_of(lost));
    if (needs_a_value(old.text) != needs_a_value(now.text)) {
      changed(Has::other, "field " + name + (needs_a_value(now.text) ? " is required" : " may be empty"));
    }
    if (is_unique(old.text) != is_unique(now.text)) {
      changed(Has::other, "field " + name + (is_unique(now.text) ? " is unique" : " need not be unique"));
    }
    if (reference_of(old.text) != reference_of(now.text)) {
      changed(Has::other, "field " + name + " refers to " + reference_of(now.text));
    }
    if (found_.size() == said) changed(Has::other, "the rule of field " + name + " has changed");
  }

  void wanted_attached(const std::string& name, const Attached& one) {
    if (file_.tables.count(one.table) == 0) return;  // made with its table
    const auto mine = file_.attached.find(name);
    if (mine == file_.attached.end()) {
      add({Has::less, Work::make_index, one.table, name, "index " + name + " is new"});
    } else if (mine->second.sql != one.sql) {
      add({Has::other, Work::make_index, one.table, name, "index " + name + " has changed"});
    }
  }

  void surplus_attached(const std::string& name, const Attached& one) {
    if (wanted_.tables.count(one.table) == 0 || wanted_.attached.count(name) > 0) return;
    const bool harmless = one.sql.rfind("CREATE INDEX", 0) == 0;
    add({Has::more, Work::drop_index, one.table, name, "this Tandem does not know index " + name, harmless});
  }

  const Shape& file_;
  const model::Meanings& meanings_;
  const Shape& wanted_;
  const model::Catalogue& catalogue_;
  std::vector<Difference> found_;
};

}  // namespace

std::vector<Difference> compare(const Shape& file, const model::Meanings& meanings, const Shape& wanted,
                                const model::Catalogue& catalogue) {
  return Comparison(file, meanings, wanted, catalogue).run();
}

std::string in_words(const std::vector<Difference>& differences) {
  std::string out;
  for (std::size_t i = 0; i < std::min(differences.size(), kWordsForSome); ++i) {
    out += (out.empty() ? "" : "; ") + differences[i].what;
  }
  if (differences.size() > kWordsForSome) {
    out += "; and " + std::to_string(differences.size() - kWordsForSome) + " more";
  }
  return out;
}

}  // namespace tandem::store
