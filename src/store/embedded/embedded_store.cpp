#include "store/embedded/embedded_store.h"

#include <fmt/format.h>
#include <rocksdb/utilities/checkpoint.h>
#include <sodium.h>
#include <fstream>

#include "base/assert.h"
#include "core/subscriber/apply.h"
#include "store/archive/archive.h"

namespace airperk::store::embedded {
namespace {

/// A pass begins after that many batches: what a restart has to replay at most, give or take a
/// pass.
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

/// The journal's entry under the iterator, which must be group `expected`.
Result<Group> group_at(const rocksdb::Iterator& at, std::uint64_t expected) {
  const auto number = read_8(at.key().ToStringView());
  if (number != expected) return fail(fmt::format("journal: group {} is missing", expected));
  auto group = archive::decode_group(at.value().ToStringView(), blind());
  if (!group) return fail(fmt::format("journal group {}: {}", number, group.error()));
  if (group->number != number) {
    return fail(fmt::format("journal group {}: says that it is group {}: the journal is damaged",
                            number, group->number));
  }
  return group;
}

}  // namespace

Result<std::unique_ptr<EmbeddedStore>> EmbeddedStore::open(const std::string& path,
                                                           std::string survey_keys) {
  if (sodium_init() < 0) return fail("libsodium found no source of random numbers");
  auto database = Database::open(path, Database::Mode::read_write);
  if (!database) return fail(database.error());
  return std::unique_ptr<EmbeddedStore>(
      new EmbeddedStore(std::move(*database), std::move(survey_keys)));
}

EmbeddedStore::EmbeddedStore(std::unique_ptr<Database> database, std::string survey_keys)
    : database_(std::move(database)),
      directory_(*database_),
      vault_(*database_, std::move(survey_keys)) {}

EmbeddedStore::~EmbeddedStore() {
  close();
}

std::vector<HouseEvent> EmbeddedStore::house() {
  std::vector<HouseEvent> events;
  const auto iterator = database_->scan(Family::house);
  for (iterator->SeekToFirst(); iterator->Valid(); iterator->Next()) {
    auto event = archive::decode_house(iterator->value().ToStringView());
    AIRPERK_ASSERT(event.has_value());
    events.push_back(std::move(*event));
  }
  database_->must(iterator->status(), "reading the house's events");
  return events;
}

Result<Recovered> EmbeddedStore::recover(const Zone& zone, Duration young_for,
                                         const YoungReply& young) {
  const auto checkpoint = database_->get(Family::meta, "checkpoint");
  const std::uint64_t after = checkpoint ? read_8(*checkpoint) : 0;
  if (auto read = read_records(); !read) return fail(read.error());

  Recovered recovered;
  recovered.last_group = after;
  if (auto replayed = replay(after, zone, recovered); !replayed) return fail(replayed.error());
  last_group_ = recovered.last_group;
  directory_.for_each([&](SubscriberId id, Msisdn msisdn, std::optional<Imsi> imsi) {
    residents_.introduce(id, msisdn, imsi);
  });
  hand_out_young(recovered, young_for, young);

  std::uint64_t next_house = 1;
  const auto iterator = database_->scan(Family::house);
  iterator->SeekToLast();
  if (iterator->Valid()) next_house = read_8(iterator->key().ToStringView()) + 1;
  checkpointer_ = std::make_unique<Checkpointer>(*database_, directory_);
  writer_ = std::make_unique<JournalWriter>(*database_, directory_, next_house);
  return recovered;
}

Result<void> EmbeddedStore::read_records() {
  const auto iterator = database_->scan(Family::records);
  for (iterator->SeekToFirst(); iterator->Valid(); iterator->Next()) {
    auto resident = archive::decode_record(iterator->value().ToStringView());
    const auto id = read_4(iterator->key().ToStringView());
    if (!resident) return fail(fmt::format("record {}: {}", id, resident.error()));
    residents_.make({id}) = std::move(*resident);
  }
  database_->must(iterator->status(), "reading the checkpoint");
  return {};
}

Result<void> EmbeddedStore::replay(std::uint64_t after, const Zone& zone, Recovered& recovered) {
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
      for (const auto& event : batch.events) subscriber::apply(resident.record, event, zone);
      resident.record.version = batch.version;
      resident.head = Position::of(group.number, index);
      dirty_.mark(batch.id);
      ++batches_since_pass_;
    }
    if (group.number > after) ++recovered.groups_replayed;
    recovered.last_group = group.number;
    recovered.last_at = group.at;
    return {};
  });
}

