// SPDX-License-Identifier: Apache-2.0
#include "support.hpp"

#include <dlfcn.h>
#include <openssl/evp.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace tandem::test {
namespace {

namespace fs = std::filesystem;

tandem_str str(std::string_view s) { return {s.data(), s.size()}; }
std::string copy(tandem_str s) { return s.size ? std::string(s.data, s.size) : std::string(); }

FakeCall& fake(tandem_call* call) { return *reinterpret_cast<FakeCall*>(call); }

const tandem_call_api kCallApi{
    sizeof(tandem_call_api), 0,
    [](tandem_call* call, tandem_status status, const tandem_error_info* info) noexcept -> tandem_status {
      FakeCall& c = fake(call);
      if (++c.failures == 1) {
        c.status = status;
        c.error_class = info->error_class;
        c.message = copy(info->message);
      }
      return status;
    },
    [](tandem_call* call) noexcept -> int32_t { return fake(call).cancelled ? 1 : 0; },
    [](tandem_call*) noexcept -> int64_t { return 0; }};

std::vector<tandem_str> views(const Names& names) {
  std::vector<tandem_str> all;
  for (const auto& name : names) all.push_back(str(name));
  return all;
}

std::string text_of(const tandem_value& v) {
  if (v.kind == TANDEM_VALUE_BOOL) return v.as.i ? "true" : "false";
  return v.kind >= TANDEM_VALUE_DECIMAL ? std::string(v.as.s, v.size) : std::string();
}

struct RowCatcher {
  std::vector<TestRow>* rows;
  bool refuse;
  static tandem_status emit(void* context, const tandem_row* rows, size_t count, size_t row_size) noexcept {
    auto& me = *static_cast<RowCatcher*>(context);
    if (me.refuse) return TANDEM_BUSY;
    for (size_t i = 0; i < count; ++i) {
      const auto& row =
          *reinterpret_cast<const tandem_row*>(reinterpret_cast<const char*>(rows) + i * row_size);
      TestRow kept{row.kind, copy(row.id), copy(row.version), copy(row.extra), {}, {}};
      for (uint32_t v = 0; v < row.value_count; ++v) {
        kept.kinds.push_back(row.values[v].kind);
        kept.values.push_back(text_of(row.values[v]));
      }
      me.rows->push_back(std::move(kept));
    }
    return TANDEM_OK;
  }
};

tandem_status catch_json(void* context, tandem_str json) noexcept {
  *static_cast<std::string*>(context) = copy(json);
  return TANDEM_OK;
}

}  // namespace

std::string sha256(std::string_view data) {
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  EVP_Digest(data.data(), data.size(), bytes, &size, EVP_sha256(), nullptr);
  static constexpr char hex[] = "0123456789abcdef";
  std::string out;
  for (unsigned i = 0; i < size; ++i) {
    out += hex[bytes[i] >> 4];
    out += hex[bytes[i] & 15];
  }
  return out;
}

struct FakeHost::Tables {
  static FakeHost& me(void* context) { return *static_cast<FakeHost*>(context); }

