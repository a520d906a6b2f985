#include "store/log/read.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "store/log/file.h"

namespace airperk::store::log {
namespace {

constexpr std::string_view name_begins = "log-", name_ends = ".log";

struct Segment {
  SegmentFile file;
  std::optional<SegmentHeader> header;  ///< nothing where it cannot be read, or is not this store's
};

std::string octets_of(const std::string& path, std::uint64_t at, std::uint64_t most) {
  const auto file = File::open(path, File::Access::read);
  if (!file) return {};
  const auto size = file->size();
  if (!size || *size < at) return {};
  return file->read(at, std::min(*size - at, most)).value_or("");
}

std::vector<Segment> headers_in(const std::string& directory, const StoreId& store) {
  std::vector<Segment> segments;
  for (auto& file : segments_in(directory)) {
    auto header = decode_segment(octets_of(file.path, 0, segment_header_size));
    if (header && (header->store != store || header->number != file.number)) header.reset();
    segments.push_back({std::move(file), header});
  }
  return segments;
}

/// Walks along the chain, from one segment into the next.
class Walk {
 public:
  Walk(std::vector<Segment> segments, const std::optional<Head>& head, std::uint64_t applied,
       const std::function<void(const Record&)>& visit)
      : segments_(std::move(segments)), head_(head), applied_(applied), visit_(visit) {}

  Reading go() {
    if (const auto* start = find_start()) {
      next_ = start->header->first;
      for (const auto* segment = start; segment != nullptr; segment = find_next(*segment)) {
        walk(*segment);
      }
    }
    reading_.reached = reading_.tail.sequence;
    for (const auto& segment : segments_) {
      if (segment.header) reading_.reached = std::max(reading_.reached, segment.header->first - 1);
    }
    // What is applied needs no record; it goes on in a file of its own.
    if (reading_.tail.sequence < applied_ || next_ == 0) {
      reading_.tail = {.sequence = applied_};
      next_ = applied_ + 1;
    }
    if (head_ && head_->sequence == reading_.tail.sequence) reading_.tail.hash = head_->hash;
    find_damage();
    return std::move(reading_);
  }

 private:
  /// The last one that can hold the record behind what is applied.
  const Segment* find_start() const {
    const Segment* start = nullptr;
    for (const auto& segment : segments_) {
      if (segment.header && segment.header->first <= applied_ + 1) start = &segment;
    }
    return start;
  }

  const Segment* find_next(const Segment& segment) const {
    const auto* next = &segment + 1;
    if (next == segments_.data() + segments_.size()) return nullptr;
    const bool goes_on = next->file.number == segment.file.number + 1 && next->header &&
                         next->header->first == next_;
    return goes_on ? next : nullptr;
  }

  void walk(const Segment& segment) {
    octets_ = octets_of(segment.file.path, 0, segment.header->size);
    at_ = segment_header_size;
    reading_.tail = {next_ - 1, previous_.value_or(Hash{}), segment.file.number, at_};
    do {
      while (const auto record = decode_record(rest(), next_, previous_)) {
        if (head_ && head_->sequence == next_ && head_->hash != record->hash) return;
        if (next_ > applied_) visit_(*record);
        at_ += record_size(record->payload.size());
        previous_ = record->hash;
        reading_.tail = {next_++, record->hash, segment.file.number, at_};
      }
    } while (next_ <= applied_ && skip_to_applied());
    reading_.dropped = begins_record(next_) ? 1 : 0;
    const auto* next = header_of(segment.file.number + 1);
    is_followed_ = follows_later() || (next && next->first > next_);
  }

  /// Whether a whole record stands behind the one that is not: then that one was durable.
  bool follows_later() const {
    for (auto at = at_ + record_alignment; at < octets_.size(); at += record_alignment) {
      const auto here = std::string_view(octets_).substr(at);
      const auto sequence = sequence_at(here);
      if (sequence && *sequence > next_ && decode_record(here, *sequence, {})) return true;
    }
    return false;
  }

  std::string_view rest() const {
    return std::string_view(octets_).substr(std::min<std::size_t>(at_, octets_.size()));
  }

