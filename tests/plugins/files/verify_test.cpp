// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include "support.hpp"

namespace tandem::test {
namespace {

using Json = nlohmann::json;

TEST(FilesVerify, AFolderKeepsItsIdentityAndTwoFoldersDiffer) {
  TempFolder one, two;
  FakeHost host_one(one.path()), host_two(two.path());
  unsigned char dummy[3];
  static_cast<const tandem_host_random*>(
      host_two.raw()->get_service(host_two.raw()->context,
                                  {TANDEM_HOST_RANDOM, sizeof(TANDEM_HOST_RANDOM) - 1}))
      ->fill(host_two.raw()->context, dummy, sizeof(dummy));  // another place in the random sequence
  Remote first(files_entry(), host_one, "{}"), other(files_entry(), host_two, "{}");
  const Json answer = Json::parse(first.verify());
  EXPECT_EQ(answer["org"].get<std::string>().size(), 32u);
  EXPECT_EQ(one.read(".tandem-folder"), answer["org"].get<std::string>() + "\n");
  EXPECT_NE(Json::parse(other.verify())["org"], answer["org"]);

  Remote later(files_entry(), host_one, "{}");
  EXPECT_EQ(Json::parse(later.verify())["org"], answer["org"]);
  EXPECT_EQ(host_one.replaces, 1);
}

TEST(FilesVerify, WhoeverNamesTheFolderFirstHasNamedIt) {
  TempFolder folder;
  FakeHost host(folder.path());
  host.before_replace = [&](const std::string& name) { folder.write(name, "0123456789abcdef\n"); };
  Remote remote(files_entry(), host, "{}");
  EXPECT_EQ(Json::parse(remote.verify())["org"], "0123456789abcdef");
}

TEST(FilesVerify, ADamagedIdentityIsAnErrorAndAFixedOneNeedsNoFile) {
  TempFolder folder;
  folder.write(".tandem-folder", "");
  FakeHost host(folder.path());
  Remote remote(files_entry(), host, "{}");
  EXPECT_EQ(remote.verify(), "");
  EXPECT_EQ(remote.call.status, TANDEM_CORRUPT);
  Remote fixed(files_entry(), host, R"({"folder_id":"exports-2026"})");
  EXPECT_EQ(Json::parse(fixed.verify())["org"], "exports-2026");
}

TEST(FilesSettings, AWrongSettingIsNamedAtCreation) {
  TempFolder folder;
  FakeHost host(folder.path());
  for (const char* bad : {R"({"delimiter":",,"})", R"({"delimiter":"\""})", R"({"create_files":1})",
                          R"({"keys":["id"]})", R"({"keys":{"a":1}})", "[]", "{"}) {
    Remote remote(files_entry(), host, bad);
    EXPECT_EQ(remote.created, TANDEM_INVALID_ARGUMENT) << bad;
    EXPECT_FALSE(remote.call.message.empty());
  }
  Remote good(files_entry(), host, R"({"folder":"x","delimiter":";","keys":{"a":"b"},"create_files":true})");
  EXPECT_EQ(good.created, TANDEM_OK);
}

TEST(FilesSchema, NamesTypesColumnsAndTraits) {
  TempFolder folder;
  folder.write("leads.csv", "\xEF\xBB\xBFid,\"full name\",e\n1,a,b\n");
  folder.write("deals.jsonl", "{\"id\":1,\"won\":true,\"x\":\"a\"}\n{\"id\":2,\"x\":5,\"n\":{}}\nbroken\n");
  folder.write("nokey.csv", "a,b\n");
  folder.write("empty.csv", "");
  folder.write("notes.txt", "no type");
  folder.write(".hidden.csv", "id\n");
  FakeHost host(folder.path());
  Remote remote(files_entry(), host, "{}");
  const Json types = Json::parse(remote.schema())["types"];
  ASSERT_EQ(types.size(), 4u);
  EXPECT_EQ(types[0]["name"], "deals");
  EXPECT_EQ(types[0]["fields"][0]["type"], "decimal");
  EXPECT_EQ(types[0]["fields"][1]["type"], "boolean");
  EXPECT_EQ(types[0]["fields"][2]["type"], "json");  // text here, number there
  EXPECT_EQ(types[1]["name"], "empty");
  EXPECT_EQ(types[1]["traits"]["write"], false);
  EXPECT_EQ(types[2]["name"], "leads");
  EXPECT_EQ(types[2]["fields"][1]["name"], "full name");
  EXPECT_EQ(types[2]["traits"]["create"], "client_id");
  EXPECT_EQ(types[2]["traits"]["key_field"], "id");
  EXPECT_EQ(types[2]["traits"]["deletes"], "scan");
  EXPECT_EQ(types[2]["traits"]["consistent_get"], true);
  EXPECT_EQ(types[3]["traits"]["write"], false);
  EXPECT_EQ(host.log.size(), 2u);
}

TEST(FilesFolder, TheBuiltFolderIsWhatTheLoaderExpects) {
  const std::string folder = FILES_ADAPTER_FOLDER;
  const Json manifest = Json::parse(read_file(folder + "/manifest.json"));
  EXPECT_EQ(manifest["format"], 1);
  EXPECT_EQ(manifest["id"], "files");
  ASSERT_EQ(manifest["libraries"].size(), 1u);
  const Json library = *manifest["libraries"].begin();
  const std::string path = folder + "/" + library["path"].get<std::string>();

  EXPECT_EQ(library["sha256"], sha256(read_file(path)));

  for (const std::string& name : {folder, path, folder + "/manifest.json", folder + "/olist.json"}) {
    struct stat info {};
    ASSERT_EQ(stat(name.c_str(), &info), 0) << name;
    EXPECT_EQ(info.st_mode & 022u, 0u) << name;
  }
  const tandem_adapter_entry* entry = files_entry();
  EXPECT_EQ(std::string(entry->version.data, entry->version.size), manifest["version"]);
  for (const Json& id : manifest["capabilities"]) {
    const auto text = id.get<std::string>();
    EXPECT_NE(entry->get_capability(nullptr, {text.data(), text.size()}), nullptr) << text;
  }
}

}  // namespace
}  // namespace tandem::test
