#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/house.h"
#include "store/store.h"

/// A charge record as finance reads it (RFC 4180), one for each event. Pure.
namespace airperk::jobs {

/// An event's place in the journal; written "group.batch.event".
struct Place {
  std::uint64_t group = 0, batch = 0, event = 0;
  friend constexpr auto operator<=>(const Place&, const Place&) = default;
};

/// `units` and `main` (tenge) are what the subscriber paid: negative where it came back. `parts`
/// has every balance that paid, the free ones too: "12.5 units SMART bonus #3; 3 tenge main".
inline constexpr std::string_view charge_columns =
    "row,position,at,subscriber,kind,event,charge,usage,destination,roaming,quantity,"
    "quantity_unit,parts,units,main,unpaid,disputed";

/// The row of a charge, a refund or an adjustment, without a line's end; nothing for other events.
/// `house` must know the programme version that the batch names.
std::optional<std::string> charge_row(std::uint64_t row, Place place, const store::Batch& batch,
                                      const engine::House& house);

/// Which row a line is.
struct RowMark {
  std::uint64_t row = 0;
  Place place;
};
/// Nothing if it is no such line.
std::optional<RowMark> mark_of(std::string_view line);
/// Do two lines tell of one event? The columns from `row` to `event` say so; the others may be
/// written otherwise by another version of ours.
bool same_event(std::string_view a, std::string_view b);

}  // namespace airperk::jobs
