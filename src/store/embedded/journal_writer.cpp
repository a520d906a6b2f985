#include "store/embedded/journal_writer.h"

#include <future>
#include <memory>

#include "store/archive/archive.h"
#include "store/embedded/shipped_rows.h"
#include "store/embedded/survey_vault.h"

namespace airperk::store::embedded {

JournalWriter::JournalWriter(Database& database, Directory& directory, std::uint64_t next_house,
                             std::uint64_t last, const archive::Hash& last_hash)
    : database_(database),
      directory_(directory),
      next_house_(next_house),
      last_group_(last),
      last_hash_(last_hash),
      shower_("rows", [this](Appended appended) { show(std::move(appended)); }),
      appender_("journal", [this](Job job) { append(std::move(job)); }) {}

void JournalWriter::submit(Group group, std::function<void()> durable) {
  submit({std::move(group), {}, {}, std::move(durable)});
}

void JournalWriter::keep(std::vector<SealedAnswers> answers, std::function<void()> durable) {
  submit({{}, std::move(answers), {}, std::move(durable)});
}

void JournalWriter::submit(Job job) {
  ++to_append_;
  appender_.submit(std::move(job));
}

/// With nothing to append before it, it need not go by way of the first thread.
void JournalWriter::after_all(std::function<void()> then) {
  if (to_append_ == 0) {
    Appended nothing;
    nothing.then = std::move(then);
    return shower_.submit(std::move(nothing));
  }
  submit({{}, {}, {}, std::move(then)});
}

void JournalWriter::write(rocksdb::WriteBatch rows) {
  std::promise<void> durable;
  submit({{}, {}, std::move(rows), [&durable] { durable.set_value(); }});
  durable.get_future().wait();
}

void JournalWriter::close() {
  appender_.close();
  shower_.close();
}

void JournalWriter::append(Job job) {
  Appended appended;
  appended.then = std::move(job.then);
  try {
    if (job.rows) appended.batch = std::move(*job.rows);
    if (job.group) put(*job.group, appended.batch);
    put(job.answers, appended.batch);
    if (appended.batch.Count() != 0) {
      appended.tail = database_.append(appended.batch);
      directory_.appended(appended.tail->sequence);
    }
  } catch (const Damaged& damaged) {
    // The decider has accepted what cannot be written: nothing that follows would be true.
    database_.die(damaged.what());
  }
  appended.group = last_group_;
  appended.group_hash = last_hash_;
  shower_.submit(std::move(appended));
  --to_append_;
}

void JournalWriter::show(Appended appended) {
  if (const auto& tail = appended.tail) {
    database_.show(appended.batch, *tail, appended.group, appended.group_hash);
    directory_.shown(tail->sequence);
  }
  appended.then();
}

void JournalWriter::put(const std::vector<SealedAnswers>& answers, rocksdb::WriteBatch& batch) {
  auto* family = database_.family(Family::answers);
  for (const auto& [survey, respondent, sealed] : answers) {
    const auto key = answers_key(survey, respondent);
    if (sealed.empty()) {
      batch.Delete(family, key);
    } else {
      batch.Put(family, key, sealed);
    }
  }
}

void JournalWriter::put(const Group& group, rocksdb::WriteBatch& batch) {
  for (const auto& change : group.directory) directory_.write(change, batch);
  const archive::Sealer sealer{
      [this](SubscriberId id, std::string_view words) { return directory_.seal(id, words); },
      {},
      [&](SubscriberId id) { directory_.renew_key(id, batch); }};
  auto row = archive::encode(group, sealer);
  last_hash_ = archive::chain(row, last_hash_);
  last_group_ = group.number;
  batch.Put(database_.family(Family::journal), big_endian_8(group.number), row);
  for (const auto& event : group.house) {
    batch.Put(database_.family(Family::house), big_endian_8(next_house_++), archive::encode(event));
  }
  for (const auto& reply : group.replies) {
    if (!reply.lasting) continue;
    const rocksdb::Slice key(reinterpret_cast<const char*>(reply.key.data()), reply.key.size());
    batch.Put(database_.family(Family::replies), key, reply.facts);
  }
  put(group.answers, batch);
  if (keeps_changes_) ShippedRows::keep_changes(database_, group.number, batch);
}

}  // namespace airperk::store::embedded
