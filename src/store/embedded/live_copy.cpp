#include "store/embedded/live_copy.h"

#include <fmt/format.h>
#include <rocksdb/env.h>
#include <sodium.h>

#include <algorithm>
#include <chrono>
#include <cstdarg>
#include <map>
#include <thread>

#include "store/archive/archive.h"
#include "store/embedded/shipped_rows.h"

namespace airperk::store::embedded {
namespace {

/// Files that are no longer the database's stay until they are copied.
class KeptFiles {
 public:
  explicit KeptFiles(rocksdb::DB& db) : db_(db), status_(db.DisableFileDeletions()) {}
  ~KeptFiles() {
    if (status_.ok()) (void)db_.EnableFileDeletions(false);
  }
  KeptFiles(const KeptFiles&) = delete;
  KeptFiles& operator=(const KeptFiles&) = delete;
  const rocksdb::Status& status() const { return status_; }

 private:
  rocksdb::DB& db_;
  rocksdb::Status status_;
};

Instant machine_now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return Instant::microseconds(
      std::chrono::duration_cast<std::chrono::microseconds>(since).count());
}

/// By the campaign's id, those that are surveys.
std::map<std::uint32_t, std::string> surveys_of(Database& database) {
  std::map<std::uint32_t, std::string> names;
  const auto house = database.scan(Family::house);
  for (house->SeekToFirst(); house->Valid(); house->Next()) {
    const auto event = archive::decode_house(house->value().ToStringView());
    if (!event) continue;
    const auto* planned = std::get_if<outreach::CampaignPlanned>(&*event);
    if (planned) names[planned->id] = planned->plan.name;
  }
  return names;
}

std::vector<backup::Manifest::Survey> surveys_with_answers(Database& database) {
  std::vector<backup::Manifest::Survey> surveys;
  const auto names = surveys_of(database);
  const auto answers = database.scan(Family::answers);
  for (answers->SeekToFirst(); answers->Valid();) {
    const auto id = read_4(answers->key().ToStringView());
    const auto name = names.find(id);
    surveys.push_back({id, name == names.end() ? "" : name->second});
    answers->Seek(big_endian_4(id + 1));
  }
  return surveys;
}

/// Ids count from 1 without gaps.
std::uint32_t newest_person(Database& database) {
  const auto people = database.scan(Family::directory);
  people->SeekForPrev("p\xff\xff\xff\xff\xff");
  const bool is_person = people->Valid() && people->key().starts_with("p");
  return is_person ? read_4(people->key().ToStringView().substr(1)) : 0;
}

/// The copy is looked at without leaving a line in it.
class SilentLogger : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

/// What is copied faithfully may have been damaged before: a backup of that would be none. Opened
/// strictly, for whoever follows a database takes what it cannot read as not yet there.
rocksdb::Status every_block_is_whole(const std::string& copy) {
  rocksdb::Options options;
  options.info_log = std::make_shared<SilentLogger>();
  std::vector<std::string> names;
  auto status = rocksdb::DB::ListColumnFamilies(options, copy, &names);
  if (!status.ok()) return status;
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const auto& name : names) families.emplace_back(name, rocksdb::ColumnFamilyOptions());
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* raw = nullptr;
  status = rocksdb::DB::OpenForReadOnly(options, copy, families, &handles, &raw);
  if (!status.ok()) return status;
  const std::unique_ptr<rocksdb::DB> db(raw);
  rocksdb::ReadOptions reading;
  reading.fill_cache = false;
  status = db->VerifyChecksum(reading);
  for (auto* handle : handles) (void)db->DestroyColumnFamilyHandle(handle);
  return status;
}

std::uint64_t last_group_of(Database& database) {
  const auto journal = database.scan(Family::journal);
  journal->SeekToLast();
  return journal->Valid() ? read_8(journal->key().ToStringView()) : 0;
}

}  // namespace

Result<void> LiveCopy::make(const std::string& target) {
  const std::unique_lock alone(one_at_a_time_, std::try_to_lock);
  if (!alone) return fail("another backup is being made; wait until it is");
  Result<void> made;
  std::thread([&] {
    backup::give_way();
    try {
      made = run(target);
    } catch (const std::exception& error) {
      made = fail(std::string(error.what()));
    }
  }).join();
  if (!made) return fail(fmt::format("backup {}", made.error()));
  return {};
}

