#include "store/log/log.h"

#include <algorithm>
#include <filesystem>

namespace airperk::store::log {

Result<std::unique_ptr<Log>> Log::go_on(std::string directory, const StoreId& store,
                                        const std::optional<Head>& head, const Tail& tail,
                                        Sizes sizes) {
  std::unique_ptr<Log> log(new Log(std::move(directory), store, tail, sizes));
  log->next_size_ = sizes.first;
  std::error_code ignored;
  for (const auto* room : {"log-spare", "log-room", "log-next"}) {
    std::filesystem::remove(log->directory_ + "/" + room, ignored);
  }
  for (const auto& segment : segments_in(log->directory_)) {
    if (tail.segment == 0 || segment.number > tail.segment) {
      // They come again under the same numbers, or are no part of the chain.
      std::filesystem::remove(segment.path, ignored);
    } else if (segment.number < tail.segment) {
      log->full_.push_back({segment.number, tail.sequence, 0});
    }
  }
  if (head) {
    if (auto again = log->write_again(*head); !again) return fail(again.error());
  }
  if (tail.segment == 0) {
    log->tail_.segment = head ? head->segment : 0;
    if (auto begun = log->begin_segment(0); !begun) return fail(begun.error());
  } else if (auto opened = log->open_segment(); !opened) {
    return fail(opened.error());
  }
  return log;
}

std::string Log::path_of(std::uint64_t number) const {
  return directory_ + "/" + segment_name(number);
}

Result<void> Log::write_again(const Head& head) {
  Record last{head.sequence, head.hash, {}};
  const auto segments = segments_in(directory_);
  for (auto segment = segments.begin(); segment != segments.end(); ++segment) {
    const auto& [number, path] = *segment;
    if (number < head.segment || number > tail_.segment) continue;
    auto file = File::open(path, File::Access::write);
    if (!file) return fail(file.error());
    const auto size = file->size();
    if (!size) return fail(size.error());
    const auto from = number == head.segment ? head.end : 0;
    const auto until = std::min(number == tail_.segment ? tail_.end : *size, *size);
    if (from < until) {
      const auto octets = file->read(from, until - from);
      if (!octets) return fail(octets.error());
      auto newest = tail_.sequence;
      if (number != tail_.segment) {
        const auto next = header_of(std::next(segment)->path);
        if (!next) return fail(next.error());
        newest = next->first - 1;
      }
      // What is read wrongly once must not become what is written; and octets that nobody needs any
      // more may be damaged.
      const bool is_whole = follows(*octets, from == 0, newest, last);
      if (is_whole) {
        if (auto written = file->write(from, *octets); !written) return written;
      }
    }
    if (auto synced = file->sync(); !synced) return synced;
  }
  return {};
}

bool Log::follows(std::string_view octets, bool has_header, std::uint64_t newest, Record& last) {
  std::optional<Hash> previous = last.hash;
  if (has_header) {
    const auto header = decode_segment(octets);
    if (!header) return false;
    octets.remove_prefix(segment_header_size);
    // The files in between may be forgotten.
    if (header->first > last.sequence + 1) {
      last.sequence = header->first - 1;
      previous.reset();
    }
  }
  while (last.sequence < newest) {
    const auto record = decode_record(octets, last.sequence + 1, previous);
    if (!record) return false;
    last = *record;
    previous = record->hash;
    octets.remove_prefix(std::min(record_size(record->payload.size()), octets.size()));
  }
  return true;
}

Result<SegmentHeader> Log::header_of(const std::string& path) {
  const auto file = File::open(path, File::Access::read);
  if (!file) return fail(file.error());
  const auto octets = file->read(0, segment_header_size);
  if (!octets) return fail(octets.error());
  const auto header = decode_segment(*octets);
  if (!header) return fail(path + ": its header cannot be read any more");
  return *header;
}

Result<void> Log::open_segment() {
  auto file = File::open(path_of(tail_.segment), File::Access::write);
  if (!file) return fail(file.error());
  const auto header = header_of(file->path());
  if (!header) return fail(header.error());
  if (auto wiped = wipe_behind_tail(*file, header->size); !wiped) return wiped;
  // It may have been cut behind its last record.
  if (auto filled = file->fill(header->size); !filled) return filled;
  if (auto synced = file->sync(); !synced) return synced;
  file_ = std::move(*file);
  size_ = header->size;
  std::lock_guard lock(mutex_);
  next_size_ = std::min(header->size * 2, sizes_.most);
  left_ = size_ - tail_.end;
  return {};
}

/// Records that a chain has lost must not follow the ones that are written in their place: a later
/// start would take them for proof that something is missing.
Result<void> Log::wipe_behind_tail(File& file, std::uint64_t size) const {
  const auto behind = file.read(tail_.end, size - std::min(tail_.end, size));
  if (!behind) return fail(behind.error());
  const std::string_view octets(*behind);
  for (std::size_t at = 0; at < octets.size(); at += record_alignment) {
    if (sequence_at(octets.substr(at)).value_or(0) <= tail_.sequence) continue;
    return file.write(tail_.end, std::string(octets.size(), '\0'));
  }
  return {};
}

Result<Tail> Log::append(std::string_view payload) {
  const auto size = record_size(payload.size());
  if (tail_.end + size > size_) {
    if (auto begun = begin_segment(segment_header_size + size); !begun) return fail(begun.error());
  }
  record_.clear();
  const auto hash = encode_record(tail_.sequence + 1, tail_.hash, payload, record_);
  if (auto written = file_.write(tail_.end, record_); !written) return fail(written.error());
  if (auto synced = file_.sync(); !synced) return fail(synced.error());
  tail_ = {tail_.sequence + 1, hash, tail_.segment, tail_.end + size};
  std::lock_guard lock(mutex_);
  left_ = size_ - tail_.end;
  return tail_;
}

Result<void> Log::begin_segment(std::uint64_t needed) {
  auto room = take_room(needed);
  if (!room) return fail(room.error());
  const auto size = room->size();
  if (!size) return fail(size.error());
  const SegmentHeader header{store_, tail_.segment + 1, *size, tail_.sequence + 1};
  if (auto written = room->write(0, encode(header)); !written) return written;
  if (auto synced = room->sync(); !synced) return synced;
  const auto path = path_of(header.number);
  if (auto renamed = rename_file(room->path(), path); !renamed) return renamed;
  room->rename_to(path);
  if (auto synced = sync_directory(directory_); !synced) return synced;
  std::lock_guard lock(mutex_);
  if (file_.is_open()) full_.push_back({tail_.segment, tail_.sequence, size_});
  file_ = std::move(*room);
  size_ = *size;
  tail_.segment = header.number;
  tail_.end = segment_header_size;
  next_size_ = std::min(std::max(size_, next_size_) * 2, sizes_.most);
  left_ = size_ - tail_.end;
  return {};
}

Result<File> Log::take_room(std::uint64_t needed) {
  const auto path = directory_ + "/log-room";
  std::uint64_t size = 0;
  {
    std::lock_guard lock(mutex_);
    size = std::max(next_size_, needed);
    if (spare_size_ >= needed && spare_size_ != 0) {
      // Under a name of its own at once: the spare's is the next one's from here on.
      if (auto renamed = rename_file(spare_path(), path); !renamed) return fail(renamed.error());
      spare_size_ = 0;
      return File::open(path, File::Access::write);
    }
  }
  return made_room(path, size);
}

Result<File> Log::made_room(const std::string& path, std::uint64_t size) const {
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
  auto file = File::open(path, File::Access::create);
  if (!file) return fail(file.error());
  if (auto filled = file->fill(size); !filled) return fail(filled.error());
  if (auto synced = file->sync(); !synced) return fail(synced.error());
  return file;
}

bool Log::wants_room() const {
  std::lock_guard lock(mutex_);
  return spare_size_ == 0 && left_ < size_ / 2;
}

Result<void> Log::make_room() {
  std::uint64_t size = 0;
  {
    std::lock_guard lock(mutex_);
    if (spare_size_ != 0) return {};
    size = next_size_;
  }
  auto made = made_room(directory_ + "/log-next", size);
  if (!made) return fail(made.error());
  std::lock_guard lock(mutex_);
  if (spare_size_ != 0) return {};
  if (auto renamed = rename_file(made->path(), spare_path()); !renamed) return renamed;
  spare_size_ = size;
  return {};
}

Result<void> Log::forget(std::uint64_t through) {
  std::lock_guard lock(mutex_);
  for (; !full_.empty() && full_.front().last <= through; full_.pop_front()) {
    const auto& segment = full_.front();
    const auto path = path_of(segment.number);
    if (spare_size_ == 0 && segment.size == next_size_) {
      if (auto renamed = rename_file(path, spare_path()); !renamed) return renamed;
      spare_size_ = segment.size;
      continue;
    }
    std::error_code error;
    std::filesystem::remove(path, error);
    if (error) return fail(path + ": removing failed: " + reason(error.value()));
  }
  return {};
}

}  // namespace airperk::store::log
