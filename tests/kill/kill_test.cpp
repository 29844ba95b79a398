// SPDX-License-Identifier: Apache-2.0
// The process is killed at random moments of two-way runs, over real files, while people go on editing
// on both sides. Afterwards nothing may be lost or doubled (sync-engine I1–I5).
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr int kKills = 110;
constexpr int kFirstLeads = 150;  // a side
constexpr int kOrderlyRounds = 3;

/// A CSV file of plain words, as this test writes it: rows by key, columns by header.
struct Sheet {
  std::vector<std::string> header;
  std::map<std::string, std::vector<std::string>> rows;
  int doubles = 0;

  static std::vector<std::string> split(const std::string& line) {
    std::vector<std::string> cells;
    std::stringstream in(line);
    for (std::string cell; std::getline(in, cell, ',');) cells.push_back(cell);
    if (!line.empty() && line.back() == ',') cells.emplace_back();
    return cells;
  }
  static Sheet read(const fs::path& file) {
    Sheet sheet;
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    sheet.header = split(line);
    while (std::getline(in, line)) {
      auto cells = split(line);
      const std::string key = cells.at(0);
      sheet.doubles += sheet.rows.count(key) ? 1 : 0;
      sheet.rows[key] = std::move(cells);
    }
    return sheet;
  }
  void write(const fs::path& file) const {
    std::ofstream out(file.string() + ".new", std::ios::trunc);
    const auto line = [&](const std::vector<std::string>& cells) {
      for (std::size_t i = 0; i < cells.size(); ++i) out << (i ? "," : "") << cells[i];
      out << "\n";
    };
    line(header);
    for (const auto& [key, cells] : rows) line(cells);
    out.close();
    fs::rename(file.string() + ".new", file);
  }
  std::size_t column(const std::string& name) const {
    for (std::size_t i = 0; i < header.size(); ++i) {
      if (header[i] == name) return i;
    }
    ADD_FAILURE() << "no column " << name;
    return 0;
  }
  /// {email: value of `name`}; an address that stands twice is a failure.
  std::map<std::string, std::string> by_email(const std::string& name) const {
    std::map<std::string, std::string> out;
    const std::size_t email = column("email"), wanted = column(name);
    for (const auto& [key, cells] : rows) {
      EXPECT_FALSE(out.count(cells.at(email))) << "doubled: " << cells.at(email);
      out[cells.at(email)] = cells.at(wanted);
    }
    return out;
  }
};

const char* const kMapping =
    R"json({"format":1,"rules":[{"entity":"lead","remote_type":"TYPE","match":["email"],
  "create":{"in":true,"out":true},"delete":"archive","fields":[
  {"field":"email","remote":"email"},{"field":"company_name","remote":"company"},
  {"field":"title","remote":"title"},{"field":"origin","remote":"source"},
  {"field":"captured_at","remote":"created","transform":{"date":{"pattern":"%Y-%m-%dT%H:%M:%SZ","zone":"UTC"}}}]}]})json";

