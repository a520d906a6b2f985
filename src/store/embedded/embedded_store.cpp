#include "store/embedded/embedded_store.h"

#include <fmt/format.h>
#include <sodium.h>

#include "base/assert.h"
#include "core/subscriber/apply.h"
#include "store/archive/archive.h"
#include "store/archive/chain.h"

namespace airperk::store::embedded {
namespace {

/// A pass begins after that many batches: what a restart has to replay at most, give or
/// take a pass.
constexpr std::size_t batches_per_pass = 1'000'000;
/// Images taken with each group while a pass runs, so that no request waits for many.
constexpr std::size_t images_per_group = 256;

archive::Sealer opener(Directory& directory) {
  return {{}, [&directory](SubscriberId id, std::string_view sealed) {
            return directory.open(id, sealed);
          }};
}
/// Replay needs no sealed words.
archive::Sealer blind() {
  return {{}, [](SubscriberId, std::string_view) { return std::string(); }};
}

/// The group of a journal's row.
Result<Group> group_of(std::uint64_t number, std::string_view row, const archive::Sealer& sealer) {
  auto group = archive::decode_group(row, sealer);
  if (!group) return fail(fmt::format("journal group {}: {}", number, group.error()));
  if (group->number != number) {
    return fail(fmt::format("journal group {}: says that it is group {}: the journal is damaged",
                            number, group->number));
  }
  return group;
}

/// The journal's entry under the iterator, which must be group `expected`.
Result<Group> group_at(const rocksdb::Iterator& at, std::uint64_t expected) {
  const auto number = read_8(at.key().ToStringView());
  if (number != expected) return fail(fmt::format("journal: group {} is missing", expected));
  return group_of(number, at.value().ToStringView(), blind());
}

/// Follows the journal's chain from row to row.
class Chain {
 public:
  Chain(Database& database, std::uint64_t after)
      : first_chained_(database.number("chained").value_or(~std::uint64_t{0})) {
    if (after == 0) return;
    const auto row = database.get(Family::journal, big_endian_8(after));
    const auto link = archive::link_of(row.value_or(""));
    if (link) before_ = link->own;
    // One that cannot be read is not what is read here: whatever follows it may.
    if (!link && after >= first_chained_) before_.reset();
  }
  Result<void> goes_on(std::uint64_t number, std::string_view row) {
    const auto link = archive::link_of(row);
    if (!link && number < first_chained_) {
      before_ = archive::Hash{};
      return {};
    }
    const char* what = nullptr;
    if (!link) {
      what = "has no link to the one before it";
    } else if (!archive::is_whole(row, *link)) {
      what = "is not as it was written";
    } else if (before_ && link->previous != *before_) {
      what = "does not follow the one before it";
    }
    if (what)
      return fail(fmt::format("journal group {}: {}: the journal is damaged", number, what));
    before_ = link->own;
    return {};
  }

