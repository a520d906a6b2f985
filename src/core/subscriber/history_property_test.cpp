#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>

#include "core/subscriber/subscriber_test_environment.h"

/// What holds for every history: random commands at random times (the instants at which something
/// is due, and one microsecond before them, come often), under programmes that change.
namespace airperk::subscriber {
namespace {

// --- What is generated ---

enum class Wait { some, to_next_due, to_month_end };
enum class Verb {
  nothing,
  join,
  leave,
  activate,
  extra,
  top_up,
  transfer,
  spend,
  spend_all,
  change_brand,
  take_service,
  count,
};

struct Step {
  Wait wait = Wait::some;
  int seconds = 0;
  bool just_before = false;  ///< one microsecond before the instant waited for
  Verb verb = Verb::nothing;
  std::uint32_t who = 0;
  std::int64_t quantity = 0;
};

struct Change {
  int days = 0;  ///< after the change before it
  int grants = 1, activations = 1, window_days = 30, validity_days = 7;
  std::int64_t amount = 0;
  bool forfeit = true;
  std::int64_t fee = 0;
};

struct Story {
  int start = 0;
  std::vector<Change> changes;
  std::vector<Step> steps;
};

std::ostream& operator<<(std::ostream& out, const Step& s) {
  return out << "{wait " << static_cast<int>(s.wait) << " " << s.seconds << "s"
             << (s.just_before ? " just before" : "") << ", verb " << static_cast<int>(s.verb)
             << ", who " << s.who << ", " << s.quantity << "}";
}
std::ostream& operator<<(std::ostream& out, const Change& c) {
  return out << "{+" << c.days << " days: " << c.grants << " grants, " << c.activations
             << " activations, window " << c.window_days << ", validity " << c.validity_days
             << ", amount " << c.amount << ", " << (c.forfeit ? "forfeit" : "keep") << "}";
}
std::ostream& operator<<(std::ostream& out, const Story& story) {
  out << "start " << story.start << "\n";
  for (const auto& change : story.changes) out << "  " << change << "\n";
  for (const auto& step : story.steps) out << "  " << step << "\n";
  return out;
}

constexpr const char* starts[] = {"2016-03-05 10:00", "2016-01-31 23:59:59", "2024-02-10 12:00",
                                  "2024-02-29 23:30", "2015-12-01 00:00"};

rc::Gen<Step> any_step() {
  using namespace rc;
  return gen::build<Step>(
      gen::set(&Step::wait,
               gen::weightedElement<Wait>(
                   {{3, Wait::some}, {3, Wait::to_next_due}, {1, Wait::to_month_end}})),
      gen::set(&Step::seconds, gen::weightedOneOf<int>({{1, gen::just(0)},
                                                        {2, gen::inRange(0, 86'400)},
                                                        {2, gen::inRange(0, 40 * 86'400)}})),
      gen::set(&Step::just_before, gen::weightedElement<bool>({{1, true}, {3, false}})),
      gen::set(&Step::verb, gen::map(gen::inRange(0, static_cast<int>(Verb::count)),
                                     [](int verb) { return static_cast<Verb>(verb); })),
      gen::set(&Step::who, gen::inRange<std::uint32_t>(0, 3)),
      gen::set(&Step::quantity, gen::inRange<std::int64_t>(1, 700'000'000'000)));
}

rc::Gen<Change> any_change() {
  using namespace rc;
  return gen::build<Change>(
      gen::set(&Change::days, gen::inRange(0, 60)), gen::set(&Change::grants, gen::inRange(1, 3)),
      gen::set(&Change::activations, gen::inRange(1, 3)),
      gen::set(&Change::window_days, gen::inRange(1, 70)),
      gen::set(&Change::validity_days, gen::inRange(1, 70)),
      gen::set(&Change::amount, gen::inRange<std::int64_t>(1, 600'000'000'000)),
      gen::set(&Change::forfeit, gen::arbitrary<bool>()),
      gen::set(&Change::fee, gen::inRange<std::int64_t>(0, 10'000'000'000)));
}

rc::Gen<Story> any_story() {
  using namespace rc;
  return gen::build<Story>(
      gen::set(&Story::start, gen::inRange(0, static_cast<int>(std::size(starts)))),
      gen::set(&Story::changes, gen::resize(4, gen::container<std::vector<Change>>(any_change()))),
      gen::set(&Story::steps, gen::container<std::vector<Step>>(any_step())));
}

// --- How it is lived ---

/// Three people, of whom the story's steps move one or two.
struct Lives {
  World world{smart()};
  std::vector<Person> people;

  explicit Lives(const Story& story) {
    world.at(starts[story.start]);
    auto programme = smart();
    Instant from = world.now;
    for (const auto& change : story.changes) {
      from = from + Duration::days(change.days);
      programme.bonus.grants_per_month = change.grants;
      programme.bonus.activations_per_month = change.activations;
      programme.bonus.activation_window = Duration::days(change.window_days);
      programme.bonus.validity = Duration::days(change.validity_days);
      programme.bonus.amount = Amount::nano(change.amount);
      programme.membership.on_leave =
          change.forfeit ? programme::OnLeave::forfeit : programme::OnLeave::keep_until_expiry;
      programme.transfers.fee = Amount::nano(change.fee);
      world.takes_force(programme, from);
    }
    for (std::uint32_t id = 1; id <= 3; ++id) people.emplace_back(world, id);
  }

  Instant instant_of(const Step& step) const {
    Instant to = world.now + Duration::seconds(step.seconds);
    if (step.wait == Wait::to_next_due) {
      to = Instant::never();
      for (const auto& person : people) {
        to = std::min(to, next_due(person.record(), world.programmes));
      }
      if (to == Instant::never()) to = world.now;
    } else if (step.wait == Wait::to_month_end) {
      to = world.zone().start_of(world.zone().month_of(world.now).next());
    }
    if (step.just_before) to = to - Duration::microseconds(1);
    return std::max(to, world.now);
  }

  void live(const Step& step) {
    auto& person = people[step.who];
    auto& other = people[(step.who + 1) % 3];
    const auto quantity = Amount::nano(step.quantity);
    switch (step.verb) {
      case Verb::nothing:
      case Verb::count:
        break;
      case Verb::join:
        person.joins();
        break;
      case Verb::leave:
        person.leaves();
        break;
      case Verb::activate:
        person.activates();
        break;
      case Verb::extra:
        person.asks(GrantExtra{quantity, Duration::seconds(step.seconds + 1), "r", "a"});
        break;
      case Verb::top_up:
        person.asks(TopUp{quantity});
        break;
      case Verb::transfer:
        person.transfers(quantity, other);
        break;
      case Verb::spend:
      case Verb::spend_all:
        spend(person, step);
        break;
      case Verb::change_brand:
        person.changes_brand(step.quantity % 2 == 0 ? "kcell" : "activ");
        break;
      case Verb::take_service:
        person.takes_service("Online", step.quantity % 2 == 0);
        break;
    }
  }

 private:
  /// A charge as the rooms above decide them: from the first balance that has something.
  static void spend(Person& person, const Step& step) {
    const auto& record = person.up_to_date();
    Charged charged;
    BalanceId from = main_balance;
    std::int64_t left = record.main.in_nano();
    if (!record.balances.empty()) {
      from = record.balances.front().id;
      left = record.balances.front().left;
    }
    const auto amount = step.verb == Verb::spend_all ? left : std::min(left, step.quantity);
    if (amount == 0) return;
    charged.parts.push_back({.balance = from, .amount = amount});
    person.happen({charged});
  }
};

// --- What always holds ---

RC_GTEST_PROP(HistoryProperty, Rolling_in_one_leap_equals_rolling_in_any_smaller_steps, ()) {
  const auto story = *any_story();
  Lives leaping(story), stepping(story);
  for (const auto& step : story.steps) {
    const Instant to = leaping.instant_of(step);
    // The one takes rests on the way, some of them where something is due.
    const auto rests =
        *rc::gen::resize(5, rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 20 * 86'400)));
    for (const int rest : rests) {
      Instant at = stepping.world.now + Duration::seconds(rest);
      if (rest % 3 == 0) {
        at = next_due(stepping.people[step.who].record(), stepping.world.programmes);
        if (rest % 2 == 0) at = at - Duration::microseconds(1);
      }
      if (at > to || at < stepping.world.now) continue;
      stepping.world.now = at;
      for (auto& person : stepping.people) person.up_to_date();
    }
    leaping.world.now = stepping.world.now = to;
    leaping.live(step);
    stepping.live(step);
  }
  const Instant end = leaping.world.now + Duration::days(100);
  leaping.world.now = end;
  for (int day = 0; day < 100; ++day) {
    stepping.world.now = stepping.world.now + Duration::days(1);
    for (auto& person : stepping.people) person.up_to_date();
  }
  for (std::size_t i = 0; i < leaping.people.size(); ++i) {
    RC_ASSERT(leaping.people[i].up_to_date() == stepping.people[i].up_to_date());
    RC_ASSERT(leaping.people[i].history() == stepping.people[i].history());
  }
}

RC_GTEST_PROP(HistoryProperty, Replaying_the_events_makes_the_live_record, ()) {
  const auto story = *any_story();
  Lives lives(story);
  for (const auto& step : story.steps) {
    lives.world.now = lives.instant_of(step);
    lives.live(step);
  }
  for (const auto& person : lives.people) {
    Record replayed;
    for (const auto& event : person.history()) apply(replayed, event, lives.world.zone());
    RC_ASSERT(replayed == person.record());
  }
}

/// The obvious count, apart from the record's own.
struct Counted {
  std::map<std::int32_t, int> grants, activations;
  bool member = false;
  Instant last = Instant::beginning();
};

void count(Counted& counted, const Event& event, const World& world) {
  RC_ASSERT(event.at >= counted.last);
  counted.last = event.at;
  const auto month = world.zone().month_of(event.at).index;
  const auto& bonus = world.programmes.at(event.at).programme->bonus;
  if (std::holds_alternative<Joined>(event.fact)) {
    RC_ASSERT(!counted.member);
    counted.member = true;
  } else if (std::holds_alternative<Left>(event.fact)) {
    RC_ASSERT(counted.member);
    counted.member = false;
  } else if (const auto* granted = std::get_if<BonusGranted>(&event.fact)) {
    RC_ASSERT(counted.member);
    RC_ASSERT(++counted.grants[month] <= bonus.grants_per_month);
    RC_ASSERT(granted->until == event.at + bonus.activation_window);
    RC_ASSERT(granted->amount == bonus.amount);
  } else if (const auto* activated = std::get_if<BonusActivated>(&event.fact)) {
    RC_ASSERT(counted.member);
    RC_ASSERT(++counted.activations[month] <= bonus.activations_per_month);
    RC_ASSERT(activated->until == event.at + bonus.validity);
  }
}

RC_GTEST_PROP(HistoryProperty, No_order_of_events_goes_below_zero_or_grants_or_activates_too_often,
              ()) {
  const auto story = *any_story();
  Lives lives(story);
  std::vector<Counted> counted(lives.people.size());
  std::vector<std::size_t> seen(lives.people.size());
  for (const auto& step : story.steps) {
    lives.world.now = lives.instant_of(step);
    lives.live(step);
    for (std::size_t i = 0; i < lives.people.size(); ++i) {
      const auto& person = lives.people[i];
      for (; seen[i] < person.history().size(); ++seen[i]) {
        count(counted[i], person.history()[seen[i]], lives.world);
      }
      RC_ASSERT(!person.record().main.is_negative());
      for (const auto& balance : person.record().balances) RC_ASSERT(balance.left > 0);
      RC_ASSERT(person.record().is_member() == counted[i].member);
      RC_ASSERT(person.record().is_member() || person.record().waiting.empty());
    }
    const auto& person = lives.people[step.who];
    const auto& record = person.record();
    if (step.verb == Verb::nothing || step.verb == Verb::count) continue;
    // Who was just served holds nothing that has ended.
    for (const auto& grant : record.waiting) RC_ASSERT(grant.until > lives.world.now);
    for (const auto& balance : record.balances) RC_ASSERT(balance.until > lives.world.now);
  }
}

RC_GTEST_PROP(HistoryProperty, Money_and_units_are_conserved_over_transfers_between_several, ()) {
  const auto story = *any_story();
  Lives lives(story);
  for (const auto& step : story.steps) {
    lives.world.now = lives.instant_of(step);
    lives.live(step);
  }
  Amount money, units;
  for (const auto& person : lives.people) {
    for (const auto& event : person.history()) {
      if (const auto* opened = std::get_if<Provisioned>(&event.fact)) money += opened->main;
      if (const auto* topped = std::get_if<ToppedUp>(&event.fact)) money += topped->amount;
      if (const auto* sent = std::get_if<TransferSent>(&event.fact)) money -= sent->fee;
      if (const auto* granted = std::get_if<BonusGranted>(&event.fact)) units += granted->amount;
      if (const auto* extra = std::get_if<ExtraBonusGiven>(&event.fact)) units += extra->amount;
      if (const auto* cancelled = std::get_if<GrantCancelled>(&event.fact)) {
        units -= cancelled->amount;
      }
      if (const auto* ended = std::get_if<BalanceEnded>(&event.fact)) {
        units -= Amount::nano(ended->left);
      }
      if (const auto* charged = std::get_if<Charged>(&event.fact)) {
        for (const auto& part : charged->parts) {
          (part.balance == main_balance ? money : units) -= Amount::nano(part.amount);
        }
      }
    }
  }
  for (const auto& person : lives.people) {
    money -= person.record().main;
    for (const auto& grant : person.record().waiting) units -= grant.amount;
    for (const auto& balance : person.record().balances) units -= Amount::nano(balance.left);
  }
  RC_ASSERT(money == Amount());
  RC_ASSERT(units == Amount());
}

/// The same rules told in the slowest way: a clerk looks at every grant ever made.
RC_GTEST_PROP(HistoryProperty, Agrees_with_a_clerk_who_goes_through_the_calendar, ()) {
  const auto story = *any_story();
  Lives lives(story);
  auto& a = lives.people.front();
  struct Grant {
    Amount amount;
    Instant until;
    bool waits = true;
  };
  std::vector<Grant> grants;
  std::optional<Month> member_since;
  std::map<std::int32_t, int> granted_in;
  Month looked_through;
  const auto& zone = lives.world.zone();
  const auto grant_rest = [&](Instant at) {
    const auto& bonus = lives.world.programmes.at(at).programme->bonus;
    auto& granted = granted_in[zone.month_of(at).index];
    for (; granted < bonus.grants_per_month; ++granted) {
      grants.push_back({bonus.amount, at + bonus.activation_window});
    }
  };
  for (const auto& step : story.steps) {
    lives.world.now = lives.instant_of(step);
    const Instant now = lives.world.now;
    // The 1st of every month that passed in the membership brings what is missing in that month.
    if (member_since) {
      while (looked_through < zone.month_of(now)) {
        looked_through = looked_through.next();
        grant_rest(zone.start_of(looked_through));
      }
    }
    std::erase_if(grants, [&](const Grant& grant) { return grant.until <= now; });
    if (step.who == 0 && step.verb == Verb::join && !a.joins()) {
      member_since = looked_through = zone.month_of(now);
      grant_rest(now);
    }
    if (step.who == 0 && step.verb == Verb::leave && !a.leaves()) {
      member_since.reset();
      grants.clear();
    }
    if (step.who == 0 && step.verb == Verb::activate && !a.activates()) {
      RC_ASSERT(!grants.empty());
      grants.erase(grants.begin());
    }
    const auto& waiting = a.up_to_date().waiting;
    RC_ASSERT(waiting.size() == grants.size());
    for (std::size_t i = 0; i < grants.size(); ++i) {
      RC_ASSERT(waiting[i].amount == grants[i].amount);
      RC_ASSERT(waiting[i].until == grants[i].until);
    }
  }
}

}  // namespace
}  // namespace airperk::subscriber