  /// Whether octets that only a record of this sequence has stand here.
  bool begins_record(std::uint64_t sequence) const {
    std::string expected;
    encode_record(sequence, {}, {}, expected);
    const auto here = rest();
    return here.substr(0, 4) == expected.substr(0, 4) && here.size() >= 16 &&
           here.substr(8, 8) == expected.substr(8, 8);
  }

  /// Over octets that nobody needs any more, to the next record that is whole.
  bool skip_to_applied() {
    for (at_ += record_alignment; at_ < octets_.size(); at_ += record_alignment) {
      const auto sequence = sequence_at(rest());
      if (!sequence || *sequence < next_ || *sequence > applied_ + 1) continue;
      if (!decode_record(rest(), *sequence, {})) continue;
      next_ = *sequence;
      previous_.reset();
      return true;
    }
    return false;
  }

  void find_damage() {
    const auto named = head_ ? head_->sequence : 0;
    if (named < next_ && !is_followed_) return;
    Damage damage{.first_lost = next_, .last_lost = std::max(named, next_)};
    const auto& tail = reading_.tail;
    const auto missing = [this](std::uint64_t number) {
      return std::none_of(segments_.begin(), segments_.end(),
                          [&](const Segment& s) { return s.file.number == number; });
    };
    const bool begins_later = tail.segment == 0 && reading_.reached > applied_;
    if (begins_later) {
      damage.file = "the database's files";
      damage.what = "are older than the log";
    } else if (tail.segment == 0) {
      damage.file = segment_name(head_->segment);
      damage.what =
          missing(head_->segment) ? "is missing" : "cannot be read: its header is damaged";
    } else if (named >= next_ && head_->segment > tail.segment && !begins_record(next_) &&
               (missing(tail.segment + 1) || !header_of(tail.segment + 1))) {
      damage.file = segment_name(tail.segment + 1);
      damage.what =
          missing(tail.segment + 1) ? "is missing" : "cannot be read: its header is damaged";
    } else {
      damage.file = segment_name(tail.segment);
      damage.at = std::min<std::uint64_t>(at_, octets_.size());
      damage.what = what_stands_here();
    }
    reading_.damage = std::move(damage);
    reading_.dropped = 0;
  }

  const SegmentHeader* header_of(std::uint64_t number) const {
    for (const auto& segment : segments_) {
      if (segment.file.number == number && segment.header) return &*segment.header;
    }
    return nullptr;
  }

  std::string what_stands_here() const {
    const auto here = rest();
    if (here.size() < record_header_size) return "ends there";
    if (begins_record(next_)) return "the record there is damaged";
    const auto page = here.substr(0, record_header_size);
    const bool blank = std::all_of(page.begin(), page.end(), [](char c) { return c == 0; });
    return blank ? "is blank from there on" : "what stands there is not the record that follows";
  }

  std::vector<Segment> segments_;
  const std::optional<Head>& head_;
  std::uint64_t applied_;
  const std::function<void(const Record&)>& visit_;
  Reading reading_;
  std::string octets_;  ///< of the segment that the walk is in
  std::uint64_t at_ = 0, next_ = 0;
  std::optional<Hash> previous_;
  bool is_followed_ = false;
};

}  // namespace

std::string segment_name(std::uint64_t number) {
  return fmt::format("{}{:08}{}", name_begins, number, name_ends);
}

std::vector<SegmentFile> segments_in(const std::string& directory) {
  std::vector<SegmentFile> segments;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
    const auto name = entry.path().filename().string();
    if (!name.starts_with(name_begins) || !name.ends_with(name_ends)) continue;
    const auto* from = name.data() + name_begins.size();
    const auto* until = name.data() + name.size() - name_ends.size();
    SegmentFile file{0, entry.path().string()};
    const auto [end, problem] = std::from_chars(from, until, file.number);
    if (problem == std::errc() && end == until && file.number != 0) segments.push_back(file);
  }
  std::sort(segments.begin(), segments.end(),
            [](const auto& a, const auto& b) { return a.number < b.number; });
  return segments;
}

Reading read(const std::string& directory, const StoreId& store, const std::optional<Head>& head,
             std::uint64_t applied, const std::function<void(const Record&)>& visit) {
  return Walk(headers_in(directory, store), head, applied, visit).go();
}

}  // namespace airperk::store::log
