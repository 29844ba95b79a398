// SPDX-License-Identifier: Apache-2.0
#include "adapters/manifest.hpp"

#include "unit/adapters/support.hpp"

namespace tandem::adapters {
namespace {

using test::error_of;
using test::fake_manifest;
using testing::HasSubstr;

Json complete() {
  Json document = fake_manifest();
  document["libraries"]["linux-x86_64"] = {{"path", "lib/fake.so"}, {"sha256", std::string(64, 'A')}};
  return document;
}

TEST(Manifest, ReadsACompleteOne) {
  Json document = complete();
  document["origins"] = {"https://*.my.salesforce.com"};
  document["settings"]["client_secret"] = {{"type", "string"}, {"secret", true}};
  document["mapping"] = "mapping.json";
  const Manifest manifest = parse_manifest(document.dump());
  EXPECT_EQ(manifest.id, "fake");
  EXPECT_EQ(manifest.abi_minor_required, 1U);
  EXPECT_EQ(manifest.capabilities.size(), 4U);
  EXPECT_EQ(manifest.libraries.at("linux-x86_64").path, "lib/fake.so");
  EXPECT_EQ(manifest.libraries.at("linux-x86_64").sha256, std::string(64, 'a'));
  EXPECT_EQ(manifest.settings.at("client_secret").at("secret"), true);
  EXPECT_EQ(manifest.mapping, "mapping.json");
  EXPECT_TRUE(manifest.notes.empty());
}

TEST(Manifest, RefusesANewerFormatAndAbi) {
  for (const auto& [key, value] : {std::pair{"format", 2}, {"abi_major", 1}, {"abi_minor_required", 2}}) {
    Json document = complete();
    document[key] = value;
    const Error error = error_of([&] { parse_manifest(document.dump()); });
    EXPECT_EQ(error.status(), TANDEM_NEEDS_UPGRADE) << key;
    EXPECT_THAT(error.advice(), HasSubstr("upgrade Tandem")) << key;
  }
}

TEST(Manifest, UnknownKeysAreANote) {
  Json document = complete();
  document["colour"] = "green";
  EXPECT_THAT(parse_manifest(document.dump()).notes, testing::ElementsAre(HasSubstr("colour")));
}

TEST(Manifest, RefusesPathsThatLeaveTheFolder) {
  const std::vector<std::string> paths = {
      "",        "/etc/fake.so", "../fake.so",          "a/../../fake.so", "a/./fake.so",
      "folder/", "..",           std::string("a\0b", 3)};
  for (const std::string& path : paths) {
    Json document = complete();
    document["libraries"]["linux-x86_64"]["path"] = path;
    EXPECT_EQ(error_of([&] { parse_manifest(document.dump()); }).status(), TANDEM_INVALID_ARGUMENT) << path;
    document = complete();
    document["mapping"] = path;
    if (!path.empty()) {
      EXPECT_THROW(parse_manifest(document.dump()), Error) << path;
    }
  }
}

TEST(Manifest, NamesWhatIsBroken) {
  const auto message = [](auto change) {
    Json document = complete();
    change(document);
    const Error error = error_of([&] { parse_manifest(document.dump()); });
    EXPECT_FALSE(error.advice().empty());
    return error.message();
  };
  EXPECT_THAT(message([](Json& d) { d.erase("id"); }), HasSubstr("\"id\" is missing"));
  EXPECT_THAT(message([](Json& d) { d["id"] = "Fake Adapter"; }), HasSubstr("\"id\" may hold"));
  EXPECT_THAT(message([](Json& d) { d["format"] = "1"; }), HasSubstr("\"format\""));
  EXPECT_THAT(message([](Json& d) { d["libraries"] = 5; }), HasSubstr("\"libraries\""));
  EXPECT_THAT(message([](Json& d) { d["libraries"]["linux-x86_64"]["sha256"] = "12"; }), HasSubstr("64 hex"));
  EXPECT_THAT(message([](Json& d) { d["origins"] = {"https://*.com"}; }), HasSubstr("origin pattern"));
  EXPECT_THAT(message([](Json& d) { d["capabilities"] = {1}; }), HasSubstr("list of texts"));
  EXPECT_THROW(parse_manifest("{\"format\":1,"), Error);
  EXPECT_THROW(parse_manifest("[]"), Error);
  EXPECT_THROW(parse_manifest(""), Error);
}

Manifest with_settings() {
  Json document = complete();
  document["settings"] = {{"base_url", {{"type", "string"}, {"required", true}}},
                          {"api_key", {{"type", "string"}, {"secret", true}}},
                          {"page", {{"type", "integer"}, {"default", 200}}},
                          {"edition", {{"enum", {"a", "b"}}}}};
  return parse_manifest(document.dump());
}

TEST(Settings, FillsInDefaults) {
  const Json checked =
      check_settings(with_settings(), {{"base_url", "https://x.example"}, {"api_key", "secret://env/KEY"}});
  EXPECT_EQ(checked["page"], 200);
  EXPECT_EQ(checked["base_url"], "https://x.example");
}

TEST(Settings, RefusesWhatIsWrongAndSaysWhatToDo) {
  const Manifest manifest = with_settings();
  const Json good = {{"base_url", "https://x.example"}};
  const auto error = [&](const char* name, const Json& value) {
    Json settings = good;
    settings[name] = value;
    return error_of([&] { check_settings(manifest, settings); });
  };
  EXPECT_THAT(error("base_ulr", "x").advice(), HasSubstr("base_url"));
  EXPECT_THAT(error("page", "many").message(), HasSubstr("integer"));
  EXPECT_THAT(error("edition", "c").advice(), HasSubstr("\"a\""));
  const Error clear = error("api_key", "hunter2-in-clear");
  EXPECT_THAT(clear.advice(), HasSubstr("secret://env/"));
  EXPECT_THAT(clear.message() + clear.advice(), testing::Not(HasSubstr("hunter2")));
  EXPECT_THAT(error_of([&] { check_settings(manifest, Json::object()); }).message(), HasSubstr("base_url"));
  EXPECT_THROW(check_settings(manifest, Json::array()), Error);
}

TEST(Settings, ASecretInsideAnAddressIsRefusedAndNotRepeated) {
  const Manifest manifest = with_settings();
  for (const char* url : {"https://ada:s3cret@x.example/api", "https://s3cret@x.example"}) {
    const Error error = error_of([&] {
      check_settings(manifest, {{"base_url", url}, {"api_key", "secret://env/KEY"}});
    });
    EXPECT_EQ(error.message().find("s3cret"), std::string::npos);
    EXPECT_THAT(error.message(), HasSubstr("address"));
  }
  check_settings(manifest, {{"base_url", "https://x.example/a@b"}, {"api_key", "secret://env/KEY"}});
}

TEST(Settings, HostSettingsAreAlwaysKnown) {
  EXPECT_NO_THROW(
      check_settings(with_settings(),
                     {{"base_url", "http://127.0.0.1:1"}, {"allow_loopback_http", true}, {"folder", "/x"}}));
}

TEST(Settings, AJsonSchemaIsUnderstood) {
  Json document = complete();
  document["settings"] = {
      {"type", "object"}, {"properties", {{"login_url", {{"type", "string"}}}}}, {"required", {"login_url"}}};
  EXPECT_THROW(check_settings(parse_manifest(document.dump()), Json::object()), Error);
}

}  // namespace
}  // namespace tandem::adapters
