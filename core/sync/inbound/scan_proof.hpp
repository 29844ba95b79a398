// SPDX-License-Identifier: Apache-2.0
// Which linked rows a complete scan has shown, in constant memory: count and sum of id hashes in
// buckets. A bucket that differs from the ledger's holds rows that were not shown.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

namespace tandem::sync {

class ScanProof {
 public:
  static constexpr std::size_t kBuckets = 1U << 14;

  void add(std::string_view remote_id) {
    const std::uint64_t hash = std::hash<std::string_view>{}(remote_id);
    Bucket& bucket = (*buckets_)[hash % kBuckets];
    ++bucket.count;
    bucket.sum += hash;
    ++count_;
  }
  std::int64_t count() const { return count_; }
  bool same_bucket(const ScanProof& other, std::string_view remote_id) const {
    const std::size_t at = std::hash<std::string_view>{}(remote_id) % kBuckets;
    return (*buckets_)[at] == (*other.buckets_)[at];
  }
  bool operator==(const ScanProof& other) const { return *buckets_ == *other.buckets_; }

 private:
  struct Bucket {
    std::uint64_t count = 0, sum = 0;
    bool operator==(const Bucket&) const = default;
  };
  std::unique_ptr<std::array<Bucket, kBuckets>> buckets_ = std::make_unique<std::array<Bucket, kBuckets>>();
  std::int64_t count_ = 0;
};

}  // namespace tandem::sync
