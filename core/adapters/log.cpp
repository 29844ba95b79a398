// SPDX-License-Identifier: Apache-2.0
#include "adapters/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <tandem/adapter/host.h>

#include <array>
#include <cctype>
#include <memory>

#include "base/text.hpp"

namespace tandem::adapters {
namespace {

constexpr std::size_t kLongestLine = 2000;
constexpr std::string_view kMark = "[redacted]";

bool word_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-'; }

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
}

/// "Bearer abc" → "Bearer [redacted]". The scheme's name may stand anywhere in the line.
void hide_credentials(std::string& text) {
  for (const std::string_view scheme : {std::string_view("bearer "), std::string_view("basic ")}) {
    std::string lower = ascii_lower(text);
    for (std::size_t at = lower.find(scheme); at != std::string::npos; at = lower.find(scheme, at)) {
      at += scheme.size();
      std::size_t end = at;
      while (end < text.size() && text[end] > ' ' && text[end] != '"' && text[end] != ',') ++end;
      if (end - at < 8) continue;  // prose such as "basic check"
      text.replace(at, end - at, kMark);
      lower = ascii_lower(text);
    }
  }
}

/// password=abc, "access_token": "abc", sid: abc → the value becomes a mark.
void hide_named_values(std::string& text) {
  static constexpr std::array<std::string_view, 9> kNames = {"password",      "passwd",     "secret",
                                                             "token",         "api_key",    "apikey",
                                                             "authorization", "session_id", "assertion"};
  for (const std::string_view name : kNames) {
    std::string lower = ascii_lower(text);
    for (std::size_t at = lower.find(name); at != std::string::npos; at = lower.find(name, at)) {
      at += name.size();
      std::size_t value = at;
      if (value < text.size() && text[value] == '"') ++value;
      while (value < text.size() && text[value] == ' ') ++value;
      if (value >= text.size() || (text[value] != '=' && text[value] != ':')) continue;
      ++value;
      while (value < text.size() && (text[value] == ' ' || text[value] == '"')) ++value;
      std::size_t end = value;
      while (end < text.size() && text[end] > ' ' && text[end] != '"' && text[end] != '&' &&
             text[end] != ',' && text[end] != '}') {
        ++end;
      }
      if (end == value || text.compare(value, kMark.size(), kMark) == 0) continue;
      text.replace(value, end - value, kMark);
      lower = ascii_lower(text);
    }
  }
}

void hide_addresses(std::string& text) {
  const auto local = [](char c) { return word_char(c) || c == '.' || c == '+' || c == '\'' || c == '%'; };
  for (std::size_t at = text.find('@'); at != std::string::npos; at = text.find('@', at)) {
    std::size_t begin = at, end = at + 1;
    while (begin > 0 && local(text[begin - 1])) --begin;
    while (end < text.size() && (word_char(text[end]) || text[end] == '.')) ++end;
    if (begin == at || text.substr(at, end - at).find('.') == std::string::npos) {
      ++at;
      continue;
    }
    text.replace(begin, end - begin, "[address]");
    at = begin;
  }
}

spdlog::level::level_enum spd_level(int level) {
  switch (level) {
    case TANDEM_LOG_DEBUG:
      return spdlog::level::debug;
    case TANDEM_LOG_INFO:
      return spdlog::level::info;
    case TANDEM_LOG_WARNING:
      return spdlog::level::warn;
    default:
      return spdlog::level::err;
  }
}

}  // namespace

LogFn standard_error_log() {
  // Not registered with spdlog: the registry is global, and other users of spdlog may live here too.
  auto logger = std::make_shared<spdlog::logger>("tandem", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  return [logger](int level, std::string_view connection, std::string_view line) {
    logger->log(spd_level(level), "[{}] {}", spdlog::string_view_t(connection.data(), connection.size()),
                spdlog::string_view_t(line.data(), line.size()));
  };
}

std::string safe_line(std::string_view text, const std::vector<std::string_view>& secrets) {
  // Hidden first and cut afterwards: a cut could leave half a secret that no longer matches.
  std::string line(cut(text, 16 * kLongestLine));
  for (const std::string_view secret : secrets) {
    if (secret.size() >= 4) replace_all(line, secret, kMark);
  }
  line = escape_controls(line);
  hide_credentials(line);
  hide_named_values(line);
  hide_addresses(line);
  return std::string(cut(line, kLongestLine));
}

}  // namespace tandem::adapters
