// SPDX-License-Identifier: Apache-2.0
#include "folder.hpp"

#include <algorithm>
#include <array>

namespace tandem::files {
namespace {

using adapter::Failure;

constexpr std::string_view kIdentityFile = ".tandem-folder";

std::optional<TypeFile> as_type_file(std::string_view name) {
  const auto is = [&](std::string_view extension) {
    return name.size() > extension.size() && name.front() != '.' &&
           name.substr(name.size() - extension.size()) == extension;
  };
  const auto named = [&](std::size_t extension, Format format) {
    return TypeFile{std::string(name.substr(0, name.size() - extension)), std::string(name), format};
  };
  if (is(".csv")) return named(4, Format::csv);
  if (is(".jsonl")) return named(6, Format::json_lines);
  return std::nullopt;
}

std::string read_identity(std::string_view content) {
  while (!content.empty() && (content.back() == '\n' || content.back() == '\r' || content.back() == ' ')) {
    content.remove_suffix(1);
  }
  const bool good = content.size() >= 16 && content.size() <= 64 &&
                    content.find_first_not_of("0123456789abcdef-") == content.npos;
  if (!good) {
    throw Failure(TANDEM_CORRUPT, TANDEM_CLASS_CONTRACT,
                  ".tandem-folder does not hold a folder id: restore it from a copy; removing it makes the "
                  "folder a new one");
  }
  return std::string(content);
}

std::string random_id(adapter::Host& host) {
  static constexpr char hex[] = "0123456789abcdef";
  std::array<unsigned char, 16> bytes{};
  host.random().fill(bytes.data(), bytes.size());
  std::string id;
  for (const unsigned char byte : bytes) {
    id += hex[byte >> 4];
    id += hex[byte & 15];
  }
  return id;
}

}  // namespace

std::string Folder::identity() {
  // Two stores may meet a fresh folder at once: whoever makes the file first names it.
  for (int attempt = 0; attempt < 3; ++attempt) {
    if (const auto content = host_.files().read(call_, kIdentityFile)) return read_identity(*content);
    std::string id = random_id(host_);
    if (host_.files().make(call_, kIdentityFile, id + "\n")) return id;
  }
  throw Failure(TANDEM_BUSY, TANDEM_CLASS_TRANSIENT, ".tandem-folder comes and goes: try again");
}

std::vector<TypeFile> Folder::types() {
  ++calls_;
  std::vector<TypeFile> all;
  for (const adapter::FileEntry& entry : host_.files().list(call_)) {
    auto file = as_type_file(entry.name);
    if (!file) continue;
    const auto same = std::find_if(all.begin(), all.end(), [&](auto& f) { return f.type == file->type; });
    if (same == all.end()) {
      all.push_back(std::move(*file));
    } else {
      if (file->format == Format::csv) *same = *file;
      host_.log().warning("type " + file->type + " has two files: the CSV file is used");
    }
  }
  return all;
}

std::optional<LoadedFile> Folder::find(std::string_view type) {
  for (const TypeFile& file : types()) {
    if (file.type == type) return read(file);
  }
  return std::nullopt;
}

std::optional<LoadedFile> Folder::read(const TypeFile& file) {
  ++calls_;
  const auto content = host_.files().read(call_, file.name);
  if (!content) return std::nullopt;
  return LoadedFile{file, *content, digest(*content)};
}

LoadedFile Folder::load(std::string_view type) {
  auto file = find(type);
  if (file) return std::move(*file);
  throw Failure(TANDEM_NOT_FOUND, TANDEM_CLASS_NOT_FOUND,
                "the folder has no file " + std::string(type) + ".csv or " + std::string(type) +
                    ".jsonl: put it back, or take the type out of the mapping");
}

std::string Folder::digest(std::string_view content) {
  return std::string(host_.auth().digest(call_, TANDEM_DIGEST_SHA256, content));
}

std::unique_ptr<Table> open_keyed(const LoadedFile& file, std::string_view key_field, char delimiter) {
  auto table = open_table(file.file.format, file.file.name, file.content, key_field, delimiter);
  if (table->has(key_field)) return table;
  throw Failure(TANDEM_INVALID_ARGUMENT, TANDEM_CLASS_CONTRACT,
                file.file.name + " has no column '" + std::string(key_field) +
                    "': name its key column in the setting keys, or mend the setting delimiter");
}

}  // namespace tandem::files
