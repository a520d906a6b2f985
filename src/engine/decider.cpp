#include "engine/decider.h"

#include "base/assert.h"
#include "core/dialogue/dial.h"
#include "core/dialogue/words.h"
#include "core/subscriber/apply.h"
#include "core/subscriber/roll_forward.h"
#include "core/subscriber/sessions.h"
#include "engine/faulty.h"

namespace airperk::engine {

using subscriber::Events;
using subscriber::Facts;
using subscriber::Refusal;

namespace {

template <typename T, typename... Others>
constexpr bool is_one_of = (std::is_same_v<T, Others> || ...);

}  // namespace

std::optional<SubscriberId> find(const store::Store& store, const OpenSessions& sessions,
                                 const Target& target) {
  if (const auto* session = std::get_if<OpenSession>(&target)) return sessions.find(session->key);
  if (const auto* msisdn = std::get_if<Msisdn>(&target)) return store.find(*msisdn);
  if (const auto* imsi = std::get_if<Imsi>(&target)) return store.find(*imsi);
  if (const auto* id = std::get_if<SubscriberId>(&target)) {
    if (id->value >= 1 && id->value <= store.subscribers()) return *id;
  }
  return {};
}

GroupDecider::GroupDecider(store::Store& store, Clock& clock, Replies& replies,
                           ClientClocks& client_clocks, OpenSessions& sessions,
                           ContactTallies& tallies, Respondents& respondents,
                           std::shared_ptr<const House> house, std::uint64_t group_number,
                           ClockState time, std::size_t requests_about)
    : store_(store),
      clock_(clock),
      time_(time),
      replies_(replies),
      client_clocks_(client_clocks),
      sessions_(sessions),
      tallies_(tallies),
      respondents_(respondents),
      house_(std::move(house)) {
  group_.number = group_number;
  group_.at = time.now;
  group_.batches.reserve(requests_about);
}

bool GroupDecider::changed() const {
  return !group_.batches.empty() || !group_.house.empty() || !group_.directory.empty() ||
         !group_.replies.empty();
}

store::Group GroupDecider::take() {
  if (auto forgotten = tallies_.take_forgotten()) group_.house.emplace_back(*std::move(forgotten));
  return std::move(group_);
}

std::optional<Answer> GroupDecider::decide_for_the_house(const Command& command) {
  return std::visit(
      [&]<typename C>(const C& c) -> std::optional<Answer> {
        if constexpr (std::is_same_v<C, MoveClock>) {
          return move_clock(c);
        } else if constexpr (std::is_same_v<C, ConfirmClock>) {
          return confirm_clock(c);
        } else if constexpr (std::is_same_v<C, NoteClock>) {
          return note_clock();
        } else if constexpr (std::is_same_v<C, PublishTerms>) {
          return publish(c);
        } else if constexpr (std::is_same_v<C, ChangeAccount>) {
          return change_account(c);
        } else if constexpr (std::is_same_v<C, TakeProgramme>) {
          return take_programme(c);
        } else if constexpr (std::is_same_v<C, PlanCampaign>) {
          return plan_campaign(c);
        } else if constexpr (std::is_same_v<C, MoveCampaign>) {
          return move_campaign(c);
        } else if constexpr (std::is_same_v<C, StopContacts>) {
          return stop_contacts(c);
        } else if constexpr (std::is_same_v<C, ProgressCampaign>) {
          return progress_campaign(c);
        } else if constexpr (std::is_same_v<C, CloseTally>) {
          return close_tally(c);
        } else if constexpr (std::is_same_v<C, PlanPublication>) {
          return plan_publication(c);
        } else if constexpr (std::is_same_v<C, MovePublication>) {
          return move_publication(c);
        } else if constexpr (std::is_same_v<C, ScanAudience>) {
          return scan_audience(c);
        } else if constexpr (std::is_same_v<C, CountReach>) {
          return count_reach(c);
        } else if constexpr (std::is_same_v<C, CloseSurvey>) {
          return close_survey(c);
        } else if constexpr (std::is_same_v<C, KeepReport>) {
          return keep_report(c);
        } else if constexpr (std::is_same_v<C, ReleaseReport>) {
          return release_report(c);
        } else if constexpr (std::is_same_v<C, CountSlots>) {
          return count_slots(c);
        } else if constexpr (std::is_same_v<C, SweepRecords>) {
          return sweep(c);
        } else {
          return {};
        }
      },
      command);
}

Answer GroupDecider::decide_once(const Request& request) {
  if (auto answer = decide_for_the_house(request.command)) return *std::move(answer);
  if (const auto* stated = std::get_if<Provision>(&request.command)) {
    return provision(request.target, *stated);
  }
  const auto subject = find(request.target);
  if (!subject) {
    const bool of_session = std::holds_alternative<OpenSession>(request.target);
    auto answer = refused(of_session ? Refusal::unknown_session : Refusal::unknown_subscriber);
    if (std::holds_alternative<dialogue::Dial>(request.command)) {
      answer.body = dialogue::unknown_subscriber(context().programme());
    }
    return answer;
  }
  if (request.same_as && *request.same_as != subject->resident->imsi) {
    const auto same = store_.find(*request.same_as);
    if (same && *same != subject->id) return refused(Refusal::identities_disagree);
  }
  if (is_of_another_client(*subject, request)) {
    return faulty(group_.at, Fault::foreign_session, "the session is another client's");
  }
  undo_.clear();
  assertions_throw_.emplace();
  auto answer = decide_for(*subject, request.command);
  assertions_throw_.reset();
  if (const auto* control = std::get_if<charging::CreditControl>(&request.command)) {
    sessions_.call(control->session, request.session);
  }
  return answer;
}

/// A session belongs to who opened it.
bool GroupDecider::is_of_another_client(const Subject& subject, const Request& request) const {
  const auto* control = std::get_if<charging::CreditControl>(&request.command);
  if (!control || control->client == 0) return false;
  const auto* session = subscriber::find_session(subject.resident->record, control->session);
  return session && session->client != 0 && session->client != control->client;
}

Answer GroupDecider::decide_for(Subject subject, const Command& command) {
  return std::visit(
      [&]<typename C>(const C& c) -> Answer {
        if constexpr (std::is_same_v<C, View>) {
          return view(subject);
        } else if constexpr (std::is_same_v<C, dialogue::Dial>) {
          return dial(subject, c);
        } else if constexpr (std::is_same_v<C, Transfer>) {
          return transfer(subject, c);
        } else if constexpr (std::is_same_v<C, charging::ChargeEvent>) {
          return charge(subject, c);
        } else if constexpr (std::is_same_v<C, charging::Enquire>) {
          return enquire(subject, c);
        } else if constexpr (std::is_same_v<C, charging::CreditControl>) {
          return control(subject, c);
        } else if constexpr (std::is_same_v<C, charging::Refund>) {
          return refund(subject, c);
        } else if constexpr (std::is_same_v<C, TakeSlot>) {
          return take_slot(subject, c);
        } else if constexpr (std::is_same_v<C, SettleContact>) {
          return settle(subject, c);
        } else if constexpr (std::is_same_v<C, dialogue::SurveyReply>) {
          return c.channel == subscriber::Channel::sms ? read_message(subject, c)
                                                       : reply_to_survey(subject, c);
        } else if constexpr (std::is_same_v<C, ToldQuestion>) {
          return told_question(subject, c);
        } else if constexpr (is_one_of<C, Provision, MoveClock, PublishTerms, TakeProgramme,
                                       PlanCampaign, MoveCampaign, StopContacts, ProgressCampaign,
                                       ScanAudience, CountReach, CloseSurvey, KeepReport,
                                       ReleaseReport, CloseTally, PlanPublication, MovePublication,
                                       ChangeAccount, CountSlots, SweepRecords, ConfirmClock,
                                       NoteClock>) {
          AIRPERK_ASSERT(false && "decided before a subscriber is looked for");
          return {};
        } else {
          return plain(subject, c);
        }
      },
      command);
}

std::optional<GroupDecider::Subject> GroupDecider::find(const Target& target) {
  const auto id = engine::find(store_, sessions_, target);
  if (!id) return {};
  return Subject{*id, store_.load(*id)};
}

Events GroupDecider::bring_up_to_date(Subject subject) {
  Events due;
  auto& record = subject.resident->record;
  if (subscriber::next_due(record, house_->programmes) > group_.at) return due;
  if (assertions_throw_) undo_.emplace_back(&record, record);
  const bool is_erased_now = record.erase_at <= group_.at;
  const auto contacts = is_erased_now ? record.contacts : std::vector<subscriber::Contact>();
  subscriber::roll_forward(record, house_->programmes, group_.at, due);
  if (is_erased_now) tallies_.follow_erasure(contacts, record);
  return due;
}

subscriber::Record GroupDecider::applied(subscriber::Record record, const Facts& facts) const {
  const auto& zone = house_->programmes.at(group_.at).programme->zone;
  for (const auto& fact : facts) subscriber::apply(record, {group_.at, fact}, zone);
  return record;
}

void GroupDecider::changes() {
  assertions_throw_.reset();
}

namespace {

/// U14: what comes from outside and changes what an open session may use.
bool matters_to_sessions(const subscriber::Fact& fact) {
  using namespace subscriber;
  return std::holds_alternative<Left>(fact) || std::holds_alternative<ToppedUp>(fact) ||
         std::holds_alternative<TransferReceived>(fact) ||
         std::holds_alternative<BonusActivated>(fact) ||
         std::holds_alternative<ExtraBonusGiven>(fact) ||
         std::holds_alternative<BalanceGiven>(fact) || std::holds_alternative<Refunded>(fact) ||
         std::holds_alternative<Adjusted>(fact) || std::holds_alternative<TariffChanged>(fact) ||
         std::holds_alternative<ServiceTaken>(fact) || std::holds_alternative<ServiceDropped>(fact);
}

}  // namespace

void GroupDecider::commit(Subject subject, Events due, Facts facts,
                          std::optional<subscriber::Record> after) {
  auto& [record, head, msisdn, imsi] = *subject.resident;
  if (!after && assertions_throw_ && !facts.empty()) (void)applied(record, facts);
  changes();
  const auto& in_force = house_->programmes.at(group_.at);
  if (!record.sessions.empty() && std::any_of(facts.begin(), facts.end(), matters_to_sessions)) {
    for (const auto& session : record.sessions) {
      if (const auto* name = sessions_.name_of(session.key)) notices_.push_back(*name);
    }
  }
  for (auto& fact : facts) {
    if (auto* left = std::get_if<subscriber::Left>(&fact)) {
      left->drops_through = house_->campaigns.next_id() - 1;
    }
    tallies_.follow(record, fact, group_.at);
    if (std::holds_alternative<subscriber::Left>(fact)) {
      left_.push_back(subject.id);
      erase_answers(subject);
    }
    due.push_back({group_.at, std::move(fact)});
    if (after) continue;
    const bool erases = std::holds_alternative<subscriber::Erased>(due.back().fact);
    const auto contacts = erases ? record.contacts : std::vector<subscriber::Contact>();
    subscriber::apply(record, due.back(), in_force.programme->zone);
    if (erases) tallies_.follow_erasure(contacts, record);
  }
  if (after) record = *std::move(after);
  if (due.empty()) return;
  for (const auto& event : due) ++counts_[event.fact.index()];
  sessions_.follow(subject.id, record, due);
  ++record.version;
  group_.batches.push_back({subject.id, record.version, head, in_force.number, std::move(due)});
  head = store::Position::of(group_.number, group_.batches.size() - 1);
}

Answer GroupDecider::refused(Refusal refusal) const {
  Answer answer;
  answer.now = group_.at;
  answer.refusal = refusal;
  return answer;
}

Answer GroupDecider::answered(Outcome outcome) const {
  Answer answer;
  answer.now = group_.at;
  answer.body = outcome;
  return answer;
}

Answer GroupDecider::view(Subject subject) {
  commit(subject, bring_up_to_date(subject), {});
  const auto& resident = *subject.resident;
  Answer answer;
  answer.now = group_.at;
  answer.body = Viewed{subject.id, resident.record, resident.msisdn, resident.imsi, resident.head};
  return answer;
}

Answer GroupDecider::dial(Subject subject, const dialogue::Dial& dial) {
  auto due = bring_up_to_date(subject);
  auto dialled =
      dialogue::answer(subject.resident->record, dial, survey_for(subject, dial), context());
  if (dialled.kept) (void)applied(subject.resident->record, dialled.facts);
  keep(subject, dialled.kept);
  commit(subject, std::move(due), std::move(dialled.facts));
  Answer answer;
  answer.now = group_.at;
  answer.body = std::move(dialled.screen);
  return answer;
}

template <typename SubscriberCommand>
Answer GroupDecider::plain(Subject subject, const SubscriberCommand& command) {
  auto due = bring_up_to_date(subject);
  auto decided = subscriber::decide(subject.resident->record, command, context());
  commit(subject, std::move(due), decided ? std::move(*decided) : Facts{});
  if (!decided) return refused(decided.error());
  Outcome outcome;
  outcome.main = subject.resident->record.main;
  if constexpr (std::is_same_v<SubscriberCommand, subscriber::Erase>) {
    outcome.until = subject.resident->record.erase_at;
  }
  if constexpr (std::is_same_v<SubscriberCommand, subscriber::GrantExtra>) {
    outcome.amount = command.amount;
    outcome.until = group_.at + command.validity;
    announce({command.amount, command.validity});
  }
  return answered(outcome);
}

Answer GroupDecider::transfer(Subject from, const Transfer& transfer) {
  const auto to = find(transfer.to);
  auto from_due = bring_up_to_date(from);
  const bool to_oneself = to && to->id == from.id;
  auto to_due = to && !to_oneself ? bring_up_to_date(*to) : Events{};
  const auto decided =
      to ? subscriber::decide(from.resident->record, to->resident->record,
                              subscriber::Transfer{from.id, to->id, transfer.amount}, context())
         : fail(Refusal::unknown_recipient);
  if (decided) (void)applied(from.resident->record, decided->from);
  if (decided) (void)applied(to->resident->record, decided->to);
  commit(from, std::move(from_due), decided ? decided->from : Facts{});
  if (to && !to_oneself) commit(*to, std::move(to_due), decided ? decided->to : Facts{});
  if (!decided) return refused(decided.error());
  Outcome outcome;
  outcome.main = from.resident->record.main;
  outcome.amount = transfer.amount;
  return answered(outcome);
}

Answer GroupDecider::charge(Subject subject, const charging::ChargeEvent& event) {
  auto due = bring_up_to_date(subject);
  auto decided = charging::decide(subject.resident->record, event, context());
  if (!decided) {
    commit(subject, std::move(due), {});
    return refused(decided.error());
  }
  Outcome outcome;
  outcome.quantity = event.asked.quantity;
  for (const auto& part : std::get<subscriber::Charged>(decided->front()).parts) {
    if (part.unit == subscriber::Unit::units) outcome.amount += Amount::nano(part.amount);
  }
  const auto& charged = std::get<subscriber::Charged>(decided->front());
  const bool is_sure = subscriber::has_what_pays(subject.resident->record, charged);
  if (is_sure) changes();  // no copy is needed to try it on
  commit(subject, std::move(due), std::move(*decided));
  outcome.main = subject.resident->record.main;
  return answered(outcome);
}

Answer GroupDecider::refund(Subject subject, const charging::Refund& refund) {
  if (subject.resident->record.version != refund.seen_version) {
    return faulty(group_.at, Fault::overtaken);
  }
  auto due = bring_up_to_date(subject);
  auto decided = charging::decide(subject.resident->record, refund, context());
  if (!decided) {
    commit(subject, std::move(due), {});
    return refused(decided.error());
  }
  Outcome outcome;
  const auto& refunded = std::get<subscriber::Refunded>(decided->front());
  outcome.quantity = refunded.quantity;
  for (const auto& [share, since, until] : refunded.parts) {
    if (share.unit == subscriber::Unit::units) outcome.amount += Amount::nano(share.amount);
  }
  commit(subject, std::move(due), std::move(*decided));
  outcome.main = subject.resident->record.main;
  return answered(outcome);
}

Answer GroupDecider::enquire(Subject subject, const charging::Enquire& enquire) {
  auto due = bring_up_to_date(subject);
  auto quote = charging::quote(subject.resident->record, enquire, context());
  commit(subject, std::move(due), {});
  if (!quote) return refused(quote.error());
  Answer answer;
  answer.now = group_.at;
  answer.body = *std::move(quote);
  return answer;
}

Answer GroupDecider::control(Subject subject, const charging::CreditControl& control) {
  if (control.step == charging::CreditControl::Step::initial) {
    const auto holder = sessions_.find(control.session);
    if (holder && *holder != subject.id) {
      return faulty(group_.at, Fault::key_reused, "a session of that name is another subscriber's");
    }
    if (!holder && sessions_.count() >= context().programme().charging.sessions) {
      return refused(Refusal::too_many_sessions);
    }
  }
  auto due = bring_up_to_date(subject);
  auto controlled = charging::decide(subject.resident->record, control, context());
  commit(subject, std::move(due), std::move(controlled.facts), std::move(controlled.after));
  Answer answer;
  answer.now = group_.at;
  answer.refusal = controlled.refusal;
  answer.repeated = controlled.repeated;
  answer.body = SessionAnswer{std::move(controlled.services)};
  return answer;
}

void GroupDecider::supervise() {
  constexpr int at_once = 16;
  for (int i = 0; i < at_once; ++i) {
    const auto id = sessions_.next_due(store_, group_.at);
    if (!id) return;
    const Subject subject{*id, store_.load(*id)};
    commit(subject, bring_up_to_date(subject), {});
  }
}

void GroupDecider::happen(const store::HouseEvent& event) {
  auto changed = std::make_shared<House>(*house_);
  AIRPERK_ASSERT(engine::apply(*changed, event).has_value());
  house_ = std::move(changed);
  group_.house.push_back(event);
}

Answer GroupDecider::publish(const PublishTerms& publish) {
  store::TermsPublished published{{house_->terms.latest().number + 1, group_.at, publish.texts}};
  Outcome outcome;
  outcome.version = published.version.number;
  outcome.until = group_.at;
  happen(published);
  return answered(outcome);
}

Answer GroupDecider::change_account(const ChangeAccount& change) {
  auto changed = change.change;
  changed.at = group_.at;
  happen(changed);
  return answered({});
}

Answer GroupDecider::take_programme(const TakeProgramme& take) {
  auto events = engine::take_programme(*house_, *take.loaded, group_.at);
  if (!events) return faulty(group_.at, Fault::programme_refused, events.error());
  for (const auto& event : *events) happen(event);
  Outcome outcome;
  outcome.version = house_->programmes.latest().number;
  return answered(outcome);
}

}  // namespace airperk::engine
