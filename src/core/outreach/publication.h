#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/amount.h"
#include "base/instant.h"
#include "core/outreach/plan_check.h"
#include "core/programme/programme.h"

/// Offers that stand somewhere to be read (C1): no message to anybody, and not capped. And the
/// kinds of extra bonuses that have been given, which the site announces (B6).
namespace airperk::outreach {

/// Where it stands. Stored, as bits: never renumber.
enum class Place : std::uint8_t { site = 1, media = 2, service_points = 4 };

struct Publication {
  std::string partner;
  std::map<programme::Language, std::string> titles, texts;
  Instant from, until;  ///< it stands in [from, until)
  std::uint8_t places = 0;
  std::string by;

  bool stands_in(Place place) const { return (places & static_cast<std::uint8_t>(place)) != 0; }
  friend bool operator==(const Publication&, const Publication&) = default;
};

/// Stored: never renumber.
enum class PublicationState : std::uint8_t {
  planned = 1,  ///< waits for somebody else's approval
  approved = 2,
  withdrawn = 3,
};

struct Published {
  std::uint32_t id = 0;
  Instant planned_at;
  Publication what;
  PublicationState state = PublicationState::planned;
  std::string approved_by;
  Instant moved_at;  ///< its newest change
  /// Whether the public sees it.
  bool stands(Instant now) const {
    return state == PublicationState::approved && now >= what.from && now < what.until;
  }
  friend bool operator==(const Published&, const Published&) = default;
};

/// What extra bonuses of one kind have in common. Whom one was given to, and why, is nobody's.
struct BonusKind {
  Amount amount;
  Duration validity;
  friend auto operator<=>(const BonusKind&, const BonusKind&) = default;
};

// --- Their events. The journal keeps them for good.

struct PublicationPlanned {
  std::uint32_t id = 0;
  Instant at;
  Publication what;
  friend bool operator==(const PublicationPlanned&, const PublicationPlanned&) = default;
};
struct PublicationMoved {
  std::uint32_t id = 0;
  Instant at;
  PublicationState to = PublicationState::approved;
  std::string by;
  friend bool operator==(const PublicationMoved&, const PublicationMoved&) = default;
};
/// The first extra bonus of its kind was given.
struct BonusAnnounced {
  Instant at;
  BonusKind kind;
  friend bool operator==(const BonusAnnounced&, const BonusAnnounced&) = default;
};
using PublicationEvent = std::variant<PublicationPlanned, PublicationMoved, BonusAnnounced>;

/// All of them. Copies share what has not changed.
class Publications {
 public:
  void apply(const PublicationEvent& event);

  const Published* find(std::uint32_t id) const;
  const std::map<std::uint32_t, std::shared_ptr<const Published>>& all() const { return all_; }
  std::uint32_t next_id() const { return all_.empty() ? 1 : all_.rbegin()->first + 1; }
  /// With the instant at which each was first given.
  const std::map<BonusKind, Instant>& bonuses() const { return bonuses_; }

 private:
  std::map<std::uint32_t, std::shared_ptr<const Published>> all_;
  std::map<BonusKind, Instant> bonuses_;
};

/// What is wrong with it: the first problem.
std::optional<PlanProblem> check(const Publication& publication,
                                 const programme::Programme& programme, Instant now);

/// Whether somebody may move it there: why not, in words; empty if so. A second person approves.
std::string_view why_not(const Published& published, PublicationState to, std::string_view by);

inline constexpr std::size_t title_longest = 120, publication_longest = 4000;

}  // namespace airperk::outreach
