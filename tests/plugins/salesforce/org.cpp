// SPDX-License-Identifier: Apache-2.0
#include "org.hpp"

#include <algorithm>
#include <cstdio>

#include "ids.hpp"
#include "sync/mapping/values.hpp"

namespace tandem::salesforce::test {
namespace {

constexpr const char* kDescribe = R"({"name":"Lead","label":"Lead","queryable":true,"createable":true,
  "updateable":true,"deletable":true,"replicateable":true,"fields":[
  {"name":"Id","type":"id"},{"name":"SystemModstamp","type":"datetime"},{"name":"IsDeleted","type":"boolean"},
  {"name":"LastModifiedById","type":"reference","referenceTo":["User"],"relationshipName":"LastModifiedBy"},
  {"name":"MasterRecordId","type":"reference"},{"name":"IsConverted","type":"boolean"},
  {"name":"ConvertedContactId","type":"reference"},{"name":"CreatedDate","type":"datetime"},
  {"name":"LastName","type":"string","length":80,"createable":true,"updateable":true},
  {"name":"Status","type":"picklist","createable":true,"updateable":true},
  {"name":"OwnerId","type":"reference","referenceTo":["User","Group"],"relationshipName":"Owner","createable":true,"updateable":true},
  {"name":"AnnualRevenue","type":"currency","createable":true,"updateable":true},
  {"name":"Tandem_Id__c","type":"string","externalId":true,"unique":true,"createable":true,"updateable":true}]})";

int digit(char c) { return c <= '9' ? c - '0' : (c & 0xdf) - 'A' + 10; }

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

Request parse(const std::string& raw) {
  Request request;
  const std::size_t head = raw.find("\r\n\r\n");
  request.head = raw.substr(0, head);
  request.body = raw.substr(head + 4);
  const std::size_t blank = raw.find(' ');
  request.method = raw.substr(0, blank);
  const std::string target = raw.substr(blank + 1, raw.find(' ', blank + 1) - blank - 1);
  const std::size_t question = target.find('?');
  request.path = target.substr(0, question);
  if (question != std::string::npos) request.query = decoded(target.substr(question + 1));
  return request;
}

bool begins(const Request& request, const std::string& start) {
  return (request.method + " " + request.path).compare(0, start.size(), start) == 0;
}

}  // namespace

Org::Org() {
  server_ =
      std::make_unique<adapters::test::TestServer>([this](const std::string& raw) { return answer(raw); });
  on("GET /services/data/v60.0/sobjects/Lead/describe", kDescribe);
  on("POST /services/oauth2/token", [this](const Request&) {
    const std::string where = instance_url.empty() ? url() : instance_url;
    return reply(200, R"({"access_token":"canary-token","instance_url":")" + where +
                          R"(","id":"https://login.salesforce.com/id/)" + org_id +
                          R"(/005000000000001AAA","scope":"api web","token_type":"Bearer"})");
  });
}

void Org::on(const std::string& method_and_path, Route route) {
  const std::lock_guard<std::mutex> lock(mutex_);
  routes_.insert(routes_.begin(), {method_and_path, std::move(route)});
}

void Org::on(const std::string& method_and_path, const std::string& body, int status) {
  on(method_and_path, [body, status](const Request&) { return reply(status, body); });
}

std::vector<Request> Org::seen(const std::string& method_and_path) {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<Request> found;
  std::copy_if(seen_.begin(), seen_.end(), std::back_inserter(found),
               [&](const Request& request) { return begins(request, method_and_path); });
  return found;
}

Reply Org::answer(const std::string& raw) {
  const Request request = parse(raw);
  Route route;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    seen_.push_back(request);
    for (const auto& [start, candidate] : routes_) {
      if (!begins(request, start)) continue;
      route = candidate;
      break;
    }
  }
  if (route) return route(request);
  return reply(404, R"([{"errorCode":"NOT_FOUND","message":"The requested resource does not exist"}])");
}

SalesforceTest::SalesforceTest() {
  library.load({TANDEM_TEST_ADAPTERS});
  services.log = [this](int, std::string_view, std::string_view line) { lines.emplace_back(line); };
  services.secret = [](std::string_view) { return adapters::SecretBytes("canary-secret"); };
  services.clock = &system_clock();
  services.random = &system_random();
  guard.clock = &system_clock();
}

