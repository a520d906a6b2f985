#pragma once

#include <vector>

#include "base/settings/section.h"
#include "core/programme/tariff.h"

namespace airperk::programme {

using namespace settings;

/// A tariff, and where it stands, for checks that come later.
struct PlacedTariff {
  Tariff tariff;
  int line = 1;
};

/// [default] and every [[tariff]] of a tariff file. For this room.
std::vector<PlacedTariff> read_tariffs(Section& root);

/// "on_net", "off_net", "fixed", "international", "content", in the order of Destination.
const std::vector<std::string>& destination_words();

}  // namespace airperk::programme
