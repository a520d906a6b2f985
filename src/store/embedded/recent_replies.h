#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "steady/steady.h"
#include "store/embedded/database.h"
#include "store/store.h"

namespace airperk::store::embedded {

/// Replies on their way from the journal, which has them by time, to a family that has them by key:
/// gathered as they are committed, and written with a checkpoint as one sorted file. So a start
/// finds those that it need not replay without reading them. They stand by spans of some hours of
/// the business clock: short ones are forgotten in time, few ones are soon looked through. But how
/// long they are kept, and looked for, is a matter of steady time: what was answered a moment ago
/// is known, wherever the clock has gone since. All but what is static is for one thread.
class RecentReplies {
 public:
  static constexpr int span_hours = 6;
  /// Some 60 octets a reply: of a span, by how their keys begin, so that what is sorted together
  /// stands together. Pieces never move.
  struct Span {
    static constexpr std::size_t shares_count = 64;
    std::array<std::vector<std::string>, shares_count> shares;
  };
  /// By the hour that a span begins with.
  using Spans = std::map<std::int64_t, Span>;
  /// For the database: what was gathered, and hours [first, second) that nobody asks for any more.
  struct Pass {
    Spans gathered;
    std::vector<std::pair<std::int64_t, std::int64_t>> forgotten;
  };
  /// As long as clients keep a request that was not answered, and send it again (RFC 8506 §8.15).
  static constexpr Duration kept_usually = Duration::hours(48);
  /// Of what is from before a start only the business clock says how old it is: no less than this
  /// is what is left of its time.
  static constexpr Duration kept_after_start = Duration::hours(1);

  explicit RecentReplies(Database& database, Steady steady = steady_now)
      : database_(database), steady_(std::move(steady)) {}
  /// For how long they are found, and no shorter.
  void keep(Duration kept) { kept_ = kept; }
  /// Of a start: what the database has, and the newest instant of the journal.
  void begin(Instant last_at);
  void add(const Reply& reply, Instant at);
  std::size_t count() const { return count_; }
  /// Whether it is time to take what was gathered: memory has those alone that are younger than
  /// some minutes.
  bool is_due() const;
  Pass take();
  /// The facts of a reply that was taken and written, now or before a start: in all spans in which
  /// one may stand that was given `within` so long.
  std::optional<std::string> find(const RequestKey& key, Duration within) const;

  /// Sorts what was gathered and takes it into the database, and forgets what is forgotten. Any one
  /// thread.
  static void write(Database& database, const Pass& pass);

 private:
  static constexpr std::size_t piece_size = 1 << 16;
  void forget(Pass& pass);

  Database& database_;
  Steady steady_;
  Duration kept_ = kept_usually;
  Spans gathered_;
  std::size_t count_ = 0;
  Instant gathered_since_;
  /// Those that the database has, and when, by steady time, the newest reply of each was gathered.
  std::map<std::int64_t, Instant> spans_;
};

}  // namespace airperk::store::embedded