std::unique_ptr<sync::Remote> SalesforceTest::open(Json more) {
  Json settings = {{"url", org.url()},
                   {"allow_loopback_http", true},
                   {"client_id", "consumer"},
                   {"client_secret", "secret://host/sf"}};
  settings.update(more);
  return library.open("salesforce", settings, "crm", services, guard);
}

namespace {

std::string view(tandem_str text) {
  return text.size == 0 ? std::string() : std::string(text.data, text.size);
}

Row copy(const tandem_row& raw) {
  Row row;
  row.kind = raw.kind;
  row.id = view(raw.id);
  row.version = view(raw.version);
  row.modified_by = view(raw.modified_by);
  row.extra = view(raw.extra);
  row.modified_at = raw.modified_at;
  for (std::uint32_t i = 0; i < raw.value_count; ++i) {
    const std::uint16_t kind = raw.values[i].kind;
    row.kinds.push_back(kind);
    row.values.push_back(kind == TANDEM_VALUE_ABSENT ? "absent"
                         : kind == TANDEM_VALUE_NULL ? "null"
                                                     : sync::plain_text(raw.values[i]));
  }
  return row;
}

}  // namespace

Pulled SalesforceTest::pull(sync::Remote& remote, const std::string& cursor, bool full) {
  Pulled pulled;
  pulled.end = remote.pull({"Lead", "Lead", cursor, fields, 2000, full},
                           [&](const tandem_row& row) { pulled.rows.push_back(copy(row)); });
  return pulled;
}

std::vector<Row> SalesforceTest::get(sync::Remote& remote, const std::vector<std::string>& ids) {
  std::vector<Row> rows;
  remote.get("Lead", ids, fields, [&](const tandem_row& row) { rows.push_back(copy(row)); });
  return rows;
}

std::vector<sync::PushResult> SalesforceTest::push(sync::Remote& remote,
                                                   const std::vector<sync::PushItem>& items) {
  return remote.push("Lead", {"LastName"}, items);
}

namespace {

sync::PushItem item(std::uint32_t op, const std::string& name) {
  static std::vector<std::unique_ptr<std::string>> kept;  // values are views; the tests are over before it is
  kept.push_back(std::make_unique<std::string>(name));
  sync::PushItem made;
  made.op = op;
  tandem_value value{TANDEM_VALUE_TEXT, 0, static_cast<std::uint32_t>(name.size()), {0}};
  value.as.s = kept.back()->data();
  made.values.push_back(value);
  return made;
}

}  // namespace

sync::PushItem SalesforceTest::create(const std::string& key, const std::string& name) {
  sync::PushItem made = item(TANDEM_PUSH_CREATE, name);
  made.idem_key = key;
  return made;
}
sync::PushItem SalesforceTest::update(const std::string& id, const std::string& name,
                                      const std::string& version) {
  sync::PushItem made = item(TANDEM_PUSH_UPDATE, name);
  made.id = id;
  made.version = version;
  return made;
}
sync::PushItem SalesforceTest::erase(const std::string& id) {
  sync::PushItem made;
  made.op = TANDEM_PUSH_DELETE;
  made.id = id;
  made.values.resize(1);
  return made;
}

std::string id_of(int number) {
  char text[20];
  std::snprintf(text, sizeof text, "00Q%012d", number);
  return long_id(text);
}

std::string record(int number, const std::string& stamp, const std::string& more) {
  std::string json = R"({"attributes":{"type":"Lead","url":"/x"},"LastName":"Name )" +
                     std::to_string(number) + R"(","Status":null,"Id":")" + id_of(number) +
                     R"(","SystemModstamp":")" + stamp + R"(","LastModifiedById":"005000000000001AAA")";
  if (!more.empty()) json += "," + more;
  return json + "}";
}

std::string page(const std::vector<std::string>& records, const std::string& next) {
  std::string json = R"({"totalSize":)" + std::to_string(records.size()) + R"(,"done":)";
  json += next.empty() ? "true" : "false,\"nextRecordsUrl\":\"" + next + "\"";
  json += ",\"records\":[";
  for (std::size_t i = 0; i < records.size(); ++i) json += (i == 0 ? "" : ",") + records[i];
  return json + "]}";
}

std::string session_expired() {
  return R"([{"errorCode":"INVALID_SESSION_ID","message":"Session expired or invalid"}])";
}

}  // namespace tandem::salesforce::test
