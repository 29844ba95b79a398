// SPDX-License-Identifier: Apache-2.0
#include "adapters/secrets.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "adapters/fill.hpp"
#include "adapters/secret_table.hpp"
#include "unit/adapters/support.hpp"

namespace tandem::adapters {
namespace {

using test::error_of;
using testing::HasSubstr;
using testing::Not;

TEST(SecretBytes, MovesAndComparesAndIsEmptyAfterwards) {
  SecretBytes first("canary");
  SecretBytes second(std::move(first));
  EXPECT_TRUE(first.empty());  // NOLINT: the moved-from state is the point
  EXPECT_TRUE(second.equals("canary"));
  EXPECT_FALSE(second.equals("canarY"));
  EXPECT_FALSE(second.equals("canary-bird"));
  static_assert(!std::is_copy_constructible_v<SecretBytes>);
}

TEST(Secrets, ComeFromTheEnvironment) {
  ::setenv("TANDEM_TEST_SECRET", "canary", 1);
  EXPECT_EQ(resolve_secret("secret://env/TANDEM_TEST_SECRET", {}).view(), "canary");
  ::unsetenv("TANDEM_TEST_SECRET");
  const Error error = error_of([] { resolve_secret("secret://env/TANDEM_TEST_SECRET", {}); });
  EXPECT_EQ(error.status(), TANDEM_NOT_FOUND);
  EXPECT_THAT(error.advice(), HasSubstr("set it"));
}

TEST(Secrets, ComeFromAPrivateFile) {
  const test::TempFolder folder;
  const std::string file = folder / "key";
  test::write(file, "canary\n", 0600);
  EXPECT_EQ(resolve_secret("secret://file/" + file, {}).view(), "canary");
}

TEST(Secrets, FilesThatOthersCanReachAreRefused) {
  const test::TempFolder folder;
  const std::string file = folder / "key";
  test::write(file, "canary", 0640);
  EXPECT_THAT(error_of([&] { resolve_secret("secret://file/" + file, {}); }).advice(),
              HasSubstr("chmod 600"));
  ::chmod(file.c_str(), 0600);
  test::fs::create_symlink(file, folder / "link");
  EXPECT_THAT(error_of([&] { resolve_secret("secret://file/" + (folder / "link").string(), {}); }).message(),
              HasSubstr("symbolic link"));
  ::mkfifo((folder / "pipe").c_str(), 0600);
  EXPECT_THROW(resolve_secret("secret://file/" + (folder / "pipe").string(), {}), Error);
  EXPECT_THROW(resolve_secret("secret://file/" + folder.path().string(), {}), Error);
  EXPECT_THROW(resolve_secret("secret://file/relative", {}), Error);
  if (::geteuid() == 0) {
    ASSERT_EQ(::chown(file.c_str(), 65534, 65534), 0);
    EXPECT_THAT(error_of([&] { resolve_secret("secret://file/" + file, {}); }).message(),
                HasSubstr("another user"));
  }
}

TEST(Secrets, ComeFromTheHostAndNeverFallBack) {
  ::setenv("NAME", "weaker", 1);
  const SecretFn host = [](std::string_view name) -> std::optional<SecretBytes> {
    if (name == "known") return SecretBytes("canary");
    return std::nullopt;
  };
  EXPECT_EQ(resolve_secret("secret://host/known", host).view(), "canary");
  EXPECT_THROW(resolve_secret("secret://host/NAME", host), Error);
  EXPECT_THROW(resolve_secret("secret://host/known", {}), Error);
  ::unsetenv("NAME");
}

TEST(Secrets, AWrongReferenceIsNotRepeated) {
  for (const char* reference : {"hunter2", "secret://", "secret://vault/x", "secret://env/"}) {
    const Error error = error_of([&] { resolve_secret(reference, {}); });
    EXPECT_THAT(error.message() + error.advice(), Not(HasSubstr("hunter2")));
  }
}

class Filling : public testing::Test {
 protected:
  Filling() { secrets_.put_session("token", SecretBytes("a\"b&c<d")); }
  SecretTable secrets_{{{"key", "secret://host/key"}},
                       [](std::string_view) { return SecretBytes("canary"); }};
};

TEST_F(Filling, PutsSecretsIntoHeaders) {
  EXPECT_EQ(fill("Bearer {{secret:key}}", Escape::header, false, secrets_), "Bearer canary");
  EXPECT_EQ(fill("Basic {{basic:robot:key}}", Escape::header, false, secrets_), "Basic cm9ib3Q6Y2FuYXJ5");
  EXPECT_EQ(fill("Session {{basic_session:robot:token}}", Escape::header, false, secrets_),
            "Session cm9ib3Q6YSJiJmM8ZA==");
  EXPECT_EQ(fill("{{unknown:key}} {{secret:}} {{", Escape::header, false, secrets_),
            "{{unknown:key}} {{secret:}} {{");
}

TEST_F(Filling, EscapesForTheBodysLanguage) {
  EXPECT_EQ(
      fill("{\"t\":\"{{session:token}}\"}", escape_for("application/json; charset=utf-8"), true, secrets_),
      "{\"t\":\"a\\\"b&c<d\"}");
  EXPECT_EQ(fill("t={{session:token}}", escape_for("application/x-www-form-urlencoded"), true, secrets_),
            "t=a%22b%26c%3cd");
  EXPECT_EQ(fill("<t>{{session:token}}</t>", escape_for("text/xml"), true, secrets_),
            "<t>a&#34;b&#38;c&#60;d</t>");
}

TEST_F(Filling, RepetitionsInABodyStayAsTheyAre) {
  EXPECT_EQ(fill("{{secret:key}} {{secret:key}}", Escape::none, true, secrets_), "canary {{secret:key}}");
}

TEST_F(Filling, MissingOnesAndLineBreaksAreErrors) {
  EXPECT_EQ(error_of([&] { fill("{{session:gone}}", Escape::header, false, secrets_); }).status(),
            TANDEM_UNAUTHENTICATED);
  EXPECT_EQ(error_of([&] { fill("{{secret:gone}}", Escape::header, false, secrets_); }).status(),
            TANDEM_NOT_FOUND);
  secrets_.put_session("split", SecretBytes("a\r\nX-Evil: 1"));
  EXPECT_THROW(fill("{{session:split}}", Escape::header, false, secrets_), Error);
}

TEST_F(Filling, ForgottenSessionsAreGoneButStillRedacted) {
  secrets_.forget_session("token");
  EXPECT_THROW(static_cast<void>(secrets_.session("token")), Error);
  EXPECT_THAT(secrets_.known(), testing::Contains("a\"b&c<d"));
}

}  // namespace
}  // namespace tandem::adapters
