// SPDX-License-Identifier: Apache-2.0
// Salesforce over its REST API: one organisation a connection.
#include <memory>
#include <tandem/cpp/adapter.hpp>

#include "api.hpp"
#include "describe.hpp"
#include "pull.hpp"
#include "push.hpp"
#include "read.hpp"
#include "settings.hpp"

namespace tandem::salesforce {
namespace {

using adapter::Call;
using adapter::RowWriter;
using adapter::TextList;

/// Everything that lives from start to stop.
struct Parts {
  Parts(const Settings& settings, adapter::Host& host)
      : api(settings, host),
        describer(api),
        puller(api, describer),
        finder(api, describer),
        pusher(api, describer, finder) {}
  Api api;
  Describer describer;
  Puller puller;
  Finder finder;
  Pusher pusher;
};

class SalesforceAdapter : public adapter::Adapter,
                          public adapter::CanVerify,
                          public adapter::CanSchema,
                          public adapter::CanPull,
                          public adapter::CanGet,
                          public adapter::CanFind,
                          public adapter::CanPush {
 public:
  explicit SalesforceAdapter(const adapter::Config& config) : settings_(read_settings(config.settings)) {}

  void start(Call&) override { parts_ = std::make_unique<Parts>(settings_, host()); }
  void stop() override {
    if (parts_) parts_->api.forget();
    parts_.reset();
  }

  /// One small call beside the sign-in: it shows that the API may be used, the clock and the limits.
  adapter::Identity verify(Call& call) override {
    Api& api = parts_->api;
    api.get(call, "/");
    const SignedIn& who = api.signed_in(call);
    adapter::Identity identity;
    identity.org = who.org;
    identity.user = who.user;
    identity.rights = who.scopes;
    identity.server_time = api.server_time();
    identity.note = "API " + settings_.api_version + " as " + who.user;
    if (!api.usage().empty()) identity.note += ", " + api.usage() + " API calls used in 24 hours";
    return identity;
  }

  std::vector<adapter::TypeInfo> schema(Call& call) override { return parts_->describer.schema(call); }

  adapter::PageEnd pull(Call& call, const adapter::PullRequest& request, RowWriter& rows) override {
    return parts_->puller.page(call, request, rows);
  }

  void get(Call& call, std::string_view type, TextList ids, TextList fields, RowWriter& rows) override {
    parts_->finder.get(call, type, ids, fields, rows);
  }

  void find(Call& call, std::string_view type, std::string_view key_field, TextList values, TextList fields,
            RowWriter& rows) override {
    parts_->finder.find(call, type, key_field, values, fields, rows);
  }

  void push(Call& call, const adapter::PushBatch& batch, adapter::ResultWriter& results) override {
    parts_->pusher.push(call, batch, results);
  }

 private:
  Settings settings_;
  std::unique_ptr<Parts> parts_;
};

}  // namespace
}  // namespace tandem::salesforce

TANDEM_ADAPTER(tandem::salesforce::SalesforceAdapter, "salesforce", TANDEM_ADAPTER_VERSION)
