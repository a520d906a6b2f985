#include "store/backup/shipped.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>

namespace airperk::store::backup {
namespace {

namespace fs = std::filesystem;

std::optional<RangeFile> range_file(const std::string& name) {
  constexpr std::string_view begin = "journal-";
  if (!name.starts_with(begin)) return {};
  RangeFile file;
  const char* end = name.data() + name.size();
  const auto from = std::from_chars(name.data() + begin.size(), end, file.from);
  if (from.ec != std::errc() || from.ptr == end) return {};
  const auto to = std::from_chars(from.ptr + 1, end, file.to);
  if (to.ec != std::errc() || range_name(file.from, file.to) != name) return {};
  file.name = name;
  return file;
}

/// Goes from range to range.
class Follower {
 public:
  Follower(const std::string& directory, const JournalEnd& end, Instant until,
           const std::function<Result<void>(const JournalRow&)>& visit)
      : directory_(directory), end_(end), until_(until), visit_(visit) {}

  Result<Followed> run() {
    const auto files = ranges_in(directory_);
    if (!files) return fail(files.error());
    while (!is_over_) {
      const auto next = std::find_if(files->begin(), files->end(), [&](const RangeFile& file) {
        return file.from <= end_.group + 1 && file.to > end_.group;
      });
      if (next == files->end()) {
        if (auto none = nothing_is_missing(*files); !none) return fail(none.error());
        break;
      }
      if (auto gone = go_through(*next); !gone) return fail(gone.error());
    }
    return followed_;
  }

 private:
  Result<void> nothing_is_missing(const std::vector<RangeFile>& files) const {
    const auto later = std::find_if(files.begin(), files.end(), [&](const RangeFile& file) {
      return file.from > end_.group + 1;
    });
    const bool is_far_enough = followed_.group != 0 && until_ <= followed_.at;
    if (later == files.end() || is_far_enough) return {};
    return fail(
        fmt::format("{}: groups {} to {} are missing, between {} and {}; put that file "
                    "back, take a newer backup, or restore with --until before that",
                    directory_, end_.group + 1, later->from - 1,
                    last_name_.empty() ? "the backup" : last_name_, later->name));
  }

  Result<void> go_through(const RangeFile& file) {
    const auto read = read_range(directory_, file);
    if (!read) return fail(read.error());
    const auto& range = read->range;
    const auto path = directory_ + "/" + file.name;
    if (range.store != end_.store) {
      return fail(
          fmt::format("{}: is of another store; name the directory that this one ships to", path));
    }
    if (!goes_on(*read)) {
      return fail(
          fmt::format("{}: does not go on from {}: it tells of another past of this store; "
                      "name the directory that goes with this backup",
                      path, last_name_.empty() ? "the backup" : last_name_));
    }
    for (const auto& row : range.rows) {
      if (row.number <= end_.group) continue;
      if (row.at > until_) {
        is_over_ = true;
        return {};
      }
      if (auto visited = visit_(row); !visited) return fail(visited.error());
      end_.group = row.number;
      end_.row = hash_of(row.row);
      followed_ = {row.number, row.at};
    }
    last_name_ = file.name;
    last_own_ = read->own;
    return {};
  }

  /// It has the row that the journal ended with, or names it as the one before.
  bool goes_on(const ReadRange& read) const {
    const auto& range = read.range;
    if (range.from == end_.group + 1) {
      const bool follows_file =
          last_name_.empty() || range.previous == Hash{} || range.previous == last_own_;
      return range.row_before == end_.row && follows_file;
    }
    return hash_of(range.rows[end_.group - range.from].row) == end_.row;
  }

  const std::string& directory_;
  JournalEnd end_;
  Instant until_;
  const std::function<Result<void>(const JournalRow&)>& visit_;
  std::string last_name_;
  Hash last_own_{};
  Followed followed_;
  bool is_over_ = false;
};

}  // namespace

Result<std::vector<RangeFile>> ranges_in(const std::string& directory) {
  std::vector<RangeFile> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    if (auto file = range_file(entry.path().filename().string())) files.push_back(std::move(*file));
  }
  if (error) return fail(failure(directory, "be listed", error.value()));
  std::sort(files.begin(), files.end(), [](const RangeFile& a, const RangeFile& b) {
    return a.from != b.from ? a.from < b.from : a.to > b.to;
  });
  return files;
}

Result<ReadRange> read_range(const std::string& directory, const RangeFile& file) {
  const auto path = directory + "/" + file.name;
  const auto octets = read_all(path);
  if (!octets) return fail(octets.error());
  auto range = decode_range(*octets);
  if (!range) {
    return fail(
        fmt::format("{}: {}; put a whole copy of it there, or restore with --until before "
                    "its groups",
                    path, range.error()));
  }
  if (range->from != file.from || range->to != file.to) {
    return fail(
        fmt::format("{}: has groups {} to {}, and not those of its name; give it its own "
                    "name back: {}",
                    path, range->from, range->to, range_name(range->from, range->to)));
  }
  return ReadRange{std::move(*range), hash_of_encoded(*octets)};
}

Result<Hash> write_range(const std::string& directory, const Range& range) {
  const auto part = directory + "/journal.part";
  const auto octets = encode(range);
  // Killed before it had its name.
  ::unlink(part.c_str());
  if (auto written = write(part, octets); !written) return fail(written.error());
  if (auto synced = sync_directory(directory); !synced) return fail(synced.error());
  const auto path = directory + "/" + range_name(range.from, range.to);
  if (auto named = rename_new(part, path); !named) {
    ::unlink(part.c_str());
    return fail(named.error());
  }
  if (auto synced = sync_directory(directory); !synced) return fail(synced.error());
  return hash_of_encoded(octets);
}

Result<Followed> follow(const std::string& directory, const JournalEnd& end, Instant until,
                        const std::function<Result<void>(const JournalRow&)>& visit) {
  return Follower(directory, end, until, visit).run();
}

}  // namespace airperk::store::backup
