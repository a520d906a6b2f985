#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "base/assert.h"

namespace airperk {

/// An exact amount of units (1 unit = 1 tenge, VAT included): an integer of 1/1,000,000,000 unit.
/// Holds up to +-9,000,000,000 units. `plus` reports what does not fit; `+` and `-` assert that it
/// fits.
class Amount {
 public:
  static constexpr std::int64_t nano_per_unit = 1'000'000'000;
  static constexpr std::int64_t units_max = 9'000'000'000;

  constexpr Amount() = default;
  static constexpr Amount nano(std::int64_t value) { return Amount(value); }
  static constexpr Amount units(std::int64_t value) { return Amount(value * nano_per_unit); }
  static constexpr Amount max() { return units(units_max); }

  /// "1000", "16.7", "-0.000000001": at most nine decimal places, no exponent, no grouping. Nothing
  /// if it is not one or does not fit.
  static std::optional<Amount> parse(std::string_view text);

  constexpr std::int64_t in_nano() const { return nano_; }
  constexpr bool is_zero() const { return nano_ == 0; }
  constexpr bool is_negative() const { return nano_ < 0; }

  /// The shortest exact decimal: "1000", "16.7".
  std::string to_string() const;

  friend constexpr auto operator<=>(Amount, Amount) = default;
  friend constexpr Amount operator+(Amount a, Amount b);
  friend constexpr Amount operator-(Amount a, Amount b);
  constexpr Amount& operator+=(Amount other) { return *this = *this + other; }
  constexpr Amount& operator-=(Amount other) { return *this = *this - other; }

 private:
  explicit constexpr Amount(std::int64_t nano) : nano_(nano) {}
  std::int64_t nano_ = 0;
};

/// The sum, or nothing if it lies outside +-Amount::max().
constexpr std::optional<Amount> plus(Amount a, Amount b) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a.in_nano(), b.in_nano(), &sum)) return {};
  const Amount result = Amount::nano(sum);
  if (result > Amount::max() || result.in_nano() < -Amount::max().in_nano()) return {};
  return result;
}

constexpr Amount operator+(Amount a, Amount b) {
  const auto sum = plus(a, b);
  AIRPERK_ASSERT(sum.has_value());
  return *sum;
}

constexpr Amount operator-(Amount a, Amount b) {
  return a + Amount::nano(-b.in_nano());
}

}  // namespace airperk
