#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "store/resident/residents.h"

namespace airperk::store {

/// What a memory store's process leaves behind: give it to the next one, as a disk survives a
/// restart.
struct MemoryDisk {
  std::mutex mutex;
  std::vector<Group> groups;
  std::map<std::uint32_t, SurveyKey> survey_keys;
  std::uint32_t survey_keys_made = 0;
  std::map<std::pair<std::uint32_t, std::array<std::uint8_t, 16>>, std::string> answers;
};

/// For tests, and for the sanitizers that cannot look through RocksDB: same promises, no disk.
/// `durable` is called before commit returns.
class MemoryStore final : public Store {
 public:
  explicit MemoryStore(std::shared_ptr<MemoryDisk> disk = std::make_shared<MemoryDisk>())
      : disk_(std::move(disk)) {}

  std::vector<HouseEvent> house() override;
  Result<Recovered> recover(const programme::History& programmes,
                            const RecoveredReply& replies) override;
  std::optional<SubscriberId> find(Msisdn msisdn) const override { return residents_.find(msisdn); }
  std::optional<SubscriberId> find(Imsi imsi) const override { return residents_.find(imsi); }
  Resident* load(SubscriberId id) override { return residents_.find(id); }
  SubscriberId open_person(Msisdn msisdn, std::optional<Imsi> imsi) override;
  void change_imsi(SubscriberId id, Imsi imsi) override { residents_.change_imsi(id, imsi); }
  std::uint32_t subscribers() const override { return residents_.count(); }
  std::optional<std::string> lasting_reply(const RequestKey& key) override;
  /// Recovery has handed out all of them.
  std::optional<std::string> recent_reply(const RequestKey&, Duration) override { return {}; }
  void commit(Group group, std::function<void()> durable) override;
  void keep(std::vector<SealedAnswers> answers, std::function<void()> durable) override;
  void after_commits(std::function<void()> then) override { then(); }
  std::vector<Batch> history(Position newest, std::size_t limit) override;
  Identities identities(SubscriberId id) override;
  Result<std::vector<Group>> journal(std::uint64_t after, std::size_t limit) override;
  Result<void> backup(const std::string&) override {
    return fail("the memory store has nothing to back up; use store.engine = \"embedded\"");
  }
  Scrubbed scrub(Instant) override { return {}; }
  Result<SurveyKey> survey_key(std::uint32_t survey) override;
  Result<SurveyKey> make_survey_key(std::uint32_t survey) override;
  std::vector<SealedAnswers> answers(std::uint32_t survey) override;
  Result<void> destroy_answers(std::uint32_t survey) override;
  void close() override {}

 private:
  void put(const std::vector<SealedAnswers>& answers);
  void forget_words(std::size_t index);

  std::shared_ptr<MemoryDisk> disk_;
  Residents residents_;
};

}  // namespace airperk::store
