#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace airperk::store::access {

/// What one line says of itself and of all before it: BLAKE2b, keyed, of the link before and the
/// line.
using Link = std::array<std::uint8_t, 32>;

/// A line as it stands in a file, without its end: {...,"h":"<its link>"}.
struct Linked {
  std::string body;  ///< {...}
  Link link{};
};

class Chain {
 public:
  /// `key`: whoever has it can make links.
  explicit Chain(std::string key) : key_(std::move(key)) {}

  Link next(const Link& before, std::string_view octets) const;
  /// The next line, of this body.
  Linked line(const Link& before, std::string body) const;

 private:
  std::string key_;
};

std::string to_line(const Linked& linked);
/// Nothing for one that has no link: from before there were any.
std::optional<Linked> linked_in(std::string_view line);

/// How a file begins: with the link that its first note goes on from, so that it can be checked
/// where older ones were taken away.
struct Beginning {
  std::uint64_t first = 0;  ///< number of its first note
  Link after{};
};
std::string body_of(const Beginning& beginning);
std::optional<Beginning> beginning_in(std::string_view body);

/// The newest line, kept apart: so that those at the end cannot be taken out unseen. A line is on
/// the disk before the head names it.
struct Head {
  std::uint64_t number = 0;  ///< of the newest note; 0: none
  Link link{};               ///< the newest line's
};
inline constexpr std::string_view head_name = "head";
std::string to_line(const Head& head, const Chain& chain);
/// Nothing where it is none of this chain's.
std::optional<Head> head_in(std::string_view line, const Chain& chain);

}  // namespace airperk::store::access
