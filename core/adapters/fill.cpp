// SPDX-License-Identifier: Apache-2.0
#include "adapters/fill.hpp"

#include <openssl/evp.h>

#include <array>
#include <optional>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"

namespace tandem::adapters {
namespace {

constexpr std::string_view kOpen = "{{";
constexpr std::string_view kClose = "}}";
constexpr std::array<std::string_view, 4> kKinds = {"secret:", "session:", "basic:", "basic_session:"};

struct Placeholder {
  std::size_t begin = 0, end = 0;
  std::string_view kind;
  std::string_view name;  // for basic and basic_session: USER:NAME
};

std::optional<Placeholder> next_placeholder(std::string_view text, std::size_t from) {
  for (std::size_t at = text.find(kOpen, from); at != std::string_view::npos; at = text.find(kOpen, at + 1)) {
    for (const std::string_view kind : kKinds) {
      if (text.substr(at + kOpen.size(), kind.size()) != kind) continue;
      const std::size_t name = at + kOpen.size() + kind.size();
      const std::size_t close = text.find(kClose, name);
      if (close == std::string_view::npos || close == name || close - name > 200) continue;
      return Placeholder{at, close + kClose.size(), kind, text.substr(name, close - name)};
    }
  }
  return std::nullopt;
}

void append_json(std::string& out, std::string_view secret) {
  for (const char c : secret) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += "\\u00" + hex(std::string_view(&c, 1));
    } else {
      out += c;
    }
  }
}

void append_form(std::string& out, std::string_view secret) {
  for (const char c : secret) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += "%" + hex(std::string_view(&c, 1));
    }
  }
}

void append_xml(std::string& out, std::string_view secret) {
  for (const char c : secret) {
    if (c == '<' || c == '>' || c == '&' || c == '"' || c == '\'') {
      out += "&#" + std::to_string(static_cast<int>(c)) + ";";
    } else {
      out += c;
    }
  }
}

void append(std::string& out, std::string_view secret, Escape escape) {
  switch (escape) {
    case Escape::header:
      for (const char c : secret) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
          throw Error(TANDEM_FORBIDDEN, "a secret with control characters cannot stand in a header",
                      "check that the secret holds one line only");
        }
      }
      out += secret;
      return;
    case Escape::none:
      out += secret;
      return;
    case Escape::json:
      return append_json(out, secret);
    case Escape::form:
      return append_form(out, secret);
    case Escape::xml:
      return append_xml(out, secret);
  }
}

/// base64 of "user:secret", as HTTP's basic authentication wants it.
void append_basic(std::string& out, std::string_view user, std::string_view secret) {
  SecretBytes pair = SecretBytes::with_size(user.size() + 1 + secret.size());
  user.copy(pair.data(), user.size());
  pair.data()[user.size()] = ':';
  secret.copy(pair.data() + user.size() + 1, secret.size());
  SecretBytes encoded = SecretBytes::with_size((pair.size() + 2) / 3 * 4 + 1);
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                      reinterpret_cast<const unsigned char*>(pair.data()), static_cast<int>(pair.size()));
  out.append(encoded.data(), static_cast<std::size_t>(size));
}

void append_filled(std::string& out, const Placeholder& found, Escape escape, SecretTable& secrets) {
  if (found.kind == "session:") return append(out, secrets.session(found.name), escape);
  if (found.kind == "secret:") return append(out, secrets.configured(found.name), escape);
  const std::size_t colon = found.name.rfind(':');
  if (colon == std::string_view::npos) {
    throw Error(TANDEM_INVALID_ARGUMENT, "a basic placeholder needs a user and a secret's name",
                "write {{basic:USER:NAME}}");
  }
  const std::string_view name = found.name.substr(colon + 1);
  const bool captured = found.kind == "basic_session:";
  append_basic(out, found.name.substr(0, colon), captured ? secrets.session(name) : secrets.configured(name));
}

}  // namespace

Escape escape_for(std::string_view content_type) {
  const std::string type = ascii_lower(content_type.substr(0, content_type.find(';')));
  if (type.find("json") != std::string::npos) return Escape::json;
  if (type.find("x-www-form-urlencoded") != std::string::npos) return Escape::form;
  if (type.find("xml") != std::string::npos) return Escape::xml;
  return Escape::none;
}

bool has_placeholder(std::string_view text) { return next_placeholder(text, 0).has_value(); }

std::string fill(std::string_view text, Escape escape, bool once, SecretTable& secrets) {
  std::string out;
  // Room enough that the usual text never moves: a move would leave a copy of the secret behind.
  out.reserve(text.size() + 8192);
  std::set<std::string_view> done;
  std::size_t at = 0;
  try {
    while (const auto found = next_placeholder(text, at)) {
      out += text.substr(at, found->begin - at);
      const std::string_view whole = text.substr(found->begin, found->end - found->begin);
      if (once && !done.insert(whole).second) {
        out += whole;
      } else {
        append_filled(out, *found, escape, secrets);
      }
      at = found->end;
    }
  } catch (...) {
    wipe(out);
    throw;
  }
  out += text.substr(at);
  return out;
}

}  // namespace tandem::adapters
