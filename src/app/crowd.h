#pragma once

#include <atomic>
#include <random>
#include <vector>

#include "app/house.h"
#include "app/partners.h"
#include "app/together.h"
#include "face/net/latency.h"
#include "face/rest/demo_port.h"

namespace airperk::app {

/// The demo's made-up network: subscribers who dial, join, activate, text and leave, first through
/// a month of past in a moment, then at the pace of a real evening. They use the engine as any
/// face does.
class Crowd {
 public:
  static constexpr unsigned days_before = 31;

  /// `partners` outlives it.
  Crowd(OpenHouse& house, Partners& partners, unsigned subscribers);

  /// Provisions everybody and lives through the month before now.
  Result<void> make_history();
  /// One second of life: moves the clock along and lets some of them dial.
  void live_one_second();

  face::rest::DemoPort port(std::string token);

 private:
  struct Person {
    Msisdn msisdn;
    const char* brand;
    std::string tariff;
    const char* language;
  };
  Person make_person(unsigned index);
  Result<void> provision();
  void act(unsigned people);
  void dial(std::size_t person, const std::string& code);
  void send_sms(std::size_t person);
  void move_clock(Duration by);
  /// Without waiting; `wait` waits for all of them.
  void submit(std::size_t person, engine::Command command);
  void wait();

  void live_with_partners(unsigned day);

  OpenHouse& house_;
  Partners& partners_;
  int lived_through_ = -1;  ///< the newest day of the past on which partners did what they do
  std::mt19937_64 random_{2016};
  std::vector<Person> people_;
  std::vector<std::atomic<bool>> member_;
  std::size_t looked_at_ = 0;
  std::atomic<std::size_t> refused_{0};
  std::atomic<std::uint64_t> charged_{0};
  face::net::Latency charging_;
  Together telephones_;  ///< last: what it waits for sees all of the above
};

}  // namespace airperk::app
