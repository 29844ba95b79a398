// SPDX-License-Identifier: Apache-2.0
// The HTTP service over real sockets on 127.0.0.1.
#include "unit/adapters/http_fixture.hpp"

namespace tandem::adapters {
namespace {

using test::Ask;
using test::reply;
using test::Reply;
using test::Seen;
using test::TestServer;
using testing::HasSubstr;
using testing::Not;
using Http = test::HttpTest;

TEST_F(Http, AnswersComePaddedAndKeepTheConnection) {
  TestServer server(
      [](const std::string&) { return reply(200, "{\"a\":1}", "Content-Type: application/json\r\n"); });
  open_for(server);
  for (int i = 0; i < 2; ++i) {
    const Seen seen = get(server.url() + "/x");
    EXPECT_EQ(seen.status, TANDEM_OK) << seen.failure.message;
    EXPECT_EQ(seen.http, 200);
    EXPECT_EQ(seen.body, "{\"a\":1}");
    EXPECT_EQ(seen.padding, std::string(64, '\0'));
    EXPECT_THAT(seen.headers, testing::Contains(testing::Pair("content-type", "application/json")));
  }
  EXPECT_EQ(server.requests(), 2);
  EXPECT_EQ(server.connections(), 1);
  EXPECT_GT(heartbeats_, 0);
}

TEST_F(Http, ErrorStatusesAreTheAdaptersMatter) {
  TestServer server([](const std::string&) { return reply(503, "busy", "Retry-After: 7\r\n"); });
  open_for(server);
  const Seen seen = get(server.url());
  EXPECT_EQ(seen.http, 503);
  EXPECT_THAT(seen.headers, testing::Contains(testing::Pair("retry-after", "7")));
}

TEST_F(Http, HtmlWhereJsonWasExpectedIsMarked) {
  TestServer server([](const std::string&) { return reply(200, "\n <!DOCTYPE html><html>Sign in</html>"); });
  open_for(server);
  EXPECT_THAT(get(server.url()).headers, testing::Contains(testing::Pair("x-tandem-looks-like", "html")));
}

TEST_F(Http, GzipIsUnpacked) {
  static const char kZipped[] =
      "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\xaa\xca\x2c\x28\x48\x4d\x51\xb2\x2a\x29\x2a\x4d\xad"
      "\x05\x00\x84\x28\xbc\x08\x0f\x00\x00\x00";
  TestServer server([](const std::string&) {
    return reply(200, std::string(kZipped, sizeof(kZipped) - 1), "Content-Encoding: gzip\r\n");
  });
  open_for(server);
  EXPECT_EQ(get(server.url()).body, "{\"zipped\":true}");
  EXPECT_THAT(server.last_request(), HasSubstr("Accept-Encoding: gzip"));
}

TEST_F(Http, ATruncatedBodyIsTransientForReadsAndUnknownForWrites) {
  TestServer server([](const std::string&) {
    return Reply{"HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\nhalf", true};
  });
  open_for(server);
  EXPECT_EQ(get(server.url()).failure.error_class, TANDEM_CLASS_TRANSIENT);
  EXPECT_EQ(send({server.url(), "POST", {}, "{}"}).failure.error_class, TANDEM_CLASS_UNKNOWN);
}

TEST_F(Http, AWriteIsNeverSentTwice) {
  // The first answer keeps the connection, which is then dropped with the second request on it.
  std::atomic<int> seen{0};
  TestServer server([&](const std::string&) { return ++seen == 1 ? reply(200, "ok") : Reply{"", true}; });
  open_for(server);
  EXPECT_EQ(get(server.url()).status, TANDEM_OK);
  const Seen lost = send({server.url(), "POST", {}, "{}"});
  EXPECT_EQ(lost.failure.error_class, TANDEM_CLASS_UNKNOWN);
  EXPECT_EQ(server.requests(), 2);
}

TEST_F(Http, NobodyListeningIsTransient) {
  std::string url;
  {
    TestServer server([](const std::string&) { return reply(200, ""); });
    url = server.url();
  }
  open({{"base_url", url}, {"allow_loopback_http", true}});
  const Seen seen = send({url, "POST", {}, "{}"});
  EXPECT_EQ(seen.status, TANDEM_UNAVAILABLE);
  EXPECT_EQ(seen.failure.error_class, TANDEM_CLASS_TRANSIENT);
  EXPECT_FALSE(seen.failure.advice.empty());
}

TEST_F(Http, RedirectsAreNotFollowed) {
  TestServer elsewhere([](const std::string&) { return reply(200, "stolen"); });
  TestServer server(
      [&](const std::string&) { return reply(302, "", "Location: " + elsewhere.url() + "/?t=1\r\n"); });
  open_for(server);
  const Seen seen = get(server.url());
  EXPECT_EQ(seen.failure.error_class, TANDEM_CLASS_CONTRACT);
  EXPECT_THAT(seen.failure.message, HasSubstr(elsewhere.url()));
  EXPECT_EQ(elsewhere.connections(), 0);
}

TEST_F(Http, OriginsNobodyNamedAreRefusedUnsent) {
  TestServer server([](const std::string&) { return reply(200, ""); });
  TestServer other([](const std::string&) { return reply(200, ""); });
  open_for(server);
  EXPECT_EQ(get(other.url()).failure.error_class, TANDEM_CLASS_CONTRACT);
  EXPECT_EQ(other.connections(), 0);
  open({{"base_url", server.url()}});
  EXPECT_THAT(get(server.url()).failure.advice, HasSubstr("allow_loopback_http"));
  EXPECT_EQ(server.connections(), 0);
}

TEST_F(Http, SecretsGoToTheConfiguredOriginOnly) {
  TestServer server([](const std::string&) { return reply(200, ""); });
  open_for(server);
  EXPECT_EQ(send({server.url(), "GET", {{"Authorization", "Bearer {{secret:api_key}}"}}}).status, TANDEM_OK);
  EXPECT_THAT(server.last_request(), HasSubstr("Authorization: Bearer canary-key\r\n"));
  const Seen refused = send({"https://files.example/1", "GET", {{"Authorization", "{{secret:api_key}}"}}});
  EXPECT_EQ(refused.status, TANDEM_FORBIDDEN);
  EXPECT_THAT(refused.failure.message, HasSubstr("files.example"));
}

TEST_F(Http, DataThatSpellsAPlaceholderStaysData) {
  TestServer server([](const std::string&) { return reply(200, ""); });
  open_for(server);
  send({server.url(), "POST", {{"X-Key", "{{secret:api_key}}"}}, R"({"company":"{{secret:api_key}}"})"});
  EXPECT_THAT(server.last_request(), HasSubstr(R"({"company":"{{secret:api_key}}"})"));
  send({server.url(),
        "POST",
        {{"Content-Type", "application/json"}},
        R"({"password":"{{secret:api_key}}","company":"{{secret:api_key}}"})"});
  EXPECT_THAT(server.last_request(),
              HasSubstr(R"({"password":"canary-key","company":"{{secret:api_key}}"})"));
}

TEST_F(Http, LoginAnswersAreCapturedAndBlanked) {
  TestServer server(
      [](const std::string&) { return reply(200, R"({"access_token":"canary-token","n":1})"); });
  open_for(server);
  Ask login{server.url(), "POST", {}, "grant_type=x"};
  login.capture_pointer = "/access_token";
  login.capture_name = "token";
  EXPECT_EQ(send(login).body, R"({"access_token":"","n":1})");
  send({server.url(), "GET", {{"Authorization", "Bearer {{session:token}}"}}});
  EXPECT_THAT(server.last_request(), HasSubstr("Bearer canary-token"));
  host_->log(TANDEM_LOG_ERROR, "refused canary-token and canary-key");
  for (const test::Line& line : lines_) EXPECT_THAT(line.text, Not(HasSubstr("canary-token")));
  host_->secrets().forget_session("token");
  EXPECT_EQ(send({server.url(), "GET", {{"Authorization", "{{session:token}}"}}}).failure.error_class,
            TANDEM_CLASS_AUTH);
}

TEST_F(Http, HeadersCannotBeForged) {
  TestServer server([](const std::string&) { return reply(200, ""); });
  open_for(server);
  for (const auto& header : std::vector<std::pair<std::string, std::string>>{{"X-A", "1\r\nX-B: 2"},
                                                                             {"X-A", "1\n2"},
                                                                             {"X-A", std::string("1\0", 2)},
                                                                             {"X A", "1"},
                                                                             {"Host", "evil.example"},
                                                                             {"Content-Length", "1"}}) {
    EXPECT_EQ(send({server.url(), "GET", {header}}).status, TANDEM_INVALID_ARGUMENT) << header.first;
  }
  EXPECT_EQ(server.connections(), 0);
}

TEST_F(Http, BodiesAreLimitedAtTheByte) {
  TestServer server([](const std::string&) { return reply(200, std::string(1000, 'x')); });
  open_for(server);
  Ask ask{server.url()};
  ask.max_body = 1000;
  EXPECT_EQ(send(ask).body.size(), 1000U);
  ask.max_body = 999;
  EXPECT_EQ(send(ask).failure.error_class, TANDEM_CLASS_CONTRACT);
}

TEST_F(Http, HeadersAreLimited) {
  TestServer server([](const std::string&) {
    std::string many;
    for (int i = 0; i < 70; ++i) many += "X-" + std::to_string(i) + ": " + std::string(1000, 'x') + "\r\n";
    return reply(200, "", many);
  });
  open_for(server);
  EXPECT_EQ(get(server.url()).failure.error_class, TANDEM_CLASS_CONTRACT);
}

TEST_F(Http, TimeLimitAndCancelEndAWait) {
  std::atomic<bool> release{false};
  TestServer server([&](const std::string&) {
    while (!release) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return reply(200, "");
  });
  open_for(server);
  Ask ask{server.url(), "POST", {}, "{}"};
  ask.timeout_ms = 50;
  const Seen late = send(ask);
  EXPECT_EQ(late.status, TANDEM_TIMEOUT);
  EXPECT_EQ(late.failure.error_class, TANDEM_CLASS_UNKNOWN);
  ask.timeout_ms = 5000;
  cancelled_ = true;
  EXPECT_EQ(send(ask).status, TANDEM_CANCELLED);
  release = true;
}

TEST_F(Http, TheTraceNamesNoRecordAndNoQuery) {
  TestServer server([](const std::string&) { return reply(200, ""); });
  open_for(server);
  get(server.url() + "/contacts/mara%40example.com/00Q12?token=abc");
  ASSERT_FALSE(lines_.empty());
  EXPECT_THAT(lines_.back().text, HasSubstr("/contacts/*/*"));
  EXPECT_THAT(lines_.back().text, Not(HasSubstr("abc")));
}

TEST_F(Http, ACallFromAnEarlierOperationIsRefused) {
  TestServer server([](const std::string&) { return reply(200, ""); });
  open_for(server);
  const auto* clock = static_cast<const tandem_host_clock*>(service_table(TANDEM_HOST_CLOCK));
  EXPECT_EQ(clock->sleep(host_->table()->context, nullptr, 1), TANDEM_INVALID_STATE);
}

}  // namespace
}  // namespace tandem::adapters
