// Whole sessions: two subscribers, what their charging clients may ask in any order and with any
// quantities, and between it dials, money and time. Whatever comes, no assertion breaks, every
// request is answered well-formed, a repetition costs nothing, and the audit of the journal finds
// nothing.

#include <memory>

#include "begun.h"
#include "choices.h"
#include "core/programme/load.h"
#include "engine/audit.h"
#include "engine/refunds.h"
#include "face/gy/charging.h"
#include "store/memory/memory_store.h"

namespace {

using namespace airperk;
using diameter::RequestType;

/// An engine on a journal in memory, which the audit follows.
class World {
 public:
  World() { running_ = begun_on(store_); }
  ~World() { engine().stop(); }
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  engine::Engine& engine() { return *running_.engine; }

  SubscriberId opens(Msisdn msisdn, Imsi imsi) {
    engine::Provision provision;
    provision.imsi = imsi;
    provision.brand = "activ";
    provision.tariff = "Time to Talk";
    provision.main = Amount::units(1000);
    require(!engine().ask({msisdn, provision}).refusal, "nobody can be opened");
    return viewed(msisdn).id;
  }
  engine::Viewed viewed(engine::Target who) {
    return std::get<engine::Viewed>(engine().ask({who, engine::View{}}).body);
  }

  /// Of what has come since the last time.
  void audit(const std::vector<engine::Target>& people) {
    for (; audited_ < disk_->groups.size(); ++audited_) audit_.see(disk_->groups[audited_]);
    for (const auto& who : people) {
      const auto person = viewed(who);
      // (The view may have brought the record up to date.)
      for (; audited_ < disk_->groups.size(); ++audited_) audit_.see(disk_->groups[audited_]);
      audit_.compare(person.id, person.record);
    }
    for (const auto& finding : audit_.findings()) require(false, finding.c_str());
  }

 private:
  std::shared_ptr<store::MemoryDisk> disk_ = std::make_shared<store::MemoryDisk>();
  store::MemoryStore store_{disk_};
  engine::Running running_;
  engine::Audit audit_;
  std::size_t audited_ = 0;
};

/// The next inputs' too: a start costs more than a life.
World& world() {
  constexpr int lives_max = 64;
  static std::unique_ptr<World> one;
  static int lives = 0;
  if (!one || ++lives == lives_max) {
    one.reset();
    one = std::make_unique<World>();
    lives = 0;
  }
  return *one;
}

class Life {
 public:
  Life(World& world, Choices choices)
      : world_(world), choices_(std::move(choices)), number_(++lives_) {
    for (std::uint32_t i = 0; i < 2; ++i) {
      const auto digits = std::to_string(2 * number_ + i + 100'000'000).substr(1);
      auto& person = people_[i];
      person.msisdn = "770" + digits;
      person.imsi = "4010200" + digits;
      world_.opens(msisdn(i), *Imsi::parse(person.imsi));
    }
  }

  void live() {
    constexpr int steps_max = 200;
    for (int step = 0; step < steps_max && !choices_.is_over(); ++step) happens();
    world_.audit({msisdn(0), msisdn(1)});
  }

 private:
  struct Person {
    std::string msisdn, imsi;
  };
  Msisdn msisdn(std::size_t who) const { return *Msisdn::parse(people_[who].msisdn); }

  void happens() {
    switch (choices_.one_of(12)) {
      case 0:
        return dials();
      case 1:
        return ask(subscriber::TopUp{Amount::units(static_cast<int>(choices_.octet()))});
      case 2:
        return passes();
      case 3:
        return ask(engine::Transfer{msisdn(choices_.one_of(2)), Amount::units(choices_.octet())});
      case 4:
        return repeats();
      default:
        return charge();
    }
  }

  void ask(engine::Command command) {
    const auto answer = world_.engine().ask({msisdn(choices_.one_of(2)), std::move(command)});
    require(answer.fault == engine::Fault::none, "a command of the operator's is not decided");
  }

