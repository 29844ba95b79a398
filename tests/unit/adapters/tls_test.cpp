// SPDX-License-Identifier: Apache-2.0
// TLS against a server with a private authority and many wrong certificates.
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "unit/adapters/http_fixture.hpp"

namespace tandem::adapters {
namespace {

using test::reply;
using test::Seen;
using test::TestServer;
using testing::HasSubstr;

/// A certificate and its key.
struct Identity {
  X509* certificate = nullptr;
  EVP_PKEY* key = nullptr;
  Identity() = default;
  Identity(const Identity&) = delete;
  Identity& operator=(const Identity&) = delete;
  Identity(Identity&& other) noexcept
      : certificate(std::exchange(other.certificate, nullptr)), key(std::exchange(other.key, nullptr)) {}
  ~Identity() {
    X509_free(certificate);
    EVP_PKEY_free(key);
  }
};

void extend(X509* certificate, int kind, const char* value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

/// Signed by `issuer`, or by itself; valid from and until so many seconds from now.
Identity issue(const char* name, const char* alternative, const Identity* issuer, long from = -3600,
               long until = 3600) {
  static long serial = 1;
  Identity made;
  made.key = EVP_EC_gen("P-256");
  made.certificate = X509_new();
  X509* x = made.certificate;
  X509_set_version(x, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(x), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(x), from);
  X509_gmtime_adj(X509_getm_notAfter(x), until);
  X509_set_pubkey(x, made.key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  X509_set_issuer_name(x, X509_get_subject_name(issuer != nullptr ? issuer->certificate : x));
  if (alternative != nullptr) extend(x, NID_subject_alt_name, alternative);
  if (issuer == nullptr && alternative == nullptr) extend(x, NID_basic_constraints, "critical,CA:TRUE");
  X509_sign(x, issuer != nullptr ? issuer->key : made.key, EVP_sha256());
  return made;
}

class Tls : public test::HttpTest {
 protected:
  Tls() : authority_(issue("Tandem test authority", nullptr, nullptr)) {
    std::FILE* file = std::fopen(ca_file().c_str(), "w");
    PEM_write_X509(file, authority_.certificate);
    std::fclose(file);
  }
  std::string ca_file() const { return (folder_ / "ca.pem").string(); }

  /// Talks to a server that shows this certificate.
  Seen talk(const Identity& identity, bool own_authority = true, int most_tls = 0) {
    SSL_CTX* context = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate(context, identity.certificate);
    SSL_CTX_use_PrivateKey(context, identity.key);
    if (most_tls != 0) {
      SSL_CTX_set_security_level(context, 0);
      SSL_CTX_set_max_proto_version(context, most_tls);
    }
    Seen seen;
    {
      TestServer server([](const std::string&) { return reply(200, "secure"); }, context);
      Json settings = {{"base_url", server.url()}};
      if (own_authority) settings["ca_file"] = ca_file();
      open(settings);
      seen = send({server.url(), "GET", {{"Authorization", "{{secret:api_key}}"}}});
      if (seen.status != TANDEM_OK) {
        EXPECT_EQ(server.requests(), 0) << "nothing may be said to a stranger";
      }
      host_.reset();
    }
    SSL_CTX_free(context);
    return seen;
  }
  void expect_untrusted(const Seen& seen) {
    EXPECT_EQ(seen.status, TANDEM_UNAVAILABLE);
    EXPECT_EQ(seen.failure.error_class, TANDEM_CLASS_CONTRACT);
    EXPECT_THAT(seen.failure.advice, HasSubstr("ca_file"));
  }

  test::TempFolder folder_;
  Identity authority_;
};

TEST_F(Tls, AGoodCertificateIsTrusted) {
  const Seen seen = talk(issue("good", "IP:127.0.0.1", &authority_));
  EXPECT_EQ(seen.status, TANDEM_OK) << seen.failure.message;
  EXPECT_EQ(seen.body, "secure");
}

TEST_F(Tls, AnUnknownAuthorityIsRefused) {
  expect_untrusted(talk(issue("good", "IP:127.0.0.1", &authority_), false));
}
TEST_F(Tls, ASelfSignedOneIsRefused) { expect_untrusted(talk(issue("self", "IP:127.0.0.1", nullptr))); }
TEST_F(Tls, AnotherHostsIsRefused) { expect_untrusted(talk(issue("other", "DNS:crm.example", &authority_))); }
TEST_F(Tls, AnExpiredOneIsRefused) {
  expect_untrusted(talk(issue("late", "IP:127.0.0.1", &authority_, -7200, -3600)));
}
TEST_F(Tls, AFutureOneIsRefused) {
  expect_untrusted(talk(issue("early", "IP:127.0.0.1", &authority_, 3600, 7200)));
}
TEST_F(Tls, OldTlsIsRefused) {
  EXPECT_EQ(talk(issue("good", "IP:127.0.0.1", &authority_), true, TLS1_1_VERSION).status,
            TANDEM_UNAVAILABLE);
}

}  // namespace
}  // namespace tandem::adapters
