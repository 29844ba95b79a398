// SPDX-License-Identifier: Apache-2.0
#include "push.hpp"

#include <algorithm>
#include <tandem/cpp/times.hpp>

#include "errors.hpp"
#include "ids.hpp"
#include "results.hpp"
#include "soql.hpp"

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

bool done(const PushItem& item, const RecordResult& answer) {
  return answer.success && !(item.is_create() && answer.id.empty());
}

std::string id_after(const PushItem& item, const RecordResult& answer) {
  return item.is_create() ? answer.id : long_id(item.id());
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
Pusher::Items Pusher::still_unchanged(adapter::Call& call, const Object& object, const Items& items,
                                      adapter::ResultWriter& results) {
  std::vector<std::string> watched;
  for (const PushItem& item : items) {
    if (!item.version().empty() && is_record_id(item.id())) watched.push_back(long_id(item.id()));
  }
  if (watched.empty()) return items;
  std::map<std::string, Stamp> stamps;
  try {
    stamps = finder_.stamps(call, object, watched);
  } catch (const Failure& failure) {
    if (!tell_each(items, failure, results)) throw;
    return {};
  }
  Items left;
  for (const PushItem& item : items) {
    const auto now = stamps.find(long_id(item.id()));
    const auto seen = times::read_instant(item.version());
    if (seen && now != stamps.end() && now->second.at != *seen) {
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
  const std::string body = collection_body(object, batch, items);
  if (items.front().is_update()) return api_.write(call, "PATCH", "/composite/sobjects", body);
  if (!object.has_key()) return api_.write(call, "POST", "/composite/sobjects", body);
  std::string path = "/composite/sobjects/";
  path.append(object.name).append(1, '/').append(kKeyField);
  return api_.write(call, "PATCH", path, body);
}

bool Pusher::tell_each(const Items& items, const Failure& failure, adapter::ResultWriter& results) {
  const bool in_doubt = failure.error_class() == TANDEM_CLASS_UNKNOWN;
  if (!any_result_ || in_doubt) return false;  // without a verdict an item counts as unknown
  for (const PushItem& item : items) results.put(item.key(), verdict_of(failure));
  return true;
}

/// By these the next pull tells our own writes from somebody's edits, so a row that another user has
/// changed since gives none. The write is done already: nothing that goes wrong here may undo its verdict.
Pusher::Versions Pusher::versions_after(adapter::Call& call, const Object& object,
                                        const std::vector<std::string>& ids) {
  Versions versions;
  if (ids.empty()) return versions;
  try {
    const auto stamps = finder_.stamps(call, object, ids);
    const std::string& we = api_.signed_in(call).user;
    for (const auto& [id, stamp] : stamps) {
      const bool ours = we.empty() || stamp.modified_by.empty() || stamp.modified_by == we;
      if (ours) versions[id] = stamp.version;
    }
  } catch (const Failure&) {
    api_.host().log().info(
        "the versions of written records could not be read: the next pull compares values");
  } catch (const adapter::HostStopped&) {  // cancelled or cut off: the next call ends the push
  }
  return versions;
}

void Pusher::send(adapter::Call& call, const Object& object, const adapter::PushBatch& batch,
                  const Items& items, adapter::ResultWriter& results) {
  if (items.empty()) return;
  std::vector<RecordResult> answers;
  try {
    answers = parse_results(exchange(call, object, batch, items).body());
  } catch (const Failure& failure) {
    if (!tell_each(items, failure, results)) throw;
    return;
  }
  if (answers.size() > items.size()) throw unreadable("more results than records", true);
  std::vector<std::string> written;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (done(items[i], answers[i]) && !items[i].is_delete())
      written.push_back(id_after(items[i], answers[i]));
  }
  const Versions versions = versions_after(call, object, written);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const PushItem& item = items[i];
    const RecordResult& answer = answers[i];
    if (done(item, answer)) {
      const auto version = versions.find(id_after(item, answer));
      results.applied(item.key(), item.is_create() ? answer.id : item.id(),
                      version == versions.end() ? std::string_view() : version->second);
      any_result_ = true;
    } else if (answer.error) {
      results.put(item.key(), record_verdict(*answer.error, {item.is_create(), item.idem_key()}));
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
      if (op == TANDEM_PUSH_UPDATE) part = still_unchanged(call, object, part, results);
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
