// SPDX-License-Identifier: Apache-2.0
// The framework alone: barrier, life cycle, row batches, push answers. Several adapters in one program.
#include <gtest/gtest.h>

#include <new>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <tandem/cpp/adapter.hpp>

#include "support.hpp"

namespace tandem::test {
namespace {

namespace ta = tandem::adapter;

template <class T>
const tandem_adapter_entry* entry_of() {
  static const tandem_adapter_entry entry = ta::detail::Binding<T>::entry("com.example.test", "1.2.3");
  return &entry;
}

enum class Way { runtime_error, failure, bad_alloc, number, two_lines, failure_ok };

template <Way way>
class Thrower : public ta::Adapter, public ta::CanPull {
 public:
  explicit Thrower(const ta::Config&) {}
  ta::PageEnd pull(ta::Call&, const ta::PullRequest&, ta::RowWriter&) override {
    if (way == Way::runtime_error) throw std::runtime_error("the parser gave up");
    if (way == Way::bad_alloc) throw std::bad_alloc();
    if (way == Way::number) throw 42;
    if (way == Way::two_lines) throw std::runtime_error("first\nsecond");
    if (way == Way::failure_ok) throw ta::Failure(TANDEM_OK, TANDEM_CLASS_NONE, "odd");
    throw ta::Failure(TANDEM_RATE_LIMITED, TANDEM_CLASS_THROTTLED, "slow down").retry_after_ms(5);
  }
};

template <Way way>
TestPage thrown() {
  TempFolder folder;
  FakeHost host(folder.path());
  Remote remote(entry_of<Thrower<way>>(), host, "{}");
  return remote.pull("type", {"a"});
}

TEST(Barrier, AStandardExceptionBecomesAStatusWithItsText) {
  const TestPage page = thrown<Way::runtime_error>();
  EXPECT_EQ(page.status, TANDEM_ADAPTER_FAILURE);
  EXPECT_EQ(page.call.error_class, TANDEM_CLASS_CONTRACT);
  EXPECT_EQ(page.call.message, "the parser gave up");
  EXPECT_FALSE(page.ended);
  EXPECT_EQ(thrown<Way::two_lines>().call.message, "first");
}

TEST(Barrier, EveryOtherWayToThrowEndsInAStatusToo) {
  EXPECT_EQ(thrown<Way::bad_alloc>().status, TANDEM_OUT_OF_MEMORY);
  EXPECT_EQ(thrown<Way::number>().status, TANDEM_ADAPTER_FAILURE);
  EXPECT_EQ(thrown<Way::failure_ok>().status, TANDEM_ADAPTER_FAILURE);
  const TestPage page = thrown<Way::failure>();
  EXPECT_EQ(page.status, TANDEM_RATE_LIMITED);
  EXPECT_EQ(page.call.error_class, TANDEM_CLASS_THROTTLED);
  EXPECT_EQ(page.call.failures, 1);
}

class BadConstructor : public ta::Adapter, public ta::CanPull {
 public:
  explicit BadConstructor(const ta::Config&) { host().log().info("too early"); }
  ta::PageEnd pull(ta::Call&, const ta::PullRequest&, ta::RowWriter&) override { return {}; }
};

TEST(LifeCycle, AServiceUsedBeforeStartFailsTheCreation) {
  TempFolder folder;
  FakeHost host(folder.path());
  Remote remote(entry_of<BadConstructor>(), host, "{}");
  EXPECT_EQ(remote.created, TANDEM_INVALID_STATE);
  EXPECT_NE(remote.call.message.find("before start"), std::string::npos);
}

/// Writes as many rows as the page size says, with texts that die at once.
class Counter : public ta::Adapter, public ta::CanPull, public ta::CanPush {
 public:
  explicit Counter(const ta::Config&) {}
  ta::PageEnd pull(ta::Call&, const ta::PullRequest& request, ta::RowWriter& rows) override {
    for (std::uint32_t i = 0; i < request.page_size; ++i) {
      const std::string id = "id " + std::to_string(i);
      const std::string value(i % 3 == 0 ? 100'000 : 10, static_cast<char>('a' + i % 26));
      rows.live(id).version("v" + id).text(0, value).null(1);
      rows.broken("line", "why " + id);
    }
    ta::PageEnd end;
    end.cursor = std::string(request.stream) + " done";
    return end;
  }
  void push(ta::Call&, const ta::PushBatch& batch, ta::ResultWriter& results) override {
    results.applied(0, "x");
    if (batch.size() > 1) results.applied(0, "x");
  }
};

TEST(RowWriter, TextsLiveUntilTheirBatchIsHandedOver) {
  TempFolder folder;
  FakeHost host(folder.path());
  Remote remote(entry_of<Counter>(), host, "{}");
  const TestPage page = remote.pull("t", {"a", "b", "c"}, "", false, 700);
  ASSERT_EQ(page.status, TANDEM_OK);
  ASSERT_EQ(page.rows.size(), 1400u);
  for (std::uint32_t i = 0; i < 700; ++i) {
    const TestRow& row = page.rows[2 * i];
    ASSERT_EQ(row.id, "id " + std::to_string(i));
    ASSERT_EQ(row.version, "v" + row.id);
    ASSERT_EQ(row.values[0], std::string(i % 3 == 0 ? 100'000 : 10, static_cast<char>('a' + i % 26)));
    ASSERT_EQ(row.kinds[1], TANDEM_VALUE_NULL);
    ASSERT_EQ(row.kinds[2], TANDEM_VALUE_ABSENT);
    ASSERT_EQ(page.rows[2 * i + 1].extra, "why " + row.id);
    ASSERT_EQ(page.rows[2 * i + 1].kinds[0], TANDEM_VALUE_ABSENT);
  }
  EXPECT_EQ(page.cursor, "rule done");
}

TEST(RowWriter, ASinkThatRefusesStopsThePullWithItsOwnStatus) {
  TempFolder folder;
  FakeHost host(folder.path());
  Remote remote(entry_of<Counter>(), host, "{}");
  remote.refuse_rows = true;
  const TestPage page = remote.pull("t", {"a", "b"}, "", false, 10);
  EXPECT_EQ(page.status, TANDEM_BUSY);
  EXPECT_EQ(page.call.failures, 0);
  EXPECT_FALSE(page.ended);
}

TEST(RowWriter, AFieldNobodyAskedForFailsTheCall) {
  TempFolder folder;
  FakeHost host(folder.path());
  Remote remote(entry_of<Counter>(), host, "{}");
  EXPECT_EQ(remote.pull("t", {}, "", false, 1).status, TANDEM_ADAPTER_FAILURE);
}

TEST(ResultWriter, AnsweringAnItemTwiceFailsTheCall) {
  TempFolder folder;
  FakeHost host(folder.path());
  Remote remote(entry_of<Counter>(), host, "{}");
  EXPECT_EQ(remote.push("t", {}, {TestItem{}}).status, TANDEM_OK);
  EXPECT_EQ(remote.push("t", {}, {TestItem{}, TestItem{}}).status, TANDEM_ADAPTER_FAILURE);
}

TEST(Entry, CapabilitiesFollowTheBaseClassesAndIdsMatchExactly) {
  const tandem_adapter_entry* entry = entry_of<Counter>();
  EXPECT_EQ(entry->struct_size, sizeof(tandem_adapter_entry));
  EXPECT_EQ(entry->reserved, 0u);
  const auto capability = [&](std::string_view id) {
    return entry->get_capability(nullptr, tandem_str{id.data(), id.size()});
  };
  EXPECT_NE(capability(TANDEM_CAP_PULL), nullptr);
  EXPECT_NE(capability(TANDEM_CAP_PUSH), nullptr);
  EXPECT_EQ(capability(TANDEM_CAP_GET), nullptr);
  EXPECT_EQ(capability("tandem.pull/1 "), nullptr);
  EXPECT_EQ(capability("tandem.pull/2"), nullptr);
  EXPECT_EQ(capability(""), nullptr);
}

TEST(LifeCycle, OperationsAreLegalBetweenStartAndStopOnly) {
  TempFolder folder;
  FakeHost host(folder.path());
  const tandem_adapter_entry* entry = entry_of<Counter>();
  const tandem_adapter_config config{sizeof(config), 0, {nullptr, 0}, {nullptr, 0}};
  FakeCall call;
  tandem_adapter* self = nullptr;
  ASSERT_EQ(entry->create(host.raw(), &config, call.raw(), &self), TANDEM_OK);
  const auto* push = static_cast<const tandem_cap_push*>(
      entry->get_capability(self, tandem_str{TANDEM_CAP_PUSH, sizeof(TANDEM_CAP_PUSH) - 1}));
  const tandem_push_batch nothing{sizeof(nothing), 0, {nullptr, 0}, nullptr, 0, nullptr, 0, 0};
  EXPECT_EQ(push->push(self, call.raw(), &nothing, nullptr), TANDEM_INVALID_STATE);
  EXPECT_EQ(entry->start(self, call.raw()), TANDEM_OK);
  EXPECT_EQ(entry->start(self, call.raw()), TANDEM_INVALID_STATE);
  entry->stop(self);
  entry->stop(self);
  EXPECT_EQ(push->push(self, call.raw(), &nothing, nullptr), TANDEM_INVALID_STATE);
  entry->destroy(self);
  entry->destroy(nullptr);
}

TEST(Answers, AreValidJsonWhateverTheTexts) {
  ta::Identity identity;
  identity.org = "quo\"te \\ \n \x01";
  identity.rights = {"a", "b\t"};
  identity.server_time = -5;
  const auto verify = nlohmann::json::parse(ta::detail::to_json(identity));
  EXPECT_EQ(verify["org"], identity.org);
  EXPECT_EQ(verify["rights"][1], "b\t");
  EXPECT_EQ(verify["server_time"], -5);

  ta::TypeInfo type;
  type.name = "lead";
  type.fields.resize(2);
  type.fields[0].name = "status";
  type.fields[0].values = {"a", "b"};
  type.traits.create = "probe";
  type.traits.remove = true;
  const auto schema = nlohmann::json::parse(ta::detail::to_json({type, type}));
  EXPECT_EQ(schema["types"].size(), 2u);
  EXPECT_EQ(schema["types"][0]["label"], "lead");
  EXPECT_EQ(schema["types"][0]["fields"][0]["values"][1], "b");
  EXPECT_EQ(schema["types"][0]["traits"]["create"], "probe");
  EXPECT_EQ(schema["types"][0]["traits"]["delete"], true);
}

}  // namespace
}  // namespace tandem::test