class Kill : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* given = std::getenv("TANDEM_SEED");
    seed_ = given ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : std::random_device{}();
    std::printf("seed %u (repeat with TANDEM_SEED=%u)\n", seed_, seed_);
    dice_.seed(seed_);
    folder_ = fs::temp_directory_path() / ("tandem-kill-" + std::to_string(getpid()));
    fs::create_directories(folder_ / "a");
    fs::create_directories(folder_ / "b");
    // Not writable by others: stores and adapters live in such places only.
    fs::permissions(folder_, fs::perms::owner_all);
    a_ = folder_ / "a" / "contacts.csv";
    b_ = folder_ / "b" / "leads.csv";
  }
  void TearDown() override {
    if (!HasFailure()) fs::remove_all(folder_);
  }

  pid_t start(const std::vector<std::string>& words) {
    const pid_t child = fork();
    if (child == 0) {
      const std::string log = (folder_ / "log").string();
      const int fd = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
      dup2(fd, 1);
      dup2(fd, 2);
      setenv("TANDEM_STORE", (folder_ / "store.db").c_str(), 1);
      setenv("TANDEM_ADAPTERS", TANDEM_ADAPTERS, 1);
      std::vector<char*> argv;
      std::string bin = TANDEM_BIN;
      argv.push_back(bin.data());
      auto copies = words;
      for (auto& word : copies) argv.push_back(word.data());
      argv.push_back(nullptr);
      execv(TANDEM_BIN, argv.data());
      _exit(127);
    }
    return child;
  }
  static int wait_for(pid_t child) {
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  void must(const std::vector<std::string>& words) {
    const int code = wait_for(start(words));
    if (code == 0) return;
    std::ifstream log(folder_ / "log");
    std::stringstream text;
    text << log.rdbuf();
    const std::string all = text.str();
    FAIL() << words.at(0) << " ended with " << code << "\n"
           << all.substr(all.size() > 3000 ? all.size() - 3000 : 0);
  }
  int below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(dice_); }

  void begin_sheets() {
    Sheet a, b;
    a.header = {"id", "tandem_id", "email", "company", "title", "source", "created"};
    b.header = a.header;
    for (int i = 0; i < kFirstLeads; ++i) {
      add(a, "A");
      add(b, "B");
    }
    a.write(a_);
    b.write(b_);
  }
  void add(Sheet& sheet, const std::string& prefix) {
    const std::string n = std::to_string(++made_);
    const std::string email = prefix + "x" + n + "@example.test";
    sheet.rows[prefix + n] = {prefix + n, "",    lower(email),          "Firm" + n,
                              "Buyer",    "web", "2026-03-04T16:00:00Z"};
    expected_["company"][lower(email)] = "Firm" + n;
    expected_["title"][lower(email)] = "Buyer";
    expected_["source"][lower(email)] = "web";
  }
  static std::string lower(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(c));
    return text;
  }
  /// One side writes companies, the other titles, so that both may edit one record and nothing conflicts.
  void people_edit() {
    Sheet a = Sheet::read(a_), b = Sheet::read(b_);
    for (int i = 0; i < 3; ++i) edit(a, "company");
    for (int i = 0; i < 3; ++i) edit(b, "title");
    if (below(2) == 0) add(a, "A");
    if (below(2) == 0) add(b, "B");
    a.write(a_);
    b.write(b_);
  }
  void edit(Sheet& sheet, const std::string& field) {
    auto row = sheet.rows.begin();
    std::advance(row, below(static_cast<int>(sheet.rows.size())));
    const std::string value = "Edit" + std::to_string(++made_);
    row->second.at(sheet.column(field)) = value;
    expected_[field][row->second.at(sheet.column("email"))] = value;
  }

  unsigned seed_ = 0;
  std::mt19937 dice_;
  fs::path folder_, a_, b_;
  int made_ = 0;
  std::map<std::string, std::map<std::string, std::string>> expected_;  // field → email → value
};

TEST_F(Kill, NothingLostOrDoubledOverManyKills) {
  begin_sheets();
  must({"init"});
  const auto mapping = [&](const std::string& type) {
    std::string text = kMapping;
    text.replace(text.find("TYPE"), 4, type);
    const fs::path file = folder_ / (type + ".json");
    std::ofstream(file) << text;
    return file.string();
  };
  must({"connect", "a", "files", "--side", "marketing", "--set", "folder=" + (folder_ / "a").string(),
        "--mapping", mapping("contacts")});
  must({"connect", "b", "files", "--side", "sales", "--set", "folder=" + (folder_ / "b").string(),
        "--mapping", mapping("leads")});
  if (HasFatalFailure()) return;

  // How long a run takes here, so that kills fall inside it.
  const auto begun = Clock::now();
  must({"sync", "--all", "--yes"});
  const auto whole = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begun).count();
  if (HasFatalFailure()) return;

  int killed = 0, finished = 0;
  for (int round = 0; killed < kKills && round < 4 * kKills; ++round) {
    people_edit();
    const pid_t child = start({"sync", "--all", "--yes"});
    std::this_thread::sleep_for(std::chrono::microseconds(below(static_cast<int>(whole))));
    kill(child, SIGKILL);
    (wait_for(child) == -SIGKILL ? killed : finished) += 1;
  }
  std::printf("killed %d runs, %d had finished before\n", killed, finished);
  ASSERT_GE(killed, 100);

  for (int i = 0; i < kOrderlyRounds; ++i) must({"sync", "--all", "--yes"});
  must({"verify"});
  if (HasFatalFailure()) return;
  const Sheet a = Sheet::read(a_), b = Sheet::read(b_);
  EXPECT_EQ(a.doubles, 0);
  EXPECT_EQ(b.doubles, 0);
  for (const auto& [field, values] : expected_) {
    EXPECT_EQ(a.by_email(field), values) << "side a, " << field;
    EXPECT_EQ(b.by_email(field), values) << "side b, " << field;
  }

  // Agreement reached: one more run changes not a byte.
  const auto bytes = [](const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  const std::string a_before = bytes(a_), b_before = bytes(b_);
  must({"sync", "--all", "--yes"});
  EXPECT_EQ(bytes(a_), a_before);
  EXPECT_EQ(bytes(b_), b_before);
}

}  // namespace
