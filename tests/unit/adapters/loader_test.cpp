// SPDX-License-Identifier: Apache-2.0
// Everything that can be wrong with an installed adapter, each with a real file on disk.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <thread>

#include "adapters/library.hpp"
#include "adapters/trust.hpp"
#include "unit/adapters/support.hpp"

namespace tandem::adapters {
namespace {

using test::fake_manifest;
using test::install;
using testing::HasSubstr;

class Loading : public testing::Test {
 protected:
  Loading() { ::setenv("TANDEM_FAKE_MARKER", marker_.c_str(), 1); }
  ~Loading() override { ::unsetenv("TANDEM_FAKE_MARKER"); }

  /// Loads the one adapter in the folder and returns its line of the report.
  Json load_one() {
    const Json report = library_.load({folder_.path()});
    EXPECT_EQ(report["places"].size(), 1U) << report.dump(1);
    return report["places"].empty() ? Json::object() : report["places"][0];
  }
  void expect_refused(const std::string& reason, bool code_may_run = false) {
    const Json line = load_one();
    EXPECT_EQ(line["state"], "refused") << line.dump(1);
    EXPECT_THAT(line["reason"].get<std::string>(), HasSubstr(reason));
    EXPECT_FALSE(line["advice"].get<std::string>().empty());
    EXPECT_TRUE(library_.list().empty());
    if (!code_may_run) {
      EXPECT_FALSE(code_ran()) << "a refused library ran";
    }
  }
  bool code_ran() const { return test::fs::exists(marker_); }
  test::fs::path adapter() const { return folder_ / "fake"; }

