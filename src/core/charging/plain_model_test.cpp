#include <gtest/gtest.h>

#include <rapidcheck.h>

#include <cstdlib>

#include "core/charging/charge_event.h"
#include "core/charging/charging_test_environment.h"
#include "core/charging/plain_model.h"
#include "core/subscriber/sessions.h"

/// The obvious thing beside the clever one, on random histories: every grant, every charge and
/// every balance after each step. `PLAIN_HISTORIES` says how many (15,000).
namespace airperk::charging {
namespace {

using programme::UsageClass;
using subscriber::Fact;
using subscriber::Person;
using subscriber::World;

enum class Verb {
  event,
  begin,
  go_on,
  end,
  top_up,
  give_smart,
  give_units,
  give_in_kind,
  service,
  drop,
  tariff,
  leave,
  count,
};

struct Step {
  int wait = 0;  ///< 0: none, 1: seconds, 2: to a boundary, 3: long
  int amount_of_time = 0;
  int off_boundary = 0;  ///< seconds
  Verb verb = Verb::event;
  int which = 0, place = 0, size = 0, more = 0;
};

struct Story {
  int start = 0, setting = 0;
  std::vector<Step> steps;
};

std::ostream& operator<<(std::ostream& out, const Step& s) {
  return out << "{wait " << s.wait << " " << s.amount_of_time << " " << s.off_boundary << ", verb "
             << static_cast<int>(s.verb) << ", which " << s.which << ", place " << s.place
             << ", size " << s.size << ", more " << s.more << "}";
}
std::ostream& operator<<(std::ostream& out, const Story& story) {
  out << "start " << story.start << ", setting " << story.setting << "\n";
  for (const auto& step : story.steps) out << "  " << step << "\n";
  return out;
}

constexpr const char* starts[] = {"2016-03-05 10:00", "2016-03-06 00:50", "2016-03-31 23:40",
                                  "2024-02-29 22:30", "2016-03-06 08:40"};

rc::Gen<Step> any_step() {
  using namespace rc;
  return gen::build<Step>(
      gen::set(&Step::wait, gen::weightedElement<int>({{4, 0}, {4, 1}, {3, 2}, {1, 3}})),
      gen::set(&Step::amount_of_time, gen::inRange(0, 600)),
      gen::set(&Step::off_boundary, gen::inRange(-2, 3)),
      gen::set(&Step::verb, gen::weightedElement<Verb>({{3, Verb::event},
                                                        {5, Verb::begin},
                                                        {7, Verb::go_on},
                                                        {3, Verb::end},
                                                        {2, Verb::top_up},
                                                        {3, Verb::give_smart},
                                                        {2, Verb::give_units},
                                                        {3, Verb::give_in_kind},
                                                        {3, Verb::service},
                                                        {2, Verb::drop},
                                                        {2, Verb::tariff},
                                                        {1, Verb::leave}})),
      gen::set(&Step::which, gen::inRange(0, 12)), gen::set(&Step::place, gen::inRange(0, 10)),
      gen::set(&Step::size, gen::inRange(0, 100)), gen::set(&Step::more, gen::inRange(0, 100)));
}

rc::Gen<Story> any_story() {
  using namespace rc;
  return gen::build<Story>(
      gen::set(&Story::start, gen::inRange(0, static_cast<int>(std::size(starts)))),
      gen::set(&Story::setting, gen::inRange(0, 8)),
      gen::set(&Story::steps, gen::container<std::vector<Step>>(any_step())));
}

/// Small grants: the plain model goes step by step.
programme::Programme programme_of(int setting) {
  auto programme = subscriber::smart();
  programme.charging.grants = {{{60, 400}, {1, 5}, {20 * 1024, 200 * 1024}}};
  if (setting & 1) programme.charging.suspends = programme::Reach::data;
  if (setting & 2) programme.charging.night_covers = programme::Reach::all;
  programme.charging.clients.push_back({"pgw", {}, (setting & 4) != 0});
  return programme;
}

plain::Charge as_plain(const Charged& charged) {
  plain::Charge said;
  said.quantity = charged.quantity;
  said.unpaid = charged.unpaid.in_nano();
  bool smart_paid = false;
  for (const auto& part : charged.parts) {
    if (part.is_free()) {
      const bool night = part.name == "Unlimited Night Internet";
      const bool tariff = part.name == "Beseda";
      said.parts[night ? "free U6" : tariff ? "free U4" : "free U5"];
    } else if (part.balance == subscriber::main_balance) {
      said.parts["main"] += part.amount;
    } else if (part.kind == BalanceKind::smart) {
      said.parts["smart"] += part.amount;
      smart_paid = true;
    } else {
      said.parts[part.name + " " + std::to_string(static_cast<int>(part.unit))] += part.amount;
    }
  }
  for (const auto& kept : charged.kept_out) {
    if (kept.kind != BalanceKind::smart || smart_paid || !said.smart_kept_by.empty()) continue;
    said.smart_kept_by = "U" + std::to_string(static_cast<int>(kept.rule));
  }
  return said;
}

/// The engine's rooms and the plain model, living the same story.
class Twins {
 public:
  explicit Twins(const Story& story)
      : world_(programme_of(story.setting)),
        person_((world_.at(starts[story.start]), world_), 1, "40"),
        model_(world_.programme(), world_.now, 40 * Amount::nano_per_unit,
               (story.setting & 4) != 0) {
    person_.joins();
  }