void EmbeddedStore::hand_out_young(const Recovered& recovered, Duration young_for,
                                   const YoungReply& young) {
  std::vector<Group> newest_first;
  for (std::uint64_t number = recovered.last_group; number > 0; --number) {
    const auto bytes = database_->get(Family::journal, big_endian_8(number));
    if (!bytes) break;
    auto group = archive::decode_group(*bytes, blind());
    if (!group || group->at < recovered.last_at - young_for) break;
    group->batches.clear();
    newest_first.push_back(std::move(*group));
  }
  for (auto group = newest_first.rbegin(); group != newest_first.rend(); ++group) {
    for (const auto& reply : group->replies) young(reply, group->at);
  }
}

Result<void> for_each_group(Database& database, std::uint64_t after,
                            const std::function<Result<void>(const Group&)>& visit) {
  const auto iterator = database.scan(Family::journal);
  std::uint64_t expected = after + 1;
  for (iterator->Seek(big_endian_8(expected)); iterator->Valid(); iterator->Next(), ++expected) {
    auto group = group_at(*iterator, expected);
    if (!group) return fail(group.error());
    if (auto visited = visit(*group); !visited) return visited;
  }
  database.must(iterator->status(), "reading the journal");
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

void EmbeddedStore::commit(Group group, std::function<void()> durable) {
  AIRPERK_ASSERT(group.number == last_group_ + 1 && group.batches.size() <= batches_per_group_max);
  last_group_ = group.number;
  for (const auto& batch : group.batches) dirty_.mark(batch.id);
  batches_since_pass_ += group.batches.size();
  writer_->submit(std::move(group), std::move(durable));
  if (!dirty_.in_pass() && batches_since_pass_ >= batches_per_pass) begin_pass();
  if (dirty_.in_pass()) checkpoint_some();
}

void EmbeddedStore::begin_pass() {
  dirty_.begin_pass();
  pass_through_ = last_group_;
  batches_since_pass_ = 0;
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
      AIRPERK_ASSERT(bytes.has_value());
      auto decoded = archive::decode_group(*bytes, opener(directory_));
      AIRPERK_ASSERT(decoded.has_value());
      group = std::move(*decoded);
    }
    AIRPERK_ASSERT(at.index() < group.batches.size());
    batches.push_back(group.batches[at.index()]);
    at = batches.back().previous;
  }
  return batches;
}

Result<std::vector<Group>> EmbeddedStore::journal(std::uint64_t after, std::size_t limit) {
  // What an iterator sees is in the synced log: rows are published only after it.
  const auto iterator = database_->scan(Family::journal);
  std::vector<Group> groups;
  iterator->Seek(big_endian_8(after + 1));
  for (; iterator->Valid() && groups.size() < limit; iterator->Next()) {
    auto group = group_at(*iterator, after + 1 + groups.size());
    if (!group) return fail(group.error());
    groups.push_back(std::move(*group));
  }
  database_->must(iterator->status(), "reading the journal");
  return groups;
}

Result<void> EmbeddedStore::backup(const std::string& directory) {
  rocksdb::Checkpoint* raw = nullptr;
  database_->must(rocksdb::Checkpoint::Create(&database_->db(), &raw), "preparing a backup");
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(raw);
  const auto status = checkpoint->CreateCheckpoint(directory);
  if (!status.ok()) {
    return fail(
        fmt::format("backup {}: {}; name a directory that does not exist, on the store's "
                    "own disk or another with room",
                    directory, status.ToString()));
  }
  std::ofstream mark(directory + "/" + std::string(copy_mark));
  mark << "a copy: contacts are stopped at its first start\n";
  mark.close();
  if (!mark) return fail(fmt::format("backup {}: {} cannot be written", directory, copy_mark));
  return {};
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
}

}  // namespace airperk::store::embedded
