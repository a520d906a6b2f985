#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/programme/test_files.h"
#include "core/subscriber/apply.h"
#include "core/subscriber/decide.h"
#include "core/subscriber/roll_forward.h"

/// Subscribers without a store: a programme in force, a clock, and people whose methods are the
/// domain's verbs. For the tests of every room that stands on this one.
namespace airperk::subscriber {

inline const programme::Programme& smart() {
  static const programme::Loaded loaded = programme::load_smart();
  return loaded.programme;
}
/// The second operator's: 2 grants and activations a month of 300, keeps units on a leave.
inline const programme::Programme& salom() {
  static const programme::Loaded loaded =
      programme::load_sound("tests/programmes/salom/salom.toml");
  return loaded.programme;
}

inline Amount amount(std::string_view decimal) {
  const auto parsed = Amount::parse(decimal);
  if (!parsed) ADD_FAILURE() << decimal << " is no amount";
  return parsed.value_or(Amount());
}

/// What everybody shares: the programme's history, the terms and the time.
struct World {
  programme::History programmes;
  programme::Terms terms;
  Instant now;

  explicit World(const programme::Programme& programme = smart()) {
    takes_force(programme, Instant::beginning());
    publish_terms();
    at("2016-03-05 10:00");
  }

  const programme::Programme& programme() const { return *programmes.at(now).programme; }
  const Zone& zone() const { return programmes.latest().programme->zone; }
  Context context() const { return {programmes, terms, now}; }

  /// "2016-03-05 10:00" or "2016-03-05 10:00:00" in the programme's zone.
  Instant instant(std::string_view civil) const {
    const auto number = [&](std::size_t from, std::size_t count) {
      return from < civil.size() ? std::stoi(std::string(civil.substr(from, count))) : 0;
    };
    return zone().instant(
        {number(0, 4), number(5, 2), number(8, 2), number(11, 2), number(14, 2), number(17, 2)});
  }
  std::string civil(Instant at) const {
    const auto c = zone().civil(at);
    auto text =
        fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", c.year, c.month, c.day, c.hour, c.minute);
    return c.second == 0 ? text : text + fmt::format(":{:02}", c.second);
  }
  void at(std::string_view civil) { now = instant(civil); }

  void takes_force(const programme::Programme& programme, Instant from) {
    const auto number =
        programmes.empty() ? 1u : static_cast<std::uint32_t>(programmes.latest().number + 1);
    programmes.add({number, "", from, std::make_shared<programme::Programme>(programme)});
  }
  void takes_force(const programme::Programme& programme) { takes_force(programme, now); }
  void publish_terms() {
    const auto number = terms.empty() ? 1u : static_cast<std::uint32_t>(terms.latest().number + 1);
    terms.publish({number, now, {}});
  }
};

/// One subscriber of a world, with everything that ever happened to them.
class Person {
 public:
  using Refused = std::optional<Refusal>;

  Person(World& world, std::uint32_t id, std::string_view main = "1000",
         std::string_view brand = "", std::string_view tariff = "")
      : world_(world), id_{id} {
    const auto& programme = world.programme();
    const auto decided =
        decide(Provision{NameKey::of(brand.empty() ? programme.membership.brands.front() : brand),
                         NameKey::of(tariff.empty() ? programme.tariffs.front().name : tariff),
                         programme.languages.back(), amount(main)},
               world.context());
    if (decided) happen(*decided);
    EXPECT_TRUE(decided) << words_of(decided.error());
  }

  /// Asks for anything that `decide` knows; nothing if it was done.
  template <typename Command>
  Refused asks(const Command& command) {
    const auto decided = decide(up_to_date(), command, world_.context());
    if (!decided) return decided.error();
    happen(*decided);
    return {};
  }
  Refused joins() { return asks(Join{}); }
  Refused leaves() { return asks(Leave{}); }
  Refused activates() { return asks(Activate{}); }
  Refused tops_up(std::string_view units) { return asks(TopUp{amount(units)}); }
  Refused changes_tariff(std::string_view name, bool fee_paid = true) {
    return asks(ChangeTariff{NameKey::of(name), fee_paid});
  }
  Refused changes_brand(std::string_view name) { return asks(ChangeBrand{NameKey::of(name)}); }
  Refused takes_service(std::string_view name, bool fee_paid = true) {
    return asks(TakeService{NameKey::of(name), fee_paid});
  }
  Refused drops_service(std::string_view name) { return asks(DropService{NameKey::of(name)}); }
  Refused is_granted(std::string_view units, Duration validity,
                     std::string reason = "apology for an outage",
                     std::string approved_by = "care") {
    return asks(GrantExtra{amount(units), validity, std::move(reason), std::move(approved_by)});
  }
  Refused transfers(Amount units, Person& to) {
    up_to_date();
    to.up_to_date();
    const auto decided =
        decide(record_, to.record_, Transfer{id_, to.id_, units}, world_.context());
    if (!decided) return decided.error();
    happen(decided->from);
    to.happen(decided->to);
    return {};
  }
  Refused transfers(std::string_view units, Person& to) { return transfers(amount(units), to); }

  /// Facts that another room decided.
  void happen(const Facts& facts) {
    for (const auto& fact : facts) {
      history_.push_back({world_.now, fact});
      apply(record_, history_.back(), world_.zone());
    }
  }
  const Record& up_to_date() {
    roll_forward(record_, world_.programmes, world_.now, history_);
    return record_;
  }
  /// As it stands, however old.
  const Record& record() const { return record_; }
  Record& record_to_edit() { return record_; }
  const Events& history() const { return history_; }
  SubscriberId id() const { return id_; }

  /// "500 until 2016-04-04 10:00", one for each waiting grant, oldest first.
  std::vector<std::string> waiting() {
    std::vector<std::string> said;
    for (const auto& grant : up_to_date().waiting) said.push_back(say(grant.amount, grant.until));
    return said;
  }
  /// The same for each live SMART balance.
  std::vector<std::string> bonus() {
    std::vector<std::string> said;
    for (const auto& balance : up_to_date().balances) {
      if (balance.kind == BalanceKind::smart) {
        said.push_back(say(Amount::nano(balance.left), balance.until));
      }
    }
    return said;
  }
  std::string main() { return up_to_date().main.to_string(); }
  bool is_member() { return up_to_date().is_member(); }

 private:
  std::string say(Amount units, Instant until) const {
    return fmt::format("{} until {}", units.to_string(), world_.civil(until));
  }

  World& world_;
  SubscriberId id_;
  Record record_;
  Events history_;
};

/// A subscriber A with 1000 on the main balance at 2016-03-05 10:00, and whoever joins them.
class SubscriberTest : public ::testing::Test {
 protected:
  explicit SubscriberTest(const programme::Programme& programme = smart()) : world(programme) {}
  void at(std::string_view civil) { world.at(civil); }
  void member_with_active_bonus() {
    EXPECT_FALSE(a.joins());
    EXPECT_FALSE(a.activates());
  }

  World world;
  Person a{world, 1};
  Person b{world, 2, "0"};
};

}  // namespace airperk::subscriber
