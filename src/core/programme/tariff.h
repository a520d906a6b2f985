#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/amount.h"
#include "base/ids.h"
#include "base/instant.h"

/// Tariffs as data: what each use costs, and what is included.
namespace airperk::programme {

enum class UsageKind : std::uint8_t { voice, sms, data };
/// U1, U3: where a use goes. Data has `on_net` alone; `content` is short codes and content
/// services.
enum class Destination : std::uint8_t { on_net, off_net, fixed, international, content };
inline constexpr std::size_t usage_kinds = 3;
inline constexpr std::size_t destinations = 5;
/// "voice", "on-net": as the HTTP API and the files of charges say them.
std::string_view name_of(UsageKind kind);
std::string_view name_of(Destination destination);

/// What one use is, as far as prices know: roaming has prices of its own.
struct UsageClass {
  UsageKind kind = UsageKind::voice;
  Destination destination = Destination::on_net;
  bool roaming = false;
  friend constexpr auto operator<=>(const UsageClass&, const UsageClass&) = default;
};

/// Voice is counted in seconds, SMS in messages, data in bytes.
using Quantity = std::uint64_t;

/// A price by position in the call or session (R3, R4): tier i holds from the end of tier i-1 to
/// its own end. `price` buys `per` of the quantity; begun steps of `step` count whole.
struct Ladder {
  struct Tier {
    std::optional<Quantity> until;  ///< none: to the end
    Amount price;
  };
  Quantity per = 1;
  Quantity step = 1;
  std::vector<Tier> tiers;

  /// F(n): the price of the first n, rounded down once to the billionth (R3).
  Amount price_of_first(Quantity n) const;
  friend bool operator==(const Ladder&, const Ladder&) = default;
};
inline bool operator==(const Ladder::Tier& a, const Ladder::Tier& b) {
  return a.until == b.until && a.price == b.price;
}

/// What a tariff includes (U4), credited at the change to it and again every `period`.
struct InclusiveAllowance {
  Duration period;
  bool while_fee_paid = true;
  struct Part {
    UsageKind kind;
    Quantity quantity;  ///< seconds, messages or bytes
  };
  std::vector<Part> parts;  ///< each pays for what U1 allows
};

struct Tariff {
  std::string name;
  std::optional<Amount> daily_fee;  ///< told to people; no money moves (a fee is a fact)
  std::optional<InclusiveAllowance> allowance;
  /// Uses that are free while the fee is paid, and asked at the ladder's price if not (Beseda's
  /// on-net calls).
  std::vector<UsageClass> free_while_fee_paid;
  std::optional<Quantity> longest_call;  ///< seconds

  NameKey key() const { return NameKey::of(name); }
  /// The price of a use, or nothing where the tariff does not sell it.
  const Ladder* ladder(UsageClass use) const;
  std::optional<Ladder>& price_slot(UsageClass use);

 private:
  std::array<std::optional<Ladder>, usage_kinds * destinations * 2> ladders_;
};

}  // namespace airperk::programme
