#pragma once

#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <utility>

#include "store/memory/memory_store.h"

namespace airperk::engine {

/// For tests: a memory store whose disk says that something is durable when the test lets it.
class HeldStore final : public store::Store {
 public:
  explicit HeldStore(std::shared_ptr<store::MemoryDisk> disk) : memory_(std::move(disk)) {}

  /// From now on nothing becomes durable by itself.
  void hold() {
    std::lock_guard lock(mutex_);
    held_ = true;
  }
  /// The oldest of what is held becomes durable, on this thread. False: nothing is held.
  bool let_one_through() {
    std::function<void()> durable;
    {
      std::lock_guard lock(mutex_);
      if (waiting_.empty()) return false;
      durable = std::move(waiting_.front());
      waiting_.pop_front();
    }
    durable();
    return true;
  }
  /// Everything does, and nothing is held any more.
  void let_go() {
    while (true) {
      while (let_one_through()) continue;
      std::lock_guard lock(mutex_);
      if (!waiting_.empty()) continue;
      held_ = false;
      return;
    }
  }
  /// Handed over, and not let through.
  std::size_t held() const {
    std::lock_guard lock(mutex_);
    return waiting_.size();
  }

  /// How often something was looked for on the disk.
  std::size_t lookups() const {
    std::lock_guard lock(mutex_);
    return lookups_;
  }
  Duration looked_within() const {
    std::lock_guard lock(mutex_);
    return looked_within_;
  }

  void commit(store::Group group, std::function<void()> durable) override {
    {
      std::lock_guard lock(mutex_);
      for (const auto& reply : group.replies) recent_[reply.key] = reply.facts;
    }
    memory_.commit(std::move(group), [] {});
    tell(std::move(durable));
  }
  void keep(std::vector<store::SealedAnswers> answers, std::function<void()> durable) override {
    memory_.keep(std::move(answers), [] {});
    tell(std::move(durable));
  }
  void after_commits(std::function<void()> then) override { tell(std::move(then)); }

  std::vector<store::HouseEvent> house() override { return memory_.house(); }
  Result<store::Recovered> recover(const programme::History& programmes,
                                   const RecoveredReply& replies) override {
    return memory_.recover(programmes, replies);
  }
  std::optional<SubscriberId> find(Msisdn msisdn) const override { return memory_.find(msisdn); }
  std::optional<SubscriberId> find(Imsi imsi) const override { return memory_.find(imsi); }
  store::Resident* load(SubscriberId id) override { return memory_.load(id); }
  SubscriberId open_person(Msisdn msisdn, std::optional<Imsi> imsi) override {
    return memory_.open_person(msisdn, imsi);
  }
  void change_imsi(SubscriberId id, Imsi imsi) override { memory_.change_imsi(id, imsi); }
  std::uint32_t subscribers() const override { return memory_.subscribers(); }
  std::optional<std::string> lasting_reply(const store::RequestKey& key) override {
    return memory_.lasting_reply(key);
  }
  std::optional<std::string> recent_reply(const store::RequestKey& key, Duration within) override {
    std::lock_guard lock(mutex_);
    ++lookups_;
    looked_within_ = within;
    const auto found = recent_.find(key);
    return found == recent_.end() ? std::nullopt : std::optional(found->second);
  }
  store::Scrubbed scrub(Instant now) override { return memory_.scrub(now); }
  std::vector<store::Batch> history(store::Position newest, std::size_t limit) override {
    return memory_.history(newest, limit);
  }
  store::Identities identities(SubscriberId id) override { return memory_.identities(id); }
  Result<std::vector<store::Group>> journal(std::uint64_t after, std::size_t limit) override {
    return memory_.journal(after, limit);
  }
  Result<void> backup(const std::string& directory) override { return memory_.backup(directory); }
  Result<store::SurveyKey> survey_key(std::uint32_t survey) override {
    return memory_.survey_key(survey);
  }
  Result<store::SurveyKey> make_survey_key(std::uint32_t survey) override {
    return memory_.make_survey_key(survey);
  }
  std::vector<store::SealedAnswers> answers(std::uint32_t survey) override {
    return memory_.answers(survey);
  }
  Result<void> destroy_answers(std::uint32_t survey) override {
    return memory_.destroy_answers(survey);
  }
  void close() override { memory_.close(); }

 private:
  void tell(std::function<void()> durable) {
    {
      std::lock_guard lock(mutex_);
      if (held_) return waiting_.push_back(std::move(durable));
    }
    durable();
  }

  store::MemoryStore memory_;
  mutable std::mutex mutex_;
  std::deque<std::function<void()>> waiting_;
  bool held_ = false;
  std::map<store::RequestKey, std::string> recent_;
  std::size_t lookups_ = 0;
  Duration looked_within_;
};

}  // namespace airperk::engine
