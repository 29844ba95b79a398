// SPDX-License-Identifier: Apache-2.0
#include "adapters/loader.hpp"

#include <dlfcn.h>

#include <boost/dll/shared_library.hpp>
#include <boost/system/system_error.hpp>
#include <string>

#include "adapters/barrier.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace tandem::adapters {
namespace {

using EntryFunction = const tandem_adapter_entry*();

/// The loader's own words: Boost wraps them and adds errno's text, which says nothing here ("Success").
std::string reason_of(const std::system_error& error) {
  std::string text = error.what();
  const std::string tail = ": " + error.code().message();
  if (text.size() > tail.size() && text.compare(text.size() - tail.size(), tail.size(), tail) == 0) {
    text.resize(text.size() - tail.size());
  }
  static constexpr std::string_view kWrapper = "(dlerror system message: ";
  const std::size_t at = text.find(kWrapper);
  if (at != std::string::npos) {
    text.erase(0, at + kWrapper.size());
    if (!text.empty() && text.back() == ')') text.pop_back();
  }
  return escape_controls(cut(text, 600));
}

boost::dll::shared_library map(const std::filesystem::path& path) {
  try {
    // Throwing overload: the other one loses the loader's text. Lazy binding would let a missing
    // symbol end the process in the middle of a sync.
    boost::dll::shared_library library(path,
                                       boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
    // Code may be running, and its texts and tables are pointed at, until the process ends: the
    // mapping is made permanent, so that it does not hang on the life of any object.
    void* kept = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NOLOAD | RTLD_NODELETE);
    if (kept == nullptr) throw Error(TANDEM_INTERNAL, "the library cannot be kept in memory");
    ::dlclose(kept);
    return library;
  } catch (const std::system_error& error) {
    throw Error(TANDEM_ADAPTER_FAILURE, "the library cannot be loaded: " + reason_of(error),
                "install what it needs, or ask its publisher for a build that needs nothing");
  }
}

[[noreturn]] void no_entry(const boost::dll::shared_library& library) {
  for (int major = TANDEM_ADAPTER_ABI_MAJOR + 1; major < 10; ++major) {
    if (library.has("tandem_adapter_entry_v" + std::to_string(major))) {
      throw Error(TANDEM_NEEDS_UPGRADE,
                  "the library is made for adapter ABI " + std::to_string(major) + " only",
                  "upgrade Tandem, or install an older adapter");
    }
  }
  throw Error(TANDEM_ADAPTER_FAILURE, "the library exports no " TANDEM_ADAPTER_ENTRY_SYMBOL,
              "it is no Tandem adapter, or hides its entry: ask its publisher");
}

[[noreturn]] void misfit(const std::string& what,
                         const std::string& advice = "ask its publisher for a mended build") {
  throw Error(TANDEM_ADAPTER_FAILURE, what, advice);
}

}  // namespace

const tandem_adapter_entry* map_library(const CheckedFile& file, const Manifest& manifest) {
  const boost::dll::shared_library library = map(file.path);
  if (!library.has(TANDEM_ADAPTER_ENTRY_SYMBOL)) no_entry(library);
  EntryFunction* entry = library.get<EntryFunction>(TANDEM_ADAPTER_ENTRY_SYMBOL);
  if (!mapped_from(reinterpret_cast<const void*>(entry), file.descriptor)) {
    throw Error(TANDEM_FORBIDDEN, "the library in memory is not the file that was checked",
                "an older version may be loaded already: restart the process; else find out who swaps files");
  }
  const tandem_adapter_entry* table = nullptr;
  try {
    table = entry();
  } catch (...) {
    misfit("the entry function threw: " + current_exception_text());
  }
  require_entry(table, manifest);
  return table;
}

void require_entry(const tandem_adapter_entry* entry, const Manifest& manifest) {
  if (entry == nullptr) misfit("the entry function returned no table");
  if (!TANDEM_HAS(entry, tandem_adapter_entry, version))
    misfit("the entry table is too short to tell its id");
  if (entry->abi_minor_required > TANDEM_ADAPTER_ABI_MINOR) {
    throw Error(TANDEM_NEEDS_UPGRADE,
                "the library needs adapter ABI minor " + std::to_string(entry->abi_minor_required) +
                    ", this Tandem speaks " + std::to_string(TANDEM_ADAPTER_ABI_MINOR),
                "upgrade Tandem, or install an older adapter");
  }
  const std::string id = entry->id.data == nullptr ? "" : std::string(entry->id.data, entry->id.size);
  if (id != manifest.id) {
    misfit("the library calls itself \"" + escape_controls(cut(id, 60)) + "\", its manifest says \"" +
               manifest.id + "\"",
           "install manifest and library of the same adapter");
  }
  const auto require = [&](bool long_enough, bool filled, const char* slot) {
    if (!long_enough) misfit(std::string("the entry table is too short: it lacks \"") + slot + "\"");
    if (!filled) misfit(std::string("the entry table's mandatory slot \"") + slot + "\" is empty");
  };
#define TANDEM_REQUIRE_SLOT(slot)                        \
  require(TANDEM_HAS(entry, tandem_adapter_entry, slot), \
          TANDEM_HAS(entry, tandem_adapter_entry, slot) && entry->slot != nullptr, #slot)
  TANDEM_REQUIRE_SLOT(create);
  TANDEM_REQUIRE_SLOT(start);
  TANDEM_REQUIRE_SLOT(stop);
  TANDEM_REQUIRE_SLOT(destroy);
  TANDEM_REQUIRE_SLOT(get_capability);
#undef TANDEM_REQUIRE_SLOT
}

}  // namespace tandem::adapters
