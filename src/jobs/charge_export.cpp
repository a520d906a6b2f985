#include "jobs/charge_export.h"

#include <fmt/format.h>

namespace airperk::jobs {
namespace {

constexpr std::size_t groups_at_once = 64;

}  // namespace

Result<std::unique_ptr<ChargeExport>> ChargeExport::open(store::Store& store, HouseNow house,
                                                         ExportSettings settings) {
  auto files = ExportFiles::open(settings.directory, charge_columns);
  if (!files) return fail(files.error());
  const auto last_row = files->last_row();
  std::unique_ptr<ChargeExport> opened(
      new ChargeExport(store, std::move(house), std::move(settings), std::move(*files)));
  if (last_row.empty()) return opened;
  if (auto found = opened->go_on_after(last_row); !found) return fail(found.error());
  return opened;
}

/// Only where the journal has the very event that the row tells of: a store that was put back from
/// a backup has lived on otherwise than the files say.
Result<void> ChargeExport::go_on_after(const std::string& row) {
  const auto wrong =
      fail(fmt::format("exports {}: the last row is not in this store's journal; "
                       "name a new directory, or open the store that it was written from",
                       settings_.directory));
  const auto mark = mark_of(row);
  if (!mark) return wrong;
  const auto groups = store_.journal(mark->place.group - 1, 1);
  if (!groups) return fail(groups.error());
  if (groups->empty() || mark->place.batch >= groups->front().batches.size()) return wrong;
  const auto& batch = groups->front().batches[mark->place.batch];
  const auto house = house_();
  if (mark->place.event >= batch.events.size() ||
      !house->programmes.number(batch.programme_version)) {
    return wrong;
  }
  const auto written = charge_row(mark->row, mark->place, batch, *house);
  if (!written || !same_event(*written, row)) return wrong;
  last_ = *mark;
  read_through_ = mark->place.group - 1;
  return {};
}

Result<bool> ChargeExport::follow(Instant now) {
  const auto groups = store_.journal(read_through_, groups_at_once);
  if (!groups) return fail(groups.error());
  const auto house = house_();
  for (const auto& group : *groups) {
    const auto whole = write(group, *house, now);
    if (!whole || !*whole) return whole;
    read_through_ = group.number;
  }
  if (files_.rows() > 0 && now - begun_ >= settings_.rotate_every) {
    if (auto finished = files_.finish(); !finished) return fail(finished.error());
  }
  return groups->size() == groups_at_once;
}

/// False: the house does not know the group's programme yet, for it learns of it just after the
/// journal does.
Result<bool> ChargeExport::write(const store::Group& group, const engine::House& house,
                                 Instant now) {
  for (std::size_t b = 0; b < group.batches.size(); ++b) {
    const auto& batch = group.batches[b];
    if (!house.programmes.number(batch.programme_version)) return false;
    for (std::size_t e = 0; e < batch.events.size(); ++e) {
      const Place place{group.number, b, e};
      if (place <= last_.place) continue;
      const auto row = charge_row(last_.row + 1, place, batch, house);
      if (!row) continue;
      if (auto added = add(*row, now); !added) return fail(added.error());
      last_ = {last_.row + 1, place};
    }
  }
  return true;
}

Result<void> ChargeExport::add(const std::string& row, Instant now) {
  if (files_.rows() == 0) begun_ = now;
  if (auto added = files_.add(row); !added) return added;
  if (files_.rows() < static_cast<std::uint64_t>(settings_.rotate_rows)) return {};
  return files_.finish();
}

}  // namespace airperk::jobs
