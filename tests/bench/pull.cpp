// SPDX-License-Identifier: Apache-2.0
// bench_pull tandem|bound SERVER FOLDER initial|all: a first pull of all leads, with `all` also a second
// look at everything and a pull after a tenth has changed. Prints one line a step.
#include "pull.hpp"

#include <nlohmann/json.hpp>

namespace bench {
namespace {

using Json = nlohmann::json;

const char* name_of(Step step) {
  return step == Step::initial ? "initial" : step == Step::resync ? "resync" : "delta";
}

std::string take(tandem_text* text) {
  const tandem_str view = tandem_text_view(text);
  std::string copy(view.data, view.size);
  tandem_text_release(text);
  return copy;
}

void connect(const Store& store, const std::string& server) {
  const std::string wanted = Json{{"name", "crm"},
                                  {"adapter", "salesforce"},
                                  {"side", "sales"},
                                  {"settings",
                                   {{"url", server},
                                    {"allow_loopback_http", true},
                                    {"client_id", "tandem-sandbox-client"},
                                    {"client_secret", "secret://env/TANDEM_BENCH_SECRET"}}},
                                  {"mapping", Json::parse(kPullMapping)}}
                                 .dump();
  tandem_error* error = nullptr;
  tandem_text* text = nullptr;
  const std::string folders = Json::array({std::getenv("TANDEM_ADAPTERS")}).dump();
  must(tandem_adapters_load(store.store, str(folders), &text, &error), error, "load");
  tandem_text_release(text);
  must(tandem_connection_create(store.session, str(wanted), &text, &error), error, "connect");
  tandem_text_release(text);
}

/// Every tenth lead gets another title, as somebody who works there does it: 200 a request.
void change_a_tenth(const std::string& server) {
  Http http;
  std::vector<std::string> ids;
  std::string url = server + "/services/data/v60.0/query?q=" + url_encoded("SELECT Id FROM Lead ORDER BY Id");
  std::size_t n = 0;
  while (!url.empty()) {
    const Json page = Json::parse(http.send("GET", url));
    for (const Json& record : page.at("records")) {
      if (n++ % 10 == 0) ids.push_back(record.at("Id"));
    }
    url = page.contains("nextRecordsUrl") ? server + page["nextRecordsUrl"].get<std::string>() : "";
  }
  const std::string title = "Title " + std::to_string(std::time(nullptr));
  for (std::size_t from = 0; from < ids.size(); from += 200) {
    Json records = Json::array();
    for (std::size_t i = from; i < std::min(ids.size(), from + 200); ++i) {
      records.push_back({{"attributes", {{"type", "Lead"}}}, {"id", ids[i]}, {"Title", title}});
    }
    http.send("PATCH", server + "/services/data/v60.0/composite/sobjects",
              Json{{"allOrNone", false}, {"records", records}}.dump());
  }
}

/// Work of one step, measured and printed with what is in the store afterwards.
template <typename Work>
void step(const std::string& variant, Step which, Work work) {
  std::int64_t calls = 0;
  const auto start = cpu_us();
  measured([&] { calls = work(); });
  const auto cpu = cpu_us() - start;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("%s %s cpu_us %lld calls %lld peak_kb %ld\n", variant.c_str(), name_of(which),
              static_cast<long long>(cpu), static_cast<long long>(calls), usage.ru_maxrss);
}

std::int64_t sync(const Store& store, bool full) {
  tandem_sync_options options = TANDEM_SYNC_OPTIONS_INIT;
  options.full = full ? 1 : 0;
  tandem_error* error = nullptr;
  tandem_text* text = nullptr;
  must(tandem_sync_run(store.session, str("crm"), &options, &text, &error), error, "sync");
  const Json report = Json::parse(take(text));
  if (report.at("outcome") != "done") {
    std::fprintf(stderr, "the run ended with: %s\n", report.dump().c_str());
    std::exit(1);
  }
  return report.at("calls");
}

/// Both variants must have stored the same number of rows.
void print_rows(const std::string& path) {
  sqlite3* db = open_bound(path);
  std::printf("rows lead %lld stage_entry %lld sync_link %lld\n",
              static_cast<long long>(count_rows(db, "lead")),
              static_cast<long long>(count_rows(db, "stage_entry")),
              static_cast<long long>(count_rows(db, "sync_link")));
  sqlite3_close(db);
}

}  // namespace

int pull(const std::string& variant, const std::string& server, const std::string& folder, bool all) {
  const std::string path = folder + "/pull.db";
  if (variant == "tandem") {
    const Store store(path);
    connect(store, server);
    step(variant, Step::initial, [&] { return sync(store, false); });
    if (all) {
      step(variant, Step::resync, [&] { return sync(store, true); });
      change_a_tenth(server);
      step(variant, Step::delta, [&] { return sync(store, false); });
    }
  } else {
    {
      const Store store(path);
      connect(store, server);  // the same schema, team and connection
    }
    sqlite3* db = open_bound(path);
    {
      PullBound bound(db, server);
      step(variant, Step::initial, [&] { return bound.run(Step::initial); });
      if (all) {
        step(variant, Step::resync, [&] { return bound.run(Step::resync); });
        change_a_tenth(server);
        step(variant, Step::delta, [&] { return bound.run(Step::delta); });
      }
    }
    sqlite3_close(db);
  }
  print_rows(path);
  return 0;
}

}  // namespace bench

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr, "usage: bench_pull tandem|bound SERVER FOLDER initial|all\n");
    return 2;
  }
  return bench::pull(argv[1], argv[2], argv[3], std::string(argv[4]) == "all");
}
