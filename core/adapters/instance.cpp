// SPDX-License-Identifier: Apache-2.0
#include "adapters/instance.hpp"

#include <algorithm>
#include <utility>

#include "adapters/barrier.hpp"
#include "adapters/sinks.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace tandem::adapters {
namespace {

using sync::RemoteError;

tandem_str str(std::string_view text) { return {text.data(), text.size()}; }

std::vector<tandem_str> strs(const std::vector<std::string>& texts) {
  std::vector<tandem_str> views;
  views.reserve(texts.size());
  for (const std::string& text : texts) views.push_back(str(text));
  return views;
}

/// How an operation ended, as the adapter told it.
struct Outcome {
  tandem_status status = TANDEM_OK;
  std::optional<Failure> failure;
};

class Instance final : public sync::Remote {
 public:
  Instance(const tandem_adapter_entry& entry, HostOptions options)
      : entry_(entry), host_(std::move(options)) {
    create();
    try {
      start();
    } catch (...) {
      close();
      throw;
    }
  }
  ~Instance() override { close(); }
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  const std::string& adapter_id() const override { return host_.adapter_id(); }
  Json verify() override {
    const auto& table = need(verify_, TANDEM_CAP_VERIFY);
    return ask("verify", table.verify);
  }
  Json schema() override {
    const auto& table = need(schema_, TANDEM_CAP_SCHEMA);
    return ask("schema", table.schema);
  }
  sync::PageEnd pull(const sync::PullRequest& request, const sync::RowSink& sink) override;
  bool can(std::string_view capability) const override {
    return std::find(offered_.begin(), offered_.end(), capability) != offered_.end();
  }
  void get(std::string_view type, const std::vector<std::string>& ids, const std::vector<std::string>& fields,
           const sync::RowSink& sink) override;
  void find(std::string_view type, std::string_view key_field, const std::vector<std::string>& values,
            const std::vector<std::string>& fields, const sync::RowSink& sink) override;
  std::vector<sync::PushResult> push(std::string_view type, const std::vector<std::string>& fields,
                                     const std::vector<sync::PushItem>& items) override;
  std::vector<std::pair<std::string, std::int64_t>> take_metrics() override { return host_.metrics().take(); }

 private:
  void create();
  void start();
  void close() noexcept;
  void look_up_capabilities();
  template <typename Table, typename Slot>
  void look_up(const Table*& table, const char* id, Slot Table::*slot);
  template <typename Table>
  const Table& need(const Table* table, const char* id) const;

  template <typename Work>
  Outcome run(Work work);
  template <typename Slot>
  Json ask(const char* what, Slot slot);
  /// Throws unless the operation ended well.
  void finish(const char* what, const Outcome& outcome, const Breach& breach);
  [[noreturn]] void raise(const char* what, const Outcome& outcome);
  [[noreturn]] void broken(const std::string& what, tandem_error_class error_class = TANDEM_CLASS_CONTRACT);

