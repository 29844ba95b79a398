// SPDX-License-Identifier: Apache-2.0
#include "adapters/signing.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <tandem/adapter/host.h>

#include <array>
#include <memory>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace tandem::adapters {
namespace {

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeDigest {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;

std::string base64url(std::string_view bytes) {
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(size));
  while (!out.empty() && out.back() == '=') out.pop_back();
  for (char& c : out) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return out;
}

int no_passphrase(char*, int, int, void*) { return 0; }  // never ask on a terminal

Key read_key(std::string_view pem) {
  const std::unique_ptr<BIO, FreeBio> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Key key(bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr) : nullptr);
  ERR_clear_error();
  if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA) {
    throw Error(TANDEM_UNAUTHENTICATED,
                "the secret is not an RSA private key in PEM form without a passphrase",
                "store the key file's whole text, BEGIN and END lines included");
  }
  return key;
}

std::string sign(const Key& key, std::string_view text) {
  const std::unique_ptr<EVP_MD_CTX, FreeDigest> context(EVP_MD_CTX_new());
  std::size_t size = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::string signature;
  bool good = context && EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
              EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size()) == 1;
  if (good) {
    signature.resize(size);
    good = EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes,
                          text.size()) == 1;
  }
  ERR_clear_error();
  if (!good) throw Error(TANDEM_INTERNAL, "signing failed", "check the key's size: 2048 bits or more");
  signature.resize(size);
  return signature;
}

}  // namespace

SecretBytes sign_rs256(std::string_view pem_key, std::string_view header_json, std::string_view claims_json) {
  if (!parse_json(header_json, "the token's header").is_object() ||
      !parse_json(claims_json, "the token's claims").is_object()) {
    throw Error(TANDEM_INVALID_ARGUMENT, "header and claims of a token are JSON objects");
  }
  const Key key = read_key(pem_key);
  std::string token = base64url(header_json) + "." + base64url(claims_json);
  token += "." + base64url(sign(key, token));
  SecretBytes kept(token);
  wipe(token);
  return kept;
}

std::string digest_hex(std::int32_t algorithm, std::string_view data) {
  const EVP_MD* kind = algorithm == TANDEM_DIGEST_MD5      ? EVP_md5()
                       : algorithm == TANDEM_DIGEST_SHA1   ? EVP_sha1()
                       : algorithm == TANDEM_DIGEST_SHA256 ? EVP_sha256()
                                                           : nullptr;
  if (kind == nullptr)
    throw Error(TANDEM_INVALID_ARGUMENT, "unknown digest algorithm", "use MD5, SHA1 or SHA256");
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  if (EVP_Digest(data.data(), data.size(), bytes.data(), &size, kind, nullptr) != 1) {
    ERR_clear_error();
    throw Error(TANDEM_UNSUPPORTED, "this machine's OpenSSL refuses the digest");
  }
  return hex(std::string_view(reinterpret_cast<const char*>(bytes.data()), size));
}

}  // namespace tandem::adapters
