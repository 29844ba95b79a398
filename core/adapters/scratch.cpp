// SPDX-License-Identifier: Apache-2.0
#include "adapters/scratch.hpp"

#include <cstring>

namespace tandem::adapters {
namespace {

// Kept between operations, so that a sync touches the same pages again instead of fresh ones.
constexpr std::size_t kKeptBody = 8 * 1024 * 1024;

void reset(WireAnswer& answer) {
  answer.outcome = WireOutcome::no_answer;
  answer.sent = false;
  answer.reason.clear();
  answer.status = 0;
  answer.headers.clear();
  answer.body.clear();
}

}  // namespace

tandem_str Scratch::keep(std::string_view text) {
  const std::string& kept = texts_.emplace_back(text);
  return {kept.data(), kept.size()};
}

char* Scratch::padded(std::size_t size) {
  // Not value-initialised: files are read into it whole.
  buffers_.emplace_back(new char[size + kPadding]);
  std::memset(buffers_.back().get() + size, 0, kPadding);
  return buffers_.back().get();
}

WireAnswer& Scratch::answer() {
  if (answers_used_ == answers_.size()) answers_.push_back(std::make_unique<WireAnswer>());
  WireAnswer& answer = *answers_[answers_used_++];
  reset(answer);
  return answer;
}

std::vector<tandem_header>& Scratch::headers() { return headers_.emplace_back(); }
std::vector<tandem_file_info>& Scratch::files() { return files_.emplace_back(); }

void Scratch::clear() {
  texts_.clear();
  buffers_.clear();
  headers_.clear();
  files_.clear();
  if (answers_.size() > 1) answers_.resize(1);
  if (!answers_.empty() && answers_.front()->body.capacity() > kKeptBody) {
    std::vector<char>().swap(answers_.front()->body);
  }
  answers_used_ = 0;
}

}  // namespace tandem::adapters
