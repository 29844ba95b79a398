// SPDX-License-Identifier: Apache-2.0
#include "push.hpp"

#include "edit.hpp"
#include "folder.hpp"

namespace tandem::files {
namespace {

using adapter::Failure;

constexpr int kAttempts = 5;

/// A file that is not there yet: the header that the batch asks for, and nothing to compare with.
struct NewFile {
  LoadedFile file;
  std::string header;
};

bool usable_type(std::string_view type) {
  return !type.empty() && type.size() <= 200 && type.front() != '.' &&
         type.find_first_of(std::string_view("/\\\0", 3)) == type.npos;
}

void start_new_file(NewFile& fresh, const Settings& settings, const adapter::PushBatch& batch) {
  const std::string type(batch.type());
  if (!usable_type(type)) {
    throw Failure(TANDEM_INVALID_ARGUMENT, TANDEM_CLASS_INVALID, "the type cannot be a file name");
  }
  std::vector<std::string> columns{std::string(settings.key_of(type))};
  for (std::size_t i = 0; i < batch.fields().size(); ++i) {
    const std::string field(batch.fields()[i]);
    if (!field.empty() && field != columns.front()) columns.push_back(field);
  }
  fresh.header = csv_header(columns, settings.delimiter);
  fresh.file.file = TypeFile{type, type + ".csv", Format::csv};
  fresh.file.content = fresh.header;
}

/// True when the edit is in the file; false when the file changed since it was read.
bool write(adapter::Call& call, adapter::Host& host, const LoadedFile& file, bool fresh,
           const std::string& content) {
  call.stop_if_cancelled();
  if (fresh) return host.files().make(call, file.file.name, content);
  return host.files().replace_unchanged(call, file.file.name, content, file.digest);
}

void check_reads_back(const Edit& edit, const LoadedFile& file, const Settings& settings,
                      std::string_view key_field, const std::string& content) {
  if (edit.unreadable() == 0) return;
  const auto table = open_table(file.file.format, file.file.name, content, key_field, settings.delimiter);
  if (edit.reads_back(*table)) return;
  throw Failure(TANDEM_CONFLICT, TANDEM_CLASS_LOCKED,
                file.file.name + ": the stray quote on line " + std::to_string(edit.first_unreadable()) +
                    " would swallow what is written: mend that line first");
}

}  // namespace

void push_batch(adapter::Call& call, adapter::Host& host, const Settings& settings,
                const adapter::PushBatch& batch, adapter::ResultWriter& results) {
  const std::string_view key_field = settings.key_of(batch.type());
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    Folder folder(host, call);
    NewFile fresh;
    auto found = settings.create_files ? folder.find(batch.type()) : folder.load(batch.type());
    if (!found) start_new_file(fresh, settings, batch);
    const LoadedFile& file = found ? *found : fresh.file;

    const auto table = open_keyed(file, key_field, settings.delimiter);
    Edit edit(*table, file.content, key_field, batch, [&] { call.stop_if_cancelled(); });
    const std::vector<adapter::PushResult> verdicts = edit.apply();
    if (edit.changed()) {
      const std::string content = edit.content();
      check_reads_back(edit, file, settings, key_field, content);
      if (!write(call, host, file, !found, content)) continue;
    }
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
      results.put(static_cast<std::uint32_t>(i), verdicts[i]);
    }
    return;
  }
  throw Failure(TANDEM_BUSY, TANDEM_CLASS_LOCKED,
                std::string(batch.type()) + " keeps changing while it is written: try again later");
}

}  // namespace tandem::files
