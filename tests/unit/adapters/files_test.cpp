// SPDX-License-Identifier: Apache-2.0
#include "adapters/file_folder.hpp"

#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <sys/stat.h>
#include <tandem/adapter/host.h>

#include "adapters/signing.hpp"
#include "unit/adapters/support.hpp"

namespace tandem::adapters {
namespace {

using test::error_of;

class Files : public testing::Test {
 protected:
  Files() : folder_(temp_.path()) {}
  void replace(std::string_view name, std::string_view content, std::optional<std::string> expected = {}) {
    folder_.replace(name, content, expected, system_random());
  }
  std::string read(std::string_view name) {
    const auto opened = folder_.open(name);
    std::string text(opened.second, '\0');
    read_fully(opened.first, text.data(), text.size());
    return text;
  }
  test::TempFolder temp_;
  FileFolder folder_;
};

TEST_F(Files, ListsRegularFilesByName) {
  test::write(temp_ / "b.csv", "12");
  test::write(temp_ / "a.csv", "1");
  test::write(temp_ / ".hidden", "1");
  test::fs::create_directory(temp_ / "sub");
  test::fs::create_symlink("a.csv", temp_ / "link.csv");
  const auto entries = folder_.list();
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].name, "a.csv");
  EXPECT_EQ(entries[1].size, 2U);
  EXPECT_EQ(folder_.list().size(), 2U) << "a second look starts at the beginning";
}

TEST_F(Files, NothingLeadsOut) {
  test::TempFolder outside;
  test::write(outside / "secret", "canary");
  test::fs::create_symlink(outside / "secret", temp_ / "link");
  test::fs::create_symlink(outside.path(), temp_ / "folder");
  for (const std::string& name :
       {std::string("link"), std::string("folder/secret"), (outside / "secret").string(), std::string("../x"),
        std::string("a/../../x"), std::string(""), std::string("."), std::string("a\0b", 3)}) {
    EXPECT_THROW(read(name), Error) << name;
  }
  EXPECT_THROW(replace("link", "x"), Error);
  EXPECT_THROW(replace("folder/secret", "x"), Error);
  EXPECT_EQ(test::read_file(outside / "secret"), "canary");
}

TEST_F(Files, ReplacesInOneStepAndKeepsTheMode) {
  test::write(temp_ / "a.csv", "old", 0640);
  replace("a.csv", "new");
  EXPECT_EQ(read("a.csv"), "new");
  struct stat s {};
  ASSERT_EQ(::stat((temp_ / "a.csv").c_str(), &s), 0);
  EXPECT_EQ(s.st_mode & 0777, 0640U);
  EXPECT_EQ(std::distance(test::fs::directory_iterator(temp_.path()), {}), 1) << "no temporary file stays";
}

TEST_F(Files, AChangedFileIsAConflict) {
  replace("a.csv", "one", "");
  EXPECT_EQ(error_of([&] { replace("a.csv", "two", ""); }).status(), TANDEM_CONFLICT);
  replace("a.csv", "two", sha256_hex("one"));
  EXPECT_EQ(error_of([&] { replace("a.csv", "three", sha256_hex("one")); }).status(), TANDEM_CONFLICT);
  EXPECT_EQ(error_of([&] { replace("gone.csv", "x", sha256_hex("one")); }).status(), TANDEM_CONFLICT);
  EXPECT_EQ(read("a.csv"), "two");
  EXPECT_EQ(std::distance(test::fs::directory_iterator(temp_.path()), {}), 1);
}

TEST_F(Files, AMissingFileIsNotFound) {
  EXPECT_EQ(error_of([&] { read("none.csv"); }).status(), TANDEM_NOT_FOUND);
  EXPECT_EQ(error_of([&] { FileFolder(temp_ / "none"); }).status(), TANDEM_NOT_FOUND);
  EXPECT_THROW(FileFolder("relative"), Error);
}

TEST(Signing, Digests) {
  EXPECT_EQ(digest_hex(TANDEM_DIGEST_MD5, "abc"), "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(digest_hex(TANDEM_DIGEST_SHA1, "abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(digest_hex(TANDEM_DIGEST_SHA256, "abc"), sha256_hex("abc"));
  EXPECT_THROW(digest_hex(9, "abc"), Error);
}

TEST(Signing, TokensVerifyWithThePublicKey) {
  EVP_PKEY* key = EVP_RSA_gen(2048);
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
  char* pem = nullptr;
  const long size = BIO_get_mem_data(bio, &pem);
  const SecretBytes token =
      sign_rs256({pem, static_cast<std::size_t>(size)}, R"({"alg":"RS256"})", R"({"iss":"tandem"})");
  BIO_free(bio);
  const std::string text(token.view());
  const std::size_t dot = text.rfind('.');
  EXPECT_EQ(text.substr(0, dot), "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ0YW5kZW0ifQ");
  std::string encoded = text.substr(dot + 1);
  for (char& c : encoded) c = c == '-' ? '+' : c == '_' ? '/' : c;
  while (encoded.size() % 4 != 0) encoded += '=';
  std::string signature(encoded.size(), '\0');
  EVP_DecodeBlock(reinterpret_cast<unsigned char*>(signature.data()),
                  reinterpret_cast<const unsigned char*>(encoded.data()), static_cast<int>(encoded.size()));
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_DigestVerifyInit(context, nullptr, EVP_sha256(), nullptr, key);
  EXPECT_EQ(EVP_DigestVerify(context, reinterpret_cast<const unsigned char*>(signature.data()), 256,
                             reinterpret_cast<const unsigned char*>(text.data()), dot),
            1);
  EVP_MD_CTX_free(context);
  EVP_PKEY_free(key);
}

TEST(Signing, AKeyThatIsNoneIsRefusedWithoutShowingIt) {
  const Error error = error_of([] { sign_rs256("canary", "{}", "{}"); });
  EXPECT_EQ(error.status(), TANDEM_UNAUTHENTICATED);
  EXPECT_THAT(error.message(), testing::Not(testing::HasSubstr("canary")));
}

}  // namespace
}  // namespace tandem::adapters
