#include "app/crowd.h"

#include <fmt/format.h>

#include "core/charging/charge_event.h"
#include "core/outreach/slot.h"
#include "face/net/deadline.h"
#include "steady/steady.h"

namespace airperk::app {

Crowd::Crowd(OpenHouse& house, Partners& partners, unsigned subscribers)
    : house_(house), partners_(partners), member_(subscribers), telephones_(house.engine()) {
  for (unsigned i = 0; i < subscribers; ++i) people_.push_back(make_person(i));
}

Crowd::Person Crowd::make_person(unsigned index) {
  const auto& tariffs = house_.engine().house()->programmes.latest().programme->tariffs;
  const auto dice = random_() % 100;
  Person person;
  // Scattered over the prefix, so that the list does not look like a counter's.
  const auto number = (std::uint64_t{index} * 7'368'787 + 1'234'567) % 10'000'000;
  person.msisdn = *Msisdn::parse(fmt::format("7701{:07}", number));
  person.brand = dice < 90 ? "activ" : "kcell";
  person.tariff = random_() % 2 == 0 ? "Time to Talk" : tariffs[random_() % tariffs.size()].name;
  person.language = dice % 10 < 5 ? "ru" : dice % 10 < 9 ? "kk" : "en";
  return person;
}

void Crowd::submit(std::size_t person, engine::Command command) {
  telephones_.ask({people_[person].msisdn, std::move(command)},
                  [this, person](const engine::Answer& answer) {
                    if (const auto* viewed = std::get_if<engine::Viewed>(&answer.body)) {
                      member_[person] = viewed->record.is_member();
                    }
                    refused_ += answer.refusal.has_value();
                  });
}

void Crowd::wait() {
  telephones_.wait();
}

Result<void> Crowd::provision() {
  for (std::size_t i = 0; i < people_.size(); ++i) {
    engine::Provision provision;
    provision.imsi = Imsi::parse(fmt::format("40102{:010}", i));
    provision.brand = people_[i].brand;
    provision.tariff = people_[i].tariff;
    provision.language = programme::Language::parse(people_[i].language);
    provision.main = Amount::nano(static_cast<std::int64_t>(random_() % 500'000) * 10'000'000);
    submit(i, std::move(provision));
  }
  wait();
  if (refused_ != 0) {
    return fail(fmt::format("{} made-up subscribers were refused", refused_.load()));
  }
  return {};
}

Result<void> Crowd::make_history() {
  if (auto provisioned = provision(); !provisioned) return provisioned;
  constexpr int steps_a_day = 12;
  const auto people_a_step =
      static_cast<unsigned>(people_.size() / (days_before * steps_a_day / 2) + 1);
  for (unsigned step = 0; step < days_before * steps_a_day; ++step) {
    act(people_a_step);
    live_with_partners(step / steps_a_day);
    move_clock(Duration::hours(24 / steps_a_day));
  }
  return {};
}

/// Once a day, at an hour at which contacts may go out.
void Crowd::live_with_partners(unsigned day) {
  const auto now = house_.engine().now();
  const auto& programme = *house_.engine().house()->programmes.at(now).programme;
  if (outreach::in_hours(programme, now) && lived_through_ < static_cast<int>(day)) {
    lived_through_ = static_cast<int>(day);
    partners_.live_day(day);
  }
  partners_.settle();
}

void Crowd::live_one_second() {
  move_clock(Duration::seconds(1));
  act(static_cast<unsigned>(1 + people_.size() / 2'500 + random_() % 3));
  // Visitors of the page join and leave too: everybody's state is looked at again within half a
  // minute.
  const auto some = people_.size() / 30 + 1;
  for (std::size_t i = 0; i < some; ++i) {
    looked_at_ = (looked_at_ + 1) % people_.size();
    submit(looked_at_, engine::View{});
  }
  wait();
  partners_.live_moment();
}

void Crowd::act(unsigned people) {
  for (unsigned i = 0; i < people; ++i) {
    const auto person = random_() % people_.size();
    const auto dice = random_() % 100;
    if (!member_[person]) {
      dial(person, dice < 80 ? "*555*1#" : "*111*3#");
    } else if (dice < 40) {
      dial(person, "*555*00#");
    } else if (dice < 70) {
      send_sms(person);
    } else if (dice < 96) {
      dial(person, "*111*3#");
    } else {
      dial(person, "*555*2#");
    }
    submit(person, engine::View{});
  }
  wait();
}

void Crowd::dial(std::size_t person, const std::string& code) {
  dialogue::Dial dial;
  dial.session = random_();
  dial.begins = true;
  dial.text = code;
  submit(person, std::move(dial));
}

void Crowd::send_sms(std::size_t person) {
  charging::ChargeEvent event;
  event.asked.called = people_[random_() % people_.size()].msisdn.to_string();
  event.asked.visited = "40102";
  const auto began = steady_now();
  telephones_.ask({people_[person].msisdn, std::move(event)}, [this, began](const auto&) {
    ++charged_;
    charging_.took(steady_now() - began);
  });
}

void Crowd::move_clock(Duration by) {
  const auto now = house_.running.clock->now();
  house_.engine().ask({{}, engine::MoveClock{now + by}});
}

face::rest::DemoPort Crowd::port(std::string token) {
  face::rest::DemoPort port;
  port.token = std::move(token);
  port.subscribers = [this](const std::string& digits, std::size_t limit) {
    std::vector<face::rest::DemoSubscriber> found;
    for (std::size_t i = 0; i < people_.size() && found.size() < limit; ++i) {
      const auto& person = people_[i];
      if (person.msisdn.to_string().find(digits) == std::string::npos) continue;
      found.push_back(
          {person.msisdn, person.brand, person.tariff, person.language, member_[i] != 0});
    }
    return found;
  };
  port.figures = [this] {
    const auto engine = house_.engine().figures();
    face::rest::DemoFigures figures;
    figures.subscribers = people_.size();
    figures.joins = engine.happened<subscriber::Joined>();
    figures.leaves = engine.happened<subscriber::Left>();
    figures.members = figures.joins - figures.leaves;
    figures.activations = engine.happened<subscriber::BonusActivated>();
    figures.dials = engine.dials;
    return figures;
  };
  port.links = [this] {
    face::rest::LinkFigures charging;
    charging.name = "the crowd's SMS";
    charging.kind = "diameter";
    charging.up = true;
    charging.counts = {{"requests", charged_}, {"answers", charged_}};
    charging.latency = charging_.counts();
    std::vector links{charging};
    for (const char* kind : {"sms", "ussd"}) {
      links.push_back({.name = "made-up phones", .kind = kind, .up = true});
    }
    return links;
  };
  return port;
}

}  // namespace airperk::app
