#pragma once

#include <gmock/gmock.h>
#include <pthread.h>

#include <atomic>
#include <map>
#include <mutex>

#include "core/survey/survey_test_environment.h"
#include "engine/engine_test_environment.h"

/// A machine whose clock a test sets, and an engine on it that follows the system's clock.
namespace airperk::engine {

/// Any thread.
class Machine {
 public:
  explicit Machine(Instant truth) : truth_us_(truth.in_microseconds()) {}

  void passes(Duration span) { truth_us_ += span.in_microseconds(); }
  void is_wrong_by(Duration by) { wrong_us_ = by.in_microseconds(); }
  void is_synchronised(bool so) { synchronised_ = so; }
  Instant truth() const { return Instant::microseconds(truth_us_); }
  /// How often a thread of this name has read the clocks.
  int readings(const std::string& thread) {
    std::lock_guard lock(mutex_);
    return readings_[thread];
  }
  ClockPorts ports() {
    return {[this] {
              count();
              const auto truth = truth_us_.load();
              return ClockReading{Instant::microseconds(truth + wrong_us_),
                                  Duration::microseconds(truth), false};
            },
            [this](const ClockReading&) { return synchronised_.load(); }};
  }

 private:
  void count() {
    char name[16] = {};
    ::pthread_getname_np(::pthread_self(), name, sizeof name);
    std::lock_guard lock(mutex_);
    ++readings_[name];
  }

  std::atomic<std::int64_t> truth_us_, wrong_us_ = 0;
  std::atomic<bool> synchronised_ = false;
  std::mutex mutex_;
  std::map<std::string, int> readings_;
};

constexpr Duration year = Duration::days(365);

class MachineTest : public ::testing::Test {
 protected:
  MachineTest() { start(); }
  ~MachineTest() override { engine().stop(); }

  void start() {
    store_ = std::make_unique<store::MemoryStore>(disk);
    auto running = recover(*store_, programme::load_smart(), std::string(32, 's'),
                           {.clock_limits = limits, .clocks = machine.ports()});
    ASSERT_TRUE(running) << running.error();
    running_ = std::move(*running);
  }
  void restart() {
    engine().stop();
    running_ = {};
    start();
  }
  Engine& engine() { return *running_.engine; }
  store::Store& store() { return *store_; }
  Answer ask(Target target, Command command) { return engine().ask({target, std::move(command)}); }
  /// Readings over some minutes agree.
  void lives(Duration span) {
    for (Duration lived; lived < span; lived = lived + Duration::minutes(1)) {
      machine.passes(Duration::minutes(1));
      engine().now();
    }
  }
  ClockDoubt doubt() { return engine().clock().doubt; }

  void opens(Msisdn who) {
    Provision provision;
    provision.brand = "activ";
    provision.tariff = "Time to Talk";
    provision.main = amount("1000");
    ask(who, provision);
  }
  void dials(Msisdn who, std::string code) {
    dialogue::Dial dial;
    dial.session = ++sessions_;
    dial.begins = true;
    dial.text = std::move(code);
    EXPECT_FALSE(ask(who, std::move(dial)).refusal);
  }
  std::uint32_t approved(PlanCampaign asked) {
    const auto answer = ask({}, std::move(asked));
    EXPECT_EQ(answer.fault, Fault::none) << answer.detail;
    const auto id = std::get<Outcome>(answer.body).version;
    EXPECT_EQ(ask({}, MoveCampaign{id, outreach::CampaignState::approved, "chief"}).fault,
              Fault::none);
    return id;
  }
  /// A message to everybody, or an invitation to a survey about cafes, over in seven days.
  static PlanCampaign plan(outreach::ContactKind kind = outreach::ContactKind::message) {
    PlanCampaign asked;
    asked.plan.partner = "Coffee";
    asked.plan.name = "Spring";
    asked.plan.by = "planner";
    asked.plan.kind = kind;
    asked.plan.texts = {{*programme::Language::parse("kk"), "Kofe"}};
    asked.plan.starts = asked.plan.ends = Instant::beginning();
    if (kind == outreach::ContactKind::survey) {
      asked.plan.survey = survey::cafe();
      asked.plan.survey->closes = Instant::beginning();
    }
    return asked;
  }
  outreach::Campaign campaign(std::uint32_t id) { return *engine().house()->campaigns.find(id); }

  ClockLimits limits;
  Machine machine{subscriber::World().instant("2016-03-05 10:00")};
  std::shared_ptr<store::MemoryDisk> disk = std::make_shared<store::MemoryDisk>();

 private:
  std::unique_ptr<store::MemoryStore> store_;
  Running running_;
  std::uint64_t sessions_ = 0;
};

}  // namespace airperk::engine
