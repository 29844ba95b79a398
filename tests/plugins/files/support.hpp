// SPDX-License-Identifier: Apache-2.0
// A small host over a real folder, and an adapter driven through its ABI table.
#pragma once

#include <tandem/adapter.h>

#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/files.hpp"

namespace tandem::test {

/// The error and the cancel flag of one call.
struct FakeCall {
  tandem_status status = TANDEM_OK;
  tandem_error_class error_class = TANDEM_CLASS_NONE;
  std::string message;
  int failures = 0;
  bool cancelled = false;
  tandem_call* raw() { return reinterpret_cast<tandem_call*>(this); }
};

class FakeHost {
 public:
  explicit FakeHost(std::filesystem::path folder);
  const tandem_host* raw() const { return &host_; }

  std::vector<std::string> log;
  int reads = 0;
  int replaces = 0;
  bool offer_services = true;
  /// Runs right before a replace compares digests: somebody else's write.
  std::function<void(const std::string& name)> before_replace;

 private:
  struct Tables;
  friend struct Tables;
  tandem_str keep(std::string text);

  std::filesystem::path folder_;
  tandem_host host_;
  std::deque<std::string> kept_;  ///< what services lend; lives as long as the host here
  std::vector<tandem_file_info> infos_;
  std::uint64_t random_ = 1;
};

struct TestRow {
  std::uint32_t kind = 0;
  std::string id, version, extra;
  std::vector<std::uint16_t> kinds;
  std::vector<std::string> values;  ///< text of each value; "" for null and absent
};

struct TestPage {
  tandem_status status = TANDEM_OK;
  FakeCall call;
  std::vector<TestRow> rows;
  bool ended = false, more = false, complete = false;
  std::string cursor;
};

struct TestItem {
  std::uint32_t op = TANDEM_PUSH_UPDATE;
  std::string id, idem_key, version;
  std::vector<tandem_value> values;
};

struct TestResult {
  bool answered = false;
  tandem_error_class error_class = TANDEM_CLASS_NONE;
  std::string id, version, field, message;
};

struct TestPush {
  tandem_status status = TANDEM_OK;
  FakeCall call;
  std::vector<TestResult> results;
};

/// Lower-case hex.
std::string sha256(std::string_view data);

using Names = std::vector<std::string>;

tandem_value text(std::string_view s);
tandem_value null();

/// One started instance.
class Remote {
 public:
  Remote(const tandem_adapter_entry* entry, FakeHost& host, const std::string& settings);
  ~Remote();
  Remote(const Remote&) = delete;
  Remote& operator=(const Remote&) = delete;

  TestPage pull(const std::string& type, const Names& fields, const std::string& cursor = {},
                bool full = false, std::uint32_t page_size = 0);
  /// All pages of a scan as one.
  TestPage pull_all(const std::string& type, const Names& fields, const std::string& cursor = {},
                    bool full = false, std::uint32_t page_size = 0);
  TestPage get(const std::string& type, const Names& ids, const Names& fields);
  TestPage find(const std::string& type, const std::string& key, const Names& values, const Names& fields);
  TestPush push(const std::string& type, const Names& fields, const std::vector<TestItem>& items);
  /// JSON of verify or schema; the error goes to `call`.
  std::string verify();
  std::string schema();

  tandem_status created = TANDEM_OK, started = TANDEM_OK;
  FakeCall call;  ///< of create, start, verify and schema
  bool refuse_rows = false;
  bool cancel_calls = false;

 private:
  template <class Table>
  const Table* capability(const char* id) const;
  const tandem_adapter_entry* entry_;
  tandem_adapter* self_ = nullptr;
};

/// The built adapter's entry table, from the folder that an admin would install.
const tandem_adapter_entry* files_entry();

}  // namespace tandem::test
