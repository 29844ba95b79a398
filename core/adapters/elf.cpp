// SPDX-License-Identifier: Apache-2.0
#include "adapters/elf.hpp"

#include <elf.h>
#include <link.h>
#include <unistd.h>

#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"

namespace tandem::adapters {
namespace {

using FileHeader = ElfW(Ehdr);
using Segment = ElfW(Phdr);
using Entry = ElfW(Dyn);

#if defined(__x86_64__)
constexpr unsigned kMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr unsigned kMachine = EM_AARCH64;
#else
constexpr unsigned kMachine = EM_NONE;
#endif

template <typename T>
bool read_at(const Descriptor& file, std::uint64_t offset, T* into, std::size_t count) {
  const std::size_t size = sizeof(T) * count;
  return ::pread(file.get(), into, size, static_cast<off_t>(offset)) == static_cast<ssize_t>(size);
}

struct Dynamic {
  std::vector<Segment> segments;
  std::vector<Entry> entries;

  std::uint64_t value(ElfW(Sxword) tag) const {
    for (const Entry& entry : entries) {
      if (entry.d_tag == tag) return entry.d_un.d_val;
    }
    return 0;
  }
  bool has(ElfW(Sxword) tag) const {
    for (const Entry& entry : entries) {
      if (entry.d_tag == tag) return true;
    }
    return false;
  }
  /// Where an address of the mapped library stands in the file.
  std::uint64_t offset_of(std::uint64_t address) const {
    for (const Segment& s : segments) {
      if (s.p_type == PT_LOAD && address >= s.p_vaddr && address < s.p_vaddr + s.p_filesz) {
        return s.p_offset + (address - s.p_vaddr);
      }
    }
    return 0;
  }
};

Dynamic read_dynamic(const Descriptor& file, const FileHeader& header) {
  Dynamic dynamic;
  dynamic.segments.resize(header.e_phnum);
  if (header.e_phentsize != sizeof(Segment) ||
      !read_at(file, header.e_phoff, dynamic.segments.data(), dynamic.segments.size())) {
    return {};
  }
  for (const Segment& segment : dynamic.segments) {
    if (segment.p_type != PT_DYNAMIC || segment.p_filesz > 1024 * 1024) continue;
    dynamic.entries.resize(segment.p_filesz / sizeof(Entry));
    if (!read_at(file, segment.p_offset, dynamic.entries.data(), dynamic.entries.size()))
      dynamic.entries.clear();
    break;
  }
  return dynamic;
}

bool beside_itself(std::string_view run_path) {
  while (!run_path.empty()) {
    const std::string_view part = run_path.substr(0, run_path.find(':'));
    const bool origin = part == "$ORIGIN" || part == "${ORIGIN}" || part.substr(0, 8) == "$ORIGIN/" ||
                        part.substr(0, 10) == "${ORIGIN}/";
    if (!origin || part.find("..") != std::string_view::npos) return false;
    run_path.remove_prefix(std::min(part.size() + 1, run_path.size()));
  }
  return true;
}

}  // namespace

void require_loadable_elf(const Descriptor& file, const std::filesystem::path& path) {
  const std::string shown = escape_controls(path.string());
  FileHeader header{};
  if (!read_at(file, 0, &header, 1) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
      header.e_type != ET_DYN) {
    throw Error(TANDEM_INVALID_ARGUMENT, shown + " is not a shared library", "reinstall the adapter");
  }
  if (header.e_ident[EI_CLASS] != (sizeof(void*) == 8 ? ELFCLASS64 : ELFCLASS32) ||
      header.e_machine != kMachine) {
    throw Error(TANDEM_UNSUPPORTED, shown + " is built for another kind of machine",
                "install the adapter's build for this machine");
  }
  const Dynamic dynamic = read_dynamic(file, header);
  for (const ElfW(Sxword) tag : {ElfW(Sxword){DT_RUNPATH}, ElfW(Sxword){DT_RPATH}}) {
    if (!dynamic.has(tag)) continue;
    std::string text(4096, '\0');
    const std::uint64_t at = dynamic.offset_of(dynamic.value(DT_STRTAB)) + dynamic.value(tag);
    const ssize_t got = ::pread(file.get(), text.data(), text.size() - 1, static_cast<off_t>(at));
    text.resize(got > 0 ? std::strlen(text.c_str()) : 0);
    if (!text.empty() && !beside_itself(text)) {
      throw Error(TANDEM_FORBIDDEN, shown + " would load further libraries from " + escape_controls(text),
                  "ask its publisher for a build without a run path, or with $ORIGIN alone");
    }
  }
}

}  // namespace tandem::adapters