  void dials() {
    static constexpr std::string_view words[] = {"*555*1#", "*555*00#", "*555*2#", "*111*3#",
                                                 "*555#",   "1",        "2",       "0"};
    dialogue::Dial dial;
    dial.session = choices_.one_of(2) + 1;
    dial.begins = choices_.yes();
    dial.text = choices_.words(words);
    ask(std::move(dial));
  }

  /// A moment, or a month and more.
  void passes() {
    static constexpr Duration spans[] = {Duration::seconds(1), Duration::minutes(20),
                                         Duration::hours(9), Duration::days(7), Duration::days(32)};
    const auto to = world_.engine().now() + choices_.one_of(spans);
    require(world_.engine().ask({{}, engine::MoveClock{to}}).fault == engine::Fault::none,
            "time does not pass");
  }

  diameter::ServiceUnits units() {
    diameter::ServiceUnits units;
    const auto which = choices_.octet();
    if (which & 1) units.time = static_cast<std::uint32_t>(choices_.number());
    if (which & 2) units.total_octets = choices_.number();
    if (which & 4) units.input_octets = choices_.number();
    if (which & 8) units.output_octets = choices_.number();
    if (which & 16) units.service_specific = choices_.number();
    units.money = which & 32;
    return units;
  }

  diameter::ServiceRequest service() {
    diameter::ServiceRequest service;
    const auto which = choices_.octet();
    if (which & 1) service.rating_group = choices_.octet() % 3;
    if (which & 2) service.service_identifier = choices_.octet() % 3;
    if (which & 4) service.requested = units();
    for (auto used = which >> 3 & 3; used > 0; --used) {
      diameter::UsedUnits use;
      static_cast<diameter::ServiceUnits&>(use) = units();
      if (which & 32) use.tariff_change_usage = choices_.octet() % 4;
      if (which & 64) use.reporting_reason = choices_.octet() % 11;
      service.used.push_back(use);
    }
    if (which & 128) service.reporting_reason = choices_.octet() % 11;
    return service;
  }

  void charge() {
    static constexpr std::string_view contexts[] = {"32251@3gpp.org", "32260@3gpp.org",
                                                    "6.32274@3gpp.org"};
    static constexpr std::string_view sessions[] = {"a", "b", "c"};
    static constexpr std::string_view hosts[] = {"pgw.test", "smsc.test"};
    diameter::CreditControlRequest request;
    request.session_id = named(choices_.words(sessions));
    request.origin_host = choices_.one_of(hosts);
    request.origin_realm = "test";
    request.service_context_id = choices_.words(contexts);
    request.type = static_cast<RequestType>(1 + choices_.one_of(4));
    request.number =
        choices_.yes() ? next_number_++ : static_cast<std::uint32_t>(choices_.number());
    if (choices_.yes()) {
      request.action = static_cast<diameter::RequestedAction>(choices_.one_of(4));
    }
    if (choices_.yes()) request.header.retransmitted = true;
    say_when(request);
    say_who(request);
    say_where(request);
    for (auto services = choices_.one_of(5); services > 0; --services) {
      request.services.push_back(service());
    }
    request.multiple_services = choices_.yes();
    last_ = request;
    last_answer_ = answered(request);
  }

  /// As long as the choices are.
  std::string_view named(std::string_view session) {
    return names_.emplace_back(std::to_string(number_) + ";" + std::string(session));
  }

  void say_when(diameter::CreditControlRequest& request) {
    const auto now = world_.engine().now();
    static constexpr Duration ago[] = {Duration::seconds(0), Duration::hours(1),
                                       Duration::hours(49), Duration::days(400)};
    switch (choices_.one_of(3)) {
      case 0:
        request.event_timestamp = now;
        return;
      case 1:
        request.event_timestamp = now - choices_.one_of(ago);
        return;
      default:
        return;
    }
  }

