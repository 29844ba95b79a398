// SPDX-License-Identifier: Apache-2.0
#include "adapters/secrets.hpp"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "adapters/descriptor.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace tandem::adapters {
namespace {

constexpr std::string_view kScheme = "secret://";
constexpr std::size_t kLargestSecret = 64 * 1024;

[[noreturn]] void missing(const std::string& what, const std::string& advice) {
  throw Error(TANDEM_NOT_FOUND, what, advice);
}

SecretBytes from_environment(std::string_view name) {
  const std::string key(name);
  const char* value = std::getenv(key.c_str());
  if (value == nullptr || *value == '\0') {
    missing("the environment variable " + escape_controls(key) + " is not set",
            "set it for the process that runs Tandem, or name another secret in the settings");
  }
  return SecretBytes(value);
}

void require_private_file(const Descriptor& file, const std::string& shown) {
  struct stat s {};
  if (::fstat(file.get(), &s) != 0 || !S_ISREG(s.st_mode)) {
    throw Error(TANDEM_FORBIDDEN, "secret file " + shown + " is not a regular file",
                "put the secret into an ordinary file with mode 0600");
  }
  if (s.st_uid != ::geteuid()) {
    throw Error(TANDEM_FORBIDDEN, "secret file " + shown + " belongs to another user",
                "make the user that runs Tandem its owner");
  }
  if ((s.st_mode & 077) != 0) {
    throw Error(TANDEM_FORBIDDEN, "secret file " + shown + " can be read or written by others",
                "run: chmod 600 on it, and change the secret, which may be known");
  }
}

SecretBytes from_file(std::string_view path) {
  const std::string name(path);
  const std::string shown = escape_controls(name);
  if (name.empty() || name.front() != '/') {
    throw Error(TANDEM_INVALID_ARGUMENT, "a secret file needs an absolute path",
                "write secret://file//etc/tandem/secrets/name");
  }
  // O_NONBLOCK: a FIFO put in the file's place must not hang us.
  Descriptor file(::open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file) {
    if (errno == ELOOP) {
      throw Error(TANDEM_FORBIDDEN, "secret file " + shown + " is a symbolic link", "name the file itself");
    }
    missing("secret file " + shown + " cannot be opened: " + std::strerror(errno),
            "create it with mode 0600, owned by the user that runs Tandem");
  }
  require_private_file(file, shown);
  SecretBytes bytes = SecretBytes::with_size(kLargestSecret + 1);
  std::size_t size = 0;
  while (size <= kLargestSecret) {
    const ssize_t got = ::read(file.get(), bytes.data() + size, kLargestSecret + 1 - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) missing("secret file " + shown + " cannot be read", "check the disk");
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > kLargestSecret) {
    throw Error(TANDEM_INVALID_ARGUMENT, "secret file " + shown + " is larger than 64 KiB",
                "a secret file holds one secret and nothing else");
  }
  while (size > 0 && (bytes.data()[size - 1] == '\n' || bytes.data()[size - 1] == '\r')) --size;
  if (size == 0) missing("secret file " + shown + " is empty", "write the secret into it");
  bytes.shrink(size);
  return bytes;
}

SecretBytes from_host(std::string_view name, const SecretFn& host) {
  const std::string shown = escape_controls(name);
  if (!host) {
    missing("this host offers no secret store for " + shown,
            "use secret://env/NAME or secret://file/PATH, or let the host set its secret callback");
  }
  std::optional<SecretBytes> found = host(name);
  if (!found || found->empty()) {
    missing("the host's secret store has no secret named " + shown, "add it there");
  }
  return std::move(*found);
}

}  // namespace

SecretBytes SecretBytes::with_size(std::size_t size) {
  SecretBytes made;
  if (size == 0) return made;
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const std::size_t mapped = (size + page - 1) / page * page;
  void* at = ::mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (at == MAP_FAILED) throw Error(TANDEM_OUT_OF_MEMORY, "no memory for a secret");
  ::madvise(at, mapped, MADV_DONTDUMP);
  made.data_ = static_cast<char*>(at);
  made.size_ = size;
  made.mapped_ = mapped;
  return made;
}

SecretBytes::SecretBytes(std::string_view bytes) {
  *this = with_size(bytes.size());
  if (!bytes.empty()) std::memcpy(data_, bytes.data(), bytes.size());
}

SecretBytes::SecretBytes(SecretBytes&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      mapped_(std::exchange(other.mapped_, 0)) {}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
  if (this != &other) {
    release();
    data_ = std::exchange(other.data_, nullptr);
    size_ = std::exchange(other.size_, 0);
    mapped_ = std::exchange(other.mapped_, 0);
  }
  return *this;
}

SecretBytes::~SecretBytes() { release(); }

void SecretBytes::release() noexcept {
  if (data_ == nullptr) return;
  OPENSSL_cleanse(data_, mapped_);
  ::munmap(data_, mapped_);
  data_ = nullptr;
  size_ = mapped_ = 0;
}

void SecretBytes::shrink(std::size_t size) {
  if (size >= size_) return;
  OPENSSL_cleanse(data_ + size, size_ - size);
  size_ = size;
}

bool SecretBytes::equals(std::string_view other) const {
  return other.size() == size_ && (size_ == 0 || CRYPTO_memcmp(data_, other.data(), size_) == 0);
}

bool is_secret_reference(std::string_view text) { return text.substr(0, kScheme.size()) == kScheme; }

SecretBytes resolve_secret(std::string_view reference, const SecretFn& host) {
  if (is_secret_reference(reference)) {
    const std::string_view rest = reference.substr(kScheme.size());
    const std::size_t slash = rest.find('/');
    if (slash != std::string_view::npos && slash + 1 < rest.size()) {
      const std::string_view provider = rest.substr(0, slash);
      const std::string_view name = rest.substr(slash + 1);
      if (name.find('\0') == std::string_view::npos) {
        if (provider == "env") return from_environment(name);
        if (provider == "file") return from_file(name);
        if (provider == "host") return from_host(name, host);
      }
    }
  }
  // The text itself may be a secret that somebody typed in by mistake, so it is not repeated.
  throw Error(TANDEM_INVALID_ARGUMENT, "this is not a reference to a secret",
              "write secret://env/NAME, secret://file//absolute/path or secret://host/NAME");
}

void wipe(std::string& text) noexcept {
  if (!text.empty()) OPENSSL_cleanse(text.data(), text.size());
  text.clear();
}

}  // namespace tandem::adapters
