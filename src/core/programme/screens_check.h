#pragma once

#include <map>
#include <utility>

#include "base/settings/section.h"
#include "core/programme/programme.h"

namespace airperk::programme {

using namespace settings;

/// Where a text stands in its file.
using TextPlaces = std::map<std::pair<Text, Language>, int>;

/// Blames every screen or SMS that is too long with the longest values, and every screen that has
/// too many lines or lacks an option of its menu. Texts that are missing are somebody else's
/// problem. For this room.
void check_screens(Section& file, const Programme& programme, const TextPlaces& places);

/// Of the class that goes out as service messages (C7): each is one SMS.
bool is_service(Text text);

/// {amount}, {until}, {date}: what the dialogue must give to fill a text.
std::span<const std::string_view> placeholders_of(Text text);

}  // namespace airperk::programme
