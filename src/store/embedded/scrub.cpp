#include "store/embedded/scrub.h"

#include <fmt/format.h>
#include <rocksdb/rate_limiter.h>
#include <rocksdb/sst_file_reader.h>

#include <algorithm>
#include <filesystem>

namespace airperk::store::embedded {
namespace {

constexpr std::string_view place_key = "scrub";
constexpr Duration round_every = Duration::days(30);
/// A file has some 64 MB at most: a stop that waits for one waits two seconds.
constexpr std::int64_t octets_a_second = 32 << 20;

enum class Pace { slow, at_once };

rocksdb::Options reading_options(bool past_the_cache, Pace pace) {
  rocksdb::Options options;
  options.use_direct_reads = past_the_cache;
  if (pace == Pace::at_once) return options;
  options.rate_limiter.reset(rocksdb::NewGenericRateLimiter(
      octets_a_second, 100'000, 10, rocksdb::RateLimiter::Mode::kReadsOnly));
  return options;
}

rocksdb::Status read_whole(const std::string& path, bool past_the_cache, Pace pace) {
  rocksdb::SstFileReader reader(reading_options(past_the_cache, pace));
  if (auto status = reader.Open(path); !status.ok()) return status;
  rocksdb::ReadOptions options;
  if (pace == Pace::slow) options.rate_limiter_priority = rocksdb::Env::IO_LOW;
  options.fill_cache = false;
  return reader.VerifyChecksum(options);
}

struct LiveFile {
  std::uint64_t number = 0;
  std::string path, family;
  std::uint64_t size = 0;
};

std::vector<LiveFile> live_files(Database& database) {
  std::vector<rocksdb::LiveFileMetaData> metadata;
  database.db().GetLiveFilesMetaData(&metadata);
  std::vector<LiveFile> files;
  for (const auto& file : metadata) {
    files.push_back({file.file_number, file.db_path + file.name, file.column_family_name,
                     static_cast<std::uint64_t>(file.size)});
  }
  std::sort(files.begin(), files.end(),
            [](const auto& a, const auto& b) { return a.number < b.number; });
  return files;
}

bool is_live(Database& database, std::uint64_t number) {
  const auto files = live_files(database);
  return std::any_of(files.begin(), files.end(),
                     [number](const LiveFile& file) { return file.number == number; });
}

std::optional<std::string> damage_of(const LiveFile& file, Pace pace) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file.path, error);
  std::string what;
  if (error) {
    what = error.message();
  } else if (size != file.size) {
    what = fmt::format("has {} octets and should have {}", size, file.size);
  } else {
    auto status = read_whole(file.path, true, pace);
    // Not every file system reads past its cache.
    if (status.IsNotSupported() || status.IsInvalidArgument() || status.IsIOError()) {
      status = read_whole(file.path, false, pace);
    }
    if (status.ok()) return {};
    what = status.ToString();
  }
  return fmt::format("{} ({}): {}", file.path, file.family, what);
}

}  // namespace

std::vector<std::string> damaged_files(Database& database) {
  std::vector<std::string> damage;
  for (const auto& file : live_files(database)) {
    auto line = damage_of(file, Pace::at_once);
    if (!line) continue;
    // Beside a running server it may have been compacted away meanwhile.
    (void)database.db().TryCatchUpWithPrimary();
    if (is_live(database, file.number)) damage.push_back(std::move(*line));
  }
  return damage;
}

Scrub::Place Scrub::place() {
  const auto row = database_.get(Family::meta, place_key);
  if (!row || row->size() != 17) return {Instant::beginning(), 0, true};
  return {Instant::microseconds(static_cast<std::int64_t>(read_8(*row))),
          read_8(std::string_view(*row).substr(8)), row->back() != 0};
}

void Scrub::put(const Place& place) {
  database_.put_hint(place_key,
                     big_endian_8(static_cast<std::uint64_t>(place.began.in_microseconds())) +
                         big_endian_8(place.file) + static_cast<char>(place.is_done));
}

Scrub::Step Scrub::step(Instant now) {
  auto at = place();
  if (at.is_done) {
    if (now - at.began < round_every && now >= at.began) return {};
    at = {now, 0, false};
  }
  Step step;
  step.read_something = true;
  const auto files = live_files(database_);
  const auto next = std::find_if(files.begin(), files.end(),
                                 [&](const LiveFile& file) { return file.number > at.file; });
  if (next == files.end()) {
    at.is_done = true;
  } else {
    at.file = next->number;
    const auto damage = damage_of(*next, Pace::slow);
    // One that was compacted away meanwhile is nothing that is missed.
    if (damage && is_live(database_, next->number)) step.damage.push_back(*damage);
  }
  put(at);
  return step;
}

}  // namespace airperk::store::embedded
