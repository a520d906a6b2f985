#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "app/commands.h"
#include "app/configuration.h"
#include "store/backup/copy.h"
#include "store/backup/shipped.h"
#include "store/embedded/live_copy.h"
#include "store/embedded/shipped_rows.h"

namespace airperk::app {
namespace {

namespace backup = store::backup;
using store::embedded::Database;
using store::embedded::Family;

/// Puts a backup back as a store, whole or not at all.
class Restoring {
 public:
  Restoring(const Configuration& configuration, std::string from)
      : configuration_(configuration),
        store_(std::filesystem::absolute(configuration.store_path).lexically_normal().string()),
        from_(std::move(from)) {
    while (store_.size() > 1 && store_.ends_with('/')) store_.pop_back();
  }

  Result<void> run(const std::string& ranges, Instant until) {
    if (auto empty = store_is_empty(); !empty) return empty;
    auto manifest = backup::read_manifest(from_);
    if (!manifest) return fail(manifest.error());
    manifest_ = std::move(*manifest);
    if (until < manifest_.last_at) {
      return fail(fmt::format("{}: is from {}, after --until: restore an older backup", from_,
                              backup::in_utc(manifest_.last_at)));
    }
    auto part = backup::Part::begin(store_, {from_}, true);
    if (!part) return fail(part.error());
    if (auto copied = copy_files(*part); !copied) return copied;
    if (auto good = holds_what_it_says(*part); !good) return good;
    if (!ranges.empty()) {
      if (auto brought_on = bring_on(*part, ranges, until); !brought_on) return brought_on;
      ranges_ = ranges;
    }
    return part->finish(backup::text_of_mark(backup::restored));
  }

  void say() const {
    const bool went_on = followed_.group != 0;
    const auto group = went_on ? followed_.group : manifest_.last_group;
    const auto at = went_on ? followed_.at : manifest_.last_at;
    fmt::print("restored {}: as of {}, {} groups, {} subscribers\n", store_, backup::in_utc(at),
               group, subscribers_);
    fmt::print("  from {}, taken {} by airperk {}, as of {}\n", from_,
               backup::in_utc(manifest_.taken), manifest_.made_by,
               backup::in_utc(manifest_.last_at));
    if (!ranges_.empty() && !went_on) {
      fmt::print("  no range in {} goes on from that backup: what came after it is not in it\n",
                 ranges_);
    }
    fmt::print(
        "  contacts stay stopped until POST /v1/contacts/resume: cancel first what has been "
        "sent since\n");
    fmt::print(
        "  not in it: tokens (airperk token makes new ones), the admin token, the access "
        "log\n");
    for (const auto& survey : manifest_.surveys) {
      const auto key = fmt::format("{}/{}.key", survey_keys(), survey.id);
      if (::access(key.c_str(), R_OK) == 0) continue;
      fmt::print(
          "  survey {} \"{}\": what was answered cannot be read, for its key {} is not "
          "there\n",
          survey.id, survey.name, key);
    }
    if (went_on) fmt::print("  answers to surveys are those of the backup\n");
  }

 private:
  Result<void> store_is_empty() const {
    std::error_code error;
    const auto status = std::filesystem::symlink_status(store_, error);
    if (!std::filesystem::exists(status)) return {};
    if (std::filesystem::is_directory(status) && std::filesystem::is_empty(store_, error)) {
      return {};
    }
    return fail(
        fmt::format("store {}: there is one already; move it away, or name another path "
                    "under [store] path",
                    store_));
  }

  Result<void> copy_files(const backup::Part& part) {
    const backup::GiveUp never = false;
    for (const auto& file : manifest_.files) {
      const auto path = from_ + "/" + file.name;
      const bool is_mark = file.name == backup::mark_name;
      // The copy's own mark says that it is not finished.
      const auto sum =
          is_mark ? backup::sum_of(path, never) : backup::copy(path, part / file.name, {}, never);
      if (!sum) return fail(sum.error());
      if (*sum != file.sum) {
        return fail(fmt::format("{}: is not as it was written; restore another backup", path));
      }
    }
    subscribers_ = manifest_.subscribers;
    return {};
  }

  /// It opens, with this version too.
  Result<void> holds_what_it_says(const backup::Part& part) const {
    backup::Manifest held;
    if (auto described = store::embedded::describe(part.path(), held); !described) return described;
    if (held.store == manifest_.store && held.last_row == manifest_.last_row) return {};
    return fail(fmt::format("{}: its journal does not end as its {} says; restore another backup",
                            from_, backup::manifest_name));
  }

  Result<void> bring_on(const backup::Part& part, const std::string& ranges, Instant until) {
    auto database = Database::open(part.path(), Database::Mode::read_write);
    if (!database) return fail(database.error());
    // Ranges of the store that was are no beginning of this one's.
    store::embedded::ShippedRows(**database).begin(false, 0);
    std::uint64_t next_house = 1;
    {
      const auto house = (*database)->scan(Family::house);
      house->SeekToLast();
      if (house->Valid()) next_house = store::embedded::read_8(house->key().ToStringView()) + 1;
    }
    const auto followed = backup::follow(
        ranges, {manifest_.store, manifest_.last_group, manifest_.last_row}, until,
        [&](const backup::JournalRow& row) -> Result<void> {
          rocksdb::WriteBatch batch;
          auto put = store::embedded::put_shipped(**database, row, next_house, batch);
          if (put) store::embedded::write_unlogged(**database, batch);
          return put;
        });
    if (!followed) return fail(followed.error());
    followed_ = *followed;
    (*database)->flush();
    database->reset();
    backup::Manifest now;
    if (auto described = store::embedded::describe(part.path(), now); !described) return described;
    subscribers_ = now.subscribers;
    return {};
  }

  std::string survey_keys() const {
    return configuration_.survey_keys.empty() ? store_ + ".survey-keys"
                                              : configuration_.survey_keys;
  }

  const Configuration& configuration_;
  std::string store_, from_;
  backup::Manifest manifest_;
  std::string ranges_;  ///< the directory, if there was to be one
  backup::Followed followed_;
  std::uint64_t subscribers_ = 0;
};

std::string plain_path(const std::string& path) {
  auto plain = std::filesystem::absolute(path).lexically_normal();
  if (!plain.has_filename()) plain = plain.parent_path();
  return plain.string();
}

}  // namespace

int restore(const std::string& config, const RestoreWish& wish) {
  const auto configuration = configuration_of(config);
  if (!configuration) return complain(configuration.error(), 2);
  auto until = Instant::never();
  if (!wish.until.empty()) {
    const auto instant = Instant::parse(wish.until);
    if (!instant) {
      return complain(fmt::format("--until is \"{}\"; write an instant such as "
                                  "2016-03-05T10:00:00+06:00",
                                  wish.until),
                      2);
    }
    until = *instant;
    if (wish.journal.empty()) {
      return complain("--until needs --journal: the directory that the journal was shipped to", 2);
    }
  }
  ::umask(077);
  Restoring restoring(*configuration, plain_path(wish.backup));
  const auto ranges = wish.journal.empty() ? std::string() : plain_path(wish.journal);
  if (const auto restored = restoring.run(ranges, until); !restored) {
    return complain(restored.error(), 1);
  }
  restoring.say();
  return 0;
}

}  // namespace airperk::app
