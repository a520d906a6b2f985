#include "store/embedded/journal_writer.h"

#include "store/archive/archive.h"
#include "store/embedded/survey_vault.h"

namespace airperk::store::embedded {

JournalWriter::JournalWriter(Database& database, Directory& directory, std::uint64_t next_house)
    : database_(database),
      directory_(directory),
      next_house_(next_house),
      worker_("journal", [this](const Job& job) {
        if (job.group) write(*job.group);
        if (!job.answers.empty()) write(job.answers);
        job.then();
      }) {}

void JournalWriter::submit(Group group, std::function<void()> durable) {
  worker_.submit({std::move(group), {}, std::move(durable)});
}

void JournalWriter::keep(std::vector<SealedAnswers> answers, std::function<void()> durable) {
  worker_.submit({{}, std::move(answers), std::move(durable)});
}

void JournalWriter::after_all(std::function<void()> then) {
  worker_.submit({{}, {}, std::move(then)});
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

void JournalWriter::write(const std::vector<SealedAnswers>& answers) {
  rocksdb::WriteBatch batch;
  put(answers, batch);
  rocksdb::WriteOptions options;
  options.sync = true;
  database_.must(database_.db().Write(options, &batch), "writing answers");
}

void JournalWriter::write(const Group& group) {
  rocksdb::WriteBatch batch;
  for (const auto& change : group.directory) directory_.write(change, batch);
  const archive::Sealer sealer{
      [this](SubscriberId id, std::string_view words) { return directory_.seal(id, words); },
      {},
      [&](SubscriberId id) { directory_.renew_key(id, batch); }};
  batch.Put(database_.family(Family::journal), big_endian_8(group.number),
            archive::encode(group, sealer));
  for (const auto& event : group.house) {
    batch.Put(database_.family(Family::house), big_endian_8(next_house_++), archive::encode(event));
  }
  for (const auto& reply : group.replies) {
    if (!reply.lasting) continue;
    const rocksdb::Slice key(reinterpret_cast<const char*>(reply.key.data()), reply.key.size());
    batch.Put(database_.family(Family::replies), key, reply.facts);
  }
  put(group.answers, batch);
  rocksdb::WriteOptions options;
  options.sync = true;
  database_.must(database_.db().Write(options, &batch), "writing the journal");
  directory_.settled();
}

}  // namespace airperk::store::embedded
