#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include "core/dialogue/dial.h"
#include "core/programme/said.h"
#include "core/subscriber/subscriber_test_environment.h"
#include "protocol/gsm/alphabet.h"

/// Random walks over the menus: whatever somebody types, at whatever time, with balances up to the
/// longest that are promised to fit, each screen fits a network and a telephone.
namespace airperk::dialogue {
namespace {

using subscriber::DialogueState;
using subscriber::Person;
using subscriber::World;

struct Input {
  int seconds = 0;
  std::uint64_t session = 1;
  bool begins = false;
  int text = 0;
};

rc::Gen<Input> any_input() {
  using namespace rc;
  return gen::build<Input>(
      gen::set(&Input::seconds, gen::weightedOneOf<int>(
                                    {{6, gen::inRange(0, 60)}, {1, gen::inRange(0, 40 * 86'400)}})),
      gen::set(&Input::session, gen::weightedElement<std::uint64_t>({{5, 1}, {1, 2}})),
      gen::set(&Input::begins, gen::weightedElement<bool>({{1, true}, {4, false}})),
      gen::set(&Input::text, gen::inRange(0, 26)));
}

std::ostream& operator<<(std::ostream& out, const Input& input) {
  return out << "{+" << input.seconds << "s, session " << input.session
             << (input.begins ? ", begins" : "") << ", text " << input.text << "}";
}

std::string text_of(int choice, const programme::Codes& codes) {
  const std::string all[] = {codes.menu,
                             codes.menu,
                             codes.join,
                             codes.leave,
                             codes.activate,
                             codes.balance,
                             "",
                             "abc",
                             "-1",
                             "12",
                             "*#",
                             std::string("\xFF\0!", 3),
                             "１",
                             std::string(500, '1')};
  const auto count = static_cast<int>(std::size(all));
  return choice < count ? all[choice] : std::to_string(choice - count);  // 0 … 11
}

void walk(const programme::Programme& programme) {
  World world(programme);
  Person person(world, 1, "0");
  person.asks(subscriber::SetLanguage{*rc::gen::elementOf(programme.languages)});
  const auto main =
      *rc::gen::oneOf(rc::gen::just(programme::longest_main_balance.in_nano()),
                      rc::gen::inRange<std::int64_t>(1, programme::longest_main_balance.in_nano()));
  person.asks(subscriber::TopUp{Amount::nano(main)});
  if (*rc::gen::arbitrary<bool>()) {
    person.joins();
    auto left = programme::longest_bonus_balance - Amount::units(4000);
    if (*rc::gen::arbitrary<bool>()) {
      person.asks(subscriber::GrantExtra{left, Duration::days(300), "r", "a"});
    }
  }
  const auto others = *rc::gen::inRange(0, 12);
  for (int i = 0; i < others; ++i) {
    using subscriber::BalanceKind;
    const auto unit = *rc::gen::element(subscriber::Unit::units, subscriber::Unit::seconds,
                                        subscriber::Unit::messages, subscriber::Unit::bytes);
    const auto kind = unit == subscriber::Unit::units
                          ? BalanceKind::promotion
                          : *rc::gen::element(BalanceKind::allowance, BalanceKind::extra);
    const auto name =
        *rc::gen::element<std::string>("Pack", "Pack", "Контракт Телефон", "Hallo Kazakhstan Start",
                                       std::string(100, 'x'), "a\n\nb\n\n\n\n");
    const auto left = *rc::gen::inRange<std::int64_t>(1, 1'000'000'000'000);
    person.asks(subscriber::GiveBalance{
        kind, unit, left, world.now + Duration::days(*rc::gen::inRange(1, 60)), name});
  }
  const auto inputs = *rc::gen::container<std::vector<Input>>(any_input());
  for (const auto& input : inputs) {
    world.now = world.now + Duration::seconds(input.seconds);
    const Dial dial{input.session, input.begins, text_of(input.text, programme.codes)};
    const auto answered = answer(person.up_to_date(), dial, {}, world.context());
    person.happen(answered.facts);
    const auto& [text, ended] = answered.screen;
    RC_LOG(text);
    RC_ASSERT(!text.empty());
    RC_ASSERT(text.find('{') == std::string::npos);
    RC_ASSERT(std::count(text.begin(), text.end(), '\n') < 5);
    RC_ASSERT(gsm::fits_screen(gsm::measure(text)));
    // A menu that goes on stands in the record; one that ended does not.
    const auto& stands = person.record().dialogue;
    RC_ASSERT((stands.session == input.session && stands != DialogueState{}) == !ended);
  }
}

RC_GTEST_PROP(ScreensProperty, Every_reachable_screen_fits, ()) {
  walk(subscriber::smart());
}

RC_GTEST_PROP(ScreensProperty, Every_reachable_screen_of_another_operator_fits, ()) {
  walk(subscriber::salom());
}

}  // namespace
}  // namespace airperk::dialogue
