// SPDX-License-Identifier: Apache-2.0
// The built adapter as the engine opens it, speaking over a socket to an organisation that says exactly
// what a test tells it to.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "adapters/library.hpp"
#include "unit/adapters/test_server.hpp"

namespace tandem::salesforce::test {

using adapters::test::Reply;
using adapters::test::reply;

struct Request {
  std::string method;
  std::string path;   ///< without the query
  std::string query;  ///< decoded
  std::string head;
  std::string body;
};

/// Answers by the first route whose text begins the path; sign-in and description have answers of
/// their own until a test gives others.
class Org {
 public:
  using Route = std::function<Reply(const Request&)>;

  Org();
  void on(const std::string& method_and_path, Route route);
  void on(const std::string& method_and_path, const std::string& body, int status = 200);
  std::string url() const { return server_->url(); }
  /// Requests to paths that begin so; all for the empty text.
  std::vector<Request> seen(const std::string& method_and_path = {});
  std::size_t count(const std::string& method_and_path = {}) { return seen(method_and_path).size(); }
  std::string instance_url;  ///< what the token answer says; the server itself unless set
  std::string org_id = "00D000000000001EAA";

 private:
  Reply answer(const std::string& raw);
  std::mutex mutex_;
  std::vector<std::pair<std::string, Route>> routes_;
  std::vector<Request> seen_;
  std::unique_ptr<adapters::test::TestServer> server_;
};

/// One row given by the adapter, with its values as text: "null" and "absent" by name.
struct Row {
  std::uint32_t kind = 0;
  std::string id, version, modified_by, extra;
  std::int64_t modified_at = 0;
  std::vector<std::uint16_t> kinds;
  std::vector<std::string> values;
};

struct Pulled {
  std::vector<Row> rows;
  sync::PageEnd end;
};

class SalesforceTest : public testing::Test {
 protected:
  SalesforceTest();
  std::unique_ptr<sync::Remote> open(Json more = Json::object());
  Pulled pull(sync::Remote& remote, const std::string& cursor = {}, bool full = false);
  std::vector<Row> get(sync::Remote& remote, const std::vector<std::string>& ids);
  std::vector<sync::PushResult> push(sync::Remote& remote, const std::vector<sync::PushItem>& items);
  static sync::PushItem create(const std::string& key, const std::string& name);
  static sync::PushItem update(const std::string& id, const std::string& name,
                               const std::string& version = {});
  static sync::PushItem erase(const std::string& id);

  Org org;
  std::vector<std::string> fields = {"LastName", "Status"};
  std::vector<std::string> lines;
  adapters::Library library;
  adapters::HostServices services;
  sync::CallGuard guard;
};

/// The error that `work` throws; a test failure without one.
template <typename Work>
sync::RemoteError error_of(Work work) {
  try {
    work();
  } catch (const sync::RemoteError& error) {
    return error;
  }
  ADD_FAILURE() << "nothing was thrown";
  return {TANDEM_OK, TANDEM_CLASS_NONE, "", ""};
}

/// A record as JSON with the fields every query asks for.
std::string record(int number, const std::string& stamp = "2024-07-24T14:05:58.000+0000",
                   const std::string& more = {});
/// A page of records; with `next` it is not the last.
std::string page(const std::vector<std::string>& records, const std::string& next = {});
/// The id of eighteen characters of record `number`.
std::string id_of(int number);
std::string session_expired();

}  // namespace tandem::salesforce::test