  const tandem_adapter_entry& entry_;
  Host host_;
  tandem_adapter* self_ = nullptr;
  bool started_ = false;
  std::string misbehaved_;  // why the instance may not be called any more; empty: it may
  std::vector<std::string> offered_;
  const tandem_cap_verify* verify_ = nullptr;
  const tandem_cap_schema* schema_ = nullptr;
  const tandem_cap_pull* pull_ = nullptr;
  const tandem_cap_get* get_ = nullptr;
  const tandem_cap_find* find_ = nullptr;
  const tandem_cap_push* push_ = nullptr;
};

/// One operation behind the barrier: an exception poisons the instance.
template <typename Work>
Outcome Instance::run(Work work) {
  if (!misbehaved_.empty()) broken(misbehaved_);
  Host::Operation operation(host_);
  Outcome outcome;
  outcome.status = operation.call().check();
  if (outcome.status == TANDEM_OK) {
    try {
      outcome.status = work(operation.call().handle());
    } catch (...) {
      misbehaved_ = "it threw an exception through the C ABI: " + host_.safe(current_exception_text());
      host_.log(TANDEM_LOG_ERROR, "adapter " + host_.adapter_id() + " misbehaved: " + misbehaved_);
      outcome.status = TANDEM_ADAPTER_FAILURE;
    }
  }
  if (outcome.status != TANDEM_OK) outcome.failure = operation.call().failure();
  return outcome;
}

void Instance::broken(const std::string& what, tandem_error_class error_class) {
  RemoteError error(TANDEM_ADAPTER_FAILURE, error_class,
                    "adapter " + host_.adapter_id() + " misbehaved: " + what,
                    "report it to the adapter's publisher; restart the sync");
  error.origin = host_.adapter_id();
  throw error;
}

void Instance::raise(const char* what, const Outcome& outcome) {
  if (!outcome.failure) {
    RemoteError error(outcome.status, class_of_status(outcome.status),
                      host_.adapter_id() + ": " + what + " failed without a reason",
                      std::string(advice_of_class(class_of_status(outcome.status))));
    error.origin = host_.adapter_id();
    throw error;
  }
  const Failure& failure = *outcome.failure;
  const std::string text =
      failure.message.empty() ? std::string(what) + " failed" : host_.safe(failure.message);
  RemoteError error(
      failure.status, failure.error_class, host_.adapter_id() + ": " + text,
      failure.advice.empty() ? std::string(advice_of_class(failure.error_class)) : failure.advice);
  error.origin = host_.adapter_id();
  error.remote_code = host_.safe(failure.remote_code);
  error.native_code = failure.native_code;
  if (failure.native_code != 0) error.domain = "remote";
  error.retry_after_ms = failure.retry_after_ms;
  error.retryable = failure.error_class == TANDEM_CLASS_TRANSIENT ||
                    failure.error_class == TANDEM_CLASS_THROTTLED ||
                    failure.error_class == TANDEM_CLASS_LOCKED;
  throw error;
}

void Instance::finish(const char* what, const Outcome& outcome, const Breach& breach) {
  if (!misbehaved_.empty()) broken(misbehaved_);
  if (breach.what() != nullptr) broken(breach.what());
  if (outcome.status != TANDEM_OK) raise(what, outcome);
}

void Instance::create() {
  const std::string settings = host_.settings().dump(-1, ' ', false, Json::error_handler_t::replace);
  const tandem_adapter_config config{sizeof(tandem_adapter_config), 0, str(settings),
                                     str(host_.connection())};
  const Outcome outcome = run(
      [&](tandem_call* call) { return call_plainly(entry_.create, host_.table(), &config, call, &self_); });
  if (outcome.status != TANDEM_OK) self_ = nullptr;  // a failed create has made nothing
  finish("create", outcome, {});
  if (self_ == nullptr) broken("create succeeded without an instance");
}

void Instance::start() {
  host_.open_services();
  const Outcome outcome = run([&](tandem_call* call) { return call_plainly(entry_.start, self_, call); });
  started_ = outcome.status == TANDEM_OK;
  finish("start", outcome, {});
  look_up_capabilities();
}

void Instance::close() noexcept {
  // After an exception the adapter's state is anyone's guess: leaking it is safer than calling it.
  if (self_ == nullptr || !misbehaved_.empty()) return;
  try {
    const bool stop = std::exchange(started_, false);
    tandem_adapter* self = std::exchange(self_, nullptr);
    if (stop) call_plainly(entry_.stop, self);
    call_plainly(entry_.destroy, self);
  } catch (...) {
    host_.log(TANDEM_LOG_ERROR,
              "adapter " + host_.adapter_id() + " misbehaved: it threw while it was closed");
  }
}

template <typename Table, typename Slot>
void Instance::look_up(const Table*& table, const char* id, Slot Table::*slot) {
  const auto* found = static_cast<const Table*>(call_plainly(entry_.get_capability, self_, str(id)));
  const auto& listed = host_.promised();
  const bool promised = std::find(listed.begin(), listed.end(), id) != listed.end();
  if (found != nullptr && (found->struct_size < sizeof(Table) || found->*slot == nullptr)) {
    broken(std::string("the table of ") + id + " is too short or empty");
  }
  if (promised != (found != nullptr)) {
    host_.log(TANDEM_LOG_WARNING,
              std::string(promised ? "the manifest promises " : "the manifest does not list ") + id +
                  (promised ? ", the adapter does not offer it" : ": it is not used"));
  }
  if (found == nullptr || !promised) return;
  table = found;
  offered_.emplace_back(id);
}

void Instance::look_up_capabilities() {
  try {
    look_up(verify_, TANDEM_CAP_VERIFY, &tandem_cap_verify::verify);
    look_up(schema_, TANDEM_CAP_SCHEMA, &tandem_cap_schema::schema);
    look_up(pull_, TANDEM_CAP_PULL, &tandem_cap_pull::pull);
    look_up(get_, TANDEM_CAP_GET, &tandem_cap_get::get);
    look_up(find_, TANDEM_CAP_FIND, &tandem_cap_find::find);
    look_up(push_, TANDEM_CAP_PUSH, &tandem_cap_push::push);
  } catch (const RemoteError&) {
    throw;
  } catch (...) {
    misbehaved_ = "it threw an exception through the C ABI: " + host_.safe(current_exception_text());
    broken(misbehaved_);
  }
}

template <typename Table>
const Table& Instance::need(const Table* table, const char* id) const {
  if (table != nullptr) return *table;
  RemoteError error(TANDEM_UNSUPPORTED, TANDEM_CLASS_TERMINAL,
                    "adapter " + host_.adapter_id() + " does not offer " + id,
                    "install a version of the adapter that does");
  error.origin = host_.adapter_id();
  throw error;
}

template <typename Slot>
Json Instance::ask(const char* what, Slot slot) {
  Breach breach;
  JsonReceiver answer(breach);
  const Outcome outcome =
      run([&](tandem_call* call) { return call_plainly(slot, self_, call, answer.abi()); });
  finish(what, outcome, breach);
  if (!answer.complete()) broken(std::string(what) + " gave no answer");
  try {
    Json document = parse_json(answer.text(), what);
    if (document.is_object()) return document;
  } catch (const Error&) {
    broken(std::string("the answer to ") + what + " is not JSON");
  }
  broken(std::string("the answer to ") + what + " is not a JSON object");
}

sync::PageEnd Instance::pull(const sync::PullRequest& request, const sync::RowSink& sink) {
  const tandem_cap_pull& table = need(pull_, TANDEM_CAP_PULL);
  const std::vector<tandem_str> fields = strs(request.fields);
  const tandem_pull_request abi{sizeof(tandem_pull_request),
                                request.full ? TANDEM_PULL_FULL : TANDEM_PULL_CHANGES,
                                str(request.type),
                                str(request.stream),
                                str(request.cursor),
                                fields.data(),
                                fields.size(),
                                request.page_size,
                                0};
  Breach breach;
  RowReceiver rows(sink, fields.size(), breach);
  PageReceiver page(rows, request.cursor, breach);
  const Outcome outcome = run(
      [&](tandem_call* call) { return call_plainly(table.pull, self_, call, &abi, rows.abi(), page.abi()); });
  rows.rethrow();
  finish("pull", outcome, breach);
  if (!page.complete()) broken("pull succeeded without telling the page's end");
  return page.take();
}

void Instance::get(std::string_view type, const std::vector<std::string>& ids,
                   const std::vector<std::string>& fields, const sync::RowSink& sink) {
  const tandem_cap_get& table = need(get_, TANDEM_CAP_GET);
  const std::vector<tandem_str> wanted = strs(ids), names = strs(fields);
  Breach breach;
  RowReceiver rows(sink, names.size(), breach);
  const Outcome outcome = run([&](tandem_call* call) {
    return call_plainly(table.get, self_, call, str(type), wanted.data(), wanted.size(), names.data(),
                        names.size(), rows.abi());
  });
  rows.rethrow();
  finish("get", outcome, breach);
}

void Instance::find(std::string_view type, std::string_view key_field, const std::vector<std::string>& values,
                    const std::vector<std::string>& fields, const sync::RowSink& sink) {
  const tandem_cap_find& table = need(find_, TANDEM_CAP_FIND);
  const std::vector<tandem_str> wanted = strs(values), names = strs(fields);
  Breach breach;
  RowReceiver rows(sink, names.size(), breach);
  const Outcome outcome = run([&](tandem_call* call) {
    return call_plainly(table.find, self_, call, str(type), str(key_field), wanted.data(), wanted.size(),
                        names.data(), names.size(), rows.abi());
  });
  rows.rethrow();
  finish("find", outcome, breach);
}

std::vector<sync::PushResult> Instance::push(std::string_view type, const std::vector<std::string>& fields,
                                             const std::vector<sync::PushItem>& items) {
  const tandem_cap_push& table = need(push_, TANDEM_CAP_PUSH);
  const std::vector<tandem_str> names = strs(fields);
  std::vector<tandem_push_item> abi_items;
  abi_items.reserve(items.size());
  for (const sync::PushItem& item : items) {
    if (item.values.size() != fields.size() && !(item.op == TANDEM_PUSH_DELETE && item.values.empty())) {
      throw Error(TANDEM_INTERNAL, "a push item has another number of values than its batch has fields");
    }
    abi_items.push_back({item.op, static_cast<std::uint32_t>(item.values.size()), str(item.id),
                         str(item.idem_key), str(item.version), item.values.data()});
  }
  const tandem_push_batch batch{
      sizeof(tandem_push_batch), 0, str(type), names.data(), names.size(), abi_items.data(), abi_items.size(),
      sizeof(tandem_push_item)};
  Breach breach;
  ResultReceiver results(items.size(), breach);
  const Outcome outcome =
      run([&](tandem_call* call) { return call_plainly(table.push, self_, call, &batch, results.abi()); });
  // What was sent before an exception is anyone's guess; the engine has to look.
  if (!misbehaved_.empty()) broken(misbehaved_, TANDEM_CLASS_UNKNOWN);
  if (breach.what() != nullptr || (outcome.status != TANDEM_OK && !results.any())) {
    finish("push", outcome, breach);
  }
  const std::string reason = outcome.failure ? host_.safe(outcome.failure->message) : std::string();
  for (sync::PushResult& result : results.results()) {
    result.message = host_.safe(result.answered ? result.message : reason);
    if (!result.answered) result.error_class = TANDEM_CLASS_UNKNOWN;
  }
  return std::move(results.results());
}

}  // namespace

std::unique_ptr<sync::Remote> open_instance(const tandem_adapter_entry& entry, HostOptions options) {
  return std::make_unique<Instance>(entry, std::move(options));
}

}  // namespace tandem::adapters