  void live(const Step& step) {
    wait(step);
    switch (step.verb) {
      case Verb::event:
        return event(step);
      case Verb::begin:
        return begin(step);
      case Verb::go_on:
        return go_on(step, CreditControl::Step::update);
      case Verb::end:
        return go_on(step, CreditControl::Step::termination);
      case Verb::top_up:
        person_.tops_up("5.05");
        return model_.tops_up(amount("5.05").in_nano());
      case Verb::give_smart:
        return give_smart(step);
      case Verb::give_units:
      case Verb::give_in_kind:
        return give(step);
      case Verb::service:
      case Verb::drop:
        return service(step);
      case Verb::tariff:
        return tariff(step);
      case Verb::leave:
        if (person_.is_member()) {
          person_.leaves();
          model_.leaves();
          person_.joins();
        }
        return;
      case Verb::count:
        return;
    }
  }

  void agree() {
    const auto& record = person_.up_to_date();
    std::map<std::string, std::int64_t> holdings;
    holdings["main"] = subscriber::main_with_set_aside(record).in_nano();
    holdings["main, not set aside"] = record.main.in_nano();
    for (const auto& b : record.balances) {
      const auto name = b.kind == BalanceKind::smart
                            ? "smart"
                            : b.name + " " + std::to_string(static_cast<int>(b.unit));
      holdings[name] += b.left + subscriber::set_aside(record, b.id);
    }
    RC_ASSERT(holdings == model_.holdings());
  }

 private:
  void wait(const Step& step) {
    auto to = world_.now;
    if (step.wait == 1) to = to + Duration::seconds(step.amount_of_time);
    if (step.wait == 3) to = to + Duration::hours(step.amount_of_time / 8);
    if (step.wait == 2) {
      const auto boundaries = model_.boundaries();
      if (!boundaries.empty()) {
        to = boundaries[static_cast<std::size_t>(step.amount_of_time) % boundaries.size()] +
             Duration::seconds(step.off_boundary);
      }
    }
    // Ten days at most: what lies far away is another story.
    to = std::clamp(to, world_.now, world_.now + Duration::days(40));
    world_.now = to;
    model_.time_passes(to);
    person_.up_to_date();
  }

  static UsageClass class_of(const Step& step, UsageKind kind) {
    UsageClass use{kind, Destination::on_net, step.place == 9};
    if (kind != UsageKind::data && step.place >= 6 && step.place <= 8) {
      use.destination = step.place == 6   ? Destination::off_net
                        : step.place == 7 ? Destination::international
                                          : Destination::fixed;
    }
    return use;
  }
  static Asked asked_for(const UsageClass& use, bool unknown, Quantity quantity) {
    const auto* called = use.destination == Destination::on_net    ? on_net_number
                         : use.destination == Destination::off_net ? off_net_number
                         : use.destination == Destination::fixed   ? fixed_number
                                                                   : german_number;
    auto use_asked = asked(use.kind, use.kind == UsageKind::data ? "" : called, quantity);
    use_asked.visited = use.roaming ? "26201" : home_network;
    if (unknown) use_asked.visited.reset();
    use_asked.client = "pgw";
    return use_asked;
  }

