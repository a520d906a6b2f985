#pragma once

#include <memory>

#include "store/embedded/checkpointer.h"
#include "store/embedded/dirty_ids.h"
#include "store/embedded/journal_writer.h"
#include "store/embedded/live_copy.h"
#include "store/embedded/recent_replies.h"
#include "store/embedded/scrub.h"
#include "store/embedded/shipped_rows.h"
#include "store/embedded/survey_vault.h"
#include "store/resident/residents.h"

namespace airperk::store::embedded {

/// The default engine: records in memory, one RocksDB for journal, checkpoints and directory.
class EmbeddedStore final : public Store {
 public:
  /// `survey_keys`: where surveys' keys stand; empty: beside the store. With `accept_loss` it goes
  /// on without what is gone: see `loss`, and tell the journal.
  static Result<std::unique_ptr<EmbeddedStore>> open(
      const std::string& path, std::string survey_keys = {},
      Database::Mode mode = Database::Mode::read_write);
  ~EmbeddedStore() override;

  std::vector<HouseEvent> house() override;
  Result<Recovered> recover(const programme::History& programmes,
                            const RecoveredReply& replies) override;
  std::optional<SubscriberId> find(Msisdn msisdn) const override { return residents_.find(msisdn); }
  std::optional<SubscriberId> find(Imsi imsi) const override { return residents_.find(imsi); }
  Resident* load(SubscriberId id) override { return residents_.find(id); }
  SubscriberId open_person(Msisdn msisdn, std::optional<Imsi> imsi) override;
  void change_imsi(SubscriberId id, Imsi imsi) override;
  std::uint32_t subscribers() const override { return residents_.count(); }
  std::optional<std::string> lasting_reply(const RequestKey& key) override;
  std::optional<std::string> recent_reply(const RequestKey& key, Duration within) override;
  void commit(Group group, std::function<void()> durable) override;
  void after_commits(std::function<void()> then) override { writer_->after_all(std::move(then)); }
  std::vector<Batch> history(Position newest, std::size_t limit) override;
  Identities identities(SubscriberId id) override { return directory_.identities(id); }
  Result<std::vector<Group>> journal(std::uint64_t after, std::size_t limit) override;
  Result<void> backup(const std::string& directory) override { return copy_.make(directory); }
  Scrubbed scrub(Instant now) override {
    auto step = scrub_.step(now);
    return {step.read_something, std::move(step.damage)};
  }
  void keep(std::vector<SealedAnswers> answers, std::function<void()> durable) override {
    writer_->keep(std::move(answers), std::move(durable));
  }
  Result<SurveyKey> survey_key(std::uint32_t survey) override { return vault_.key(survey); }
  Result<SurveyKey> make_survey_key(std::uint32_t survey) override { return vault_.make(survey); }
  std::vector<SealedAnswers> answers(std::uint32_t survey) override {
    return vault_.answers(survey);
  }
  Result<void> destroy_answers(std::uint32_t survey) override {
    return vault_.destroy(survey,
                          [this](rocksdb::WriteBatch rows) { writer_->write(std::move(rows)); });
  }
  void close() override;

  /// Where lines go about damage that nobody's request met. From any thread.
  void on_damage(std::function<void(const std::string&)> hear) {
    database_->on_damage(std::move(hear));
  }
  /// What was gone at an opening that accepted it.
  const std::optional<Loss>& loss() const { return database_->loss(); }
  Result<void> loss_is_told() { return database_->loss_is_told(); }
  /// A backup that is being made is given up, so that a stop need not wait for it.
  void give_up_backups() { copy_.give_up(); }
  /// Before `recover`: for how long replies are found, whatever the traffic.
  void keep_replies(Duration kept) { recent_.keep(kept); }
  /// Likewise: whether what shipping needs is kept with each group.
  void ship(bool ships) { ships_ = ships; }
  ShippedRows& shipped_rows() { return shipped_rows_; }
  std::string name() { return name_of_store(*database_); }
  /// Whether anything was ever committed.
  bool has_journal();
  /// What the key of request ids must be (check_value_of); "": nobody has noted it.
  std::string secret_check() { return embedded::secret_check(*database_); }
  void note_secret_check(std::string_view check) { embedded::note_secret_check(*database_, check); }

  /// Bytes of the newest entries of the journal, for measurements. Any thread.
  std::vector<std::size_t> newest_group_sizes(std::size_t count);

 private:
  EmbeddedStore(std::unique_ptr<Database> database, std::string survey_keys);
  std::vector<HouseEvent> house_rows();
  std::vector<HouseEvent> rebuild_house();
  std::uint64_t read_checkpoint();
  void read_records();
  Result<void> replay(std::uint64_t after, const programme::History& programmes,
                      const RecoveredReply& replies, Recovered& recovered);
  void gather(const Group& group);
  void write_replies();
  void begin_pass();
  void checkpoint_some();

  std::unique_ptr<Database> database_;
  Directory directory_;
  SurveyVault vault_;
  Scrub scrub_;
  LiveCopy copy_;
  ShippedRows shipped_rows_;
  bool ships_ = false;
  Residents residents_;
  std::unique_ptr<Checkpointer> checkpointer_;
  std::unique_ptr<JournalWriter> writer_;

  std::uint64_t last_group_ = 0;
  DirtyIds dirty_;
  std::uint64_t pass_through_ = 0;  ///< the pass makes every record hold this group
  std::size_t batches_since_pass_ = 0;
  RecentReplies recent_;
  Instant last_at_ = Instant::beginning();
  std::vector<std::string> notes_;  ///< what was mended since the opening
  bool closed_ = false;
};

/// Every group from `after` on, in order, decoded and its place in the chain checked; for `verify`
/// and recovery. Stops at the first error.
Result<void> for_each_group(Database& database, std::uint64_t after,
                            const std::function<Result<void>(const Group&)>& visit);

}  // namespace airperk::store::embedded