  static void write_log(void* context, int32_t, tandem_str line) noexcept {
    me(context).log.push_back(copy(line));
  }
  static void fill(void* context, void* bytes, size_t size) noexcept {
    for (size_t i = 0; i < size; ++i) {
      std::uint64_t& x = me(context).random_;
      x = x * 6364136223846793005u + 1442695040888963407u;
      static_cast<unsigned char*>(bytes)[i] = static_cast<unsigned char>(x >> 33);
    }
  }
  static tandem_status sign(void*, tandem_call*, tandem_str, tandem_str, tandem_str, tandem_str) noexcept {
    return TANDEM_UNSUPPORTED;
  }
  static tandem_status digest(void* context, tandem_call*, int32_t, tandem_str data,
                              tandem_str* hex) noexcept {
    *hex = me(context).keep(sha256({data.data, data.size}));
    return TANDEM_OK;
  }
  static tandem_status list(void* context, tandem_call*, const tandem_file_info** files,
                            size_t* count) noexcept {
    FakeHost& host = me(context);
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(host.folder_)) names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    host.infos_.clear();
    for (auto& name : names) host.infos_.push_back(tandem_file_info{host.keep(std::move(name)), 0, 0});
    *files = host.infos_.data();
    *count = host.infos_.size();
    return TANDEM_OK;
  }
  static tandem_status read(void* context, tandem_call*, tandem_str name, tandem_str* content) noexcept {
    FakeHost& host = me(context);
    ++host.reads;
    const fs::path path = host.folder_ / copy(name);
    if (!fs::exists(path)) return TANDEM_NOT_FOUND;
    *content = host.keep(read_file(path));
    return TANDEM_OK;
  }
  static tandem_status replace(void* context, tandem_call*, tandem_str name, tandem_str content,
                               tandem_str expected) noexcept {
    FakeHost& host = me(context);
    ++host.replaces;
    if (host.before_replace) host.before_replace(copy(name));
    const fs::path path = host.folder_ / copy(name);
    if (expected.data) {
      const std::string now = fs::exists(path) ? sha256(read_file(path)) : std::string();
      if (now != copy(expected)) return TANDEM_CONFLICT;
    }
    write_file(path, {content.data, content.size});
    return TANDEM_OK;
  }
  static const void* get_service(void* context, tandem_str id) noexcept {
    static const tandem_host_log log{sizeof(log), 0, &write_log};
    static const tandem_host_random random{sizeof(random), 0, &fill};
    static const tandem_host_auth auth{sizeof(auth), 0, &sign, &digest};
    static const tandem_host_files files{sizeof(files), 0, &list, &read, &replace};
    if (!me(context).offer_services) return nullptr;
    const std::string wanted = copy(id);
    if (wanted == TANDEM_HOST_LOG) return &log;
    if (wanted == TANDEM_HOST_RANDOM) return &random;
    if (wanted == TANDEM_HOST_AUTH) return &auth;
    if (wanted == TANDEM_HOST_FILES) return &files;
    return nullptr;
  }
};

FakeHost::FakeHost(fs::path folder) : folder_(std::move(folder)) {
  host_ = tandem_host{sizeof(tandem_host), TANDEM_ADAPTER_ABI_MINOR, this, &kCallApi, &Tables::get_service};
}

/// A view with 64 readable bytes behind it, as the real host gives.
tandem_str FakeHost::keep(std::string text) {
  const std::size_t size = text.size();
  text.append(64, '\0');
  kept_.push_back(std::move(text));
  return {kept_.back().data(), size};
}

tandem_value text(std::string_view s) {
  tandem_value v{TANDEM_VALUE_TEXT, 0, static_cast<std::uint32_t>(s.size()), {0}};
  v.as.s = s.data();
  return v;
}
tandem_value null() { return tandem_value{TANDEM_VALUE_NULL, 0, 0, {0}}; }

Remote::Remote(const tandem_adapter_entry* entry, FakeHost& host, const std::string& settings)
    : entry_(entry) {
  const tandem_adapter_config config{sizeof(config), 0, str(settings), str("connection")};
  created = entry_->create(host.raw(), &config, call.raw(), &self_);
  if (created == TANDEM_OK) started = entry_->start(self_, call.raw());
}

Remote::~Remote() {
  if (created != TANDEM_OK) return;
  entry_->stop(self_);
  entry_->destroy(self_);
}

template <class Table>
const Table* Remote::capability(const char* id) const {
  const void* table = entry_->get_capability(self_, str(id));
  if (!table) throw std::runtime_error(std::string("the adapter lacks ") + id);
  return static_cast<const Table*>(table);
}

TestPage Remote::pull(const std::string& type, const Names& fields, const std::string& cursor, bool full,
                      std::uint32_t page_size) {
  TestPage page;
  page.call.cancelled = cancel_calls;
  RowCatcher catcher{&page.rows, refuse_rows};
  const tandem_row_sink rows{sizeof(rows), 0, &catcher, &RowCatcher::emit};
  const tandem_page_sink end{sizeof(end), 0, &page,
                             [](void* context, const tandem_page_end* e) noexcept -> tandem_status {
                               auto& p = *static_cast<TestPage*>(context);
                               p.ended = true;
                               p.more = e->more != 0;
                               p.complete = e->complete != 0;
                               p.cursor = copy(e->cursor);
                               return TANDEM_OK;
                             }};
  const auto names = views(fields);
  const tandem_pull_request request{sizeof(request),
                                    full ? TANDEM_PULL_FULL : TANDEM_PULL_CHANGES,
                                    str(type),
                                    str("rule"),
                                    str(cursor),
                                    names.data(),
                                    names.size(),
                                    page_size,
                                    0};
  page.status =
      capability<tandem_cap_pull>(TANDEM_CAP_PULL)->pull(self_, page.call.raw(), &request, &rows, &end);
  return page;
}

