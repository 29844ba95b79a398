// SPDX-License-Identifier: Apache-2.0
// Secrets: a type that wipes itself, and the places a reference such as secret://env/NAME names.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tandem::adapters {

/// A secret's bytes, in pages of their own that core dumps leave out; wiped on destruction.
class SecretBytes {
 public:
  SecretBytes() = default;
  explicit SecretBytes(std::string_view bytes);
  /// Room for `size` bytes, all zero, to be filled through data().
  static SecretBytes with_size(std::size_t size);
  SecretBytes(SecretBytes&& other) noexcept;
  SecretBytes& operator=(SecretBytes&& other) noexcept;
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  ~SecretBytes();

  char* data() { return data_; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  /// Only for handing the bytes on; never into a std::string that lives.
  std::string_view view() const { return {data_, size_}; }
  void shrink(std::size_t size);
  /// Constant time.
  bool equals(std::string_view other) const;

 private:
  void release() noexcept;

  char* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t mapped_ = 0;
};

/// The host's own secret store: name → value, or nothing when it has none.
using SecretFn = std::function<std::optional<SecretBytes>(std::string_view name)>;

bool is_secret_reference(std::string_view text);

/// Fetches what `reference` names. Providers: secret://env/NAME, secret://file/ABSOLUTE_PATH (0600,
/// owned by the effective user, no link) and secret://host/NAME (the host's callback). There is no
/// fall-back from one to another. Throws not found, forbidden or invalid argument, with advice;
/// neither the value nor a part of it stands in the message.
SecretBytes resolve_secret(std::string_view reference, const SecretFn& host);

/// Overwrites text that held a secret, then empties it.
void wipe(std::string& text) noexcept;

}  // namespace tandem::adapters