  test::TempFolder folder_;
  test::TempFolder elsewhere_;
  test::fs::path marker_ = elsewhere_ / "ran";
  Library library_;
};

TEST_F(Loading, AcceptsAGoodOne) {
  Json manifest = fake_manifest();
  manifest["mapping"] = "mapping.json";
  install(adapter(), "good", manifest);
  test::write(adapter() / "mapping.json", R"({"rules":[]})");
  const Json line = load_one();
  EXPECT_EQ(line["state"], "accepted") << line.dump(1);
  EXPECT_TRUE(code_ran());
  ASSERT_EQ(library_.list().size(), 1U);
  const AdapterInfo& info = library_.list().front();
  EXPECT_EQ(info.id, "fake");
  EXPECT_EQ(info.version, "1.2.3");
  EXPECT_EQ(info.capabilities.size(), 4U);
  EXPECT_EQ(info.default_mapping, Json::parse(R"({"rules":[]})"));
  EXPECT_EQ(info.folder, adapter());
  EXPECT_EQ(library_.report()["accepted"], 1);
}

TEST_F(Loading, NothingIsLoadedUntilAsked) {
  install(adapter(), "good");
  EXPECT_TRUE(library_.list().empty());
  EXPECT_FALSE(code_ran());
}

TEST_F(Loading, FirstIdWinsAndTheOtherIsReported) {
  install(folder_ / "b", "good");
  install(folder_ / "a", "good");
  const Json report = library_.load({folder_.path(), elsewhere_ / "none"});
  EXPECT_EQ(report["accepted"], 1);
  EXPECT_EQ(report["shadowed"], 1);
  EXPECT_EQ(library_.list().front().folder, folder_ / "a");
  EXPECT_THAT(report["places"][1]["reason"].get<std::string>(), HasSubstr((folder_ / "a").string()));
  EXPECT_EQ(report["places"][2]["state"], "missing");
  EXPECT_EQ(library_.load({folder_.path()})["shadowed"], 2);
}

TEST_F(Loading, RefusesARelativeFolder) {
  const Json report = library_.load({"adapters", ""});
  EXPECT_EQ(report["refused"], 2);
}

TEST_F(Loading, RefusesABrokenManifest) {
  install(adapter(), "good");
  test::write(adapter() / "manifest.json", "{\"format\": 1,");
  expect_refused("manifest");
}

TEST_F(Loading, AFolderWithoutManifestIsMissingNotBroken) {
  test::fs::create_directory(adapter());
  EXPECT_EQ(load_one()["state"], "missing");
}

TEST_F(Loading, RefusesAnotherHash) {
  install(adapter(), "good");
  std::ofstream(adapter() / "fake.so", std::ios::app) << 'x';
  expect_refused("SHA-256");
}

TEST_F(Loading, RefusesAMissingLibraryAndAnotherPlatform) {
  install(adapter(), "good");
  test::fs::remove(adapter() / "fake.so");
  expect_refused("cannot be opened");
  Json manifest = fake_manifest();
  manifest["libraries"] = Json::object();
  test::write(adapter() / "manifest.json", manifest.dump());
  expect_refused("names no library for");
}

TEST_F(Loading, RefusesALinkADirectoryAndAPipe) {
  install(adapter(), "good");
  const auto library = adapter() / "fake.so";
  test::fs::rename(library, adapter() / "real.so");
  test::fs::create_symlink("real.so", library);
  expect_refused("symbolic link");
  test::fs::remove(library);
  test::fs::create_directory(library);
  expect_refused("not a regular file");
  test::fs::remove(library);
  ::mkfifo(library.c_str(), 0600);
  expect_refused("not a regular file");
}

TEST_F(Loading, RefusesALinkThatLeavesTheFolder) {
  Json manifest = fake_manifest();
  install(elsewhere_ / "lib", "good");
  manifest["libraries"][std::string(platform_key())] = {
      {"path", "lib/fake.so"}, {"sha256", sha256_hex(test::read_file(elsewhere_ / "lib" / "fake.so"))}};
  install(adapter(), "good", manifest);
  test::fs::create_symlink(elsewhere_ / "lib", adapter() / "lib");
  expect_refused("outside the adapter's folder");
}

TEST_F(Loading, RefusesFilesThatOthersCanWrite) {
  install(adapter(), "good");
  ::chmod((adapter() / "fake.so").c_str(), 0775);
  expect_refused("can be written by others");
  ::chmod((adapter() / "fake.so").c_str(), 0755);
  ::chmod((adapter() / "manifest.json").c_str(), 0666);
  expect_refused("can be written by others");
}

TEST_F(Loading, RefusesFoldersThatOthersCanWrite) {
  install(adapter(), "good");
  ::chmod(adapter().c_str(), 0775);
  expect_refused("can be written by others");
  ::chmod(adapter().c_str(), 01777);  // sticky is not enough for the adapter's own folder
  expect_refused("can be written by others");
  ::chmod(adapter().c_str(), 0755);
  ::chmod(folder_.path().c_str(), 0777);
  expect_refused("above the adapter");
  ::chmod(folder_.path().c_str(), 01777);  // but it is for one above
  EXPECT_EQ(load_one()["state"], "accepted");
}

TEST_F(Loading, RefusesAnotherOwner) {
  if (::geteuid() != 0) return;  // only root can give files away; the other tests run for everybody
  install(adapter(), "good");
  ASSERT_EQ(::chown((adapter() / "fake.so").c_str(), 65534, 65534), 0);
  expect_refused("another user");
  ASSERT_EQ(::chown((adapter() / "fake.so").c_str(), 0, 0), 0);
  ASSERT_EQ(::chown(adapter().c_str(), 65534, 65534), 0);
  expect_refused("can be written by others");
}

TEST_F(Loading, RefusesAnotherMachineAndNoLibraryAtAll) {
  install(adapter(), "good");
  std::string bytes = test::read_file(adapter() / "fake.so");
  const auto reinstall = [&](const std::string& content) {
    test::write(adapter() / "fake.so", content, 0755);
    Json manifest = fake_manifest();
    manifest["libraries"][std::string(platform_key())] = {{"path", "fake.so"},
                                                          {"sha256", sha256_hex(content)}};
    test::write(adapter() / "manifest.json", manifest.dump());
  };
  bytes[18] = '\x28';  // e_machine: 32-bit ARM
  reinstall(bytes);
  expect_refused("another kind of machine");
  reinstall("#!/bin/sh\n");
  expect_refused("not a shared library");
}

TEST_F(Loading, RefusesARunPathThatLeadsElsewhere) {
  install(adapter(), "run_path");
  expect_refused("/var/elsewhere");
}

TEST_F(Loading, RefusesANewerManifestBeforeItsCodeRuns) {
  for (const char* key : {"abi_major", "abi_minor_required", "format"}) {
    Json manifest = fake_manifest();
    manifest[key] = 7;
    test::fs::remove_all(adapter());
    install(adapter(), "good", manifest);
    expect_refused("");
  }
}

TEST_F(Loading, ReportsTheLoadersOwnWords) {
  install(adapter(), "unresolved");
  const Json line = load_one();
  EXPECT_EQ(line["state"], "refused");
  EXPECT_THAT(line["reason"].get<std::string>(), testing::EndsWith("tandem_fake_symbol_that_nobody_has"));
}

struct Variant {
  const char* name;
  const char* reason;
};

class WrongEntry : public Loading, public testing::WithParamInterface<Variant> {};

TEST_P(WrongEntry, IsRefusedWithItsReason) {
  install(adapter(), GetParam().name);
  expect_refused(GetParam().reason, true);
  EXPECT_THROW(library_.open("fake", {}, "c", {}, {}), Error);
}

INSTANTIATE_TEST_SUITE_P(Variants, WrongEntry,
                         testing::Values(Variant{"no_symbol", "exports no tandem_adapter_entry_v0"},
                                         Variant{"newer_major", "adapter ABI 1 only"},
                                         Variant{"newer_minor", "needs adapter ABI minor 2"},
                                         Variant{"short_table", "too short: it lacks \"destroy\""},
                                         Variant{"missing_slot", "mandatory slot \"start\" is empty"},
                                         Variant{"wrong_id", "calls itself \"fakir\""},
                                         Variant{"no_table", "returned no table"},
                                         Variant{"entry_throws", "the entry threw"}),
                         [](const auto& variant) { return std::string(variant.param.name); });

TEST_F(Loading, AFileSwappedBetweenCheckAndLoadIsNoticed) {
  install(adapter(), "good");
  const auto library = adapter() / "fake.so";
  const CheckedFile checked = check_library_file(adapter(), "fake.so", sha256_hex(test::read_file(library)));
  test::fs::copy_file(library, adapter() / "other.so");
  const CheckedFile other = check_library_file(adapter(), "other.so", sha256_hex(test::read_file(library)));
  // The code of this very test stands for "what got mapped": it comes from neither file.
  EXPECT_FALSE(mapped_from(reinterpret_cast<const void*>(&sha256_hex), checked.descriptor));
  const Descriptor self(::open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
  EXPECT_TRUE(mapped_from(reinterpret_cast<const void*>(&sha256_hex), self));
  static_cast<void>(other);
}

TEST_F(Loading, AnUpdatedLibraryUnderALoadedNameAsksForARestart) {
  install(adapter(), "good");
  EXPECT_EQ(load_one()["state"], "accepted");
  test::fs::remove_all(adapter());
  install(adapter(), "good");  // another file under the name that the process has loaded
  Library second;
  const Json report = second.load({folder_.path()});
  EXPECT_EQ(report["refused"], 1) << report.dump(1);
  EXPECT_THAT(report["places"][0]["advice"].get<std::string>(), HasSubstr("restart"));
}

TEST_F(Loading, UnknownIdsGetASuggestion) {
  install(adapter(), "good");
  load_one();
  EXPECT_THAT(test::error_of([&] { library_.open("fak", {}, "c", {}, {}); }).advice(), HasSubstr("fake"));
}

}  // namespace
}  // namespace tandem::adapters
