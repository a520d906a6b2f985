#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "core/subscriber/subscriber_test_environment.h"
#include "engine/audit.h"
#include "engine/recover.h"
#include "store/memory/memory_store.h"

/// A whole engine on a store without a disk, with the manual clock, and what is asked of it.
namespace airperk::engine {

using subscriber::amount;
using subscriber::Refusal;

inline const Msisdn aigul = *Msisdn::parse("77011000001");
inline const Msisdn berik = *Msisdn::parse("77011000002");
inline const Msisdn nobody = *Msisdn::parse("77011999999");

class EngineTest : public ::testing::Test {
 protected:
  EngineTest() { start(); }
  ~EngineTest() override { engine().stop(); }

  /// On what the store before left behind.
  void start(programme::Loaded loaded = programme::load_smart()) {
    store_ = std::make_unique<store::MemoryStore>(disk);
    auto running = recover(*store_, std::move(loaded), std::string(32, 's'),
                           {.manual_start = subscriber::World().instant("2016-03-05 10:00")});
    ASSERT_TRUE(running) << running.error();
    running_ = std::move(*running);
  }
  void restart(programme::Loaded loaded = programme::load_smart()) {
    engine().stop();
    running_ = {};
    start(std::move(loaded));
  }
  Engine& engine() { return *running_.engine; }
  store::Store& store() { return *store_; }
  /// What the newest start has to say.
  const std::vector<std::string>& notes() const { return running_.recovered.notes; }

  Answer ask(Target target, Command command) { return engine().ask({target, std::move(command)}); }
  /// Asks with a key, as a client does that may have to repeat itself.
  Answer ask_once(Target target, Command command, const std::string& key, bool lasting = false,
                  std::uint32_t fingerprint = 1) {
    Request request{target, std::move(command)};
    request.key = engine().keys().key("test", key);
    request.lasting_key = lasting;
    request.fingerprint = fingerprint;
    return engine().ask(std::move(request));
  }
  static Provision new_subscriber(std::string_view main = "1000", std::optional<Imsi> imsi = {}) {
    Provision provision;
    provision.imsi = imsi;
    provision.brand = "activ";
    provision.tariff = "Time to Talk";
    provision.main = amount(main);
    return provision;
  }
  void opens(Msisdn msisdn, std::string_view main = "1000") {
    const auto answer = ask(msisdn, new_subscriber(main));
    EXPECT_FALSE(answer.refusal);
    EXPECT_TRUE(std::get<Outcome>(answer.body).created);
  }
  std::string dials(Msisdn msisdn, std::string code) {
    dialogue::Dial dial;
    dial.session = ++sessions_;
    dial.begins = true;
    dial.text = std::move(code);
    return std::get<dialogue::Screen>(ask(msisdn, std::move(dial)).body).text;
  }
  subscriber::Record record(Msisdn msisdn) {
    return std::get<Viewed>(ask(msisdn, View{}).body).record;
  }
  std::string main(Msisdn msisdn) { return record(msisdn).main.to_string(); }
  Answer moves_clock(std::string_view civil) {
    return ask({}, MoveClock{subscriber::World().instant(civil)});
  }
  static charging::ChargeEvent sms() {
    charging::ChargeEvent event;
    event.asked.called = "77011234567";
    event.asked.visited = "40102";
    return event;
  }
  /// What the audit says of the journal and of every record.
  std::vector<std::string> audit() {
    Audit audit;
    for (const auto& group : disk->groups) audit.see(group);
    for (std::uint32_t id = 1; id <= store_->subscribers(); ++id) {
      audit.compare({id}, store_->load({id})->record);
    }
    return audit.findings();
  }

  std::shared_ptr<store::MemoryDisk> disk = std::make_shared<store::MemoryDisk>();

 private:
  std::unique_ptr<store::MemoryStore> store_;
  Running running_;
  std::uint64_t sessions_ = 0;
};

}  // namespace airperk::engine