TestPage Remote::pull_all(const std::string& type, const Names& fields, const std::string& cursor, bool full,
                          std::uint32_t page_size) {
  TestPage all = pull(type, fields, cursor, full, page_size);
  while (all.status == TANDEM_OK && all.more) {
    TestPage next = pull(type, fields, all.cursor, full, page_size);
    next.rows.insert(next.rows.begin(), all.rows.begin(), all.rows.end());
    all = std::move(next);
  }
  return all;
}

TestPage Remote::get(const std::string& type, const Names& ids, const Names& fields) {
  TestPage page;
  RowCatcher catcher{&page.rows, false};
  const tandem_row_sink rows{sizeof(rows), 0, &catcher, &RowCatcher::emit};
  const auto id_views = views(ids);
  const auto names = views(fields);
  page.status = capability<tandem_cap_get>(TANDEM_CAP_GET)
                    ->get(self_, page.call.raw(), str(type), id_views.data(), id_views.size(), names.data(),
                          names.size(), &rows);
  return page;
}

TestPage Remote::find(const std::string& type, const std::string& key, const Names& values,
                      const Names& fields) {
  TestPage page;
  RowCatcher catcher{&page.rows, false};
  const tandem_row_sink rows{sizeof(rows), 0, &catcher, &RowCatcher::emit};
  const auto wanted = views(values);
  const auto names = views(fields);
  page.status = capability<tandem_cap_find>(TANDEM_CAP_FIND)
                    ->find(self_, page.call.raw(), str(type), str(key), wanted.data(), wanted.size(),
                           names.data(), names.size(), &rows);
  return page;
}

TestPush Remote::push(const std::string& type, const Names& fields, const std::vector<TestItem>& items) {
  TestPush push;
  push.call.cancelled = cancel_calls;
  push.results.resize(items.size());
  std::vector<tandem_push_item> raw;
  for (const TestItem& item : items) {
    raw.push_back(tandem_push_item{item.op, static_cast<uint32_t>(item.values.size()), str(item.id),
                                   str(item.idem_key), str(item.version), item.values.data()});
  }
  const auto names = views(fields);
  const tandem_push_batch batch{sizeof(batch), 0,          str(type),  names.data(),
                                names.size(),  raw.data(), raw.size(), sizeof(tandem_push_item)};
  const tandem_result_sink sink{
      sizeof(sink), 0, &push, [](void* context, const tandem_push_result* r) noexcept -> tandem_status {
        static_cast<TestPush*>(context)->results.at(r->key) =
            TestResult{true, r->error_class, copy(r->id), copy(r->version), copy(r->field), copy(r->message)};
        return TANDEM_OK;
      }};
  push.status = capability<tandem_cap_push>(TANDEM_CAP_PUSH)->push(self_, push.call.raw(), &batch, &sink);
  return push;
}

std::string Remote::verify() {
  std::string json;
  const tandem_json_sink sink{sizeof(sink), 0, &json, &catch_json};
  capability<tandem_cap_verify>(TANDEM_CAP_VERIFY)->verify(self_, call.raw(), &sink);
  return json;
}

std::string Remote::schema() {
  std::string json;
  const tandem_json_sink sink{sizeof(sink), 0, &json, &catch_json};
  capability<tandem_cap_schema>(TANDEM_CAP_SCHEMA)->schema(self_, call.raw(), &sink);
  return json;
}

const tandem_adapter_entry* files_entry() {
  const std::string path = FILES_ADAPTER_FOLDER "/files.so";
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);  // stays mapped, as with the real host
  if (!library) throw std::runtime_error(dlerror());
  void* symbol = dlsym(library, TANDEM_ADAPTER_ENTRY_SYMBOL);
  if (!symbol) throw std::runtime_error("no entry symbol");
  return reinterpret_cast<tandem_adapter_entry_fn>(symbol)();
}

}  // namespace tandem::test