  void event(const Step& step) {
    const auto use = class_of(step, UsageKind::sms);
    const bool unknown = step.place == 5;
    const auto quantity = static_cast<Quantity>(step.which % 4);
    const auto decided = decide(person_.up_to_date(),
                                ChargeEvent{asked_for(use, unknown, quantity)}, world_.context());
    const auto expected = model_.event(use, unknown, quantity);
    RC_ASSERT(decided.has_value() == expected.has_value());
    if (!decided) return;
    RC_ASSERT(as_plain(std::get<Charged>(decided->front())) == *expected);
    person_.happen(*decided);
  }

  static std::optional<Quantity> requested(const Step& step, UsageKind kind) {
    if (step.more < 10) return {};
    if (step.more < 40) return 0;
    return kind == UsageKind::data ? static_cast<Quantity>(step.more) * 1500
                                   : static_cast<Quantity>(step.more) * 3;
  }

  Controlled control(const CreditControl& request) {
    auto controlled = decide(person_.up_to_date(), request, world_.context());
    person_.happen(controlled.facts);
    return controlled;
  }
  static void agree_on(const Controlled& controlled, const plain::Answer& expected) {
    RC_ASSERT(controlled.services.size() == 1u);
    const auto& service = controlled.services.front();
    const plain::Answer said{service.granted, service.granted ? service.validity.in_seconds() : 0,
                             service.final, service.refusal.has_value(), service.tariff_change};
    RC_ASSERT(said.refused == expected.refused);
    if (said.refused) return;
    RC_ASSERT(said.granted == expected.granted);
    RC_ASSERT(said.validity == expected.validity);
    RC_ASSERT(said.final == expected.final);
    RC_ASSERT(said.change == expected.change);
  }

  void begin(const Step& step) {
    const auto key = static_cast<std::uint64_t>(step.which % 2 + 1);
    if (model_.knows(static_cast<int>(key))) return;
    kinds_[key] = step.size % 3 == 0 ? UsageKind::voice : UsageKind::data;
    const auto use = class_of(step, kinds_[key]);
    const bool unknown = step.place == 5;
    CreditControl request;
    request.session = key;
    request.number = numbers_[key] = 0;
    request.asked = asked_for(use, unknown, 0);
    const auto wanted = requested(step, use.kind);
    request.services.push_back({{}, {}, wanted, {}});
    agree_on(control(request), model_.begins(static_cast<int>(key), use, unknown, wanted));
    granted_[key] = 0;
    if (const auto* session = subscriber::find_session(person_.record(), key);
        session && !session->flows.empty() && session->flows[0].grant) {
      granted_[key] = session->flows[0].grant->quantity;
    }
  }

  void go_on(const Step& step, CreditControl::Step kind) {
    const auto key = static_cast<std::uint64_t>(step.which % 2 + 1);
    if (!model_.knows(static_cast<int>(key))) return;
    CreditControl request;
    request.step = kind;
    request.session = key;
    request.number = ++numbers_[key];
    const auto* session = subscriber::find_session(person_.record(), key);
    auto use = session->use;
    const bool unknown = session->location_unknown;
    use.roaming = unknown ? false : step.place == 9;
    request.asked = asked_for(use, unknown, 0);
    // Some of the grant, all of it, or more.
    std::optional<Quantity> used;
    const auto granted = granted_[key];
    if (step.size < 90) {
      used = step.size < 30 ? granted : granted * static_cast<Quantity>(step.size) / 90;
      // No more seconds than the clock's tolerance allows.
      if (step.size > 80) used = *used + (use.kind == UsageKind::data ? 3000 : 4);
      if (granted == 0 && use.kind == UsageKind::voice) used = 3;
    }
    const auto timestamp = world_.now - Duration::seconds(step.more % 7 * 60);
    request.timestamp = timestamp;
    const bool ends = kind == CreditControl::Step::termination;
    const auto wanted = ends ? std::nullopt : requested(step, use.kind);
    const auto after = used.value_or(0) * static_cast<Quantity>(step.which % 4) / 3;
    request.services.push_back({{}, {}, wanted, used, after});
    const auto controlled = control(request);
    std::vector<plain::Charge> expected, said;
    if (ends) {
      model_.ends(static_cast<int>(key), use.roaming, used, after, timestamp, expected);
    } else {
      agree_on(controlled, model_.goes_on(static_cast<int>(key), use.roaming, wanted, used, after,
                                          timestamp, expected));
    }
    for (const auto& fact : controlled.facts) {
      if (const auto* charged = std::get_if<Charged>(&fact)) said.push_back(as_plain(*charged));
    }
    RC_ASSERT(said == expected);
    granted_[key] = 0;
    if (const auto* now = subscriber::find_session(person_.record(), key);
        now && now->flows[0].grant) {
      granted_[key] = now->flows[0].grant->quantity;
    }
  }

