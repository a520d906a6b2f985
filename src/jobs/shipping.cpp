#include "jobs/shipping.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace airperk::jobs {

namespace backup = store::backup;

namespace {

/// Read from the journal at once.
constexpr std::size_t octets_at_once = 1 << 20;

}  // namespace

Result<std::unique_ptr<Shipping>> Shipping::open(const Shippable& source,
                                                 const ShipSettings& settings) {
  const auto& directory = settings.directory;
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) {
    return fail("shipping: " + backup::failure(directory, "be made", errno));
  }
  const int fd = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return fail("shipping: " + backup::failure(directory, "be opened", errno));
  std::unique_ptr<Shipping> shipping(new Shipping(source, settings, fd));
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    return fail(fmt::format("shipping: {}: another process ships there; name another directory",
                            directory));
  }
  if (auto settled = shipping->settle(); !settled) return fail("shipping: " + settled.error());
  return shipping;
}

Shipping::~Shipping() {
  ::close(fd_);
}

Result<void> Shipping::settle() {
  taken_ = source_.through();
  const auto files = backup::ranges_in(settings_.directory);
  if (!files) return fail(files.error());
  const auto newest = std::max_element(files->begin(), files->end(),
                                       [](const auto& a, const auto& b) { return a.to < b.to; });
  if (newest != files->end() && newest->to >= taken_) {
    const auto read = backup::read_range(settings_.directory, *newest);
    if (!read) return fail(read.error());
    const auto path = settings_.directory + "/" + newest->name;
    const bool is_ours = read->range.store == source_.store;
    const auto own = is_ours ? source_.hash_of_row(newest->to) : std::nullopt;
    if (own != backup::hash_of(read->range.rows.back().row)) {
      return fail(
          fmt::format("{}: tells of {}; nothing is shipped: name a new directory under "
                      "[backups] ship_to, and make a backup",
                      path,
                      is_ours ? "another past of this store (was it put back from a backup?)"
                              : "another store"));
    }
    taken_ = newest->to;
    previous_ = read->own;
    source_.shipped(taken_);
  } else {
    began_at_ = taken_ + 1;
  }
  const auto before = source_.hash_of_row(taken_);
  if (!before) return fail(fmt::format("journal: group {} is missing", taken_));
  row_before_ = *before;
  return {};
}

Result<bool> Shipping::follow(Instant now) {
  auto rows = source_.rows(taken_, octets_at_once);
  if (!rows) return fail("shipping: " + rows.error());
  if (rows_.empty()) opened_at_ = now;
  for (auto& row : *rows) {
    taken_ = row.number;
    octets_ += row.row.size() + row.changes.size();
    rows_.push_back(std::move(row));
  }
  if (octets_ >= settings_.octets || now - opened_at_ >= settings_.every) {
    if (auto closed = finish(); !closed) return fail(closed.error());
  }
  return !rows->empty();
}

Result<void> Shipping::finish() {
  if (rows_.empty()) return {};
  const auto range = backup::range_of(source_.store, row_before_, previous_, std::move(rows_));
  const auto own = backup::write_range(settings_.directory, range);
  if (!own) return fail("shipping: " + own.error());
  previous_ = *own;
  row_before_ = backup::hash_of(range.rows.back().row);
  source_.shipped(range.to);
  rows_.clear();
  octets_ = 0;
  return {};
}

}  // namespace airperk::jobs
