#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/programme/texts.h"
#include "core/report/survey_report.h"
#include "core/subscriber/record.h"
#include "core/survey/questionnaire.h"

/// Campaigns: what a partner's message or survey invitation says, whom it is for and when. Plain
/// values and the events that change them; the house keeps them.
namespace airperk::outreach {

using subscriber::Channel;
using subscriber::ContactKind;

/// Whom a campaign is for: a list, or all members that fit.
struct Audience {
  bool listed = false;
  std::vector<SubscriberId> subscribers;       ///< of a list, each once, ascending
  std::vector<programme::Language> languages;  ///< of a segment; none: all
  std::vector<NameKey> tariffs;                ///< likewise
  std::vector<NameKey> regions;
  std::vector<subscriber::AgeBand> age_bands;
  /// When the membership began: in [joined_from, joined_until).
  Instant joined_from = Instant::beginning(), joined_until = Instant::never();
  /// Campaigns of which the member has, or has not, had a contact; as far back as contacts are
  /// kept, and since the join.
  std::vector<std::uint32_t> contacted_by, not_contacted_by;
  friend bool operator==(const Audience&, const Audience&) = default;
};

inline constexpr int priority_highest = 1, priority_lowest = 9;

/// What somebody asks for.
struct Plan {
  std::string partner, name;
  ContactKind kind = ContactKind::message;
  Channel channel = Channel::sms;  ///< SMS, USSD or a call (C1)
  std::map<programme::Language, std::string> texts;
  Audience audience;
  Instant starts, ends;      ///< nothing of it is handed over, or delivered, outside [starts, ends)
  int priority = 5;          ///< 1 goes first
  std::uint32_t volume = 0;  ///< contacts that the partner has booked; 0: as many as there are
  std::uint32_t per_minute = 0;   ///< at most so many; 0: as fast as the network takes them
  int control = 0;                ///< percent of the audience who get nothing, to compare with
  std::uint64_t control_key = 0;  ///< chooses them
  std::string by;
  std::optional<survey::Questionnaire> survey;  ///< what an invitation invites to (S1)
  friend bool operator==(const Plan&, const Plan&) = default;
};

/// Stored: never renumber.
enum class CampaignState : std::uint8_t {
  planned = 1,  ///< waits for somebody else's approval
  approved = 2,
  paused = 3,
  finished = 4,
  cancelled = 5,
};

struct Campaign {
  std::uint32_t id = 0;
  Instant planned_at;
  Plan plan;
  CampaignState state = CampaignState::planned;
  std::string approved_by;
  /// How far its audience has been asked: the place in its list, or the subscriber's id. What
  /// stands before it is over; what comes after may have been asked by a process that was killed.
  std::uint32_t through = 0;
  /// Of a survey that has closed: made once, from answers that nobody has any more.
  std::optional<report::SurveyReport> report;
  Instant reported_at, released_at;
  std::string released_by;  ///< empty: not released
  friend bool operator==(const Campaign&, const Campaign&) = default;
};

// --- Its events. The journal keeps them for good.

struct CampaignPlanned {
  std::uint32_t id = 0;
  Instant at;
  Plan plan;
  friend bool operator==(const CampaignPlanned&, const CampaignPlanned&) = default;
};
struct CampaignMoved {
  std::uint32_t id = 0;
  CampaignState to = CampaignState::approved;
  std::string by;  ///< empty: the dispatcher
  friend bool operator==(const CampaignMoved&, const CampaignMoved&) = default;
};
struct CampaignProgressed {
  std::uint32_t id = 0;
  std::uint32_t through = 0;
  friend bool operator==(const CampaignProgressed&, const CampaignProgressed&) = default;
};
/// The one button: nothing goes out while it is pressed.
struct ContactsStopped {
  bool stopped = true;
  std::string by;
  friend bool operator==(const ContactsStopped&, const ContactsStopped&) = default;
};
/// S2: its key and its answers go once this is durable.
struct SurveyReported {
  std::uint32_t id = 0;
  Instant at;
  report::SurveyReport report;
  friend bool operator==(const SurveyReported&, const SurveyReported&) = default;
};
/// Once, and by whom: from now on the report may be read.
struct SurveyReleased {
  std::uint32_t id = 0;
  Instant at;
  std::string by;
  friend bool operator==(const SurveyReleased&, const SurveyReleased&) = default;
};
using CampaignEvent = std::variant<CampaignPlanned, CampaignMoved, CampaignProgressed,
                                   ContactsStopped, SurveyReported, SurveyReleased>;

/// All of them. Copies share what has not changed.
class Campaigns {
 public:
  void apply(const CampaignEvent& event);

  const Campaign* find(std::uint32_t id) const;
  const std::map<std::uint32_t, std::shared_ptr<const Campaign>>& all() const { return all_; }
  std::uint32_t next_id() const { return all_.empty() ? 1 : all_.rbegin()->first + 1; }
  bool stopped() const { return stopped_; }

 private:
  std::map<std::uint32_t, std::shared_ptr<const Campaign>> all_;
  bool stopped_ = false;
};

/// Whether somebody may move it there: why not, in words; empty if so. A second person approves.
std::string_view why_not(const Campaign& campaign, CampaignState to, std::string_view by);

/// Whether answers are taken, or wait to be made a report of.
bool is_survey_open(const Campaign& campaign);

}  // namespace airperk::outreach
