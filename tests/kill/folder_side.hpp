// SPDX-License-Identifier: Apache-2.0
// A folder with one CSV file.
#pragma once

#include "sheet.hpp"
#include "side.hpp"
#include "support/files.hpp"

namespace tandem::kill_test {

class FolderSide final : public Side {
 public:
  FolderSide(fs::path folder, std::string type, std::string key_prefix)
      : folder_(std::move(folder)), type_(std::move(type)), prefix_(std::move(key_prefix)) {
    fs::create_directories(folder_);
    Sheet sheet;
    sheet.header = {"id", "tandem_id", "email", "company", "title", "source", "created"};
    sheet.write(file());
  }
  std::vector<std::string> connect_words() override {
    const fs::path mapping = folder_.string() + ".json";
    std::ofstream(mapping) << R"({"format":1,"rules":[{"entity":"lead","remote_type":")" << type_
                           << R"(","match":["email"],"create":{"in":true,"out":true},"delete":"archive",
      "fields":[{"field":"email","remote":"email"},{"field":"company_name","remote":"company"},
      {"field":"title","remote":"title"},{"field":"origin","remote":"source"},
      {"field":"captured_at","remote":"created","transform":{"date":{"pattern":"%Y-%m-%dT%H:%M:%SZ","zone":"UTC"}}}]}]})";
    return {"files", "--set", "folder=" + folder_.string(), "--mapping", mapping.string()};
  }
  void add(const std::string& email, const std::string& company) override {
    Sheet sheet = Sheet::read(file());
    const std::string key = prefix_ + std::to_string(++made_);
    sheet.rows[key] = {key, "", email, company, "Buyer", "Web", "2026-03-04T16:00:00Z"};
    sheet.write(file());
  }
  void edit(const std::string& email, const std::string& field, const std::string& value) override {
    Sheet sheet = Sheet::read(file());
    for (auto& [key, cells] : sheet.rows) {
      if (cells.at(sheet.column("email")) == email) cells.at(sheet.column(field)) = value;
    }
    sheet.write(file());
  }
  std::vector<std::string> emails() override {
    const Sheet sheet = Sheet::read(file());
    std::vector<std::string> all;
    for (const auto& [key, cells] : sheet.rows) all.push_back(cells.at(sheet.column("email")));
    return all;
  }
  std::map<std::string, std::string> values(const std::string& field) override {
    const Sheet sheet = Sheet::read(file());
    EXPECT_EQ(sheet.doubles, 0);
    return sheet.by_email(field);
  }
  std::string fingerprint() override { return test::read_file(file()); }

 private:
  fs::path file() const { return folder_ / (type_ + ".csv"); }
  fs::path folder_;
  std::string type_, prefix_;
  int made_ = 0;
};

}  // namespace tandem::kill_test
