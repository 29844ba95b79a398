// SPDX-License-Identifier: Apache-2.0
// A CSV file of plain words, as a person with a spreadsheet sees it.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace tandem::kill_test {

namespace fs = std::filesystem;

/// Rows by key, columns by header.
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

}  // namespace tandem::kill_test
