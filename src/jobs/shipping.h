#pragma once

#include <functional>
#include <memory>

#include "base/instant.h"
#include "store/backup/shipped.h"

namespace airperk::jobs {

struct ShipSettings {
  std::string directory;                       ///< empty: nothing is shipped
  Duration every = Duration::minutes(1);       ///< a range is closed so long after its first group,
  std::size_t octets = std::size_t{16} << 20;  ///< or once it is so large
};

/// A store, as far as shipping asks it. Any thread.
struct Shippable {
  std::string store;  ///< its own name
  std::function<Result<std::vector<store::backup::JournalRow>>(std::uint64_t after,
                                                               std::size_t octets_max)>
      rows;
  /// Nothing: it has no such group.
  std::function<std::optional<store::backup::Hash>(std::uint64_t group)> hash_of_row;
  std::function<std::uint64_t()> through;
  std::function<void(std::uint64_t through)> shipped;
};

/// Ships the journal's closed ranges into a directory. It goes on exactly where the directory and
/// the store agree: a range is in the directory before the store notes it, and what a killed
/// process has not noted is compared with the journal and taken as it is. For one thread; after an
/// error, open again.
class Shipping {
 public:
  /// Makes the directory where only that is missing. The error names what is wrong and the mend.
  static Result<std::unique_ptr<Shipping>> open(const Shippable& source,
                                                const ShipSettings& settings);
  ~Shipping();
  Shipping(const Shipping&) = delete;
  Shipping& operator=(const Shipping&) = delete;

  /// Takes what has become durable, and closes the range if it is due by steady time. Says whether
  /// there is more to take at once.
  Result<bool> follow(Instant now);
  /// Closes the range that is open, if any.
  Result<void> finish();
  /// Where the directory has nothing to go on from: from which group on there is something. 0: it
  /// went on.
  std::uint64_t began_at() const { return began_at_; }

 private:
  Shipping(const Shippable& source, const ShipSettings& settings, int fd)
      : source_(source), settings_(settings), fd_(fd) {}
  Result<void> settle();

  const Shippable& source_;
  const ShipSettings& settings_;
  int fd_;  ///< the directory, locked
  store::backup::Hash row_before_{}, previous_{};
  std::uint64_t taken_ = 0;  ///< the newest group that is shipped or in `rows_`
  std::uint64_t began_at_ = 0;
  std::vector<store::backup::JournalRow> rows_;
  std::size_t octets_ = 0;
  Instant opened_at_;
};

}  // namespace airperk::jobs
