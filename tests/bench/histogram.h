#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace airperk::bench {

/// Counts of times in a fixed room, whatever their number: each octave is cut into 64 equal parts,
/// so that a quantile is right to within a sixty-fourth.
class Histogram {
 public:
  void add(std::uint64_t ns) {
    ++counts_[slot(ns)];
    ++count_;
  }
  std::uint64_t count() const { return count_; }

  /// The time that `part` of all times do not exceed; 0 if there are none.
  double quantile_ms(double part) const {
    if (count_ == 0) return 0;
    const auto wanted = static_cast<std::uint64_t>(part * static_cast<double>(count_ - 1));
    std::uint64_t below = 0;
    for (std::size_t at = 0; at < slots; ++at) {
      below += counts_[at];
      if (below > wanted) return static_cast<double>(longest(at)) / 1e6;
    }
    return 0;
  }

 private:
  // Below 2 * 64 ns every nanosecond has a slot; above, a slot's number is the octave and the
  // seven highest bits.
  static constexpr std::size_t slots = 59 * 64;
  static constexpr std::size_t slot(std::uint64_t ns) {
    const int octave = ns < 128 ? 0 : std::bit_width(ns) - 7;
    return static_cast<std::size_t>(octave) * 64 + (ns >> octave);
  }
  static constexpr std::uint64_t longest(std::size_t slot) {
    if (slot < 128) return slot;
    const std::size_t octave = slot / 64 - 1;
    return ((slot % 64 + 65) << octave) - 1;
  }

  std::array<std::uint64_t, slots> counts_{};
  std::uint64_t count_ = 0;
};

}  // namespace airperk::bench
