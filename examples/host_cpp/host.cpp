// SPDX-License-Identifier: Apache-2.0
// The same host through the C++ wrapper: looks at each Result, and follows the journal.
// Usage: host FOLDER
#include <cstdint>
#include <iostream>
#include <string>
#include <tandem/cpp/tandem.hpp>

namespace {

/// The value of "id" in an answer; a real host has a JSON parser.
std::string id_of(const tandem::Text& answer) {
  constexpr std::string_view start = "{\"id\":\"";
  const auto all = answer.view();
  return all.substr(0, start.size()) == start ? std::string(all.substr(start.size(), 36)) : std::string();
}

void add_person(const tandem::Session& admin, std::string_view document) {
  const auto added = admin.put("person", document).value();
  (void)admin.act("person.confirm", id_of(added)).value();
}

void hand_over(const tandem::Store& store) {
  const auto marketing = tandem::Session::open(store, "mia@host.example").value();
  const auto sales = tandem::Session::open(store, "sam@host.example").value();
  const auto lead =
      marketing
          .act("lead.capture", "", R"({"family_name":"Okafor","email":"ada@harbour.example","stage":"mql"})")
          .value();
  const auto offer = marketing.act("handoff.offer", "", R"({"lead_id":")" + id_of(lead) + R"("})").value();

  // The giving side cannot say yes for the receiving one. Failures are values: look, then decide.
  const auto refused = marketing.act("handoff.accept", id_of(offer));
  if (!refused) std::cout << "refused: " << refused.error().status_name() << "\n";
  (void)sales.act("handoff.accept", id_of(offer)).value();
}

/// Prints what happened after `seq`; answers the newest number.
std::int64_t follow(const tandem::Session& session, std::int64_t seq) {
  auto entries = session.journal(seq).value();
  const auto seq_column = entries.column("seq");
  const auto kind = entries.column("kind");
  while (entries.next().value()) {
    seq = entries.integer(seq_column);
    std::cout << seq << " " << entries.text(kind) << "\n";
  }
  return seq;
}

void work(const std::string& path) {
  const auto store = tandem::Store::create(path, R"({"admin_name":"Ops"})").value();
  const auto admin = tandem::Session::open(store).value();
  const auto seen = follow(admin, 0);
  add_person(admin, R"({"name":"Mia","email":"mia@host.example","side":"marketing"})");
  add_person(admin, R"({"name":"Sam","email":"sam@host.example","side":"sales"})");
  hand_over(store);
  (void)store.journal_wait(seen, 1000).value();
  follow(admin, seen);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: host FOLDER\n";
    return 2;
  }
  try {
    work(std::string(argv[1]) + "/host.tandem");
  } catch (const tandem::Exception& e) {
    std::cerr << "failed: " << e.what() << " (" << e.error().advice() << ")\n";
    return 1;
  }
  std::cout << "live objects: " << tandem_live_objects() << "\n";
}
