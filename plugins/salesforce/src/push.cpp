// SPDX-License-Identifier: Apache-2.0
#include "push.hpp"

#include <algorithm>

#include "errors.hpp"
#include "ids.hpp"
#include "results.hpp"
#include "soql.hpp"
#include "times.hpp"

namespace tandem::salesforce {
namespace {

using adapter::Failure;
using adapter::PushItem;

constexpr std::size_t kMost = 200;

bool stands(std::uint32_t op) {
  return op == TANDEM_PUSH_CREATE || op == TANDEM_PUSH_UPDATE || op == TANDEM_PUSH_DELETE;
}

adapter::PushResult verdict_of(const Failure& failure) {
  adapter::PushResult verdict;
  // A single item cannot pause the connection: the next run signs in again and finds out.
  const bool auth = failure.error_class() == TANDEM_CLASS_AUTH;
  verdict.error_class = auth ? TANDEM_CLASS_TRANSIENT : failure.error_class();
  verdict.message = failure.message();
  verdict.remote_code = failure.remote_code();
  verdict.retry_after_ms = failure.retry_after_ms();
  return verdict;
}

std::string delete_path(const std::vector<PushItem>& items) {
  std::string path = "/composite/sobjects?allOrNone=false&ids=";
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i != 0) path += ',';
    path += url_encoded(items[i].id());
  }
  return path;
}

}  // namespace

std::string collection_body(const Object& object, const adapter::PushBatch& batch,
                            const std::vector<PushItem>& items) {
  std::vector<Kind> kinds;
  for (std::size_t i = 0; i < batch.fields().size(); ++i) kinds.push_back(object.kind_of(batch.fields()[i]));
  std::string body = R"({"allOrNone":false,"records":[)";
  for (std::size_t n = 0; n < items.size(); ++n) {
    const PushItem& item = items[n];
    body += n == 0 ? "" : ",";
    body.append(R"({"attributes":{"type":")").append(object.name).append("\"}");
    if (item.is_update()) {
      body += R"(,"id":)";
      append_text(body, item.id());
    } else if (object.has_key()) {
      body.append(",\"").append(kKeyField).append("\":");
      append_text(body, item.idem_key());
    }
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      const std::string_view field = batch.fields()[i];
      const tandem_value value = item.value(i);
      if (adapter::is_absent(value) || field == "Id" || (item.is_create() && field == kKeyField)) continue;
      body.append(",\"").append(field).append("\":");
      append_value(body, value, kinds[i]);
    }
    body += '}';
  }
  return body += "]}";
}

/// There is no conditional write: what changed since it was last seen is merged again first.
Pusher::Items Pusher::still_unchanged(adapter::Call& call, std::string_view type, const Items& items,
                                      adapter::ResultWriter& results) {
  std::vector<std::string> watched;
  for (const PushItem& item : items) {
    if (!item.version().empty() && is_record_id(item.id())) watched.push_back(long_id(item.id()));
  }
  if (watched.empty()) return items;
  const auto stamps = finder_.stamps(call, type, watched);
  Items left;
  for (const PushItem& item : items) {
    const auto now = stamps.find(long_id(item.id()));
    const auto seen = parse_datetime(item.version());
    if (seen && now != stamps.end() && now->second != *seen) {
      results.refused(item.key(), TANDEM_CLASS_CONFLICT, "the record has changed since it was read");
      any_result_ = true;
    } else {
      left.push_back(item);
    }
  }
  return left;
}

adapter::HttpResponse Pusher::exchange(adapter::Call& call, const Object& object,
                                       const adapter::PushBatch& batch, const Items& items) {
  if (items.front().is_delete()) return api_.write(call, "DELETE", delete_path(items), {});
  std::string body = collection_body(object, batch, items);
  if (items.front().is_update()) return api_.write(call, "PATCH", "/composite/sobjects", std::move(body));
  if (!object.has_key()) return api_.write(call, "POST", "/composite/sobjects", std::move(body));
  std::string path = "/composite/sobjects/";
  path.append(object.name).append(1, '/').append(kKeyField);
  return api_.write(call, "PATCH", path, std::move(body));
}

void Pusher::send(adapter::Call& call, const Object& object, const adapter::PushBatch& batch,
                  const Items& items, adapter::ResultWriter& results) {
  if (items.empty()) return;
  std::vector<RecordResult> answers;
  try {
    answers = parse_results(exchange(call, object, batch, items).body());
  } catch (const Failure& failure) {
    const bool in_doubt = failure.error_class() == TANDEM_CLASS_UNKNOWN;
    if (!any_result_ || in_doubt) throw;  // without a verdict an item counts as unknown
    for (const PushItem& item : items) results.put(item.key(), verdict_of(failure));
    return;
  }
  if (answers.size() > items.size()) throw unreadable("more results than records", true);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const PushItem& item = items[i];
    const RecordResult& answer = answers[i];
    if (answer.success && !(item.is_create() && answer.id.empty())) {
      results.applied(item.key(), item.is_create() ? answer.id : item.id());
      any_result_ = true;
    } else if (answer.error) {
      results.put(item.key(), record_verdict(*answer.error));
      any_result_ = true;
    }  // neither a yes nor a reason: unknown
  }
}

void Pusher::push(adapter::Call& call, const adapter::PushBatch& batch, adapter::ResultWriter& results) {
  any_result_ = false;
  const Object& object = describer_.object(call, batch.type());
  for (const std::uint32_t op : {TANDEM_PUSH_CREATE, TANDEM_PUSH_UPDATE, TANDEM_PUSH_DELETE}) {
    Items items;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if (batch[i].op() == op) items.push_back(batch[i]);
    }
    for (std::size_t from = 0; from < items.size(); from += kMost) {
      call.stop_if_cancelled();
      const auto first = items.begin() + static_cast<std::ptrdiff_t>(from);
      const auto last = items.begin() + static_cast<std::ptrdiff_t>(std::min(items.size(), from + kMost));
      Items part(first, last);
      if (op == TANDEM_PUSH_UPDATE) part = still_unchanged(call, batch.type(), part, results);
      send(call, object, batch, part, results);
    }
  }
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (!stands(batch[i].op())) {
      results.refused(batch[i].key(), TANDEM_CLASS_TERMINAL, "this adapter knows no such operation");
    }
  }
}

}  // namespace tandem::salesforce
