// SPDX-License-Identifier: Apache-2.0
#include "jwt.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>
#include <tandem/cpp/json.hpp>

#include "../engine/text.hpp"

namespace tandem::sandbox::salesforce {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

// A public key or a certificate, as it is uploaded to a connected app.
Key read_key(const std::string& pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  if (pem.find("BEGIN CERTIFICATE") == std::string::npos) {
    return {PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free};
  }
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), &X509_free);
  return {certificate ? X509_get_pubkey(certificate.get()) : nullptr, &EVP_PKEY_free};
}

bool signed_by(const Key& key, std::string_view text, const std::string& signature) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                          signature.size(), reinterpret_cast<const unsigned char*>(text.data()),
                          text.size()) == 1;
}

std::optional<Json> decoded(std::string_view part) {
  const auto bytes = base64_decode(part);
  if (!bytes) return std::nullopt;
  Json json = read_json<Json>(*bytes);
  if (!json.is_object()) return std::nullopt;
  return json;
}

}  // namespace

std::optional<Json> verified_claims(std::string_view token, const std::string& public_key_pem) {
  const auto parts = split(token, '.');
  if (parts.size() != 3 || public_key_pem.empty()) return std::nullopt;
  const auto header = decoded(parts[0]);
  const auto signature = base64_decode(parts[2]);
  if (!header || header->value("alg", "") != "RS256" || !signature) return std::nullopt;
  const Key key = read_key(public_key_pem);
  if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA) return std::nullopt;
  if (!signed_by(key, token.substr(0, parts[0].size() + 1 + parts[1].size()), *signature))
    return std::nullopt;
  return decoded(parts[1]);
}

}  // namespace tandem::sandbox::salesforce
