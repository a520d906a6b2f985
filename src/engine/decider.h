#pragma once

#include <array>

#include "base/assert.h"
#include "engine/client_clocks.h"
#include "engine/clock.h"
#include "engine/contact_tallies.h"
#include "engine/open_sessions.h"
#include "engine/replies.h"
#include "engine/respondents.h"

namespace airperk::engine {

/// How often each kind of fact happened, by its place in subscriber::Fact.
using EventCounts = std::array<std::uint64_t, std::variant_size_v<subscriber::Fact>>;

/// How many service messages were taken, by kind from its first on.
using ServiceCounts = std::array<std::uint64_t, subscriber::service_message_kinds>;

/// Whom a request is about; nothing for nobody and for somebody unknown.
std::optional<SubscriberId> find(const store::Store& store, const OpenSessions& sessions,
                                 const Target& target);

/// Decides the requests of one group, one after the other, and gathers what is to be committed.
/// Lives as long as the group; for the decider's thread.
class GroupDecider {
 public:
  GroupDecider(store::Store& store, Clock& clock, Replies& replies, ClientClocks& client_clocks,
               OpenSessions& sessions, ContactTallies& tallies, Respondents& respondents,
               std::shared_ptr<const House> house, std::uint64_t group_number, ClockState time,
               std::size_t requests_about);

  Answer decide(const Request& request);
  /// R2: ends what Tcc has ended, of a few sessions nobody asks for any more.
  void supervise();
  /// What is decided under a doubted clock tells the next start of that.
  void note_doubt();
  /// The sessions whose clients had better report once this group is durable.
  std::vector<SessionName> take_notices() { return std::move(notices_); }

  /// Who has left with this group.
  std::vector<SubscriberId> take_left() { return std::move(left_); }

  /// Whether there is something for the journal; and whether there are answers to surveys alone.
  bool changed() const;
  bool keeps_answers() const { return !group_.answers.empty(); }
  /// The house after this group; the same one if nothing changed it.
  std::shared_ptr<const House> house() const { return house_; }
  const EventCounts& counts() const { return counts_; }
  const ServiceCounts& service_counts() const { return service_counts_; }
  store::Group take();

 private:
  struct Subject {
    SubscriberId id;
    store::Resident* resident = nullptr;
  };
  Answer decide_once(const Request& request);
  // In decide_repeated.cpp.
  std::optional<std::string> known_reply(const Request& request, const store::RequestKey& name);
  bool may_be_older_than_memory(const Request& request) const;
  Duration age_of(const Request& request) const;
  Duration answered_within(const Request& request) const;
  std::optional<Answer> refuse_too_old(const Request& request) const;
  bool is_of_another_client(const Subject& subject, const Request& request) const;
  /// What is about no subscriber; nothing for what is about one.
  std::optional<Answer> decide_for_the_house(const Command& command);
  Answer decide_for(Subject subject, const Command& command);
  std::optional<Subject> find(const Target& target);

  Answer provision(const Target& target, const Provision& provision);
  Answer open_subscriber(Msisdn msisdn, const Provision& provision);
  Answer update_subscriber(Subject subject, const Provision& provision);
  Answer dial(Subject subject, const dialogue::Dial& dial);
  Answer transfer(Subject from, const Transfer& transfer);
  Answer view(Subject subject);
  Answer charge(Subject subject, const charging::ChargeEvent& charge);
  Answer refund(Subject subject, const charging::Refund& refund);
  Answer enquire(Subject subject, const charging::Enquire& enquire);
  Answer control(Subject subject, const charging::CreditControl& control);
  template <typename SubscriberCommand>
  Answer plain(Subject subject, const SubscriberCommand& command);
  // In decide_clock.cpp.
  Answer move_clock(const MoveClock& move);
  Answer confirm_clock(const ConfirmClock& confirm);
  Answer note_clock(std::string by = {});
  Answer publish(const PublishTerms& publish);
  Answer count_slots(const CountSlots& count);
  Answer sweep(const SweepRecords& asked);
  void take_service_messages(Subject subject, std::size_t most, Swept& swept);
  Answer change_account(const ChangeAccount& change);
  Answer take_programme(const TakeProgramme& take);
  // In decide_contacts.cpp.
  Answer plan_campaign(const PlanCampaign& asked);
  Answer move_campaign(const MoveCampaign& move);
  Answer stop_contacts(const StopContacts& stop);
  Answer progress_campaign(const ProgressCampaign& progress);
  Answer close_tally(const CloseTally& close);
  Answer scan_audience(const ScanAudience& scan);
  Answer count_reach(const CountReach& count);
  Answer take_slot(Subject subject, const TakeSlot& take);
  Answer settle(Subject subject, const SettleContact& settle);
  // In decide_surveys.cpp.
  template <typename Wanted>
  dialogue::Surveyed find_survey(Subject subject, Wanted wanted) const;
  dialogue::Surveyed survey_for(Subject subject, const dialogue::Dial& dial) const;
  dialogue::Surveyed forgotten_invitation(Subject subject, const dialogue::Dial& dial) const;
  void keep(Subject subject, const std::optional<dialogue::KeptProgress>& kept);
  void erase_answers(Subject subject);
  Answer reply_to_survey(Subject subject, const dialogue::SurveyReply& reply);
  Answer read_message(Subject subject, const dialogue::SurveyReply& message);
  Answer leave_by_message(Subject subject);
  std::string say_how_to_leave(Subject subject);
  Answer told_question(Subject subject, const ToldQuestion& told);
  Answer close_survey(const CloseSurvey& close);
  Answer keep_report(const KeepReport& keep);
  Answer release_report(const ReleaseReport& release);

  // In decide_publications.cpp.
  Answer plan_publication(const PlanPublication& asked);
  Answer move_publication(const MovePublication& move);
  void announce(const outreach::BonusKind& kind);

  /// Rolls the record forward; the events wait for `commit`.
  subscriber::Events bring_up_to_date(Subject subject);
  /// A copy with the facts applied: an assertion that fails does so there.
  subscriber::Record applied(subscriber::Record record, const subscriber::Facts& facts) const;
  /// What follows changes more than `undo_` can take back: an assertion ends the process again.
  void changes();
  Answer undone(const Request& request, const Broken& broken);
  /// Applies the facts and appends one batch with everything that happened. `after`: the record
  /// with the facts applied, where the decision has it already.
  void commit(Subject subject, subscriber::Events due, subscriber::Facts facts,
              std::optional<subscriber::Record> after = {});
  /// Changes the house, for this group's next requests too.
  void happen(const store::HouseEvent& event);
  subscriber::Context context() const { return {house_->programmes, house_->terms, group_.at}; }
  Answer refused(subscriber::Refusal refusal) const;
  Answer answered(Outcome outcome) const;

  store::Store& store_;
  Clock& clock_;
  const ClockState time_;  ///< one reading for the whole group
  Replies& replies_;
  ClientClocks& client_clocks_;
  OpenSessions& sessions_;
  ContactTallies& tallies_;
  Respondents& respondents_;
  std::shared_ptr<const House> house_;
  store::Group group_;
  EventCounts counts_{};
  ServiceCounts service_counts_{};
  std::vector<SessionName> notices_;
  std::vector<SubscriberId> left_;
  /// While a request has changed nothing but these records, which are kept as they were.
  std::optional<AssertionsThrow> assertions_throw_;
  std::vector<std::pair<subscriber::Record*, subscriber::Record>> undo_;
};

}  // namespace airperk::engine
