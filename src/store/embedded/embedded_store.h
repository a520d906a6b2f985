#pragma once

#include <memory>

#include "store/embedded/checkpointer.h"
#include "store/embedded/dirty_ids.h"
#include "store/embedded/journal_writer.h"
#include "store/embedded/survey_vault.h"
#include "store/resident/residents.h"

namespace airperk::store::embedded {

/// A file in every backup: whoever opens it knows that what came after it is not in there.
inline constexpr std::string_view copy_mark = "is-a-copy";

/// The default engine: records in memory, one RocksDB for journal, checkpoints and directory.
class EmbeddedStore final : public Store {
 public:
  /// `survey_keys`: where surveys' keys stand; empty: beside the store.
  static Result<std::unique_ptr<EmbeddedStore>> open(const std::string& path,
                                                     std::string survey_keys = {});
  ~EmbeddedStore() override;

  std::vector<HouseEvent> house() override;
  Result<Recovered> recover(const Zone& zone, Duration young_for, const YoungReply& young) override;
  std::optional<SubscriberId> find(Msisdn msisdn) const override { return residents_.find(msisdn); }
  std::optional<SubscriberId> find(Imsi imsi) const override { return residents_.find(imsi); }
  Resident* load(SubscriberId id) override { return residents_.find(id); }
  SubscriberId open_person(Msisdn msisdn, std::optional<Imsi> imsi) override;
  void change_imsi(SubscriberId id, Imsi imsi) override;
  std::uint32_t subscribers() const override { return residents_.count(); }
  std::optional<std::string> lasting_reply(const RequestKey& key) override;
  void commit(Group group, std::function<void()> durable) override;
  void after_commits(std::function<void()> then) override { writer_->after_all(std::move(then)); }
  std::vector<Batch> history(Position newest, std::size_t limit) override;
  Identities identities(SubscriberId id) override { return directory_.identities(id); }
  Result<std::vector<Group>> journal(std::uint64_t after, std::size_t limit) override;
  Result<void> backup(const std::string& directory) override;
  void keep(std::vector<SealedAnswers> answers, std::function<void()> durable) override {
    writer_->keep(std::move(answers), std::move(durable));
  }
  Result<SurveyKey> survey_key(std::uint32_t survey) override { return vault_.key(survey); }
  Result<SurveyKey> make_survey_key(std::uint32_t survey) override { return vault_.make(survey); }
  std::vector<SealedAnswers> answers(std::uint32_t survey) override {
    return vault_.answers(survey);
  }
  Result<void> destroy_answers(std::uint32_t survey) override { return vault_.destroy(survey); }
  void close() override;

  /// Bytes of the newest entries of the journal, for measurements. Any thread.
  std::vector<std::size_t> newest_group_sizes(std::size_t count);

 private:
  EmbeddedStore(std::unique_ptr<Database> database, std::string survey_keys);
  Result<void> read_records();
  Result<void> replay(std::uint64_t after, const Zone& zone, Recovered& recovered);
  void hand_out_young(const Recovered& recovered, Duration young_for, const YoungReply& young);
  void begin_pass();
  void checkpoint_some();

  std::unique_ptr<Database> database_;
  Directory directory_;
  SurveyVault vault_;
  Residents residents_;
  std::unique_ptr<Checkpointer> checkpointer_;
  std::unique_ptr<JournalWriter> writer_;

  std::uint64_t last_group_ = 0;
  DirtyIds dirty_;
  std::uint64_t pass_through_ = 0;  ///< the pass makes every record hold this group
  std::size_t batches_since_pass_ = 0;
  bool closed_ = false;
};

/// Every group from `after` on, in order, decoded; for `verify` and recovery. Stops at the first
/// error.
Result<void> for_each_group(Database& database, std::uint64_t after,
                            const std::function<Result<void>(const Group&)>& visit);

}  // namespace airperk::store::embedded