 private:
  std::uint64_t first_chained_;
  std::optional<archive::Hash> before_ = archive::Hash{};
};

}  // namespace

Result<std::unique_ptr<EmbeddedStore>> EmbeddedStore::open(const std::string& path,
                                                           std::string survey_keys,
                                                           Database::Mode mode) {
  if (sodium_init() < 0) return fail("libsodium found no source of random numbers");
  const auto opened = backup::may_be_opened(path);
  if (!opened) return fail(opened.error());
  if (*opened == backup::Opened::backup) {
    if (auto now_a_store = backup::open_in_place(path); !now_a_store) {
      return fail(now_a_store.error());
    }
  }
  auto database = Database::open(path, mode);
  if (!database) return fail(database.error());
  return std::unique_ptr<EmbeddedStore>(
      new EmbeddedStore(std::move(*database), std::move(survey_keys)));
}

EmbeddedStore::EmbeddedStore(std::unique_ptr<Database> database, std::string survey_keys)
    : database_(std::move(database)),
      directory_(*database_),
      vault_(*database_, std::move(survey_keys)),
      scrub_(*database_),
      copy_(*database_, vault_.directory()),
      shipped_rows_(*database_),
      recent_(*database_) {}

EmbeddedStore::~EmbeddedStore() {
  close();
}

std::vector<HouseEvent> EmbeddedStore::house() {
  try {
    return house_rows();
  } catch (const Damaged& damaged) {
    notes_.push_back(
        fmt::format("rebuilding the house's events from the journal, for they are "
                    "damaged: {}",
                    damaged.what()));
    return rebuild_house();
  }
}

std::vector<HouseEvent> EmbeddedStore::rebuild_house() {
  std::vector<HouseEvent> events;
  rocksdb::WriteBatch rows;
  database_->renew(Family::house);
  const auto read = for_each_group(*database_, 0, [&](const Group& group) -> Result<void> {
    for (const auto& event : group.house) {
      events.push_back(event);
      rows.Put(database_->family(Family::house), big_endian_8(events.size()),
               archive::encode(event));
    }
    return {};
  });
  if (!read) throw Damaged(read.error());
  database_->put_again(rows);
  return events;
}

std::vector<HouseEvent> EmbeddedStore::house_rows() {
  std::vector<HouseEvent> events;
  const auto iterator = database_->scan(Family::house);
  for (iterator->SeekToFirst(); iterator->Valid(); iterator->Next()) {
    auto event = archive::decode_house(iterator->value().ToStringView());
    if (!event) throw Damaged(fmt::format("house: {}", event.error()));
    events.push_back(std::move(*event));
  }
  database_->check(iterator->status(), "reading the house's events");
  return events;
}

Result<Recovered> EmbeddedStore::recover(const programme::History& programmes,
                                         const RecoveredReply& replies) {
  Recovered recovered;
  try {
    const auto after = read_checkpoint();
    recovered.last_group = after;
    if (auto replayed = replay(after, programmes, replies, recovered); !replayed) {
      return fail(replayed.error());
    }
    last_group_ = recovered.last_group;
    last_at_ = recovered.last_at;
    recent_.begin(last_at_);
    // Of a journal that begins there, everything was handed out.
    recovered.has_all_replies = after == 0;
    directory_.for_each([&](SubscriberId id, Msisdn msisdn, std::optional<Imsi> imsi) {
      residents_.introduce(id, msisdn, imsi);
    });
  } catch (const Damaged& damaged) {
    return fail(damaged.what());
  }

  if (!database_->mended().empty()) notes_.insert(notes_.begin(), database_->mended());
  recovered.notes = std::move(notes_);
  std::uint64_t next_house = 1;
  const auto iterator = database_->scan(Family::house);
  iterator->SeekToLast();
  if (iterator->Valid()) next_house = read_8(iterator->key().ToStringView()) + 1;
  checkpointer_ = std::make_unique<Checkpointer>(*database_, directory_);
  writer_ = std::make_unique<JournalWriter>(*database_, directory_, next_house, last_group_,
                                            database_->head()->group_hash);
  shipped_rows_.begin(ships_, last_group_);
  writer_->keep_changes(ships_);
  return recovered;
}

/// Images that cannot be read, or that are ahead of a journal that has lost its end, are nothing
/// that is lost: the journal makes them again.
std::uint64_t EmbeddedStore::read_checkpoint() {
  try {
    if (!database_->loss()) {
      read_records();
      return database_->number("checkpoint").value_or(0);
    }
  } catch (const Damaged& damaged) {
    notes_.push_back(
        fmt::format("rebuilding all records from the journal, for their checkpoint is damaged: {}",
                    damaged.what()));
  }
  residents_.clear();
  database_->renew(Family::records);
  database_->put_hint("checkpoint", big_endian_8(0));
  database_->flush();
  return 0;
}

void EmbeddedStore::read_records() {
  const auto iterator = database_->scan(Family::records);
  for (iterator->SeekToFirst(); iterator->Valid(); iterator->Next()) {
    auto resident = archive::decode_record(iterator->value().ToStringView());
    const auto id = read_4(iterator->key().ToStringView());
    if (!resident) throw Damaged(fmt::format("record {}: {}", id, resident.error()));
    residents_.make({id}) = std::move(*resident);
  }
  database_->check(iterator->status(), "reading the checkpoint");
}

Result<void> EmbeddedStore::replay(std::uint64_t after, const programme::History& programmes,
                                   const RecoveredReply& replies, Recovered& recovered) {
  // The last group's instant is needed even where there is nothing to replay.
  const std::uint64_t from = after == 0 ? 0 : after - 1;
  return for_each_group(*database_, from, [&](const Group& group) -> Result<void> {
    for (std::size_t index = 0; index < group.batches.size(); ++index) {
      const auto& batch = group.batches[index];
      auto& resident = residents_.make(batch.id);
      if (batch.version <= resident.record.version) continue;
      if (batch.version != resident.record.version + 1) {
        return fail(fmt::format("journal group {}: subscriber {} goes from version {} to {}",
                                group.number, batch.id.value, resident.record.version,
                                batch.version));
      }
      const auto& zone = programmes.zone_of(batch.programme_version);
      for (const auto& event : batch.events) subscriber::apply(resident.record, event, zone);
      resident.record.version = batch.version;
      resident.head = Position::of(group.number, index);
      dirty_.mark(batch.id);
      ++batches_since_pass_;
    }
    if (group.number > after) {
      ++recovered.groups_replayed;
      for (const auto& reply : group.replies) replies(reply);
      gather(group);
    }
    recovered.last_group = group.number;
    recovered.last_at = group.at;
    return {};
  });
}

void EmbeddedStore::gather(const Group& group) {
  for (const auto& reply : group.replies) {
    if (!reply.lasting) recent_.add(reply, group.at);
  }
  last_at_ = group.at;
}

Result<void> for_each_group(Database& database, std::uint64_t after,
                            const std::function<Result<void>(const Group&)>& visit) {
  Chain chain(database, after);
  const auto iterator = database.scan(Family::journal);
  std::uint64_t expected = after + 1;
  for (iterator->Seek(big_endian_8(expected)); iterator->Valid(); iterator->Next(), ++expected) {
    auto group = group_at(*iterator, expected);
    if (!group) return fail(group.error());
    if (auto whole = chain.goes_on(expected, iterator->value().ToStringView()); !whole) {
      return whole;
    }
    if (auto visited = visit(*group); !visited) return visited;
  }
  database.check(iterator->status(), fmt::format("reading journal group {}", expected).c_str());
  return {};
}

SubscriberId EmbeddedStore::open_person(Msisdn msisdn, std::optional<Imsi> imsi) {
  const auto id = residents_.next();
  residents_.introduce(id, msisdn, imsi);
  return id;
}

void EmbeddedStore::change_imsi(SubscriberId id, Imsi imsi) {
  residents_.change_imsi(id, imsi);
}

std::optional<std::string> EmbeddedStore::lasting_reply(const RequestKey& key) {
  return database_->get(Family::replies, {reinterpret_cast<const char*>(key.data()), key.size()});
}

std::optional<std::string> EmbeddedStore::recent_reply(const RequestKey& key, Duration within) {
  return recent_.find(key, within);
}

void EmbeddedStore::commit(Group group, std::function<void()> durable) {
  AIRPERK_ASSERT(group.number == last_group_ + 1 && group.batches.size() <= batches_per_group_max);
  last_group_ = group.number;
  for (const auto& batch : group.batches) dirty_.mark(batch.id);
  batches_since_pass_ += group.batches.size();
  gather(group);
  writer_->submit(std::move(group), std::move(durable));
  if (!dirty_.in_pass() && batches_since_pass_ >= batches_per_pass) begin_pass();
  if (recent_.is_due()) write_replies();
  if (dirty_.in_pass()) checkpoint_some();
}

void EmbeddedStore::begin_pass() {
  dirty_.begin_pass();
  pass_through_ = last_group_;
  batches_since_pass_ = 0;
  // A start from this pass on replays none of these.
  write_replies();
}

void EmbeddedStore::write_replies() {
  if (recent_.count() == 0) return;
  auto replies = std::make_shared<RecentReplies::Pass>(recent_.take());
  writer_->after_all([this, replies] { checkpointer_->write(std::move(*replies)); });
}

void EmbeddedStore::checkpoint_some() {
  Checkpointer::Slice slice;
  for (const auto id : dirty_.take_some(images_per_group)) {
    slice.emplace_back(id.value, std::string());
    archive::encode(*residents_.find(id), slice.back().second);
  }
  const bool finished = !dirty_.in_pass();
  // An image may hold events of groups on their way: it must not be on disk before they are.
  writer_->after_all([this, slice = std::move(slice), finished, through = pass_through_]() mutable {
    checkpointer_->write(std::move(slice));
    if (finished) checkpointer_->finish_pass(through);
  });
}

std::vector<Batch> EmbeddedStore::history(Position newest, std::size_t limit) {
  std::vector<Batch> batches;
  Group group;
  for (Position at = newest; at.value != 0 && batches.size() < limit;) {
    if (group.number != at.group()) {
      const auto bytes = database_->get(Family::journal, big_endian_8(at.group()));
      if (!bytes) throw Damaged(fmt::format("journal: group {} is missing", at.group()));
      auto decoded = group_of(at.group(), *bytes, opener(directory_));
      if (!decoded) throw Damaged(decoded.error());
      group = std::move(*decoded);
    }
    if (at.index() >= group.batches.size()) {
      throw Damaged(fmt::format("journal group {}: has no batch {}: the journal is damaged",
                                at.group(), at.index()));
    }
    batches.push_back(group.batches[at.index()]);
    at = batches.back().previous;
  }
  return batches;
}

Result<std::vector<Group>> EmbeddedStore::journal(std::uint64_t after, std::size_t limit) {
  // What an iterator sees is in the synced log: rows are shown only after it.
  const auto iterator = database_->scan(Family::journal);
  std::vector<Group> groups;
  iterator->Seek(big_endian_8(after + 1));
  for (; iterator->Valid() && groups.size() < limit; iterator->Next()) {
    auto group = group_at(*iterator, after + 1 + groups.size());
    if (!group) return fail(group.error());
    groups.push_back(std::move(*group));
  }
  if (const auto status = iterator->status(); !status.ok()) {
    return fail(fmt::format("journal group {}: {}: restore a backup", after + 1 + groups.size(),
                            status.ToString()));
  }
  return groups;
}

bool EmbeddedStore::has_journal() {
  const auto iterator = database_->scan(Family::journal);
  iterator->SeekToFirst();
  return iterator->Valid();
}

std::vector<std::size_t> EmbeddedStore::newest_group_sizes(std::size_t count) {
  std::vector<std::size_t> sizes;
  const auto iterator = database_->scan(Family::journal);
  for (iterator->SeekToLast(); iterator->Valid() && sizes.size() < count; iterator->Prev()) {
    sizes.push_back(iterator->value().size());
  }
  return sizes;
}

void EmbeddedStore::close() {
  if (closed_ || !writer_) return;
  closed_ = true;
  // What is left of a pass, and one last one, so that the next start has nothing to replay.
  while (dirty_.in_pass()) checkpoint_some();
  begin_pass();
  while (dirty_.in_pass()) checkpoint_some();
  writer_->close();
  checkpointer_->close();
  database_->flush();
}

}  // namespace airperk::store::embedded
