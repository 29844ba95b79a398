// SPDX-License-Identifier: Apache-2.0
// An adapter with every capability, compiled under each standard that the framework supports.
#include <tandem/cpp/adapter.hpp>

namespace {

namespace ta = tandem::adapter;

class Everything : public ta::Adapter,
                   public ta::CanVerify,
                   public ta::CanSchema,
                   public ta::CanPull,
                   public ta::CanGet,
                   public ta::CanFind,
                   public ta::CanPush {
 public:
  explicit Everything(const ta::Config&) {}
  ta::Identity verify(ta::Call& call) override {
    ta::HttpRequest request;
    request.url = "https://crm.example/me";
    const ta::HttpResponse answer = host().http().send(call, request);
    if (!answer.ok()) throw ta::Failure(TANDEM_UNAVAILABLE, TANDEM_CLASS_TRANSIENT, "away");
    return {};
  }
  std::vector<ta::TypeInfo> schema(ta::Call&) override { return {}; }
  ta::PageEnd pull(ta::Call&, const ta::PullRequest&, ta::RowWriter& rows) override {
    rows.live("1").text(0, "a").null(1).modified_at(host().clock().now());
    return {};
  }
  void get(ta::Call&, std::string_view, ta::TextList ids, ta::TextList, ta::RowWriter& rows) override {
    rows.purged(ids[0]);
  }
  void find(ta::Call&, std::string_view, std::string_view, ta::TextList, ta::TextList,
            ta::RowWriter&) override {}
  void push(ta::Call&, const ta::PushBatch& batch, ta::ResultWriter& results) override {
    for (std::size_t i = 0; i < batch.size(); ++i) results.applied(batch[i].key(), batch[i].id());
  }
};

}  // namespace

TANDEM_ADAPTER(Everything, "com.example.everything", "1.0.0")
