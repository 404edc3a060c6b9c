// A histogram of durations in bounded memory: log-linear buckets, 32 per power of two (the layout
// of HdrHistogram, Tene 2012). A quantile is the middle of its bucket, so it lies within 1.6 % of
// the value it stands for. Values are microseconds up to 2^46 (2.2 years), larger ones count as
// that. About 10 KiB once the first value is recorded. Single-threaded.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

namespace uniselector::base {

class Histogram {
 public:
  static constexpr int kSubBits = 5;
  static constexpr std::uint64_t kMaxMicros = (std::uint64_t{1} << 46) - 1;

  /// Counts a duration in nanoseconds; negative ones count as 0. O(1).
  void record(std::int64_t ns) {
    if (counts_.empty()) counts_.resize(bucket(kMaxMicros) + 1);
    const auto micros =
        std::min<std::uint64_t>(ns <= 0 ? 0 : static_cast<std::uint64_t>(ns) / 1000, kMaxMicros);
    ++counts_[bucket(micros)];
    ++total_;
    max_ns_ = std::max(max_ns_, ns);
  }
  /// Adds everything another histogram counted.
  void merge(const Histogram& other) {
    if (other.total_ == 0) return;
    if (counts_.empty()) counts_.resize(bucket(kMaxMicros) + 1);
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
    total_ += other.total_;
    max_ns_ = std::max(max_ns_, other.max_ns_);
  }
  std::uint64_t count() const { return total_; }
  std::int64_t max_ns() const { return max_ns_; }
  /// The value below which a share `q` of the recorded ones lies: the middle of its bucket, never
  /// above the largest recorded. 0 when nothing was recorded. O(buckets).
  std::int64_t quantile_ns(double q) const {
    if (total_ == 0) return 0;
    const double wanted = q * static_cast<double>(total_);
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      seen += counts_[i];
      if (counts_[i] != 0 && static_cast<double>(seen) >= wanted) {
        const std::uint64_t low = lowest(i);
        const std::uint64_t width = lowest(i + 1) - low;
        const std::uint64_t middle = low * 1000 + (width > 1 ? width * 500 : 0);
        return std::min(static_cast<std::int64_t>(middle), max_ns_);
      }
    }
    return max_ns_;
  }
  /// Visits every filled bucket as (lowest ns, count).
  template <class F>
  void for_each(F&& visit) const {
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      if (counts_[i] != 0) visit(static_cast<std::int64_t>(lowest(i) * 1000), counts_[i]);
    }
  }
  /// Width of the bucket that starts at `lowest_ns`, as for_each names it; at least 1 microsecond.
  static std::int64_t bucket_width_ns(std::int64_t lowest_ns) {
    const std::size_t index = bucket(static_cast<std::uint64_t>(lowest_ns) / 1000);
    return static_cast<std::int64_t>((lowest(index + 1) - lowest(index)) * 1000);
  }
  void clear() { *this = Histogram{}; }

 private:
  static std::size_t bucket(std::uint64_t micros) {
    const int magnitude = std::max(0, static_cast<int>(std::bit_width(micros)) - 1 - kSubBits);
    return (static_cast<std::size_t>(magnitude) << kSubBits) +
           static_cast<std::size_t>(micros >> magnitude);
  }
  static std::uint64_t lowest(std::size_t index) {
    const std::size_t magnitude = index < (2U << kSubBits) ? 0 : (index >> kSubBits) - 1;
    return (index - (magnitude << kSubBits)) << magnitude;
  }

  std::vector<std::uint64_t> counts_;
  std::uint64_t total_ = 0;
  std::int64_t max_ns_ = 0;
};

}  // namespace uniselector::base
