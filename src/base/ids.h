#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace airperk {

/// A subscriber's internal number: dense, given once, never reused. Says nothing about the person.
struct SubscriberId {
  std::uint32_t value = 0;
  friend constexpr auto operator<=>(SubscriberId, SubscriberId) = default;
};

/// A telephone number in E.164 digits (7 to 15, no plus), in eight bytes.
class Msisdn {
 public:
  constexpr Msisdn() = default;
  /// "77011234567", "+77011234567", "tel:+7701…", "sip:+7701…@host". Nothing if it is not one.
  static std::optional<Msisdn> parse(std::string_view text);
  static constexpr Msisdn from_packed(std::uint64_t packed) { return Msisdn(packed); }
  constexpr std::uint64_t packed() const { return digits_; }
  std::string to_string() const;
  friend constexpr auto operator<=>(Msisdn, Msisdn) = default;

 private:
  explicit constexpr Msisdn(std::uint64_t digits) : digits_(digits) {}
  std::uint64_t digits_ = 0;
};

/// An IMSI (TS 23.003: 6 to 15 digits, leading zeros count), in eight bytes.
class Imsi {
 public:
  constexpr Imsi() = default;
  static std::optional<Imsi> parse(std::string_view digits);
  static constexpr Imsi from_packed(std::uint64_t packed) { return Imsi(packed); }
  constexpr std::uint64_t packed() const { return packed_; }
  std::string to_string() const;
  friend constexpr auto operator<=>(Imsi, Imsi) = default;

 private:
  explicit constexpr Imsi(std::uint64_t packed) : packed_(packed) {}
  std::uint64_t packed_ = 0;  // digit count in the top byte, the number below it
};

/// A name of the programme file (tariff, service, brand) as records keep it: FNV-1a of its bytes.
/// The programme check refuses two names with one key.
struct NameKey {
  std::uint32_t value = 0;
  static constexpr NameKey of(std::string_view name) {
    std::uint32_t hash = 2'166'136'261u;
    for (char c : name) {
      hash ^= static_cast<unsigned char>(c);
      hash *= 16'777'619u;
    }
    return {hash};
  }
  friend constexpr auto operator<=>(NameKey, NameKey) = default;
};

}  // namespace airperk

template <>
struct std::hash<airperk::NameKey> {
  std::size_t operator()(airperk::NameKey key) const noexcept { return key.value; }
};
