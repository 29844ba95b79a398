// SPDX-License-Identifier: Apache-2.0
#include <cstring>

#include "adapters/service_barrier.hpp"

namespace tandem::adapters {
namespace {

constexpr std::size_t kLargestFile = std::size_t{1} << 30;

/// Not found and conflict are answers that an adapter asks for, not failures of its call: recorded, they
/// would hide a later real one.
template <typename Work>
tandem_status answer(Work work) {
  try {
    work();
    return TANDEM_OK;
  } catch (const Error& error) {
    if (error.status() == TANDEM_NOT_FOUND || error.status() == TANDEM_CONFLICT) return error.status();
    throw;
  }
}

tandem_status list(void* context, tandem_call* handle, const tandem_file_info** files,
                   size_t* count) noexcept {
  return serve(context, handle, [&](Host& host, Call&) -> tandem_status {
    if (files == nullptr || count == nullptr)
      throw Error(TANDEM_INVALID_ARGUMENT, "a list needs a place to go");
    std::vector<tandem_file_info>& infos = host.scratch().files();
    for (const FolderEntry& entry : host.files().list()) {
      infos.push_back({host.scratch().keep(entry.name), entry.size, entry.modified_at});
    }
    *files = infos.data();
    *count = infos.size();
    return TANDEM_OK;
  });
}

tandem_status read(void* context, tandem_call* handle, tandem_str name, tandem_str* content) noexcept {
  return serve(context, handle, [&](Host& host, Call&) -> tandem_status {
    if (content == nullptr) throw Error(TANDEM_INVALID_ARGUMENT, "a content needs a place to go");
    return answer([&] {
      const auto opened = host.files().open(view(name));
      if (opened.second > kLargestFile) {
        throw Error(TANDEM_INVALID_ARGUMENT, "the file is larger than 1 GiB", "split it");
      }
      char* bytes = host.scratch().padded(opened.second);
      const std::size_t size = read_fully(opened.first, bytes, opened.second);
      std::memset(bytes + size, 0, kPadding);  // the file may have shrunk since it was measured
      *content = {bytes, size};
    });
  });
}

tandem_status replace(void* context, tandem_call* handle, tandem_str name, tandem_str content,
                      tandem_str expected_digest) noexcept {
  return serve(context, handle, [&](Host& host, Call&) -> tandem_status {
    std::optional<std::string> expected;
    if (expected_digest.data != nullptr) expected = std::string(view(expected_digest));
    return answer([&] { host.files().replace(view(name), view(content), expected, host.random()); });
  });
}

}  // namespace

const tandem_host_files* files_table() {
  static constexpr tandem_host_files kTable = {sizeof(tandem_host_files), 0, list, read, replace};
  return &kTable;
}

}  // namespace tandem::adapters
