// SPDX-License-Identifier: Apache-2.0
// Option structs of every age: initialisers agree, older and newer sizes work, canaries survive.
#include <cstring>

#include "fixture.hpp"

namespace integration {
namespace {

using tandem::str;

class Options : public StoreTest {};

constexpr unsigned char kCanary = 0xA5;

/// A struct with guarded bytes behind it.
template <typename T>
struct Guarded {
  T options;
  unsigned char after[64];
};

template <typename T, typename Init>
void expect_same_as_macro(const T& macro, Init init) {
  Guarded<T> guarded;
  std::memset(&guarded, kCanary, sizeof guarded);
  init(&guarded.options, sizeof(T));
  EXPECT_EQ(guarded.options.struct_size, sizeof(T));
  T clean;
  std::memset(&clean, 0, sizeof clean);
  clean.struct_size = sizeof clean;
  EXPECT_EQ(macro.struct_size, clean.struct_size);
  for (const unsigned char byte : guarded.after) EXPECT_EQ(byte, kCanary);
  // An older caller's struct ends earlier: what lies behind it is not ours.
  std::memset(&guarded, kCanary, sizeof guarded);
  init(&guarded.options, 8);
  EXPECT_EQ(guarded.options.struct_size, 8U);
  const auto* bytes = reinterpret_cast<const unsigned char*>(&guarded);
  for (std::size_t i = 8; i < sizeof guarded; ++i) EXPECT_EQ(bytes[i], kCanary) << i;
}

TEST_F(Options, InitFunctionEqualsMacro) {
  const tandem_store_options store_macro = TANDEM_STORE_OPTIONS_INIT;
  const tandem_write_options write_macro = TANDEM_WRITE_OPTIONS_INIT;
  const tandem_bulk_options bulk_macro = TANDEM_BULK_OPTIONS_INIT;
  const tandem_sync_options sync_macro = TANDEM_SYNC_OPTIONS_INIT;
  expect_same_as_macro(store_macro, tandem_store_options_init);
  expect_same_as_macro(write_macro, tandem_write_options_init);
  expect_same_as_macro(bulk_macro, tandem_bulk_options_init);
  expect_same_as_macro(sync_macro, tandem_sync_options_init);

  tandem_store_options s;
  tandem_store_options_init(&s, sizeof s);
  EXPECT_TRUE(s.read_only == store_macro.read_only && s.migrate == store_macro.migrate &&
              s.may_lose_newest_commits == store_macro.may_lose_newest_commits &&
              s.busy_timeout_ms == store_macro.busy_timeout_ms && s.log == nullptr &&
              s.log_context == nullptr && s.secret == nullptr && s.secret_context == nullptr &&
              s.clock == nullptr && s.clock_context == nullptr);
  tandem_write_options w;
  tandem_write_options_init(&w, sizeof w);
  EXPECT_TRUE(w.has_if_revision == 0 && w.if_revision == 0 && w.at == 0 && w.request_key.data == nullptr &&
              w.request_key.size == 0);
  tandem_bulk_options b;
  tandem_bulk_options_init(&b, sizeof b);
  EXPECT_TRUE(b.skip_broken == 0 && b.cancel == nullptr && b.progress == nullptr &&
              b.progress_context == nullptr);
  tandem_sync_options y;
  tandem_sync_options_init(&y, sizeof y);
  EXPECT_TRUE(y.full == 0 && y.accept_mass_change == 0 && y.page_size == 0 && y.cancel == nullptr &&
              y.progress == nullptr && y.progress_context == nullptr);
}

/// Puts a lead with options of which only the first `size` bytes belong to the caller.
tandem_status put_with_size(tandem_session* session, const tandem_write_options& options,
                            std::uint32_t size) {
  // A buffer of exactly that size on the heap: the address sanitiser sees every byte too far.
  const std::unique_ptr<unsigned char[]> bytes(new unsigned char[size]);
  std::memcpy(bytes.get(), &options, size);
  std::memcpy(bytes.get(), &size, sizeof size);
  const std::unique_ptr<unsigned char[]> before(new unsigned char[size]);
  std::memcpy(before.get(), bytes.get(), size);
  const tandem_status status =
      tandem_record_put(session, str("lead"), str(R"({"family_name":"x","email":"size@a.example"})"),
                        reinterpret_cast<const tandem_write_options*>(bytes.get()), nullptr, nullptr);
  EXPECT_EQ(std::memcmp(before.get(), bytes.get(), size), 0) << "options are never written";
  return status;
}

TEST_F(Options, AnOlderCallersMissingTailReadsAsZero) {
  auto options = tandem::write_options();
  options.has_if_revision = 1;  // of a record that is not there: conflict, unless cut off
  options.if_revision = 7;
  EXPECT_EQ(put_with_size(mia->raw(), options, sizeof options), TANDEM_CONFLICT);
  EXPECT_EQ(put_with_size(mia->raw(), options, offsetof(tandem_write_options, at)), TANDEM_CONFLICT);
  EXPECT_NE(put_with_size(mia->raw(), options, sizeof(std::uint32_t)), TANDEM_CONFLICT);
}

TEST_F(Options, ANewerCallersUnknownTailMustBeZero) {
  Guarded<tandem_write_options> newer;
  std::memset(&newer, 0, sizeof newer);
  newer.options.struct_size = sizeof newer;
  const auto put = [&](tandem_error** error) {
    return tandem_record_put(mia->raw(), str("person"), str(R"({"name":"N","side":"sales"})"), &newer.options,
                             nullptr, error);
  };
  EXPECT_EQ(put(nullptr), TANDEM_OK);
  newer.after[10] = 1;
  tandem_error* error = nullptr;
  EXPECT_EQ(put(&error), TANDEM_INVALID_ARGUMENT);
  EXPECT_NE(tandem::view(tandem_error_message(error)).find("tandem_write_options"), std::string_view::npos);
  EXPECT_NE(tandem::view(tandem_error_message(error)).find(std::to_string(sizeof(tandem_write_options) + 10)),
            std::string_view::npos);
  tandem_error_release(error);
}

TEST_F(Options, AnUninitialisedSizeIsRefused) {
  for (const std::uint32_t size : {0U, 3U, 0xA5A5A5A5U}) {
    tandem_store_options options = TANDEM_STORE_OPTIONS_INIT;
    options.struct_size = size;
    tandem_store* made = nullptr;
    EXPECT_EQ(tandem_store_open(str(path()), &options, &made, nullptr), TANDEM_INVALID_ARGUMENT);
    EXPECT_EQ(made, nullptr);
  }
}

TEST_F(Options, TheHostsClockIsAsked) {
  struct Fixed {
    static std::int64_t now(void* context) { return *static_cast<std::int64_t*>(context); }
  };
  std::int64_t moment = 1'700'000'000'000'000;
  auto options = tandem::store_options();
  options.clock = Fixed::now;
  options.clock_context = &moment;
  const auto other = tandem::Store::open(path(), options).value();
  const auto who = tandem::Session::open(other, "mia@host.example").value();
  const auto made = who.act("lead.capture", "", R"({"family_name":"x","email":"clock@a.example"})").value();
  EXPECT_EQ(member(who.get("lead", member(made, "id")).value(), "created_at"), std::to_string(moment));
}

}  // namespace
}  // namespace integration