  void say_who(diameter::CreditControlRequest& request) {
    using Type = diameter::SubscriptionId::Type;
    const auto& person = people_[choices_.one_of(2)];
    const auto which = choices_.octet();
    if (which & 1) request.subscriptions.push_back({Type::imsi, person.imsi});
    if (!(which & 2)) request.subscriptions.push_back({Type::e164, person.msisdn});
    if (which & 4) request.subscriptions.push_back({Type::e164, people_[which >> 7].msisdn});
    if (which & 8) {
      request.subscriptions.push_back(
          {static_cast<Type>(choices_.octet() % 6), choices_.octets(choices_.octet() % 40)});
    }
  }

  void say_where(diameter::CreditControlRequest& request) {
    static constexpr std::string_view called[] = {"77011234567",
                                                  "tel:+77051234567",
                                                  "tel:+442079460000",
                                                  "sip:87272999999@ims.test;user=phone",
                                                  "8888",
                                                  "112",
                                                  "urn:service:sos"};
    static constexpr std::string_view networks[] = {"40102", "40101", "22801"};
    auto& information = request.information;
    if (choices_.yes()) information.called_party = choices_.words(called);
    for (auto recipients = choices_.one_of(3); recipients > 0; --recipients) {
      information.recipients.push_back(choices_.words(called));
    }
    if (!choices_.yes()) information.sgsn_mcc_mnc = octets_of(choices_.words(networks));
    if (choices_.yes()) information.role_of_node = choices_.octet() % 3;
    if (choices_.octet() % 8 == 1) {
      information.user_location = octets_of(choices_.octets(choices_.octet() % 16));
      information.originator_sccp = octets_of(choices_.octets(choices_.octet() % 16));
      information.access_network = choices_.octets(choices_.octet() % 64);
    }
  }
  static diameter::Bytes octets_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
  }

  struct Answered {
    std::uint32_t code = 0;
    bool is_decided = false;
  };

  Answered answered(const diameter::CreditControlRequest& request) {
    auto& engine = world_.engine();
    const auto programme = engine.house()->programmes.latest().programme;
    face::gy::Unread unread;
    auto asked = face::gy::to_engine(request, engine.keys(), programme->numbers, unread);
    if (!asked) return written(request, face::gy::refused(asked.error(), request), false);
    const auto debit = face::gy::refund_of(request, engine.keys(), false);
    const auto answer =
        debit ? engine::refund(engine, *std::move(asked), *debit) : engine.ask(*std::move(asked));
    require(answer.fault != engine::Fault::broken, answer.detail.c_str());
    return written(request, face::gy::to_diameter(answer, request),
                   answer.fault == engine::Fault::none);
  }

  static Answered written(const diameter::CreditControlRequest& request,
                          const diameter::CreditControlAnswer& answer, bool is_decided) {
    diameter::Buffer out;
    diameter::write(request, answer, {"airperk.example", "example"}, out);
    const auto message = diameter::read_message(out, out.size());
    require(message.has_value(), "the answer is no message");
    diameter::AvpReader reader(message->avps());
    while (reader.next()) {
    }
    require(!reader.fault(), "the answer's AVPs are not well formed");
    return {answer.result_code, is_decided};
  }

  /// What was decided is answered the same, and moves nothing.
  void repeats() {
    if (!last_ || !last_answer_.is_decided) return;
    const auto before = money();
    last_->header.retransmitted = true;
    const auto again = answered(*last_);
    if (!again.is_decided) return;  // older than anybody knows
    require(again.code == last_answer_.code, "a repetition is answered otherwise");
    require(money() == before, "a repetition was charged");
  }
  /// Once what is due has happened.
  std::vector<subscriber::Record> money() {
    std::vector<subscriber::Record> records;
    for (std::size_t who = 0; who < 2; ++who) records.push_back(world_.viewed(msisdn(who)).record);
    return records;
  }

  static inline std::uint32_t lives_ = 0;
  World& world_;
  Choices choices_;
  const std::uint32_t number_;
  Person people_[2];
  std::deque<std::string> names_;
  std::uint32_t next_number_ = 0;
  std::optional<diameter::CreditControlRequest> last_;
  Answered last_answer_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Life(world(), Choices(data, size)).live();
  return 0;
}
