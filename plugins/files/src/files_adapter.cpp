// SPDX-License-Identifier: Apache-2.0
// A folder of CSV and JSON-lines files as a remote system.
#include <tandem/cpp/adapter.hpp>
#include <unordered_map>

#include "folder.hpp"
#include "push.hpp"
#include "scan.hpp"
#include "settings.hpp"

namespace tandem::files {
namespace {

using adapter::Call;
using adapter::RowWriter;
using adapter::TextList;

constexpr std::uint32_t kBatchItems = 1'000;

/// What a person or an exporter can do to a file, the host's folder rules permitting.
adapter::Traits traits(std::string_view key_field) {
  adapter::Traits traits;
  traits.create = "client_id";
  traits.key_field = key_field;
  traits.deletes = "scan";
  traits.conditional_write = true;
  traits.consistent_get = true;
  traits.write = true;
  traits.remove = true;
  traits.batch_items = kBatchItems;
  return traits;
}

class FilesAdapter : public adapter::Adapter,
                     public adapter::CanVerify,
                     public adapter::CanSchema,
                     public adapter::CanPull,
                     public adapter::CanGet,
                     public adapter::CanFind,
                     public adapter::CanPush {
 public:
  explicit FilesAdapter(const adapter::Config& config)
      : settings_(read_settings(config.settings)), scan_(settings_) {}

  void stop() override { scan_.forget(); }

  adapter::Identity verify(Call& call) override {
    Folder folder(host(), call);
    adapter::Identity identity;
    identity.org = settings_.folder_id.empty() ? folder.identity() : settings_.folder_id;
    identity.rights = {"read", "write"};
    identity.note = std::to_string(folder.types().size()) + " types";
    return identity;
  }

  std::vector<adapter::TypeInfo> schema(Call& call) override {
    Folder folder(host(), call);
    std::vector<adapter::TypeInfo> types;
    for (const TypeFile& type : folder.types()) {
      if (const auto file = folder.read(type)) types.push_back(describe(*file));
    }
    return types;
  }

  adapter::PageEnd pull(Call& call, const adapter::PullRequest& request, RowWriter& rows) override {
    return scan_.page(call, host(), request, rows);
  }

  void get(Call& call, std::string_view type, TextList ids, TextList fields, RowWriter& rows) override {
    Folder folder(host(), call);
    const LoadedFile file = folder.load(type);
    const auto table = open_keyed(file, settings_.key_of(type), settings_.delimiter);
    std::unordered_map<std::string_view, bool> shown;
    for (std::size_t i = 0; i < ids.size(); ++i) shown.emplace(ids[i], false);

    const auto reader = table->read(names(fields), table->first());
    std::uint64_t broken_line = 0;
    while (reader->next()) {
      if (!reader->problem().empty()) {
        if (!broken_line) broken_line = reader->start().line;
        continue;
      }
      const auto wanted = shown.find(adapter::view(reader->key().value));
      if (wanted == shown.end() || wanted->second) continue;
      wanted->second = true;
      write_row(*reader, fields.size(), rows);
    }
    for (const auto& [id, found] : shown) {
      if (!found) write_missing(id, broken_line, rows);
    }
    rows.flush();  // its values view the file
  }

  void find(Call& call, std::string_view type, std::string_view key_field, TextList values, TextList fields,
            RowWriter& rows) override {
    Folder folder(host(), call);
    const auto found = settings_.create_files ? folder.find(type) : folder.load(type);
    if (!found) return;  // a first push will make the file
    const LoadedFile& file = *found;
    const auto table = open_keyed(file, settings_.key_of(type), settings_.delimiter);
    if (!table->has(key_field)) {
      throw adapter::Failure(TANDEM_INVALID_ARGUMENT, TANDEM_CLASS_INVALID,
                             file.file.name + " has no column '" + std::string(key_field) + "'");
    }
    std::vector<std::string_view> columns = names(fields);
    columns.push_back(key_field);
    const auto reader = table->read(columns, table->first());
    while (reader->next()) {
      if (!reader->problem().empty()) continue;
      const Cell cell = reader->cell(fields.size());
      if (values.index_of(adapter::view(cell.value)) == TextList::npos || cell.value.size == 0) continue;
      write_row(*reader, fields.size(), rows);
    }
    rows.flush();
  }

  void push(Call& call, const adapter::PushBatch& batch, adapter::ResultWriter& results) override {
    push_batch(call, host(), settings_, batch, results);
  }

 private:
  /// A file whose header cannot be used is shown without fields and may not be written: one bad file
  /// does not hide the others.
  adapter::TypeInfo describe(const LoadedFile& file) {
    adapter::TypeInfo type;
    type.name = file.file.type;
    type.label = file.file.name;
    const std::string_view key_field = settings_.key_of(file.file.type);
    try {
      const auto table = open_keyed(file, key_field, settings_.delimiter);
      for (Column& column : table->columns()) {
        adapter::FieldInfo field;
        field.required = field.create_only = column.name == key_field;
        field.name = std::move(column.name);
        field.type = std::move(column.type);
        type.fields.push_back(std::move(field));
      }
      type.traits = traits(key_field);
    } catch (const adapter::Failure& failure) {
      host().log().warning(failure.message());
    }
    return type;
  }

  static void write_missing(std::string_view id, std::uint64_t broken_line, RowWriter& rows) {
    if (!broken_line) {
      rows.purged(id);
    } else {
      // It may be the one that cannot be read: absence proves nothing.
      rows.broken(id, "line " + std::to_string(broken_line) + " cannot be read, and may be this record");
    }
  }

  Settings settings_;
  Scan scan_;
};

}  // namespace
}  // namespace tandem::files

TANDEM_ADAPTER(tandem::files::FilesAdapter, "files", TANDEM_ADAPTER_VERSION)