  Instant some_end(const Step& step) const {
    return world_.now + Duration::seconds(1 + step.more * 97);
  }
  void give_smart(const Step& step) {
    if (!person_.is_member()) return;
    const auto units = Amount::nano(1 + std::int64_t{step.size} * 170'000'001);
    person_.asks(subscriber::GrantExtra{units, some_end(step) - world_.now, "why", "who"});
    model_.gets(BalanceKind::smart, Unit::units, units.in_nano(), some_end(step), "");
  }
  void give(const Step& step) {
    subscriber::GiveBalance give;
    give.until = some_end(step);
    if (step.verb == Verb::give_units) {
      give.amount = 1 + std::int64_t{step.size} * 90'000'001;
      give.name = step.which % 2 ? "Happy" : "Loyalty";
    } else {
      const bool extra = step.which % 3 == 0;
      give.kind = extra ? BalanceKind::extra : BalanceKind::allowance;
      give.name = extra ? "Weekend" : step.which % 3 == 1 ? "Internet+" : "Contract Phone";
      give.unit = step.place < 3 ? Unit::seconds : step.place < 5 ? Unit::messages : Unit::bytes;
      give.amount = give.unit == Unit::bytes ? 1 + step.size * 1111 : 1 + step.size % 60;
    }
    RC_ASSERT(!person_.asks(give));
    model_.gets(give.kind, give.unit, give.amount, give.until, give.name);
  }
  void service(const Step& step) {
    const std::string name =
        step.which % 3 == 0 ? "Unlimited Internet" : "Unlimited Night Internet";
    if (step.verb == Verb::drop) {
      person_.drops_service(name);
      return model_.drops(name);
    }
    const bool paid = step.size % 4 != 0;
    person_.takes_service(name, paid);
    model_.takes(name, paid);
  }
  void tariff(const Step& step) {
    const std::string names[] = {"Time to Talk", "Beseda", "All In One S", "Active Mini"};
    const auto& name = names[step.which % 4];
    const bool paid = step.size % 4 != 0;
    person_.changes_tariff(name, paid);
    model_.changes_tariff(name, paid);
  }

  World world_;
  Person person_;
  plain::Model model_;
  std::map<std::uint64_t, UsageKind> kinds_;
  std::map<std::uint64_t, std::uint32_t> numbers_;
  std::map<std::uint64_t, Quantity> granted_;
};

TEST(PlainModel, agrees_with_the_engine_on_every_history) {
  const char* said = std::getenv("PLAIN_HISTORIES");
  rc::detail::TestParams params;
  params.maxSuccess = said ? std::atoi(said) : 15'000;
  params.maxSize = 40;
  params.seed = 1;
  if (const char* seed = std::getenv("PLAIN_SEED")) params.seed = std::strtoull(seed, nullptr, 10);
  const auto result = rc::detail::checkTestable(
      [] {
        const auto story = *any_story();
        Twins twins(story);
        for (const auto& step : story.steps) {
          twins.live(step);
          twins.agree();
        }
      },
      rc::detail::TestMetadata{"PlainModel", "agrees"}, params);
  std::ostringstream why;
  rc::detail::printResultMessage(result, why);
  EXPECT_TRUE(result.is<rc::detail::SuccessResult>()) << why.str();
}

}  // namespace
}  // namespace airperk::charging
