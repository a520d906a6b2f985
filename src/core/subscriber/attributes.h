#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

/// What provisioning may say of a person beside tariff and language, so that an audience can be
/// chosen. Coarse on purpose: no birth date is asked for or kept (S2).
namespace airperk::subscriber {

/// Stored: never renumber.
enum class AgeBand : std::uint8_t {
  unknown = 0,
  below_18 = 1,
  from_18 = 2,
  from_25 = 3,
  from_35 = 4,
  from_45 = 5,
  from_55 = 6,
  from_65 = 7,
};

/// "18-24", "65+"; empty for `unknown`.
std::string_view name_of(AgeBand band);
/// An empty name is `unknown`. Nothing for a name that is none.
std::optional<AgeBand> age_band_with_name(std::string_view name);
/// For messages.
inline constexpr std::string_view all_age_bands =
    "\"0-17\", \"18-24\", \"25-34\", \"35-44\", \"45-54\", \"55-64\" or \"65+\"";

}  // namespace airperk::subscriber
