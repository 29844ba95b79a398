// SPDX-License-Identifier: Apache-2.0
// A remote of `rows` leads that costs nothing to ask. `changed_every` n > 0: every n-th row differs from
// the round before.
#include <charconv>
#include <cstdlib>
#include <tandem/cpp/adapter.hpp>

#include "synthetic.hpp"

namespace {

using namespace tandem::adapter;

std::uint64_t setting(std::string_view settings, std::string_view name) {
  const auto at = settings.find("\"" + std::string(name) + "\"");
  if (at == std::string_view::npos) return 0;
  auto rest = settings.substr(settings.find(':', at) + 1);
  while (!rest.empty() && (rest.front() == ' ' || rest.front() == '"')) rest.remove_prefix(1);
  std::uint64_t value = 0;
  std::from_chars(rest.data(), rest.data() + rest.size(), value);
  return value;
}

class Synthetic : public Adapter, public CanVerify, public CanSchema, public CanPull {
 public:
  explicit Synthetic(const Config& config)
      : rows_(setting(config.settings, "rows")), changed_every_(setting(config.settings, "changed_every")) {}

  Identity verify(Call&) override {
    return {.org = "synthetic", .user = "bench", .rights = {}, .server_time = {}, .note = {}};
  }

  std::vector<TypeInfo> schema(Call&) override {
    TypeInfo type;
    type.name = "leads";
    for (const char* name : synthetic::kFields) {
      FieldInfo field;
      field.name = name;
      type.fields.push_back(field);
    }
    return {type};
  }

  PageEnd pull(Call&, const PullRequest& request, RowWriter& rows) override {
    std::uint64_t from = 0;
    std::from_chars(request.cursor.data(), request.cursor.data() + request.cursor.size(), from);
    if (from >= rows_) from = 0;
    const std::uint64_t to = std::min<std::uint64_t>(rows_, from + request.page_size);
    std::size_t position[synthetic::kFieldCount];
    for (std::size_t f = 0; f < synthetic::kFieldCount; ++f) {
      position[f] = SIZE_MAX;
      for (std::size_t i = 0; i < request.fields.size(); ++i) {
        if (request.fields[i] == synthetic::kFields[f]) position[f] = i;
      }
    }
    for (std::uint64_t n = from; n < to; ++n) {
      maker_.make(n, changed_every_ != 0 && n % changed_every_ == 0 ? 1 : 0);
      auto row = rows.live(maker_.id());
      for (std::size_t f = 0; f < synthetic::kFieldCount; ++f) {
        if (position[f] != SIZE_MAX) row.text(position[f], maker_.field(f));
      }
    }
    PageEnd end;
    end.more = to < rows_;
    end.complete = !end.more;
    end.cursor = std::to_string(to);
    end.calls_used = 1;
    return end;
  }

 private:
  std::uint64_t rows_, changed_every_;
  synthetic::Maker maker_;
};

}  // namespace

TANDEM_ADAPTER(Synthetic, "synthetic", "0.1.0")