Result<void> LiveCopy::run(const std::string& target) {
  if (give_up_) return fail(fmt::format("{}: the server stops", target));
  const auto secret_path = database_.path() + "/" + std::string(backup::secret_name);
  const auto secret = backup::read_all(secret_path);
  if (!secret) return fail(secret.error());
  if (const auto check = secret_check(database_); check != check_value_of(*secret)) {
    return fail(
        fmt::format("{}: is not the secret of this store, without which a copy would charge "
                    "repeated requests again; put the store's own one back",
                    secret_path));
  }
  auto part = backup::Part::begin(target, {database_.path(), survey_keys_});
  if (!part) return fail(part.error());
  backup::Manifest manifest;
  manifest.made_by = backup::made_by();
  manifest.taken = machine_now();
  const auto last_group = last_group_of(database_);
  if (auto copied = copy_database(*part, manifest); !copied) return copied;
  if (auto added = add_file(*part, backup::secret_name, *secret, manifest); !added) return added;
  if (const auto status = every_block_is_whole(part->path()); !status.ok()) {
    return fail(
        fmt::format("{}: a file of the store is damaged, and a backup of it would be too: "
                    "{}; see airperk verify, and keep the last good backup",
                    database_.path(), status.ToString()));
  }
  if (auto described = describe(part->path(), manifest); !described) return described;
  if (manifest.last_group < last_group) {
    return fail(
        fmt::format("{}: the copy ends with group {}, before the store's group {}; see "
                    "airperk verify",
                    target, manifest.last_group, last_group));
  }
  // Last: it is what makes a backup of all this.
  const auto mark = backup::text_of_mark(backup::whole_backup);
  manifest.files.push_back({std::string(backup::mark_name), {mark.size(), backup::hash_of(mark)}});
  std::sort(manifest.files.begin(), manifest.files.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  if (auto synced = backup::sync_directory(part->path()); !synced) return synced;
  const auto written = backup::write(*part / backup::manifest_name, backup::encode(manifest));
  if (!written) return written;
  return part->finish(mark);
}

Result<void> LiveCopy::copy_database(const backup::Part& part, backup::Manifest& manifest) {
  auto& db = database_.db();
  const KeptFiles kept(db);
  std::vector<rocksdb::LiveFileStorageInfo> files;
  auto status = kept.status();
  // What is in memory comes into files first.
  if (status.ok()) status = db.GetLiveFilesStorageInfo({}, &files);
  if (!status.ok()) {
    return fail(fmt::format("{}: the store's files cannot be listed: {}", database_.path(),
                            status.ToString()));
  }
  for (const auto& file : files) {
    const auto& name = file.relative_filename;
    if (!file.replacement_contents.empty()) {
      if (auto added = add_file(part, name, file.replacement_contents, manifest); !added) {
        return added;
      }
      continue;
    }
    const auto sum = backup::copy(file.directory + "/" + name, part / name, file.size, give_up_);
    if (!sum) return fail(sum.error());
    manifest.files.push_back({name, *sum});
  }
  return {};
}

Result<void> LiveCopy::add_file(const backup::Part& part, std::string_view name,
                                std::string_view octets, backup::Manifest& manifest) {
  manifest.files.push_back({std::string(name), {octets.size(), backup::hash_of(octets)}});
  return backup::write(part / name, octets);
}

Result<void> describe(const std::string& copy, backup::Manifest& manifest) {
  const auto opened = Database::open(copy, Database::Mode::follow);
  if (!opened) return fail(opened.error());
  auto& database = **opened;
  manifest.store = database.get(Family::meta, "store").value_or("");
  if (manifest.store.size() != 16) return fail(fmt::format("{}: has no name of its own", copy));
  const auto journal = database.scan(Family::journal);
  journal->SeekToLast();
  if (journal->Valid()) {
    const auto row = journal->value().ToStringView();
    const auto at = archive::instant_of(row);
    if (!at) return fail(fmt::format("{}: its newest group cannot be read", copy));
    manifest.last_group = read_8(journal->key().ToStringView());
    manifest.last_at = *at;
    manifest.last_row = backup::hash_of(row);
  }
  if (!journal->status().ok()) {
    return fail(fmt::format("{}: {}", copy, journal->status().ToString()));
  }
  manifest.subscribers = newest_person(database);
  manifest.surveys = surveys_with_answers(database);
  return {};
}

std::string name_of_store(Database& database) {
  if (auto name = database.get(Family::meta, "store")) return *name;
  std::string name(16, '\0');
  randombytes_buf(name.data(), name.size());
  put_durably(database, "store", name);
  return name;
}

std::string secret_check(Database& database) {
  return database.get(Family::meta, "secret").value_or("");
}

void note_secret_check(Database& database, std::string_view check) {
  put_durably(database, "secret", check);
}

std::string check_value_of(std::string_view secret) {
  return backup::hex_of(backup::hash_of("airperk: check of a secret: " + std::string(secret)));
}

}  // namespace airperk::store::embedded
